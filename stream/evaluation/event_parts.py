"""Figures on the parts of matched events.

parties         F1: a participant is the gold one of its role (actor, recipient) if their spans overlap, or their names are
                equal, or country and sector are equal and known
actor_country   of the events with a gold actor whose country is known: the share whose predicted actors' countries hold one
status          the share right
date, place, source, casualties
                F1 of right over told by the record and right over told by gold: equal value; equal name; last word of the
                source's name; every number that gold gives
place_country   of the events whose gold has a place: the share whose predicted place lies in its country
"""

from stream.evaluation.alignment import Aligned, fold, last_word_in
from stream.evaluation.figures import Counts, Figure, prf, rate
from stream.evaluation.gold import GoldEvent, GoldParty
from stream.evaluation.predicted import Event, Party

PARTS = ("date", "place", "source", "casualties")


def count(event: Event, gold: GoldEvent, aligned: Aligned) -> Counts:
    """Count what the figures of one matched event divide."""
    counts = Counts(status=int(event.status == gold.status), matched=1)
    counts.update(_count_parties(event.actors, gold.actors, aligned))
    counts.update(_count_parties(event.recipients, gold.recipients, aligned))
    counts.update(_count_told(event, gold))
    countries = {actor.country for actor in gold.actors if actor.country}
    if countries:
        counts["actor countries"] = 1
        counts["actor countries right"] = int(any(actor.country in countries for actor in event.actors))
    if gold.place:
        counts["places"] = 1
        counts["place countries right"] = int(event.place is not None and event.place.country == gold.place.country)
    return counts


def _count_parties(parties: tuple[Party, ...], gold: tuple[GoldParty, ...], aligned: Aligned) -> Counts:
    left = list(gold)
    for party in parties:
        same = next((k for k, other in enumerate(left) if _is_same(party, other, aligned)), None)
        if same is not None:
            del left[same]
    return Counts({"parties": len(parties), "gold parties": len(gold), "parties right": len(gold) - len(left)})


def _is_same(party: Party, gold: GoldParty, aligned: Aligned) -> bool:
    span = aligned.predicted(party)
    if span and any(span.overlaps(other) for other in aligned.gold([gold])):
        return True
    if party.name and fold(party.name) == fold(gold.name):
        return True
    return bool(party.country and party.sector) and (party.country, party.sector) == (gold.country, gold.sector)


def _count_told(event: Event, gold: GoldEvent) -> Counts:
    losses = event.casualties.told() if event.casualties else {}
    gold_losses = gold.casualties.told() if gold.casualties else {}
    told = {"date": event.date, "place": event.place, "source": event.attribution, "casualties": losses or None}
    gold_told = {"date": gold.date, "place": gold.place, "source": gold.attribution, "casualties": gold_losses or None}
    right = {
        "date": bool(event.date and gold.date and event.date.value == gold.date.value),
        "place": bool(event.place and gold.place and fold(event.place.name) == fold(gold.place.name)),
        "source": _is_same_source(event, gold),
        "casualties": bool(losses and gold_losses) and all(losses.get(name) == value for name, value in gold_losses.items()),
    }
    counts = Counts()
    for part in PARTS:
        counts[part] = int(told[part] is not None)
        counts["gold " + part] = int(gold_told[part] is not None)
        counts[part + " right"] = int(right[part])
    return counts


def _is_same_source(event: Event, gold: GoldEvent) -> bool:
    said, meant = event.attribution, gold.attribution
    if said is None or meant is None:
        return False
    return last_word_in(said.name or said.text, f"{meant.name or ''} {meant.text or ''}")


def figures(counts: Counts) -> dict[str, Figure]:
    """The figures from the counts of all matched events."""
    return {
        "parties": prf(counts["parties right"], counts["parties"], counts["gold parties"]),
        "actor_country": rate(counts["actor countries right"], counts["actor countries"]),
        "status": rate(counts["status"], counts["matched"]),
        **{part: prf(counts[part + " right"], counts[part], counts["gold " + part]) for part in PARTS},
        "place_country": rate(counts["place countries right"], counts["places"]),
    }
