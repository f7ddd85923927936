"""What an evaluation says: all figures, in one shape for programs and one for readers."""

from typing import Any

import msgspec

from stream.evaluation.figures import Figure, Prf
from stream.evaluation.floors import BelowFloor
from stream.evaluation.scores import Scores
from stream.evaluation.topics import TopicScores


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of `evaluate`."""

    scores: Scores
    topics: TopicScores | None = None
    below_floors: tuple[BelowFloor, ...] = ()
    shown_misses: int = 0

    @property
    def passed(self) -> bool:
        """True if no figure is under its floor."""
        return not self.below_floors

    def values(self) -> dict[str, float | None]:
        """Figure → one number, F1 where there are three; topics' figures begin with `topics_`. Floors name these."""
        values = {name: figure.f if isinstance(figure, Prf) else figure for name, figure in self.scores.figures.items()}
        return values | {f"topics_{name}": value for name, value in self._topic_figures().items()}

    def as_json(self) -> dict[str, Any]:
        """The figures as plain values, [F1, precision, recall] where there are three; misses and floors missed beside."""
        scores = self.scores
        return {
            "stories": scores.stories,
            "missing": scores.missing,
            "paragraphs_unknown": scores.paragraphs_unknown,
            **{name: list(figure) if isinstance(figure, Prf) else figure for name, figure in scores.figures.items()},
            "types": {name: [*figure, number] for name, (figure, number) in scores.types.items()},
            **({"topics": msgspec.to_builtins(self.topics)} if self.topics else {}),
            **({"misses": list(scores.misses[: self.shown_misses])} if self.shown_misses else {}),
            **({"below_floors": [str(below) for below in self.below_floors]} if self.below_floors else {}),
        }

    def lines(self) -> list[str]:
        """The report to read."""
        scores = self.scores
        counts = {"stories": scores.stories, "missing": scores.missing, "paragraphs_unknown": scores.paragraphs_unknown}
        return [
            *(f"{name:<20} {value}" for name, value in counts.items()),
            *(f"{name:<20} {_shown(figure)}" for name, figure in scores.figures.items()),
            *(f"  {name:<18} {_shown(figure)}  n {number}" for name, (figure, number) in scores.types.items()),
            *(f"{'topics_' + name:<20} {_shown(value)}" for name, value in self._topic_figures().items()),
            *scores.misses[: self.shown_misses],
            *(f"below its floor: {below}" for below in self.below_floors),
        ]

    def _topic_figures(self) -> dict[str, float]:
        topics = self.topics
        return {name: getattr(topics, name) for name in ("micro", "top", "main", "deep")} if topics else {}


def _shown(figure: Figure) -> str:
    if isinstance(figure, Prf):
        return f"F {figure.f:.3f}  P {figure.p:.3f}  R {figure.r:.3f}"
    return "-" if figure is None else f"{figure:.3f}"
