"""Checks files of data that `.ci/exports` wrote, with Python's own readers; Parquet with pyarrow."""

import csv
import json
import pathlib
import sqlite3
import sys
import xml.etree.ElementTree
import zipfile

folder = pathlib.Path(sys.argv[1])


def plain() -> None:
    with open(folder / "out.csv", encoding="utf-8-sig", newline="") as file:
        mentions = list(csv.DictReader(file))
    records = [json.loads(line) for line in open(folder / "out.jsonl", encoding="utf-8")]
    assert len(mentions) == sum(len(record["toponyms"]) for record in records)
    texts = {json.loads(line)["id"]: json.loads(line)["text"] for line in open(folder / "in.jsonl", encoding="utf-8")}
    for row in mentions:
        identity = row["article"].removeprefix("'")
        assert texts[identity][int(row["start"]) : int(row["end"])] == row["text"], row
    for name in ["out.csv", "proposals.csv"]:
        with open(folder / name, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                for key, value in row.items():
                    assert key in ("lat", "lon") or not value.startswith(("=", "+", "-", "@", "\t")), value
    geojson = json.load(open(folder / "out.geojson", encoding="utf-8"))
    assert geojson["type"] == "FeatureCollection" and len(geojson["bbox"]) == 4
    xml.etree.ElementTree.parse(folder / "out.kml")
    with zipfile.ZipFile(folder / "out.kmz") as kmz:
        assert kmz.testzip() is None and {"doc.kml", "files/dot.png"} <= set(kmz.namelist())
    annotations = json.load(open(folder / "out.jsonld", encoding="utf-8"))
    for item in annotations["first"]["items"]:
        quote, position = item["target"]["selector"]
        text = texts[item["target"]["dateline:article"]]
        assert text[position["start"] : position["end"]] == quote["exact"], item["id"]
    with sqlite3.connect(folder / "out.gpkg") as database:
        assert database.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM mentions").fetchone() == (len(mentions),)
        for (style,) in database.execute("SELECT styleQML FROM layer_styles"):
            xml.etree.ElementTree.fromstring(style)
    print(f"CSV, JSON Lines, GeoJSON, KML, KMZ, GeoPackage and annotations agree on {len(mentions)} mentions")


def parquet() -> None:
    import pyarrow.parquet

    places = pyarrow.parquet.read_table(folder / "out.parquet")
    geo = json.loads(places.schema.metadata[b"geo"])
    assert geo["version"] == "1.1.0" and geo["primary_column"] == "geometry"
    kinds = {int.from_bytes(value[1:5], "little") for value in places["geometry"].to_pylist()}
    assert kinds <= {1, 6}, kinds
    mentions = pyarrow.parquet.read_table(folder / "mentions.parquet")
    assert mentions.num_rows == sum(places["mentions"].to_pylist()) + mentions["place"].null_count
    assert places.schema.metadata[b"dateline:filter"] == b"everything"
    print(f"pyarrow reads {places.num_rows} places and {mentions.num_rows} mentions")


parquet() if sys.argv[2:] == ["parquet"] else plain()
