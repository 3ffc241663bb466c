#!/usr/bin/env bash
# `executablePath()` unpacks Chromium straight into its final name in the temporary folder, and takes a file that is there for a finished
# one. A second process that asks during those seconds (parallel tests on a fresh machine, two functions of one server) is answered at
# once with the path of a program that is still being written; launching it fails with ETXTBSY, or starts part of a file. Ask once, in one
# process, before the others are started.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @sparticuz/chromium@153.0.0 2>/dev/null
mkdir unpacked
cat > ask.mjs <<'JS'
import { statSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';

const asked = performance.now();
const path = await sparticuz.executablePath();
console.log(JSON.stringify({ bytes: statSync(path).size, after: Math.round(performance.now() - asked) }));
JS
cat > try.mjs <<'JS'
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ask = async () => JSON.parse((await run(process.execPath, ['ask.mjs'], { env: { ...process.env, TMPDIR: `${process.cwd()}/unpacked` } })).stdout);
const first = ask();
while (!existsSync('unpacked/chromium')) await delay(2);
const second = await ask();
const whole = await first;
console.log('@sparticuz/chromium', JSON.parse(readFileSync('node_modules/@sparticuz/chromium/package.json', 'utf8')).version);
console.log(`whole program: ${whole.bytes} bytes; the second process was given ${second.bytes} of them, after ${second.after} ms of asking`);
const holds = second.bytes < whole.bytes;
console.log(holds ? 'as described' : 'CHANGED');
process.exit(holds ? 0 : 1);
JS
node try.mjs
