#!/usr/bin/env bash
# Makes assets/explorer/engine.wasm.gz, the engine of the explorer's page, from the sources. The file is kept in the
# repository, so that the program can be built without a WebAssembly target; `tests/browser.sh` says when it is stale.
set -euo pipefail
cd "$(dirname "$0")/.."
target=wasm32-unknown-unknown
rustup target list --installed | grep -q "$target" || rustup target add "$target"
# Vectors of 128 bits: what every browser has that has the rest that the page needs.
CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-C target-feature=+simd128 --remap-path-prefix=$HOME=~ --remap-path-prefix=$PWD=." \
    cargo build --profile explorer --package realpolitik-explorer --target "$target"
gzip -9n <"${CARGO_TARGET_DIR:-target}/$target/explorer/realpolitik_explorer.wasm" >assets/explorer/engine.wasm.gz
wc -c assets/explorer/engine.wasm.gz
