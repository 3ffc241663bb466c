#!/usr/bin/env bash
# A journal that is chained by HMAC makes one digest an entry. With the same 32 bytes, createHmac(…, buffer) takes several times what
# createHmac(…, keyObject) takes: a key given as bytes is imported again at each call, and the import costs more than the digest of a
# short text. The two digests are equal. A service that keeps its key should keep it as a KeyObject (createSecretKey) from the start.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund node@24.18.0 2>/dev/null || npm install --silent --no-audit --no-fund node@24
cat > try.mjs <<'JS'
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
const bytes = randomBytes(32);
const object = createSecretKey(bytes);
const text = 'x'.repeat(300);
const digest = (key) => createHmac('sha256', key).update(text).digest();
const times = 20_000;
function micros(key) {
  const from = process.cpuUsage();
  for (let turn = 0; turn < times; turn += 1) digest(key);
  const { user, system } = process.cpuUsage(from);
  return (user + system) / times;
}
// By turns, the best of five each: what else runs on the machine only adds.
const best = { bytes: Infinity, object: Infinity };
for (let turn = 0; turn < 5; turn += 1) {
  best.bytes = Math.min(best.bytes, micros(bytes));
  best.object = Math.min(best.object, micros(object));
}
console.log('node', process.version);
console.log(`a key of bytes: ${best.bytes.toFixed(1)} µs a digest; a KeyObject: ${best.object.toFixed(1)} µs; ${(best.bytes / best.object).toFixed(1)} times`);
const holds = digest(bytes).equals(digest(object)) && best.bytes > 2 * best.object;
console.log(holds ? 'as described' : 'CHANGED');
process.exit(holds ? 0 : 1);
JS
npx node try.mjs
