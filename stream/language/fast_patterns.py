"""Regular expressions of a million characters, as spaCy's French has one, made small before they are compiled.

`spacy.lang.fr` compiles 266 alternatives for words that stay whole ("après-midi", "porte-avions") as it is imported, nearly
all of them ending in the same classes of 3,000 letters: 2.8 of the 6 s until the model stands. Written once for all the
alternatives that end in them, the classes take 0.2 s, and the expression matches the same words.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

LONG_PATTERN = 100_000
"""Characters; the longest of spaCy's other patterns has 18,000."""
_START, _PARTING, _END = "(?:^", "$)|(?:^", "$)"
_LETTERS = re.compile(r"\[[^\]]{500,}\]")


@contextmanager
def long_patterns_gathered() -> Iterator[None]:
    """What is imported and loaded inside gets the gathered form of each long pattern it compiles."""
    compile_pattern = re.compile

    def compile_gathered(pattern: str | bytes, flags: int = 0) -> re.Pattern[str] | re.Pattern[bytes]:
        if isinstance(pattern, str) and len(pattern) > LONG_PATTERN:
            pattern = gathered(pattern)
        return compile_pattern(pattern, flags)

    setattr(re, "compile", compile_gathered)  # noqa: B010  # mypy refuses to assign to a function
    try:
        yield
    finally:
        setattr(re, "compile", compile_pattern)  # noqa: B010  # likewise


def gathered(pattern: str) -> str:
    """A pattern that matches the same strings, with what its alternatives have in common at their end written once.

    Args:
        pattern: "(?iu)(?:^…$)|(?:^…$)|…", as spaCy writes it; any other is returned as it is.
    """
    flags, start, alternatives = pattern.partition(_START)
    if not start or not alternatives.endswith(_END):
        return pattern
    heads: dict[str, list[str]] = {}
    for alternative in alternatives.removesuffix(_END).split(_PARTING):
        letters = _LETTERS.search(alternative)
        tail = letters.start() if letters else len(alternative)
        heads.setdefault(alternative[tail:], []).append(alternative[:tail])
    return flags + "|".join(f"^(?:{'|'.join(starts)}){tail}$" for tail, starts in heads.items())
