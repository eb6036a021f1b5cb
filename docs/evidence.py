#!/usr/bin/env python3
"""Writes the tables of hindcasts into docs/evidence.md, from the findings that docs/evidence.sh made.

    docs/evidence.py FINDINGS docs/evidence.md
"""
import json
import math
import pathlib
import sys

BEGIN, END = "<!-- hindcasts: written by docs/evidence.sh -->", "<!-- end of hindcasts -->"

# The pairs that each case is about; all others are scored as well.
CASES = {
    "franco-russian-1887": ["fra_rus"],
    "entente-1898": ["gbr_fra", "gbr_rus"],
    "axis-1933": ["deu_ita", "deu_jpn", "deu_rus"],
    "grand-alliance-1939": ["gbr_rus", "rus_usa"],
    "sino-soviet-1949": ["rus_chn"],
    "opening-1968": ["usa_chn"],
    "essay-2014": ["rus_chn"],
}
BASELINES = ["persistence", "random walk"]


def number(x):
    if x is None:
        return "–"
    return f"{x:.3f}" if abs(x) < 10 else f"{x:.1f}"


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else None


def table(head, rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]) + "\n"


# What the kinds are called here, where a pair in the range from partnership up is an alignment.
NAMES = {
    "alliance, date": "date of the first pact",
    "pact in force": "treaty: a pact in force",
    "level of a pair in a range": "alignment: partnership or above",
}


def kind(one):
    return NAMES.get(one["group"], one["group"]) + (", logarithm" if one["logarithm"] else "")


def scores(outcomes):
    """Number, mean CRPS of the runs and of each baseline with that of the runs on the same outcomes."""
    cells = [str(len(outcomes)), number(mean(one["model"]["crps"] for one in outcomes))]
    for at in range(len(BASELINES)):
        both = [one for one in outcomes if one["baselines"][at]]
        other = mean(one["baselines"][at]["crps"] for one in both)
        some = f" ({len(both)})" if 0 < len(both) < len(outcomes) else ""
        cells.append(number(other) + some)
    logs = [(one["model"]["log"], one["baselines"][1]["log"]) for one in outcomes if one["baselines"][1]]
    logs = [two for two in logs if None not in two]
    cells += [number(mean(two[0] for two in logs)), number(mean(two[1] for two in logs))]
    return cells


def came(one):
    if one["came"] is None:
        return "none"
    if one["binary"]:
        return "yes" if one["came"] > 0.5 else "no"
    return f"{one['came']:.1f}" if one["due"] is None else number(one["came"])


def runs(one):
    model = one["model"]
    if one["binary"]:
        return f"yes in {model['mean']:.3f}"
    back = math.exp if one["logarithm"] else lambda x: x
    digits = (lambda x: f"{x:.1f}") if one["due"] is None else (lambda x: number(back(x)))
    q = model["quantiles"]
    none = 1 - one["count"] / one["runs"]
    if one["due"] is None and none >= 0.5:
        return f"none in {none:.3f}"
    return f"{digits(q[3])} ({digits(q[0])} to {digits(q[6])})" + (f"; none in {none:.3f}" if one["due"] is None else "")


def known(found):
    """The outcomes of the pairs that a case is about."""
    rows = []
    for case, pairs in CASES.items():
        for pair in pairs:
            other = "_".join(reversed(pair.split("_")))
            own = [one for one in found[case] if f"_{pair}_" in one["outcome"]["id"] + "_" or f"_{other}_" in one["outcome"]["id"]]
            # Of coercion no more than what the opening shows in, since it is mostly none.
            for one in own if case == "opening-1968" else [one for one in own if one["group"] != "coercion"]:
                beyond = "" if one["model"]["covered"][2] else "beyond 95%"
                rows.append([case, one["outcome"]["text"], came(one), runs(one), beyond])
    return table(["case", "outcome", "came", "runs", ""], rows)


def main():
    folder, page = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    found, about = {}, {}
    for case in CASES:
        study = json.loads((folder / case / "findings.json").read_text())
        about[case] = study["about"]
        found[case] = study["findings"]["outcomes"]
    every = [one for outcomes in found.values() for one in outcomes]
    kinds = list(dict.fromkeys(kind(one) for one in every))
    head = ["n", "CRPS of runs", *BASELINES, "log score of runs", "of random walk"]
    text = [BEGIN, ""]
    posterior = [case for case in CASES if pathlib.Path(f"scenarios/weights/without-{case}.toml").exists()]
    text.append(
        f"Weights: each case's own posterior, fitted without its actors around its time, in {len(posterior)} of {len(CASES)} cases"
        + ("; the priors of the program in the others, which are guesses.\n" if len(posterior) < len(CASES) else ".\n")
    )
    text.append("All cases together, by kind; a figure in brackets is the number of outcomes that have the baseline:\n")
    rows = [[name, *scores([one for one in every if kind(one) == name])] for name in kinds]
    text.append(table(["kind", *head], rows))
    text.append("How often what came lies within the central intervals of the runs:\n")
    rows = []
    for case, outcomes in [*found.items(), ("all", every)]:
        within = [sum(one["model"]["covered"][at] for one in outcomes) / len(outcomes) for at in range(3)]
        rows.append([case, str(len(outcomes)), *(f"{100 * share:.0f}%" for share in within)])
    text.append(table(["case", "outcomes", "50%", "80%", "95%"], rows))
    text.append("By case and kind:\n")
    rows = []
    for case, outcomes in found.items():
        names = list(dict.fromkeys(kind(one) for one in outcomes))
        rows += [[case, name, *scores([one for one in outcomes if kind(one) == name])] for name in names]
    text.append(table(["case", "kind", *head], rows))
    text.append("The pairs that the cases are about; trade in bn dollars of 2011 a year, medians and 95% intervals of the runs:\n")
    text.append(known(found))
    text.append("Digests of the rows, seed 1: " + ", ".join(f"{case} `{about[case]['digest'][:12]}`" for case in CASES) + ".\n")
    text.append(END)
    old = page.read_text()
    before, rest = old.split(BEGIN, 1)
    page.write_text(before + "\n".join(text) + rest.split(END, 1)[1])


main()
