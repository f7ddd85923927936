"""Every data file that ships is listed with where it comes from, and is the file that was listed."""

import gzip
import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

import stream

PACKAGE = Path(stream.__file__).parent
LISTINGS = sorted(PACKAGE.rglob("SOURCES.toml"))
DATA = {".tsv", ".gz", ".npz", ".json", ".bin"}


def tables(listing: Path) -> dict[str, dict[str, Any]]:
    return tomllib.loads(listing.read_text("utf-8"))


ENTRIES = [pytest.param(listing.parent / name, facts, id=name) for listing in LISTINGS for name, facts in tables(listing).items()]
FILES = sorted(path for listing in LISTINGS for path in listing.parent.rglob("*") if path.suffix in DATA)


@pytest.mark.parametrize(("file", "facts"), ENTRIES)
def test_listed_file_has_recorded_digest(file: Path, facts: dict[str, Any]) -> None:
    assert hashlib.sha256(file.read_bytes()).hexdigest() == facts["sha256"]


@pytest.mark.parametrize(("file", "facts"), [entry for entry in ENTRIES if entry.values[0].name.endswith((".tsv", ".tsv.gz"))])  # type: ignore[union-attr]  # always a path
def test_listed_table_has_recorded_rows(file: Path, facts: dict[str, Any]) -> None:
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()

    assert len(raw.decode().splitlines()) - 1 == facts["rows"]


@pytest.mark.parametrize(("file", "facts"), ENTRIES)
def test_listed_file_names_origin_licence_and_date(file: Path, facts: dict[str, Any]) -> None:
    assert all(facts.get(key) for key in ("origin", "licence", "date"))


@pytest.mark.parametrize(("file", "facts"), [entry for entry in ENTRIES if str(entry.values[0]).endswith(".npz")])
def test_listed_model_names_scores_and_training(file: Path, facts: dict[str, Any]) -> None:
    assert facts["scores"]
    assert facts["trained_on"]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_data_file_is_listed(file: Path) -> None:
    listed = {listing.parent / name for listing in LISTINGS for name in tables(listing)}

    assert file in listed


def test_every_folder_of_data_has_a_listing() -> None:
    covered = {listing.parent for listing in LISTINGS}
    loose = [path for path in PACKAGE.rglob("*.tsv") if not covered.intersection(path.parents)]

    assert loose == []
