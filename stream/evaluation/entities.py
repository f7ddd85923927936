"""Figures on entities.

entities    same paragraph, start, end and type; _untyped without the type; _overlap same type, spans share a character
country     of the LOC mentions found whose gold country is known: the share with that country
clusters    B-cubed F1 of the grouping of mentions into entities, over the mentions found
"""

from typing import NamedTuple

from stream.evaluation.alignment import Aligned, Located
from stream.evaluation.figures import Counts, Figure, harmonic, prf, rate
from stream.evaluation.gold import Gold

TYPES = ("PER", "ORG", "LOC", "MISC")


class Named(NamedTuple):
    """What is said of one mention."""

    type: str
    entity: int
    country: str | None


class EntityMatch:
    """The mentions of gold and record, and which of them agree."""

    def __init__(self, gold: Gold, aligned: Aligned) -> None:
        self.gold = {
            span: Named(entity.type, index, entity.country)
            for index, entity in enumerate(gold.entities)
            for span in aligned.gold(entity.mentions)
        }
        placed = (
            (aligned.predicted(mention), Named(entity.type, index, entity.country))
            for index, entity in enumerate(aligned.record.entities)
            for mention in entity.mentions
        )
        self.predicted = {span: named for span, named in placed if span}
        self.same_span = [span for span in self.predicted if span in self.gold]
        self.found = [span for span in self.same_span if self.predicted[span].type == self.gold[span].type]
        """Mentions of the record with gold's span and type."""


def count(match: EntityMatch) -> Counts:
    """Count what the figures divide."""
    counts = Counts(gold=len(match.gold), predicted=len(match.predicted), untyped=len(match.same_span), found=len(match.found))
    for kind in TYPES:
        counts["gold " + kind] += sum(named.type == kind for named in match.gold.values())
        counts["predicted " + kind] += sum(named.type == kind for named in match.predicted.values())
        counts["found " + kind] += sum(match.gold[span].type == kind for span in match.found)
    counts["predicted overlapping"] = _overlapping(match.predicted, match.gold)
    counts["gold overlapping"] = _overlapping(match.gold, match.predicted)
    located = [span for span in match.found if match.gold[span].type == "LOC" and match.gold[span].country]
    counts["locations"] = len(located)
    counts["countries right"] = sum(match.predicted[span].country == match.gold[span].country for span in located)
    return counts


def _overlapping(these: dict[Located, Named], those: dict[Located, Named]) -> int:
    return sum(any(span.overlaps(other) and those[other].type == named.type for other in those) for span, named in these.items())


def cluster_sums(match: EntityMatch) -> tuple[float, float, int]:
    """B-cubed precision and recall summed over the mentions found, and their number."""
    precision = recall = 0.0
    for span in match.found:
        in_gold = {other for other in match.found if match.gold[other].entity == match.gold[span].entity}
        in_record = {other for other in match.found if match.predicted[other].entity == match.predicted[span].entity}
        precision += len(in_gold & in_record) / len(in_record)
        recall += len(in_gold & in_record) / len(in_gold)
    return precision, recall, len(match.found)


def figures(counts: Counts, clusters: list[tuple[float, float, int]]) -> dict[str, Figure]:
    """The figures from the counts and the cluster sums of all stories."""
    mentions = sum(number for _, _, number in clusters)
    precision = sum(p for p, _, _ in clusters) / max(1, mentions)
    recall = sum(r for _, r, _ in clusters) / max(1, mentions)
    return {
        "entities": prf(counts["found"], counts["predicted"], counts["gold"]),
        "entities_untyped": prf(counts["untyped"], counts["predicted"], counts["gold"]),
        "entities_overlap": harmonic(
            counts["predicted overlapping"] / max(1, counts["predicted"]), counts["gold overlapping"] / max(1, counts["gold"])
        ),
        **{
            f"entities_{kind}": prf(counts["found " + kind], counts["predicted " + kind], counts["gold " + kind])
            for kind in TYPES
        },
        "country": rate(counts["countries right"], counts["locations"]),
        "clusters": harmonic(precision, recall).f,
    }


def misses(match: EntityMatch, aligned: Aligned) -> list[str]:
    """A line for each mention missed and each that gold has not."""
    missed = [f"entity missed {match.gold[s].type} {aligned.words(s)!r}" for s in match.gold if s not in match.found]
    wrong = [f"entity wrong {match.predicted[s].type} {aligned.words(s)!r}" for s in match.predicted if s not in match.found]
    return missed + wrong
