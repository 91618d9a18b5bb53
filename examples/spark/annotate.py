#!/usr/bin/env python3
"""Annotates a corpus with Dateline on Apache Spark: JSON Lines in, Parquet out.

    spark-submit annotate.py --dateline /path/to/dateline articles.jsonl places.parquet

Each partition of the input is piped through one `dateline annotate` process of its own; the program must
lie at the same path on every worker (ship it with `--files` or in the image). One row of the output is one
mention. Articles are annotated independently of each other, so the result does not depend on how Spark
divides them: it is what one process writes with `--independent`.
"""

import argparse
import json
import subprocess
import threading

import pandas as pd
from pyspark.sql import SparkSession
from pyspark.sql import types as t

SCHEMA = t.StructType(
    [
        t.StructField("article", t.StringType(), False),
        t.StructField("start", t.LongType(), False),  # Unicode code points, end exclusive
        t.StructField("end", t.LongType(), False),
        t.StructField("text", t.StringType(), False),
        t.StructField("kind", t.StringType(), False),
        t.StructField("place", t.StringType()),  # null where the mention is unresolved
        t.StructField("name", t.StringType()),
        t.StructField("country", t.StringType()),
        t.StructField("lat", t.DoubleType()),  # degrees, WGS 84
        t.StructField("lon", t.DoubleType()),
        t.StructField("confidence", t.DoubleType()),
    ]
)
COLUMNS = [field.name for field in SCHEMA.fields]
ROWS_A_BATCH = 10_000


def annotate(dateline):
    """The function that Spark runs on each partition."""

    def run(batches):
        process = subprocess.Popen(
            [dateline, "annotate", "--input", "jsonl", "--independent", "--threads", "1", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

        def feed():
            with process.stdin:
                for batch in batches:
                    for line in batch["value"]:
                        process.stdin.write(line + "\n")

        # Written from a thread of its own: a pipe that is full in one direction must not stop the other.
        feeder = threading.Thread(target=feed)
        feeder.start()
        rows = []
        for line in process.stdout:
            article = json.loads(line)
            for mention in article["toponyms"]:
                rows.append([article["id"], *(mention[name] for name in COLUMNS[1:])])
            if len(rows) >= ROWS_A_BATCH:
                yield pd.DataFrame(rows, columns=COLUMNS)
                rows = []
        feeder.join()
        if process.wait() != 0:
            raise RuntimeError(f"dateline ended with status {process.returncode}; its message is in the worker's log")
        yield pd.DataFrame(rows, columns=COLUMNS)

    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dateline", default="dateline", help="the program, on every worker")
    parser.add_argument("--partitions", type=int, help="how many processes to divide the articles among")
    parser.add_argument("input", help='JSON Lines with "id" and "text"')
    parser.add_argument("output", help="a Parquet folder that does not exist yet")
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("dateline").getOrCreate()
    articles = spark.read.text(arguments.input)
    if arguments.partitions:
        articles = articles.repartition(arguments.partitions)
    articles.mapInPandas(annotate(arguments.dateline), SCHEMA).write.parquet(arguments.output)
    spark.stop()


if __name__ == "__main__":
    main()
