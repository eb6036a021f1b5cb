#!/usr/bin/env python3
"""Runs the essay under its priors, under each theory and under estimated weights, and writes the table of docs/essay.md.

    cargo build --release && docs/essay.py
"""
import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("PROGRAM", ROOT / "target/release/realpolitik")
BEGIN, END = "<!-- verdicts: written by docs/essay.py -->", "<!-- end of verdicts -->"
THEORIES = [
    "balance_of_threat", "balance_of_power", "power_transition", "trade_expectations", "autonomy_security", "affinity",
]
MARKS = {"supported": "✓", "contradicted": "✗", "open": "?", "by_construction": "(by construction)", None: ""}


def run(folder, name, options):
    command = [PROGRAM, "run", "builtin:essay", "--no-plots", "--json", "--out", f"{folder}/{name}", *options]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["summary"]


def table(head, rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]) + "\n"


def main():
    columns = {("priors" if name == "balance_of_threat" else name.replace("_", " ")): ["--set", f'model.theory="{name}"'] for name in THEORIES}
    posteriors = sorted((ROOT / "scenarios/weights").glob("estimated-*.toml"))
    for path in posteriors:
        columns[f"weights {path.stem}"] = ["--weights", path.stem]
    with tempfile.TemporaryDirectory() as folder:
        found = {column: run(folder, f"r{at}", options) for at, (column, options) in enumerate(columns.items())}
    rows = []
    for at, claim in enumerate(found["priors"]["claims"]):
        for place, prediction in enumerate(claim["predictions"]):
            cells = []
            for summary in found.values():
                one = summary["claims"][at]["predictions"][place]
                share = one["probability"]
                cells.append("–" if share is None or share["of"] == 0 else f"{share['share']:.3f} {MARKS[one['verdict']]}")
            side = "above" if prediction["above"] else "below"
            rows.append([claim["id"], prediction["event"], f"{side} {prediction['threshold']:g}", *cells])
    text = [BEGIN, ""]
    if not posteriors:
        text.append("No estimated weights ship yet: the column for them is missing.\n")
    text.append(table(["claim", "event", "predicted", *found], rows))
    text.append("Priors: balance of threat, as the scenario has it. ✓ supported, ✗ contradicted, ? open; 10 000 runs each, seed 1.\n")
    text.append(END)
    page = ROOT / "docs/essay.md"
    before, rest = page.read_text().split(BEGIN, 1)
    page.write_text(before + "\n".join(text) + rest.split(END, 1)[1])


main()
