"""The lemma table says what the lemmatizer behind it says, and asks it once."""

import pytest
import spacy
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.pipeline import Lemmatizer
from spacy.tokens import Token

from stream.language import fast_lemmatizer
from stream.language.fast_lemmatizer import CachedLemmatizer, cache_lemmas

LEMMAS = {"arrivés": "arriver", "ministres": "ministre"}


class CountingLemmatizer(Lemmatizer):
    """A lemmatizer that notes what it is asked."""

    def __init__(self, nlp: Language) -> None:
        super().__init__(nlp.vocab, None)
        lookups = Lookups()
        lookups.add_table("lemma_lookup", LEMMAS)
        self.initialize(lookups=lookups)
        self.asked: list[str] = []
        self.lemmatize = self._noted

    def _noted(self, token: Token) -> list[str]:
        self.asked.append(token.text)
        return self.lookup_lemmatize(token)


@pytest.fixture
def nlp() -> Language:
    return spacy.blank("xx")


def test_lemmas_are_those_of_the_lemmatizer(nlp: Language) -> None:
    doc = CachedLemmatizer(CountingLemmatizer(nlp))(nlp("Les ministres sont arrivés"))

    assert [token.lemma_ for token in doc] == ["Les", "ministre", "sont", "arriver"]


def test_lemmatizer_is_asked_once(nlp: Language) -> None:
    lemmatizer = CountingLemmatizer(nlp)
    cached = CachedLemmatizer(lemmatizer)

    cached(nlp("ministres arrivés"))
    doc = cached(nlp("arrivés les ministres"))

    assert lemmatizer.asked == ["ministres", "arrivés", "les"]
    assert [token.lemma_ for token in doc] == ["arriver", "les", "ministre"]


def test_parts_of_speech_are_told_apart(nlp: Language) -> None:
    lemmatizer = CountingLemmatizer(nlp)
    doc = nlp("ministres ministres")
    doc[0].pos_ = "NOUN"

    CachedLemmatizer(lemmatizer)(doc)

    assert len(lemmatizer.asked) == 2


def test_empty_document_has_no_lemmas(nlp: Language) -> None:
    assert len(CachedLemmatizer(CountingLemmatizer(nlp))(nlp(""))) == 0


def test_full_table_is_emptied(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_lemmatizer, "CACHED_LEMMAS", 2)
    lemmatizer = CountingLemmatizer(nlp)
    cached = CachedLemmatizer(lemmatizer)

    cached(nlp("ministres arrivés les ministres"))
    cached(nlp("ministres"))

    assert lemmatizer.asked == ["ministres", "arrivés", "les", "ministres"]


def test_cached_lemmatizer_takes_the_place_of_the_other(nlp: Language) -> None:
    lookups = Lookups()
    lookups.add_table("lemma_lookup", LEMMAS)
    nlp.add_pipe("lemmatizer").initialize(lookups=lookups)  # type: ignore[attr-defined]  # spaCy types it as a callable

    cache_lemmas(nlp)

    assert nlp.pipe_names == ["cached_lemmatizer"]
    assert [token.lemma_ for token in nlp("ministres arrivés")] == ["ministre", "arriver"]
