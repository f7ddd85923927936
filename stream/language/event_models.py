"""The trained models of event coding; built by `python -m stream.training events`."""

from pathlib import Path

import msgspec

from stream.language.glance import Glance
from stream.language.linear import LinearModel

NONE = "-"
"""The class of words that tell of no event, and of noun phrases that take no part in one."""


class EventModels(msgspec.Struct, frozen=True, kw_only=True):
    """What decides on triggers, their merging, parties, status and the main event of a story."""

    glance: Glance
    """A word out of its sentence → may it tell of an event?"""
    words: LinearModel
    """Word features and vector → NONE or an event type."""
    story: LinearModel
    """The same decision seen from the whole story: what `words` says of this word and of the others."""
    pairs: LinearModel
    """Two triggers of one type → `same` event or `other`s?"""
    roles: LinearModel
    """A trigger and a noun phrase of its sentence → NONE, actor or recipient."""
    status: LinearModel
    """An event → actual, planned, alleged, denied, historical or hypothetical."""
    main: LinearModel
    """An event → is it what the story is about, `no` or `yes`?"""
    sure: LinearModel
    """An event → is it right, `no` or `yes`? The probability is the record's confidence."""
    places: LinearModel
    """An event and a place named in the story → did it happen there, NONE or `place`?"""
    modes: LinearModel
    """A trigger → `TYPE/mode`, or `TYPE/` for none."""

    @classmethod
    def load(cls, folder: Path) -> "EventModels":
        """Read the models of a language from `folder`/models."""
        fields = msgspec.structs.fields(cls)
        return cls(**{field.name: field.type.load(folder / "models" / f"events_{field.name}.npz") for field in fields})
