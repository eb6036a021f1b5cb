#!/usr/bin/env bash
# The example of docs/scale.md for GNU parallel, as it stands there: interrupted once, run again, put together, and compared
# with the same run in one place. `./tests/parallel.sh PROGRAM`.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-target/release/realpolitik}")
example=$(sed -n '/tried by tests\/parallel.sh/,/^[^ <]/s/^    //p' docs/scale.md)
[ "$(wc -l <<<"$example")" = 2 ] || { echo "FAILED: the example is not found in docs/scale.md" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$program" "$work/realpolitik"
export PATH=$work:$PATH
mkdir "$work"/{home,whole,parts}
export HOME=$work/home # Where parallel keeps that it has asked to be cited.
parallel --citation </dev/null >/dev/null 2>&1 || true
cd "$work/parts"
printf '%s\n' "$example"
# Interrupted as soon as a part has begun: how long all take differs by machine.
setsid bash -c "$example" &
all=$!
until compgen -G 'output/two-actors/*/parts/*' >/dev/null || ! kill -0 $all 2>/dev/null; do sleep 0.02; done
kill -TERM -- -$all
wait $all && { echo "FAILED: it was over before it was interrupted" >&2; exit 1; }
sleep 1
bash -euc "$example"
cd "$work/whole"
realpolitik run builtin:two-actors --runs 200000 --seed 42 --quiet
diff --recursive --exclude machine.json --exclude parts "$work/whole/output" "$work/parts/output"
realpolitik verify "$work"/parts/output/two-actors/*
echo "GNU parallel: the same files as in one place"
