"""The words of speech: verbs that report, prepositions that name a source, nouns that stand for one.

`speech_verbs.tsv` has a row a word:

    lemma           as a dictionary gives it
    part            verb, noun, naming, preposition, pronoun, title or function
    kind            of a verb: say, add, reply, announce, write, think, feel, accuse, deny, praise, demand, ask, warn,
                    promise, label;
                    of a noun: `person`, `body` (many that speak as one), `group` (a body that "le groupe" may name
                    again), `latter` ("ce dernier"), `source` (speaks without a name), `document` (speaks for its
                    author), `work` (its title stands in quotation marks), `charge` (an offence does), `time` (never
                    speaks);
                    of a preposition: `source` ("selon"), `bare` ("de source policière"), `opinion` ("pour"), `via`
                    ("cité par"), `to` ("interrogé par");
                    of a pronoun or title: gender and number;
                    of a function row: which grammatical words or endings its forms are (`auxiliary`, `relative`, `of` …)
    constructions   que (a clause), inf (an infinitive), de (an infinitive with "de"), si (a question), obj (a noun phrase that
                    is what is told), quote (direct speech), joined by commas
    forms           every form that counts, joined by spaces; several words of a preposition joined by spaces

Verbs are found by form and not by lemma, since the model's lemmatizer knows only forms that its tagger took for verbs:
in `"…", raconte-t-elle` the verb comes out as an adjective "racont".

`first_names.tsv` (name, gender, seen: people with that name whom the corpus calls "M." or "Mme") tells whom "elle" can mean.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from stream.errors import DataBroken

FILE = "speech_verbs.tsv"
NAMES_FILE = "first_names.tsv"
PARTS = frozenset({"verb", "noun", "naming", "preposition", "pronoun", "title", "function"})


class SpeechEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One word of the lexicon."""

    lemma: str
    part: str
    kind: str
    constructions: frozenset[str] = frozenset()


class Grammar(msgspec.Struct, frozen=True, kw_only=True):
    """Grammatical words, and endings of verb forms, around speech."""

    auxiliary: frozenset[str] = frozenset()
    reflexive: frozenset[str] = frozenset()
    clitic: frozenset[str] = frozenset()
    """Object pronouns and negation before a verb; "-t" of "a-t-il"."""
    nobody: frozenset[str] = frozenset()
    """Subjects that name no one ("-on")."""
    relative: frozenset[str] = frozenset()
    that: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()
    to: frozenset[str] = frozenset()
    definite: frozenset[str] = frozenset()
    """Determiners of what is known, the demonstrative ones among them."""
    demonstrative: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()
    gerund: frozenset[str] = frozenset()
    """Words before a present participle that goes on with the sentence's subject."""
    age: frozenset[str] = frozenset()
    participle_ending: frozenset[str] = frozenset()
    gerund_ending: frozenset[str] = frozenset()
    infinitive_ending: frozenset[str] = frozenset()


class SpeechLexicon:
    """Look-ups by lower-case form."""

    def __init__(
        self, entries: Sequence[tuple[SpeechEntry, Sequence[str]]], first_names: Mapping[str, str] | None = None
    ) -> None:
        """Index entries, each with its forms; of two entries with one form and part the first stands."""
        self._first_names = dict(first_names or {})
        self._entries = tuple(entry for entry, _ in entries)
        self._forms: dict[str, dict[str, SpeechEntry]] = {part: {} for part in PARTS}
        self._nouns: dict[str, frozenset[str]] = {}
        self.grammar = Grammar(**{entry.kind: frozenset(forms) for entry, forms in entries if entry.part == "function"})
        self._prepositions: dict[str, list[tuple[tuple[str, ...], SpeechEntry]]] = {}
        for entry, forms in entries:
            self._add(entry, forms)
        self.reporting = frozenset(self._forms["verb"]) | frozenset(self._prepositions)
        """Words that may begin a report: verbs of speech and first words of prepositions."""

    def _add(self, entry: SpeechEntry, forms: Sequence[str]) -> None:
        if entry.part == "preposition":
            words = tuple(forms)
            self._prepositions.setdefault(words[0], []).append((words, entry))
            self._prepositions[words[0]].sort(key=lambda row: -len(row[0]))
            return
        for form in _with_capitals(forms):
            self._forms[entry.part].setdefault(form, entry)
            if entry.part in ("noun", "naming"):
                self._nouns[form] = self._nouns.get(form, frozenset()) | {entry.kind}

    @classmethod
    def load(cls, folder: Path) -> "SpeechLexicon":
        """Read `speech_verbs.tsv` and `first_names.tsv` of a language's folder.

        Raises:
            DataBroken: a file is missing, or a row has an unknown part or no form.
        """
        names = {row["name"]: row["gender"] for row in _rows(folder / NAMES_FILE)}
        return cls([_entry(row) for row in _rows(folder / FILE)], names)

    def __iter__(self) -> Iterator[SpeechEntry]:
        return iter(self._entries)

    def verb(self, form: str) -> SpeechEntry | None:
        """The verb of speech with this form."""
        return self._forms["verb"].get(form)

    def noun_kinds(self, form: str) -> frozenset[str]:
        """`source`, `document`, `work`, `charge`: what a noun (or "intitulé", "surnommé") may introduce."""
        return self._nouns.get(form, frozenset())

    def preposition(self, words: Sequence[str], at: int) -> tuple[int, SpeechEntry] | None:
        """The longest preposition that starts at a word: (index after its last word, entry)."""
        for forms, entry in self._prepositions.get(words[at], ()):
            if tuple(words[at : at + len(forms)]) == forms:
                return at + len(forms), entry
        return None

    def pronoun(self, form: str) -> tuple[str, str] | None:
        """Gender (`m`, `f`) and number (`sing`, `plur`) of a pronoun that may stand for a speaker."""
        entry = self._forms["pronoun"].get(form)
        return _agreement(entry) if entry else None

    def name_gender(self, name: str) -> str | None:
        """Gender of a person by the first word of the name; None where the list does not know it."""
        return self._first_names.get(name.partition(" ")[0])

    def title(self, form: str) -> tuple[str, str] | None:
        """Gender (`x`: either) and number of a form of address as written ("M.", "Mme", "Me")."""
        entry = self._forms["title"].get(form)
        return _agreement(entry) if entry else None


def _with_capitals(forms: Sequence[str]) -> Iterator[str]:
    """Forms, and those that begin with an accent also without it, as at the start of a sentence ("Evoquant")."""
    for form in forms:
        yield form
        if form[0] in _BARE:
            yield _BARE[form[0]] + form[1:]


_BARE = {"é": "e", "è": "e", "à": "a", "ê": "e"}


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise DataBroken("cannot read the words of speech", path=path.name) from error


def _agreement(entry: SpeechEntry) -> tuple[str, str]:
    gender, _, number = entry.kind.partition(" ")
    return gender, number


def _entry(row: dict[str, str]) -> tuple[SpeechEntry, list[str]]:
    forms = (row.get("forms") or "").split()
    if row.get("part") not in PARTS or not forms:
        raise DataBroken("bad row in the words of speech", path=FILE, lemma=row.get("lemma"))
    constructions = frozenset(filter(None, row["constructions"].split(",")))
    return SpeechEntry(lemma=row["lemma"], part=row["part"], kind=row["kind"], constructions=constructions), forms
