#!/usr/bin/env bash
# The explorer in a browser: its JavaScript checked and linted, the engine that is kept against one built from the sources,
# then the page by keyboard, mouse and link in headless Chromium, with an accessibility checker and screenshots in
# target/browser. Needs node, npm and chromium. `./tests/browser.sh PROGRAM`, after tests/processors.sh, which builds the
# engine.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-target/release/realpolitik}")
target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target/browser"
folder=$(realpath "$target/browser")

for need in node npm chromium; do
    command -v "$need" >/dev/null || { echo "SKIPPED: $need is not here, so the explorer was not tried in a browser"; exit 0; }
done

cd tests/browser
npm ci --no-audit --no-fund --silent
npm run --silent types
npm run --silent lint
node same.mjs ../../assets/explorer/engine.wasm.gz "../../$target/wasm32-unknown-unknown/release/realpolitik_explorer.wasm"
PROGRAM=$program FOLDER=$folder node --test --test-reporter=spec explorer.test.mjs report.test.mjs
