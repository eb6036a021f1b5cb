#!/usr/bin/env bash
# The explorer in a browser: its JavaScript checked and linted, the engine that is kept against one built from the sources,
# then the page by keyboard, mouse and link in headless Chromium, with an accessibility checker and screenshots in
# target/browser. Needs node (20 or later), npm and chromium. `./tests/browser.sh PROGRAM`, after tests/processors.sh, which builds the
# engine.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-target/release/realpolitik}")
mkdir -p "${CARGO_TARGET_DIR:-target}/browser"
folder=$(realpath "${CARGO_TARGET_DIR:-target}/browser")
built=$(dirname "$folder")/wasm32-unknown-unknown/release/realpolitik_explorer.wasm

for need in node npm chromium; do
    command -v "$need" >/dev/null || { echo "SKIPPED: $need is not here, so the explorer was not tried in a browser"; exit 0; }
done
if [ "$(node --print 'process.versions.node.split(".")[0]')" -lt 20 ]; then
    echo "SKIPPED: node is older than 20, so the explorer was not tried in a browser"
    exit 0
fi

cd tests/browser
npm ci --no-audit --no-fund --silent
npm run --silent types
npm run --silent lint
node same.mjs ../../assets/explorer/engine.wasm.gz "$built"
PROGRAM=$program FOLDER=$folder node --test --test-reporter=spec rounding.test.mjs explorer.test.mjs report.test.mjs
