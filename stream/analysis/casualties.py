"""How many people an event killed and injured, as the story counts them.

A linear model chooses one count for the killed and one for the injured, or none, among all numbers of the story that stand
with a word of loss.
"""

from stream.analysis.casualty_features import KINDS, Toll, count_features, uncounted_features
from stream.analysis.choosing import choose
from stream.analysis.findings import Casualties
from stream.language.linear import LinearModel
from stream.language.losses import Loss

COUNTED_FLOOR = 0.3
"""Probability from which a number is told: best F1 on held-out annotated stories."""
TYPES = frozenset({"ASSAULT", "DISASTER", "ACCIDENT", "DEATH", "PROTEST"})
"""Event types that have victims: 738 of the 740 counted events of the annotated stories."""


def casualties_of(toll: Toll, model: LinearModel) -> Casualties | None:
    """The victims of an event, or None where the story counts none.

    Args:
        toll: its triggers, its type and the story's counts (`find_counts`, made once for all events).
        model: LanguagePack.losses.model.
    """
    if toll.type not in TYPES:
        return None
    killed, injured = (_number(toll, kind, model) for kind in KINDS)
    return Casualties(killed=killed, injured=injured) if killed is not None or injured is not None else None


def _number(toll: Toll, kind: Loss, model: LinearModel) -> int | None:
    candidates = [(count.value, count_features(count, toll)) for count in toll.counts if count.kind == kind]
    return choose(model, uncounted_features(toll, kind), candidates, COUNTED_FLOOR)
