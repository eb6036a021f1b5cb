#!/usr/bin/env bash
# Makes docs/findings/ and docs/gallery/ again: what docs/findings.md speaks of, word for word and picture for picture,
# with digests. Takes about ten minutes on two cores.
#
#     cargo build --release && docs/findings.sh
set -euo pipefail
cd "$(dirname "$0")/.."
program=$PWD/target/release/realpolitik
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir -p docs/findings docs/gallery

# NAME COMMAND...: runs a command into a directory of its own and keeps its words.
keep() {
    local name=$1
    shift
    {
        echo "\$ realpolitik $*"
        echo
        (cd "$out" && COLUMNS=110 "$program" "$@" --out "$name" --format png) | sed '/^Files   /d'
    } >"docs/findings/$name.txt"
}

# PICTURE as NAME: keeps a picture.
picture() { cp "$out/$1" "docs/gallery/$2.png"; }

keep run run builtin:essay --runs 100000 --seed 1
keep audit audit builtin:essay --outcome alliance_2025
keep tip tip builtin:essay --outcome alliance_2025 --at 0.05 --all
keep sensitivity sensitivity builtin:essay --outcome alliance_2025 --method sobol
keep sweep sweep builtin:essay --outcome alliance_2025 --over actors.CHN.horizon_years=1:60:13 --over claims.C1=0:1:9
keep discover discover "$out/run" --outcome alliance_2025
sed -i "s|$out/||g" docs/findings/discover.txt

for name in levels alliance claims fan-perception-gap-russia-and-china fan-strength outcome-level_2050; do
    picture "run/plots/$name.png" "$name"
done
for name in audit tip sensitivity sweep discover; do
    for file in "$out/$name"/plots/*.png; do
        case $(basename "$file" .png) in
        audit-*-alliance_2025 | tip-ranking | sensitivity-* | sweep-* | discover-*)
            cp "$file" "docs/gallery/$(basename "$file")"
            ;;
        esac
    done
done
