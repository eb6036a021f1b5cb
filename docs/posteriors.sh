#!/usr/bin/env bash
# Makes scenarios/weights/, docs/evidence/estimate.* and the tables of weights and scores in docs/evidence.md again: the
# posterior of the weights from all treaties, with its scores, and for each hindcast one that has not seen its case: without
# its actors from five years before its start to five years after its end. Takes two to three hours on two cores. DATA
# holds the files that are named below. Then explorer/build.sh, whose engine has the posteriors in it, and docs/evidence.sh.
#
#     cargo build --release && docs/posteriors.sh DATA [NAME...]
set -euo pipefail
data=$(cd "${1:?give the folder of the data files}" && pwd)
shift
cd "$(dirname "$0")/.."
program=${PROGRAM:-$PWD/target/release/realpolitik}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir -p scenarios/weights docs/evidence

files=()
for name in gdp_pop_fariss_cow_1900_2019.csv.gz cinc_nmc_v7_1816_2022.csv trade_cow_v4_dyad_year_1870_2014.csv.gz \
    contiguity_cow32_episodes.csv capitals_cow.csv original_format/atop5_1m.csv \
    alliances_atop51_directed_dyad_year_1815_2018.csv.gz mid_dyadic_402_1816_2014.csv \
    grievance_icow_territorial_claims_1816_2017.csv unga_ideal_points_1946_2024.csv sanctions_gsdb_v4_cases.csv \
    sanctions_ties_v4_cases_1945_2005.csv; do
    files+=("$data/$name")
done

# NAME OPTION...: the posterior of a fit. The same rules for all (docs/estimation.md); the file says how far its chains agree.
posterior() {
    local name=$1
    shift
    if [ ${#wanted[@]} -gt 0 ] && [[ " ${wanted[*]} " != *" $name "* ]]; then return; fi
    "$program" estimate --from "${files[@]}" --name "$name" --out "$out/$name" "$@" >/dev/null
    cp "$out/$name/$name.toml" scenarios/weights/
}

wanted=("$@")
short=(--no-scores)
posterior estimated-1900-2014
posterior without-franco-russian-1887 "${short[@]}" --without FRA,RUS,DEU,GBR,AUH:1882-1902
posterior without-entente-1898 "${short[@]}" --without GBR,FRA,RUS,DEU:1893-1913
posterior without-axis-1933 "${short[@]}" --without DEU,ITA,JPN,RUS,GBR,FRA:1928-1948
posterior without-grand-alliance-1939 "${short[@]}" --without GBR,RUS,USA,DEU,JPN,FRA,ITA:1934-1954
posterior without-sino-soviet-1949 "${short[@]}" --without RUS,CHN,USA:1944-1964
# With 300 steps of adaptation and 750 draws its chains do not agree: it begins with what they would begin again with.
posterior without-opening-1968 "${short[@]}" --without USA,CHN,RUS:1963-1983 --draws 1500
posterior without-essay-2014 "${short[@]}" --without RUS,CHN,USA:2009-2029
if [ -d "$out/estimated-1900-2014" ]; then
    cp "$out/estimated-1900-2014"/estimate.{json,md} docs/evidence/
    python3 docs/scores.py docs/evidence/estimate.json docs/evidence.md
fi
