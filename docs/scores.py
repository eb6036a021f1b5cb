#!/usr/bin/env python3
"""Writes the tables of weights and of scores into docs/evidence.md, from what `realpolitik estimate` found.

    docs/scores.py docs/evidence/estimate.json docs/evidence.md
"""
import json
import math
import pathlib
import sys

# Starting values of the weights of the essay's scenario, times precision; what they are called.
WEIGHTS = [
    ("v_sec", "security", 67.5),
    ("v_conc", "concessions", 13.5),
    ("v_trade", "trade", 5.4),
    ("v_rep", "reprisal", 10.8),
    ("v_aut", "autonomy", 7.2),
    ("v_griev", "grievance", 4.5),
    ("v_aff", "affinity", 4.5),
    ("v_ent", "entrapment", 8.1),
    ("v_close", "closeness", 1.35),
    ("v_joint", "joint enemies", 0.45),
    ("v_net", "shared friends", 1.35),
    ("v_past", "past pact", 1.35),
    ("v_move", "any change", 2.25),
    ("v_step", "a step", 4.5),
    ("v_exit", "leaving a pact", 2.25),
]
MARKOV = "Markov"
COLUMNS = ["balance_of_threat", "balance_of_threat, by its posterior", "stack of theories", "logit", "last", "base rates"]


def table(head, rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]) + "\n"


def row(part, name):
    """The row of a forecaster, by its name or how that begins."""
    exact = [one for one in part["rows"] if one["name"] == name]
    begins = [one for one in part["rows"] if one["name"].lower().startswith(name.lower())]
    return (exact or begins or [None])[0]


def less(figure):
    low, high = figure["interval"]
    return f"{figure['value']:.4f} ({low:.4f} to {high:.4f})"


def label(name):
    return name.replace("_", " ")


def weights(estimate):
    at = {name: place for place, name in enumerate(estimate["posterior"]["names"])}
    priors = {one["name"]: one["prior"] for one in estimate["fits"][0]["weights"]}
    modes = {one["name"]: one for one in estimate["fits"][0]["weights"]}
    rows = []
    for name, called, start in WEIGHTS:
        if name not in at:
            continue
        place = at[name]
        mean = estimate["posterior"]["mean"][place]
        sd = estimate["posterior"]["covariance"][place][place] ** 0.5
        positive = estimate["posterior"]["positive"][place]
        mode = modes[name]
        rows.append([f"{called} `{name}`", f"{start:g}", prior(priors[name]), f"{mean:.1f} ± {sd:.1f}", f"{100 * positive:.0f}%",
                     f"{mode['mode']:.1f}" + (f" ± {mode['error']:.1f}" if mode["error"] else "")])
    head = ["weight", "starting value of the essay", "prior", "posterior mean and standard deviation", "above 0", "mode and standard error"]
    return table(head, rows)


def prior(one):
    if "lognormal" in one:
        return f"{one['lognormal']['median']:g} ×/÷ {math.exp(one['lognormal']['spread']):.2f}"
    return f"0 ± {one['normal']['sd']:.2g}" if "normal" in one else "–"


def scores(estimate):
    parts = [*estimate["eras"], estimate["powers"]]
    there = [name for name in COLUMNS if any(row(part, name) for part in parts)]
    names = {name: label(next(row(part, name)["name"] for part in parts if row(part, name))) for name in there}
    cell = lambda part, name, of: of(row(part, name)) if row(part, name) else "–"
    log = [[part["name"], f"{part['years']}", f"{row(part, MARKOV)['scores']['log']['value']:.4f}"]
           + [cell(part, name, lambda one: less(one["worse_than_markov"])) for name in there] for part in parts]
    brier = [[part["name"], f"{row(part, MARKOV)['scores']['brier']['value']:.4f}"]
             + [cell(part, name, lambda one: f"{one['scores']['brier']['value']:.4f}") for name in there] for part in parts]

    def onset(one):
        value, rate = one["scores"]["onsets"]["value"], one["scores"]["onset_rate"]
        return f"{value:.3f} ({value / rate:.1f})" if rate else "no onsets"

    onsets = [[part["name"], f"{parts_rate(part):.4f}"] + [cell(part, name, onset) for name in [*there, MARKOV]] for part in parts]
    said = "Log score, less is better; all but the first two columns less the Markov chain, with 95% intervals from resampled states and treaties:\n\n"
    said += table(["left out", "years of pairs", "Markov chain of classes", *[names[name] for name in there]], log)
    said += "\nBrier score, less is better:\n\n"
    said += table(["left out", "Markov chain of classes", *[names[name] for name in there]], brier)
    said += "\nAverage precision of onsets (a forecast without information has the base rate), and how many times the base rate it is:\n\n"
    said += table(["left out", "base rate", *[names[name] for name in there], "Markov chain of classes"], onsets)
    said += "\nCalibration over all eras, that some obligation is in force: what was forecast on average, the share of these years in which it came, and their weight (treaties of many count once):\n\n"
    said += calibration(estimate["eras"][-1], names)
    said += "\nStacking weights of the theories on the eras: "
    said += ", ".join(f"{label(name)} {weight:.2f}" for name, weight in sorted(estimate["stacking"], key=lambda one: -one[1])) + ".\n"
    return said


def calibration(part, names):
    """Bins as rows, for forecasts that differ from year to year."""
    shown = [name for name in names if row(part, name) and name not in ("last", "base rates")]
    bins = {name: {tuple(one["range"]): one for one in row(part, name)["scores"]["calibration"]} for name in shown}
    ranges = sorted({each for of in bins.values() for each in of})

    def cell(one):
        low, high = one["observed"]["interval"]
        interval = "" if low is None else f" ({low:.3f} to {high:.3f})"
        return f"{one['forecast']:.3f}: {one['observed']['value']:.3f}{interval} of {one['weight']:.0f}"

    rows = [[f"{low:g} to {high:g}"] + [cell(of[low, high]) if (low, high) in of else "–" for of in bins.values()] for low, high in ranges]
    return table(["forecast between", *[names[name] for name in shown]], rows)


def parts_rate(part):
    return row(part, MARKOV)["scores"]["onset_rate"]


def put(text, name, what):
    begin, end = f"<!-- {name}: written by docs/posteriors.sh -->", f"<!-- end of {name} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        sys.exit(f"the page has no `{begin}` with its end: put the two lines where the table belongs")
    before, rest = text.split(begin)
    return before + begin + "\n\n" + what + "\n" + end + rest.split(end)[1]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    estimate, page = json.loads(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2])
    if not estimate["posterior"] or not estimate["powers"]:
        sys.exit(f"{sys.argv[1]} has no posterior or no scores: make it without --draws 0 and --no-scores")
    text = put(page.read_text(), "weights", weights(estimate))
    new = page.with_suffix(".new")
    new.write_text(put(text, "scores", scores(estimate)))
    new.replace(page)


if __name__ == "__main__":
    main()
