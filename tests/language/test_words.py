"""A paragraph's tokens as lists say what spaCy's tokens say."""

import pytest
import spacy
from spacy.tokens import Doc

from stream.language.words import words_of

VOCAB = spacy.blank("fr").vocab
DOC = Doc(
    VOCAB,
    words=["La", "police", "de", "Lyon", "enquête", ".", "Elle", "cherche", "."],
    spaces=[True, True, True, True, False, True, True, False, False],
    lemmas=["le", "police", "de", "Lyon", "enquêter", "", "lui", "chercher", "."],
    pos=["DET", "NOUN", "ADP", "PROPN", "VERB", "PUNCT", "PRON", "VERB", "PUNCT"],
    deps=["det", "nsubj", "case", "nmod", "ROOT", "punct", "nsubj", "ROOT", "punct"],
    heads=[1, 4, 3, 1, 4, 4, 7, 7, 7],
    morphs=["Gender=Fem|Number=Sing", "", "", "", "Mood=Ind,Imp|Tense=Pres", "", "", "", ""],
)
WORDS = words_of(DOC)


def test_words_are_those_of_the_tokens() -> None:
    assert WORDS.texts == [token.text for token in DOC]
    assert WORDS.forms == [token.lower_ for token in DOC]
    assert WORDS.pos == [token.pos_ for token in DOC]
    assert WORDS.deps == [token.dep_ for token in DOC]
    assert WORDS.starts == [token.idx for token in DOC]
    assert WORDS.text == DOC.text


def test_words_know_the_tree_as_the_tokens_do() -> None:
    assert WORDS.heads == [token.head.i for token in DOC]
    assert [list(children) for children in WORDS.children] == [[child.i for child in token.children] for token in DOC]
    assert WORDS.sentences == [token.sent.start for token in DOC]
    assert [list(WORDS.above(at)) for at in range(len(DOC))] == [[above.i for above in token.ancestors] for token in DOC]


def test_lemmas_are_in_lower_case_and_the_form_where_there_is_none() -> None:
    assert (WORDS.lemmas[3], WORDS.lemmas[5]) == ("lyon", ".")


def test_words_are_read_once_a_paragraph() -> None:
    assert words_of(DOC) is WORDS


def test_morph_splits_features_and_values() -> None:
    assert WORDS.morph(0) == {"Gender": ("Fem",), "Number": ("Sing",)}
    assert set(WORDS.morph(4)["Mood"]) == {"Ind", "Imp"}
    assert WORDS.morph(3) == {}


def test_sentence_holds_the_tokens_up_to_the_next() -> None:
    assert (WORDS.sentence(2), WORDS.sentence(8)) == (range(6), range(6, 9))


def test_case_is_the_preposition_of_a_noun() -> None:
    assert (WORDS.case(3), WORDS.case(1)) == ("de", "")


def test_root_is_the_word_that_the_others_hang_on() -> None:
    assert WORDS.root(range(1, 4)) == 1


@pytest.mark.parametrize(
    ("span", "within", "touching"),
    [((3, 17), range(1, 4), range(1, 4)), ((5, 15), range(2, 3), range(1, 4)), ((4, 6), range(0), range(1, 2))],
    ids=["on words", "through words", "inside a word"],
)
def test_characters_lead_to_the_tokens_within_and_to_those_touched(span: tuple[int, int], within: range, touching: range) -> None:
    assert list(WORDS.within(*span)) == list(within)
    assert WORDS.touching(*span) == touching


def test_a_paragraph_without_words_has_none() -> None:
    assert len(words_of(Doc(VOCAB))) == 0
