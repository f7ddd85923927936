"""The word lists of wire parsing: `data/*.toml`, read once."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"


@cache
def word_list(name: str) -> dict[str, Any]:
    """The tables of `data/{name}.toml`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
