#!/usr/bin/env bash
# Other processors give the same bytes: the whole program built for 64-bit ARM (musl) and run under qemu-user writes the
# same files as here, and the engine as WebAssembly, run by node, gives the golden digests. Without qemu-aarch64, or node,
# its half is skipped, and says so.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
arm=aarch64-unknown-linux-musl
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

have() {
    command -v "$1" >/dev/null || { echo "SKIPPED: $1 is not here, so $2 was not tried"; return 1; }
}

if have qemu-aarch64 "64-bit ARM"; then
    rustup target list --installed | grep -q $arm || rustup target add $arm
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER=rust-lld cargo build --release --target $arm
    cargo build --release
    for scenario in essay essay-relaxed five-powers two-actors; do
        arguments="run builtin:$scenario --runs 300 --seed 42 --quiet --out"
        "$target/release/realpolitik" $arguments "$out/$scenario-here"
        qemu-aarch64 "$target/$arm/release/realpolitik" $arguments "$out/$scenario-arm"
        diff --recursive --exclude machine.json "$out/$scenario-here" "$out/$scenario-arm"
        echo "$scenario: the same files on x86-64 and aarch64"
    done
fi

if have node "WebAssembly"; then
    rustup target list --installed | grep -q wasm32-unknown-unknown || rustup target add wasm32-unknown-unknown
    cargo build --release --package realpolitik-wasm-digests --target wasm32-unknown-unknown
    node tests/wasm/digests.mjs "$target/wasm32-unknown-unknown/release/realpolitik_wasm_digests.wasm" >"$out/wasm"
    diff tests/golden/digests.txt "$out/wasm"
    echo "the same digests in WebAssembly"
fi
