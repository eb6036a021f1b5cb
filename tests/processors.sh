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

# LEVEL ARGUMENT...: a build for another processor, of code whose speed is of no matter here: libraries hardly optimised, our own
# crate at this level, in units side by side.
build() {
    cargo build --release "${@:2}" --config profile.release.opt-level=1 \
        --config "profile.release.package.realpolitik.opt-level=$1" \
        --config profile.release.package.realpolitik.codegen-units=16
}

# NAME PICTURED PROGRAM...: the files of every scenario by this program and by the one here, with pictures of that one.
same_files() {
    local name=$1 pictured=$2 scenario
    shift 2
    for scenario in essay essay-relaxed five-powers two-actors; do
        arguments="run builtin:$scenario --runs 50 --seed 42 --quiet --out"
        # Emulated, a scenario's pictures take longer than its runs, and are drawn by the same code as any other's.
        [ "$scenario" = "$pictured" ] || arguments=${arguments/--quiet/--quiet --no-plots}
        "$program" $arguments "$out/$scenario-here-$name"
        "$@" $arguments "$out/$scenario-$name" 2>"$out/said" || { cat "$out/said"; exit 1; }
        diff --recursive --exclude machine.json "$out/$scenario-here-$name" "$out/$scenario-$name"
        echo "$scenario: the same files here and on $name"
    done
}

# NAME OF-QEMU INSTRUCTIONS: what the program must say that it used, else it is no other processor.
x86() {
    same_files "$1" none qemu-x86_64 -cpu "$2" "$program"
    grep -q "\"instructions\": \"$3\"" "$out/essay-$1/machine.json"
}

if have qemu-x86_64 "x86-64 without AVX-512 and without AVX2"; then
    x86 haswell Haswell avx2
    x86 nehalem Nehalem baseline
fi

needs $arm
# Lightly optimised, without vectors: those of another kind than here are in the engine of the explorer's page. Without
# `estimate`, whose posterior is an input of runs and may differ in its last digits.
CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER=rust-lld build 1 --target $arm --no-default-features --features cli
if have qemu-aarch64 "64-bit ARM"; then
    same_files aarch64 two-actors qemu-aarch64 "$target/$arm/release/realpolitik"
fi

needs $wasm
build 3 --package realpolitik-wasm-digests --package realpolitik-explorer --target $wasm
if have node "WebAssembly"; then
    node tests/wasm/digests.mjs "$target/$wasm/release/realpolitik_wasm_digests.wasm" >"$out/wasm"
    diff tests/golden/digests.txt "$out/wasm"
    echo "the same digests in WebAssembly"
fi
