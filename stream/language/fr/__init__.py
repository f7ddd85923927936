"""French."""

from importlib.metadata import version
from pathlib import Path

from stream.language.agents import AgentLexicon
from stream.language.event_models import EventModels
from stream.language.fr.nlp import load_nlp
from stream.language.fr.numbers import find_numbers
from stream.language.fr.times import parse_times
from stream.language.linear import LinearModel
from stream.language.losses import LossLexicon
from stream.language.names import NameLexicon
from stream.language.pack import LanguagePack
from stream.language.speech import SpeechLexicon
from stream.language.topic_model import TopicModel
from stream.language.triggers import TriggerLexicon
from stream.story import ProducedBy

FOLDER = Path(__file__).parent
LEXICON_VERSION = "fr-2026.11.2"
"""Changes whenever a word list or a model of this folder does."""


def load() -> LanguagePack:
    """Load the French pack: model, lexicons and trained weights, from files of the package only."""
    nlp = load_nlp()
    return LanguagePack(
        code="fr",
        produced_by=ProducedBy(
            model=f"fr_{nlp.meta['name']}-{nlp.meta['version']}/spacy-{version('spacy')}", lexicon=LEXICON_VERSION
        ),
        nlp=nlp,
        names=NameLexicon.load(FOLDER),
        times=parse_times,
        dating=LinearModel.load(FOLDER / "models" / "dating.npz"),
        losses=LossLexicon.load(FOLDER, find_numbers),
        speech=SpeechLexicon.load(FOLDER),
        speakers=LinearModel.load(FOLDER / "models" / "speakers.npz"),
        attribution=LinearModel.load(FOLDER / "models" / "attribution.npz"),
        topics=TopicModel.load(FOLDER),
        triggers=TriggerLexicon.load(FOLDER),
        agents=AgentLexicon.load(FOLDER),
        events=EventModels.load(FOLDER),
    )
