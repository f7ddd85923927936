"""What a language brings to the counting of victims: words of loss, numbers, and the model that pairs them with events."""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal, cast

import msgspec

from stream.language.linear import LinearModel

Loss = Literal["killed", "injured"]
NumberFinder = Callable[[str], Iterable[tuple[int, int, int]]]
"""(start, end, value) of each number in a text."""


class LossLexicon(msgspec.Struct, frozen=True, kw_only=True):
    """All that counting victims needs of a language."""

    words: Mapping[str, Loss]
    """Word form in lower case → what it tells of."""
    numbers: NumberFinder
    model: LinearModel

    @classmethod
    def load(cls, folder: Path, numbers: NumberFinder) -> "LossLexicon":
        """Read `casualties.tsv` and the model from a language's folder."""
        return cls(words=read_losses(folder), numbers=numbers, model=LinearModel.load(folder / "models" / "casualties.npz"))


def read_losses(folder: Path) -> dict[str, Loss]:
    """Word form → `killed` or `injured`, from `casualties.tsv`."""
    with (folder / "casualties.tsv").open(encoding="utf-8", newline="") as file:
        return {row["word"]: cast(Loss, row["kind"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
