"""The table that a training writes of its model."""

import hashlib
import tomllib
from pathlib import Path

from stream.training.sources import record_source


def test_record_source_keeps_other_tables_and_sorts_them(tmp_path: Path) -> None:
    listing = tmp_path / "SOURCES.toml"
    for name in ("b.npz", "a.npz"):
        (tmp_path / name).write_bytes(name.encode())
        record_source(tmp_path / name, listing=listing, origin="a test", scores={"f1": 0.5})

    tables = tomllib.loads(listing.read_text("utf-8"))

    assert list(tables) == ["a.npz", "b.npz"]
    assert tables["a.npz"] == {"origin": "a test", "scores": {"f1": 0.5}, "sha256": hashlib.sha256(b"a.npz").hexdigest()}


def test_record_source_replaces_an_earlier_table(tmp_path: Path) -> None:
    file, listing = tmp_path / "a.tsv", tmp_path / "SOURCES.toml"
    file.write_text("x\n", "utf-8")
    record_source(file, listing=listing, origin="before", rows=1)

    record_source(file, listing=listing, origin='"after"', rows=2)

    assert tomllib.loads(listing.read_text("utf-8"))["a.tsv"]["origin"] == '"after"'


def test_record_source_names_a_file_by_its_path_below_the_listing(tmp_path: Path) -> None:
    file = tmp_path / "ner" / "weights.npz"
    file.parent.mkdir()
    file.write_bytes(b"")

    record_source(file, listing=tmp_path / "SOURCES.toml", origin="a test")

    assert list(tomllib.loads((tmp_path / "SOURCES.toml").read_text("utf-8"))) == ["ner/weights.npz"]
