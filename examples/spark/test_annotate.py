#!/usr/bin/env python3
"""Runs the example on a local Spark session and compares it with one process of the program.

    python3 test_annotate.py /path/to/dateline
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import pandas as pd

HERE = pathlib.Path(__file__).resolve().parent
COVERAGE = HERE.parent.parent / "assets" / "coverage"


def sample(path):
    """The sample coverage, ten times over, as JSON Lines with the outlet, which the example must not heed."""
    with path.open("w", encoding="utf-8") as out:
        for number in range(10):
            for article in sorted(COVERAGE.glob("*.md")):
                text = re.sub(r"\A---\n.*?\n---\n", "", article.read_text(encoding="utf-8"), flags=re.DOTALL)
                record = {"id": f"{article.stem}-{number}", "source": "The same outlet", "text": text}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")


def main():
    dateline = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        sample(folder / "articles.jsonl")
        subprocess.run(
            [sys.executable, HERE / "annotate.py", "--dateline", dateline, "--partitions", "3",
             folder / "articles.jsonl", folder / "out.parquet"],
            check=True,
            # Spark's workers must run the Python that has the packages.
            env={**os.environ, "PYSPARK_PYTHON": sys.executable},
        )
        spark = pd.read_parquet(folder / "out.parquet")
        alone = subprocess.run(
            [dateline, "annotate", "--input", "jsonl", "--independent", folder / "articles.jsonl"],
            check=True, capture_output=True, text=True, encoding="utf-8",
        ).stdout
        columns = list(spark.columns)
        rows = [
            [article["id"], *(mention[name] for name in columns[1:])]
            for article in map(json.loads, alone.splitlines())
            for mention in article["toponyms"]
        ]
        one = pd.DataFrame(rows, columns=columns).astype(spark.dtypes.to_dict())
        order = ["article", "start"]
        pd.testing.assert_frame_equal(
            spark.sort_values(order, ignore_index=True), one.sort_values(order, ignore_index=True)
        )
        assert len(one) > 500, f"only {len(one)} mentions"
        print(f"{len(one)} mentions, the same from Spark and from one process")


if __name__ == "__main__":
    main()
