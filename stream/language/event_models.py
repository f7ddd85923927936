"""The trained models of event coding, each a LinearModel of its own; built by `python -m stream.training events`."""

from pathlib import Path

import msgspec

from stream.language.linear import LinearModel

NONE = "-"
"""The class of words that tell of no event, and of noun phrases that take no part in one."""


class EventModels(msgspec.Struct, frozen=True, kw_only=True):
    """What decides on triggers, their merging, parties, status and the main event of a story."""

    words: LinearModel
    """Word features and vector → NONE or an event type."""
    story: LinearModel
    """The same decision seen from the whole story: what `words` says of this word and of the others."""
    pairs: LinearModel
    """Two triggers of one type → do they tell of the same event?"""
    roles: LinearModel
    """A trigger and a noun phrase of its sentence → NONE, actor or recipient."""
    status: LinearModel
    """An event → actual, planned, alleged, denied, historical or hypothetical."""
    main: LinearModel
    """An event → is it what the story is about?"""
    sure: LinearModel
    """An event → is it right? Its probability is the record's confidence."""
    places: LinearModel
    """An event and a place named in the story → did it happen there?"""
    modes: LinearModel
    """A trigger → `TYPE/mode`, or `TYPE/` for none."""

    @classmethod
    def load(cls, folder: Path) -> "EventModels":
        """Read the models of a language from `folder`/models."""
        return cls(**{name: LinearModel.load(folder / "models" / f"events_{name}.npz") for name in cls.__struct_fields__})
