"""What a language brings to the analysis: one LanguagePack a language, loaded once a process.

Each field is what one step needs; its type and loader live beside the language's data, under the same file name in
every language (`fr/times.py`, later `en/times.py`).
"""

from typing import Protocol

import msgspec
from spacy.language import Language

from stream.language.agents import AgentLexicon
from stream.language.event_models import EventModels
from stream.language.linear import LinearModel
from stream.language.losses import LossLexicon
from stream.language.names import NameLexicon
from stream.language.speech import SpeechLexicon
from stream.language.topic_model import TopicModel
from stream.language.triggers import TriggerLexicon
from stream.story import ProducedBy


class TimeGrammar(Protocol):
    """Finds and resolves expressions of time in one paragraph."""

    def __call__(self, text: str, published: str | None, *, forward: bool = False) -> list[tuple[int, int, str | None]]:
        """(start, end, EDTF or None) of each expression in `text`, in order, relative to `published` (ISO 8601).

        With `forward`, what can point both ways ("lundi") is read as pointing ahead; the expressions found are the same.
        """


class LanguagePack(msgspec.Struct, frozen=True, kw_only=True):
    """All that the analysis knows of one language."""

    code: str
    """BCP 47 primary subtag."""
    produced_by: ProducedBy
    nlp: Language
    names: NameLexicon
    times: TimeGrammar
    dating: LinearModel
    """Chooses an event's date among the story's expressions of time."""
    losses: LossLexicon
    """Counts the killed and the injured."""
    speech: SpeechLexicon
    speakers: LinearModel
    """Chooses who speaks a quote among the story's people and bodies."""
    attribution: LinearModel
    """Chooses an event's source among those who speak in the story."""
    topics: TopicModel
    triggers: TriggerLexicon
    agents: AgentLexicon
    events: EventModels
