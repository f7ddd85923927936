"""Writes a data file's table in the `SOURCES.toml` beside it: where it comes from, its licence, its digest, its scores."""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path

import orjson

Value = str | int | Mapping[str, float]


def record_source(file: Path, *, listing: Path, **facts: Value) -> None:
    """Put the table of `file` into `listing`, in place of an earlier one; tables stay sorted by name.

    Args:
        file: the data file, below the listing's folder.
        listing: the `SOURCES.toml`.
        facts: origin, licence, date; for a model also scores (name → value on held-out stories) and trained_on.
    """
    tables: dict[str, dict[str, Value]] = tomllib.loads(listing.read_text("utf-8")) if listing.exists() else {}
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    tables[file.relative_to(listing.parent).as_posix()] = {**facts, "sha256": digest}
    text = "\n".join(_table(name, tables[name]) for name in sorted(tables))
    listing.write_text(text, "utf-8")


def _table(name: str, facts: Mapping[str, Value]) -> str:
    return f'["{name}"]\n' + "".join(f"{key} = {_value(value)}\n" for key, value in facts.items())


def _value(value: Value) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {number}" for key, number in value.items()) + " }"
    # A JSON string or integer is one of TOML too.
    return orjson.dumps(value).decode()
