"""Figures on events.

events          a predicted event is a gold one of the same type if any trigger of the two overlaps; one to one, most
                overlaps first, so that two records for one gold event are one error. events_trigger: without the type
main            stories with a gold main event: the share whose predicted main event has its type and overlaps one of its
                triggers; main_type: its type alone

What is right within the matched events is counted by `event_parts`.
"""

from collections.abc import Sequence

from stream.evaluation import event_parts
from stream.evaluation.alignment import Aligned, Located, any_overlap
from stream.evaluation.figures import Counts, Figure, Prf, prf, rate
from stream.evaluation.gold import Gold, GoldEvent
from stream.evaluation.predicted import Event


class EventMatch:
    """The events of gold and record with their triggers' places, and which of them are the same."""

    def __init__(self, gold: Gold, aligned: Aligned) -> None:
        self.gold: list[tuple[GoldEvent, list[Located]]] = [(event, aligned.gold(event.mentions)) for event in gold.events]
        self.predicted: list[tuple[Event, list[Located]]] = [
            (event, [span for span in map(aligned.predicted, event.triggers) if span]) for event in aligned.record.events
        ]
        self.by_trigger = self._pairs(typed=False)
        self.pairs = self._pairs(typed=True)
        """(index of the predicted event, index of the gold event) of each match."""

    def _pairs(self, *, typed: bool) -> list[tuple[int, int]]:
        candidates = []
        for x, (event, triggers) in enumerate(self.predicted):
            for y, (gold, gold_triggers) in enumerate(self.gold):
                overlaps = sum(any_overlap([trigger], gold_triggers) for trigger in triggers)
                if overlaps and (not typed or event.type == gold.type):
                    candidates.append((-overlaps, x, y))
        taken: list[tuple[int, int]] = []
        for _, x, y in sorted(candidates):
            if all(x != x2 and y != y2 for x2, y2 in taken):
                taken.append((x, y))
        return taken


def count(match: EventMatch, aligned: Aligned) -> Counts:
    """Count what the figures divide."""
    counts = Counts(gold=len(match.gold), predicted=len(match.predicted), trigger=len(match.by_trigger), found=len(match.pairs))
    counts.update("gold type " + event.type for event, _ in match.gold)
    counts.update("predicted type " + event.type for event, _ in match.predicted)
    counts.update("found type " + match.gold[y][0].type for _, y in match.pairs)
    for x, y in match.pairs:
        counts.update(event_parts.count(match.predicted[x][0], match.gold[y][0], aligned))
    counts.update(_count_main(match))
    return counts


def _count_main(match: EventMatch) -> Counts:
    gold = next((pair for pair in match.gold if pair[0].main), None)
    predicted = next((pair for pair in match.predicted if pair[0].main), None)
    if gold is None:
        return Counts()
    typed = predicted is not None and predicted[0].type == gold[0].type
    found = typed and predicted is not None and any_overlap(predicted[1], gold[1])
    return Counts({"main gold": 1, "main type": int(typed), "main found": int(found)})


def figures(counts: Counts) -> dict[str, Figure]:
    """The figures from the counts of all stories."""
    return {
        "events": prf(counts["found"], counts["predicted"], counts["gold"]),
        "events_trigger": prf(counts["trigger"], counts["predicted"], counts["gold"]),
        **event_parts.figures(counts),
        "main": rate(counts["main found"], counts["main gold"]),
        "main_type": rate(counts["main type"], counts["main gold"]),
    }


def by_type(counts: Counts) -> dict[str, tuple[Prf, int]]:
    """Event type → its figures and the number of gold events."""
    names = sorted({name.partition(" type ")[2] for name in counts if " type " in name})
    return {
        name: (
            prf(counts["found type " + name], counts["predicted type " + name], counts["gold type " + name]),
            counts["gold type " + name],
        )
        for name in names
    }


def misses(match: EventMatch, aligned: Aligned) -> list[str]:
    """A line for each event missed and each that gold has not."""
    found, known = {x for x, _ in match.pairs}, {y for _, y in match.pairs}
    missed = [_line("missed", *pair, aligned) for y, pair in enumerate(match.gold) if y not in known]
    wrong = [_line("wrong", *pair, aligned) for x, pair in enumerate(match.predicted) if x not in found]
    return missed + wrong


def _line(verdict: str, event: GoldEvent | Event, triggers: Sequence[Located], aligned: Aligned) -> str:
    return f"event {verdict} {event.type} {[aligned.words(trigger) for trigger in triggers]}"
