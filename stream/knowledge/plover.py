"""PLOVER: the event types and their modes, and the CAMEO codes beside them.

Types and modes are those of the manual, "draft version 2.0" (CC BY-SA 4.0), with nine extension types for the rest of
the wire; the definitions are in our own words. CAMEO codes follow the conversion table of September 2021 (draft 0.8):
the two-digit root always, a longer code only where exactly one stands for a type and mode (15 of 67). Modes that came
after the table take the root of the mode they were split from. Extension types have no CAMEO code.
"""

import csv
from pathlib import Path

import msgspec

from stream.errors import DataBroken

DATA = Path(__file__).parent / "data" / "cameo.tsv"


class EventType(msgspec.Struct, frozen=True, kw_only=True):
    """An event type."""

    name: str
    definition: str
    quad: str | None
    """`verbal-cooperation`, `material-cooperation`, `verbal-conflict`, `material-conflict`; None for extension types."""
    cameo: str | None
    """Two-digit CAMEO root; None for extension types."""
    modes: dict[str, str | None]
    """Mode → its CAMEO code, root or longer."""

    @property
    def extension(self) -> bool:
        """Whether the type is ours, not PLOVER's."""
        return self.cameo is None


def _read() -> dict[str, EventType]:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    try:
        modes: dict[str, dict[str, str | None]] = {row["type"]: {} for row in rows}
        for row in rows:
            if row["mode"]:
                modes[row["type"]][row["mode"]] = row["cameo"] or None
        return {
            row["type"]: EventType(
                name=row["type"],
                definition=row["definition"],
                quad=row["quad"] or None,
                cameo=row["cameo"] or None,
                modes=modes[row["type"]],
            )
            for row in rows
            if not row["mode"]
        }
    except KeyError as error:
        raise DataBroken("unusable table of event types", path=DATA.name, column=str(error)) from error


TYPES: dict[str, EventType] = _read()
"""Name → event type: PLOVER's 16, then our 9."""


def modes(type_: str) -> tuple[str, ...]:
    """The modes of an event type."""
    return tuple(TYPES[type_].modes)


def cameo(type_: str, mode: str | None = None) -> str | None:
    """The CAMEO code of an event: the root, longer where the mode has exactly one; None for extension types."""
    event_type = TYPES[type_]
    return event_type.modes.get(mode, event_type.cameo) if mode else event_type.cameo
