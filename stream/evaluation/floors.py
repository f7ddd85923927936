"""Floors: what a figure must not fall under. A TOML table `figure = minimum`, raised by the commit that earns it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from stream.errors import SettingRefused


class BelowFloor(msgspec.Struct, frozen=True, kw_only=True):
    """A figure under its floor, or one that was not measured."""

    figure: str
    floor: float
    value: float | None

    def __str__(self) -> str:
        measured = "not measured" if self.value is None else f"{self.value:.4f}"
        return f"{self.figure}: {measured}, floor {self.floor:.4f}"


def read_floors(path: Path) -> dict[str, float]:
    """Read a floors file.

    Raises:
        SettingRefused: it is no TOML, or a floor is no number.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), dict[str, float])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SettingRefused("not a floors file", setting="floors", path=str(path), reason=str(error)) from error


def check_floors(figures: Mapping[str, float | None], floors: Mapping[str, float]) -> list[BelowFloor]:
    """The floors that the figures do not reach, in the order of `floors`."""
    below = []
    for figure, floor in floors.items():
        value = figures.get(figure)
        if value is None or value < floor:
            below.append(BelowFloor(figure=figure, floor=floor, value=value))
    return below
