#!/usr/bin/env bash
# Other processors give the same bytes. Under qemu-user the program writes the same files as here on x86-64 without
# AVX-512 and without AVX2, and built for 64-bit ARM (musl); the engine as WebAssembly, run by node, gives the golden
# digests. Without qemu-x86_64, qemu-aarch64 or node that part is skipped, and says so; both are built all the same, since
# these are the builds without what only tests need. `./tests/processors.sh PROGRAM`.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-target/release/realpolitik}
target=${CARGO_TARGET_DIR:-target}
arm=aarch64-unknown-linux-musl
wasm=wasm32-unknown-unknown
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

have() {
    command -v "$1" >/dev/null || { echo "SKIPPED: $1 is not here, so $2 was not tried"; return 1; }
}

needs() { rustup target list --installed | grep -q "$1" || rustup target add "$1"; }

# For code whose speed is of no matter here: libraries hardly optimised, our own crate wholly, in units side by side.
light() {
    cargo build --release "$@" --config profile.release.opt-level=1 \
        --config profile.release.package.realpolitik.opt-level=3 \
        --config profile.release.package.realpolitik.codegen-units=16
}

# NAME MORE PROGRAM...: the files of every scenario by this program and by the one here.
same_files() {
    local name=$1 more=$2 scenario
    shift 2
    for scenario in essay essay-relaxed five-powers two-actors; do
        arguments="run builtin:$scenario --runs 300 --seed 42 --quiet $more --out"
        "$program" $arguments "$out/$scenario-here-$name"
        "$@" $arguments "$out/$scenario-$name" 2>"$out/said" || { cat "$out/said"; exit 1; }
        diff --recursive --exclude machine.json "$out/$scenario-here-$name" "$out/$scenario-$name"
        echo "$scenario: the same files here and on $name"
    done
}

# NAME OF-QEMU INSTRUCTIONS: what the program must say that it used, else it is no other processor.
x86() {
    same_files "$1" --no-plots qemu-x86_64 -cpu "$2" "$program"
    grep -q "\"instructions\": \"$3\"" "$out/essay-$1/machine.json"
}

if have qemu-x86_64 "x86-64 without AVX-512 and without AVX2"; then
    x86 haswell Haswell avx2
    x86 nehalem Nehalem baseline
fi

needs $arm
# Without `estimate`, whose posterior is an input of runs and may differ in its last digits.
CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER=rust-lld light --target $arm --no-default-features --features cli
if have qemu-aarch64 "64-bit ARM"; then
    same_files aarch64 "" qemu-aarch64 "$target/$arm/release/realpolitik"
fi

needs $wasm
light --package realpolitik-wasm-digests --package realpolitik-explorer --target $wasm
if have node "WebAssembly"; then
    node tests/wasm/digests.mjs "$target/$wasm/release/realpolitik_wasm_digests.wasm" >"$out/wasm"
    diff tests/golden/digests.txt "$out/wasm"
    echo "the same digests in WebAssembly"
fi
