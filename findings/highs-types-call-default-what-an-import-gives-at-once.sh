#!/usr/bin/env bash
# highs gives an ES module whose default export is its loader, as its README shows: `import loadHighs from "highs"; await loadHighs()`. That runs.
# TypeScript, with module resolution as Node does it, refuses the same line: the package is CommonJS by its package.json and its one file of types,
# named .d.ts, is read as CommonJS for the ES module too, so that what is imported is thought to be an object whose `default` is the loader.
# Whoever writes what the types ask for, `imported.default()`, compiles and fails when it runs. What works in both is to say so once, by a cast.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund highs@1.15.3 typescript@6.0.3 2>/dev/null
check() { npx tsc --noEmit --strict --skipLibCheck --target es2022 --module nodenext --lib es2022,dom,esnext.disposable "$1" 2>&1 || true; }
runs() { node "$1" 2>&1 | tail -1 || true; }
echo 'import loadHighs from "highs"; const highs = await loadHighs(); console.log(typeof highs.solve);' | tee asReadme.mts >asReadme.mjs
echo 'import imported from "highs"; const highs = await imported.default(); console.log(typeof highs.solve);' | tee asTypes.mts >asTypes.mjs
echo "highs $(node -p 'require("highs/package.json").version' 2>/dev/null || node -p 'JSON.parse(require("fs").readFileSync("node_modules/highs/package.json")).version') · TypeScript $(npx tsc --version) · Node $(node --version)"
readme_types=$(check asReadme.mts); readme_run=$(runs asReadme.mjs)
types_types=$(check asTypes.mts); types_run=$(node asTypes.mjs 2>&1 | grep -o 'TypeError: .*' || true)
echo "as the README: types say « $(echo "$readme_types" | head -1) »; it gives: $readme_run"
echo "as the types:  types say « $types_types »; it gives: $types_run"
if [[ $readme_types == *TS2349* && $readme_run == function && -z $types_types && $types_run == *"not a function"* ]]; then echo 'as described'; else echo 'CHANGED'; exit 1; fi
