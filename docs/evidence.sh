#!/usr/bin/env bash
# Makes the hindcasts of docs/evidence.md again: drafts every case from data, runs and scores it, and writes the tables.
# Takes about two minutes on two cores. DATA holds the files that are named below.
#
#     cargo build --release && docs/evidence.sh DATA
#
# The scenarios and what was observed are part of the program; where they change, build it again and give the same command
# once more. Where scenarios/weights has a posterior without-CASE, the case draws its weights from it.
set -euo pipefail
data=$(cd "${1:?give the folder of the data files}" && pwd)
cd "$(dirname "$0")/.."
program=${PROGRAM:-$PWD/target/release/realpolitik}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
folder=scenarios/hindcasts
mkdir -p $folder docs/evidence

files=()
for name in gdp_pop_fariss_cow_1900_2019.csv.gz cinc_nmc_v7_1816_2022.csv trade_cow_v4_dyad_year_1870_2014.csv.gz \
    contiguity_cow32_episodes.csv capitals_cow.csv alliances_atop51_directed_dyad_year_1815_2018.csv.gz \
    original_format/dyadic_mid_4.02.csv grievance_icow_territorial_claims_1816_2017.csv sanctions_gsdb_v4_cases.csv \
    sanctions_ties_v4_cases_1945_2005.csv unga_ideal_points_1946_2024.csv rivalries_tss.csv; do
    files+=("$data/$name")
done

# CASE YEAR ACTORS AFTER: drafts a case, scores it, and keeps what is said of it.
hindcast() {
    local case=$1 weights=()
    [ -f "scenarios/weights/without-$case.toml" ] && weights=(--weights "without-$case")
    "$program" import --from "${files[@]}" --start "$2" --actors "$3" --after "$4" --partners 5 "${weights[@]}" \
        --out "$folder/$case.toml" --observed "$folder/$case.csv" --force >/dev/null 2>&1
    [ "$case" = essay-2014 ] && after_the_data >>"$folder/$case.csv"
    {
        echo "\$ realpolitik hindcast builtin:$case"
        echo
        COLUMNS=110 "$program" hindcast "$folder/$case.toml" --observed "$folder/$case.csv" --out "$out/$case" --format png |
            sed '/^Files   /d'
    } >"docs/evidence/$case.txt"
}

# What came after the files end: trade as customs report it, in current dollars, brought to those of 2011 by consumer prices
# of the United States (676.0 in 2011, 721.2 in 2016, 768.3 in 2019, 944.9 in 2024).
after_the_data() {
    local customs="China's customs (exports and imports)" importers="as the importer reports it (UN Comtrade)"
    row() { awk -v id="$1" -v at="$2" -v bn="$3" -v cpi="$4" -v source="$5" \
        'BEGIN { printf "%s,%d,%.2f,%s %d; US consumer prices\n", id, at, bn * 676.0 / cpi, source, at - 1 }'; }
    row trade_rus_chn_2017 2017 69.75 721.2 "$customs"
    row trade_rus_chn_2020 2020 110.75 768.3 "$customs"
    row trade_rus_chn_2025 2025 244.81 944.9 "$customs"
    row trade_chn_usa_2017 2017 616.43 721.2 "$importers"
    row trade_chn_usa_2020 2020 596.26 768.3 "$importers"
    row trade_chn_usa_2025 2025 606.17 944.9 "$importers"
    row trade_rus_usa_2017 2017 26.68 721.2 "$importers"
    row trade_rus_usa_2020 2020 35.71 768.3 "$importers"
    local none="no treaty of defence in the texts of 2001 and 2021 and the joint statements of 2022 and 2024"
    echo "pact_rus_chn_2020,2020,no,$none"
    echo "pact_rus_chn_2025,2025,no,$none"
    echo "pact_date_rus_chn,,none,$none"
    local consultation="consultation by the treaty of 2001 as extended in 2021"
    echo "aligned_rus_chn_2020,2020,1,$consultation"
    echo "aligned_rus_chn_2025,2025,1,$consultation"
}

hindcast franco-russian-1887 1887 FRA,RUS,DEU,GBR,AUH 13
hindcast entente-1898 1898 GBR,FRA,RUS,DEU 2
hindcast axis-1933 1933 DEU,ITA,JPN,RUS,GBR,FRA 0
hindcast grand-alliance-1939 1939 GBR,RUS,USA,DEU,JPN,FRA,ITA 0
hindcast sino-soviet-1949 1949 RUS,CHN,USA 0
hindcast opening-1968 1968 USA,CHN,RUS 0
hindcast essay-2014 2014 RUS,CHN,USA 0

python3 docs/evidence.py "$out" docs/evidence.md
