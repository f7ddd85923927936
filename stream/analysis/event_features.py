"""What the event models see of a word that may be a trigger: its own form, its syntax, its neighbours, its paragraph.

Features are strings `name=value`, so that a weight can be read back. Only what the parse and the earlier steps give is
used: no story id, no publication date, no agency keyword.
"""

from collections.abc import Mapping, Sequence

from stream.language.words import Words

CANDIDATE_POS = frozenset({"VERB", "NOUN", "ADJ"})
"""99.3 % of the triggers in the training gold have a head with one of these."""

CORE_CHILDREN = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl:arg", "obl:agent", "obl:mod", "nmod", "xcomp", "ccomp"})
"""Dependents told by relation, preposition and lemma or entity type."""
SIDE_CHILDREN = frozenset(
    {"amod", "advmod", "acl", "compound", "flat:name", "case", "mark", "appos", "acl:relcl", "fixed"}
)  # fmt: skip
"""Told by relation and lemma."""
VERBAL_CHILDREN = frozenset({"aux:tense", "aux:pass", "aux", "cop", "expl:comp", "expl:pass", "expl:subj"})
"""Told by relation and form."""
MORPHOLOGY = ("Tense", "VerbForm", "Mood", "Number")
EDGE = "#"
"""Stands for the words before the first and behind the last."""


def word_features(
    words: Words, at: int, *, place: str, quoted: bool, types: Sequence[str], entity_types: Mapping[int, str]
) -> list[str]:
    """Features of one candidate.

    Args:
        words: its paragraph.
        at: its token.
        place: `headline`, `lead` (first body paragraph) or `body`.
        quoted: whether it stands inside quotation marks.
        types: event types of the lexicon entries that match here.
        entity_types: token index → entity type in this paragraph.
    """
    word, form, pos, dep, head = words.lemmas[at], words.forms[at], words.pos[at], words.deps[at], words.heads[at]
    features = [
        f"w={word}",
        f"w={word}|{pos}",
        f"w={word}|{place}",
        f"form={form}",
        f"suf={form[-4:]}",
        f"pre={word[:5]}",
        f"pos={pos}",
        f"place={place}",
        f"place={place}|{pos}",
        f"dep={dep}",
        f"dep={dep}|{pos}",
        f"morph={forms_of(words, at, MORPHOLOGY)}",
    ]
    if quoted:
        features += ["quoted", f"w={word}|quoted"]
    if head != at:
        governor = words.lemmas[head]
        features += [
            f"head={governor}",
            f"head={governor}|{dep}",
            f"w={word}|head={governor}",
            f"headpos={words.pos[head]}|{dep}",
        ]
    for type_ in types:
        features += [f"lex={type_}", f"lex={type_}|{place}"]
    if not types:
        features.append("nolex")
    _add_children(features, words, at, entity_types)
    _add_window(features, words, at)
    return features


def forms_of(words: Words, at: int, names: Sequence[str]) -> str:
    """A token's values of morphological features, joined."""
    morph = words.morph(at)
    return "|".join([value for name in names for value in morph.get(name, ())])


def _add_children(features: list[str], words: Words, at: int, entity_types: Mapping[int, str]) -> None:
    word, determined = words.lemmas[at], words.pos[at] != "NOUN"
    own, features = features, []
    for child in words.children[at]:
        dep, lemma = words.deps[child], words.lemmas[child]
        if dep in CORE_CHILDREN:
            named, preposition = entity_types.get(child, lemma), words.case(child)
            features += [
                f"c:{dep}",
                f"c:{dep}:{preposition}",
                f"c:{dep}:{preposition}:{named}",
                f"w={word}|c:{dep}:{preposition}",
                f"w={word}|c:{dep}:{named}",
            ]
        elif dep in SIDE_CHILDREN:
            features += [f"c:{dep}:{lemma}", f"w={word}|c:{dep}:{lemma}"]
        elif dep == "det":
            determined = True
            features += [f"det={words.forms[child]}", f"w={word}|det={words.forms[child]}"]
        elif dep in VERBAL_CHILDREN:
            features += [f"c:{dep}:{words.forms[child]}", f"w={word}|c:{dep}"]
        elif dep == "nummod":
            features += ["c:nummod", f"w={word}|c:nummod"]
    if not determined:
        features += ["det=none", f"w={word}|det=none"]
    own += dict.fromkeys(features)


def _add_window(features: list[str], words: Words, at: int) -> None:
    lemmas, last, word = words.lemmas, len(words) - 1, words.lemmas[at]
    before = lemmas[at - 1] if at else EDGE
    behind = lemmas[at + 1] if at < last else EDGE
    features += [
        f"n-3={lemmas[at - 3] if at > 2 else EDGE}",
        f"n-2={lemmas[at - 2] if at > 1 else EDGE}",
        f"n-1={before}",
        f"n1={behind}",
        f"n2={lemmas[at + 2] if at + 2 <= last else EDGE}",
        f"n3={lemmas[at + 3] if at + 3 <= last else EDGE}",
        f"w={word}|n-1={before}",
        f"w={word}|n1={behind}",
    ]
