#!/usr/bin/env bash
# Other processors give the same bytes. Under qemu-user the program writes the same files as here on x86-64 without
# AVX-512 and without AVX2; the engine gives the golden digests on 64-bit ARM (musl), there with 32 lanes instead of 16, and
# as WebAssembly, run by node. With `whole` the program is built for ARM as well, which takes some minutes, and must write
# the same files and pictures there. Without qemu-x86_64, qemu-aarch64 or node that part is skipped, and says so; all is
# built all the same. `./tests/processors.sh PROGRAM [whole]`.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-target/release/realpolitik}
whole=${2:-}
target=${CARGO_TARGET_DIR:-target}
arm=aarch64-unknown-linux-musl
wasm=wasm32-unknown-unknown
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER=rust-lld
# They would take the place of those for one target.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS

have() {
    command -v "$1" >/dev/null || { echo "SKIPPED: $1 is not here, so $2 was not tried"; return 1; }
}

needs() { rustup target list --installed | grep -q "$1" || rustup target add "$1"; }

# A build for another processor, of code whose speed is of no matter here: lightly optimised, without vectors, in units side
# by side. Those of x86-64 are in the program itself, and those of WebAssembly in the engine of the explorer's page.
build() {
    cargo build --release "$@" --config profile.release.opt-level=1 --config 'profile.release.lto="off"' \
        --config profile.release.package.realpolitik.opt-level=1 \
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

# WHERE PROGRAM...: which prints the golden digests.
same_digests() {
    "${@:2}" >"$out/digests" 2>"$out/said" || { cat "$out/said"; exit 1; }
    diff tests/golden/digests.txt "$out/digests"
    echo "the same digests $1"
}

if have qemu-x86_64 "x86-64 without AVX-512 and without AVX2"; then
    x86 haswell Haswell avx2
    x86 nehalem Nehalem baseline
fi

needs $arm
CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_RUSTFLAGS='--cfg lanes="32"' build --target $arm --package realpolitik-digests
if have qemu-aarch64 "64-bit ARM"; then
    same_digests "on 64-bit ARM, with 32 lanes" qemu-aarch64 "$target/$arm/release/realpolitik-digests"
    grep -q "^32 lanes$" "$out/said"
fi

needs $wasm
build --target $wasm --lib --package realpolitik-digests --package realpolitik-explorer
if have node "WebAssembly"; then
    same_digests "in WebAssembly" node tests/digests/wasm.mjs "$target/$wasm/release/realpolitik_digests.wasm"
fi

if [ "$whole" = whole ]; then
    # Without `estimate`, whose posterior is an input of runs and may differ in its last digits.
    build --target $arm --no-default-features --features cli
    if have qemu-aarch64 "the program on 64-bit ARM"; then
        same_files aarch64 two-actors qemu-aarch64 "$target/$arm/release/realpolitik"
    fi
fi
