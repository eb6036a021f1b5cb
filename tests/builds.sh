#!/usr/bin/env bash
# Other builds and other processors give the same bytes: 8 and 32 lanes instead of 16, without AVX-512, without AVX2 too,
# and the same program on a C library that is told to use neither AVX2 nor fused multiply-add. Builds of the whole program
# are slow: here only our own crate is built anew, without what needs files and threads, and the test in golden.rs compares
# its digests.
set -euo pipefail
cd "$(dirname "$0")/.."

# Cargo calls a workspace wrapper instead of rustc for our own crate alone, and keeps apart what each wrapper made.
wrappers=${CARGO_TARGET_DIR:-target}/builds
mkdir -p "$wrappers"
wrappers=$(cd "$wrappers" && pwd)

golden() {
    printf -- '-- golden digests with --cfg %s\n' "$2"
    printf '#!/bin/sh\nexec "$@" --cfg '\''%s'\''\n' "$2" >"$wrappers/$1.new"
    chmod +x "$wrappers/$1.new"
    cmp -s "$wrappers/$1.new" "$wrappers/$1" || mv "$wrappers/$1.new" "$wrappers/$1"
    RUSTC_WORKSPACE_WRAPPER="$wrappers/$1" cargo test --release --no-default-features --test golden
}

golden lanes8 'lanes="8"'
golden lanes32 'lanes="32"'
golden no_avx2 'no_avx2'
golden no_avx512 'no_avx512'

printf -- '-- files on a C library without AVX2 and fused multiply-add\n'
cargo build --release
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for scenario in essay five-powers; do
    run="${CARGO_TARGET_DIR:-target}/release/realpolitik run builtin:$scenario --runs 1000 --quiet --out $out/$scenario"
    $run-plain
    GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4 $run-without
    diff --recursive --exclude machine.json "$out/$scenario-plain" "$out/$scenario-without"
    printf '%s: the same files\n' "$scenario"
done
