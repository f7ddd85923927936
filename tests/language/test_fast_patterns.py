"""Gathered patterns match what the long ones match."""

import re

import pytest

from stream.language import fast_patterns
from stream.language.fast_patterns import gathered, long_patterns_gathered

LETTERS = f"[a-z{''.join(map(chr, range(0xDF, 0x2FF)))}]"
COMPOUNDS = (f"bas(?:ses?)?[-–]{LETTERS}+", f"porte[-–]{LETTERS}+", f"à[-–]{LETTERS}*", f"{LETTERS}+-en-{LETTERS}+", "ski")
LONG = "(?iu)" + "|".join(f"(?:^{compound}$)" for compound in COMPOUNDS)
WORDS = [
    "basse-cour",
    "bas-relief",
    "bas-",
    "porte–drapeau",
    "PORTE-Voix",
    "à-",
    "à-coup",
    "arc-en-ciel",
    "ski",
    "skis",
    "porte",
    "-",
]


@pytest.mark.parametrize("word", [*WORDS, ""])
def test_gathered_pattern_matches_the_same_words(word: str) -> None:
    assert bool(re.match(gathered(LONG), word)) == bool(re.match(LONG, word))


def test_letters_are_written_once_for_each_ending() -> None:
    assert gathered(LONG).count(LETTERS) < LONG.count(LETTERS)


@pytest.mark.parametrize("pattern", ["a|b", "(?:^a$)|b", ""])
def test_other_patterns_stay(pattern: str) -> None:
    assert gathered(pattern) == pattern


def test_long_patterns_are_gathered_inside_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_patterns, "LONG_PATTERN", len(LONG) - 1)

    with long_patterns_gathered():
        inside, short = re.compile(LONG), re.compile("(?:^a$)|(?:^b$)")

    assert inside.pattern == gathered(LONG)
    assert short.pattern == "(?:^a$)|(?:^b$)"
    assert re.compile(LONG).pattern == LONG
