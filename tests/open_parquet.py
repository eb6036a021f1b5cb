"""Opens the Parquet files of a run with polars and with DuckDB and compares them with summary.json.

Usage: open_parquet.py DIRECTORY. Exits with 1 where rows, nulls, a mean or a count differ.
"""

import json
import math
import sys
from pathlib import Path

import duckdb
import polars


def by_polars(path):
    """Rows, and nulls and mean of every column that has one."""
    frame = polars.read_parquet(path)
    numbers = [name for name, kind in frame.schema.items() if kind != polars.String]
    means = frame.select(polars.col(numbers).cast(polars.Float64).mean()).row(0, named=True)
    nulls = frame.select(polars.col(numbers).null_count()).row(0, named=True)
    return frame.height, {name: (nulls[name], means[name]) for name in numbers}


def by_duckdb(path):
    """The same."""
    rows = duckdb.read_parquet(str(path))
    numbers = [name for name, kind in zip(rows.columns, rows.types) if str(kind) != "VARCHAR"]
    parts = []
    for name in numbers:
        quoted = '"' + name.replace('"', '""') + '"'
        parts += [f"count(*) - count({quoted})", f"avg({quoted}::DOUBLE)"]
    found = rows.aggregate("count(*), " + ", ".join(parts)).fetchall()[0]
    return found[0], {name: found[1 + 2 * at : 3 + 2 * at] for at, name in enumerate(numbers)}


def same(a, b):
    """Equal, null or within rounding: the sums are not in the same order."""
    return a == b if a is None or b is None else math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def check_rows(directory, summary, read):
    rows, columns = read(directory / "rows.parquet")
    assert rows == summary["runs"], f"{rows} rows of {summary['runs']} runs"
    for outcome in summary["outcomes"]:
        nulls, mean = columns[outcome["id"]]
        assert nulls == outcome["nulls"], f"{outcome['id']}: {nulls} nulls, not {outcome['nulls']}"
        number = outcome["number"] or {"mean": None}
        said = outcome["share"]["share"] if outcome["share"] and outcome["count"] else number["mean"]
        assert same(mean, said), f"{outcome['id']}: mean {mean}, not {said}"
    return len(summary["outcomes"]), sum(outcome["nulls"] for outcome in summary["outcomes"])


def check_series(directory, series, read):
    rows, columns = read(directory / "series.parquet")
    counts = [count for one in series for bins in one["counts"] for count in bins if count > 0]
    assert rows == len(counts), f"{rows} counts, not {len(counts)}"
    nulls, mean = columns["count"]
    assert nulls == 0 and same(mean, sum(counts) / len(counts)), f"mean count {mean}, {nulls} nulls"
    return rows


def main():
    directory = Path(sys.argv[1])
    both = json.loads((directory / "summary.json").read_text())
    for name, read in (("polars", by_polars), ("DuckDB", by_duckdb)):
        outcomes, nulls = check_rows(directory, both["summary"], read)
        counts = check_series(directory, both["series"], read)
        print(f"{name}: {both['summary']['runs']} rows, {outcomes} outcomes with {nulls} nulls, {counts} counts agree")


if __name__ == "__main__":
    main()
