"""The fast tokenizer gives spaCy's tokens, and the facts about French that it rests on hold."""

import re
import sys
from typing import Any

import pytest
import spacy
from spacy.language import Language

from stream.language.fast_patterns import gathered, long_patterns_gathered
from stream.language.fast_tokenizer import fast_tokenizer
from stream.language.fr.nlp import JOINERS


@pytest.fixture(scope="module")
def nlp() -> Language:
    with long_patterns_gathered():
        return spacy.blank("fr")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Le ministre est arrivé mardi à Nantes.",
        "L'après-midi, aujourd'hui, l’État-major et d'ex-otages: \"c'est-à-dire\" jusque-là.",
        "Le porte-avions, saut-de-ski, entr'ouvert; Saint-Denis-sur-Loire, États-Unis.",
        "Y a-t-il 3,5% de hausse ? (12.000 euros, 15km, -4°C, 20h30) Est-ce vrai?!",
        "M. Duval et Mme. Roy, nés en 1960 av. J.-C., voir http://exemple.fr/page?a=1, @compte #mot :-)",
        "«Non», a-t-il dit… +Jamais+ -- \n\n  fin   de\tligne ",
        "A.B.C. d'Ivoire, l'ONU's, 2e/3e, rock'n'roll, ABC-def, x=y, 10-15, prix:12€, 5$US",
    ],
)
def test_tokens_are_those_of_spacy(nlp: Language, text: str) -> None:
    fast = fast_tokenizer(nlp.tokenizer, whole_with=JOINERS)

    for _ in range(2):  # from its rules, then from what it keeps
        assert [(t.text_with_ws, t.norm_) for t in fast(text)] == [(t.text_with_ws, t.norm_) for t in nlp.tokenizer(text)]


def test_no_letter_is_split_from_letters(nlp: Language) -> None:
    letters = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isalpha()]
    tokenizer: Any = nlp.tokenizer
    searches = [tokenizer.prefix_search, tokenizer.suffix_search, lambda chunk: next(tokenizer.infix_finditer(chunk), None)]

    assert [letter for letter in letters for search in searches if search(f"a{letter}") or search(f"{letter}B")] == []


def test_compounds_kept_whole_hold_a_joiner(nlp: Language) -> None:
    tokenizer: Any = nlp.tokenizer
    pattern = gathered(tokenizer.token_match.__self__.pattern)
    without_letters = re.sub(r"\[[^\]]{500,}\]", "", pattern.removeprefix("(?iu)"))
    flat = re.sub(r"(?<!\^)\(\?:[^()]*\)", "", without_letters)

    for group in re.split(r"\|(?=\^)", flat):  # ^(?:head|head …)tail$
        heads, tail = group.removeprefix("^(?:").removesuffix("$").split(")")
        assert JOINERS & set(tail) or all(JOINERS & set(head) for head in heads.split("|"))


def test_rules_of_the_tokenizer_are_kept(nlp: Language) -> None:
    tokenizer: Any = nlp.tokenizer
    tokenizer.add_special_case("dépêche.", [{"ORTH": "dépêche"}, {"ORTH": "."}])

    doc = fast_tokenizer(tokenizer, whole_with=JOINERS)("une dépêche.")

    assert [token.text for token in doc] == ["une", "dépêche", "."]
