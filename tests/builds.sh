#!/usr/bin/env bash
# Other builds give the same bytes: the same program on a C library that is told to use neither AVX2 nor fused multiply-add.
# Where qemu is missing, in which tests/processors.sh tries other processors and, on one of them, 32 lanes instead of 16,
# builds for this processor stand in: our own crate alone, without what needs files and threads, whose digests the test in
# golden.rs compares. `./tests/builds.sh PROGRAM`.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-target/release/realpolitik}

# Cargo calls a workspace wrapper instead of rustc for our own crate alone, and keeps apart what each wrapper made.
wrappers=${CARGO_TARGET_DIR:-target}/builds
mkdir -p "$wrappers"
wrappers=$(cd "$wrappers" && pwd)

# NAME CFG LEVEL: of optimisation. Vectors come with 2 and higher.
golden() {
    printf -- '-- golden digests with --cfg %s\n' "$2"
    printf '#!/bin/sh\nexec "$@" --cfg '\''%s'\''\n' "$2" >"$wrappers/$1.new"
    chmod +x "$wrappers/$1.new"
    cmp -s "$wrappers/$1.new" "$wrappers/$1" || mv "$wrappers/$1.new" "$wrappers/$1"
    RUSTC_WORKSPACE_WRAPPER="$wrappers/$1" cargo test --release --no-default-features --test golden \
        --config profile.release.package.realpolitik.codegen-units=16 \
        --config "profile.release.package.realpolitik.opt-level=$3"
}

if ! command -v qemu-aarch64 >/dev/null; then
    golden lanes32 'lanes="32"' 1
fi
if ! command -v qemu-x86_64 >/dev/null; then
    golden no_avx2 'no_avx2' 3
    golden no_avx512 'no_avx512' 3
fi

printf -- '-- files on a C library without AVX2 and fused multiply-add\n'
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for scenario in essay five-powers; do
    run="$program run builtin:$scenario --runs 1000 --quiet --out $out/$scenario"
    $run-plain
    GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4 $run-without
    diff --recursive --exclude machine.json "$out/$scenario-plain" "$out/$scenario-without"
    printf '%s: the same files\n' "$scenario"
done
