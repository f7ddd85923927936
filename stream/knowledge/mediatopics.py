"""IPTC Media Topics: the taxonomy that `topics` are named in.

`data/mediatopics.tsv` holds the NewsCodes of 2025-03-31: 17 roots, six levels, French and English labels, and the
eight-digit IPTC Subject Code that a topic succeeds (older wires send those). 31 topics have no French label yet and are
named in English. Retired topics stay in the file, since stories of their time name them, and are never given by a model.
"""

import csv
import re
from functools import cache
from pathlib import Path

import msgspec

DATA = Path(__file__).parent / "data" / "mediatopics.tsv"
_EIGHT_DIGITS = re.compile(r"(?:.*\D)?(\d{8})")


class MediaTopic(msgspec.Struct, frozen=True, kw_only=True):
    """One topic of the taxonomy."""

    qcode: str
    """`medtop:` and eight digits."""
    path: tuple[str, ...]
    """Qcodes from the root down to this topic, itself included."""
    subject_code: str | None
    """The IPTC Subject Code it succeeds."""
    retired: bool
    french: str | None
    english: str

    @property
    def level(self) -> int:
        """1 for a root."""
        return len(self.path)

    @property
    def root(self) -> str:
        """Qcode of the root it lies under."""
        return self.path[0]

    def label(self, language: str) -> str:
        """The topic's name in a language ("fr" or any other), English where there is no French one."""
        return self.french if language == "fr" and self.french else self.english


@cache
def topics() -> dict[str, MediaTopic]:
    """Qcode → topic, all of the taxonomy, parents before children."""
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab", quoting=csv.QUOTE_NONE))
    found: dict[str, MediaTopic] = {}
    for row in rows:
        above = found[row["parent"]].path if row["parent"] else ()
        found[row["qcode"]] = MediaTopic(
            qcode=row["qcode"],
            path=(*above, row["qcode"]),
            subject_code=row["subject_code"] or None,
            retired=bool(row["retired"]),
            french=row["fr"] or None,
            english=row["en"],
        )
    return found


@cache
def _by_subject_code() -> dict[str, MediaTopic]:
    return {topic.subject_code: topic for topic in reversed(topics().values()) if topic.subject_code}


def resolve(code: str) -> MediaTopic | None:
    """The topic a wire means by a code: a Media Topic or an IPTC Subject Code, bare or behind any prefix.

    A Subject Code that no topic succeeds (of its digits two name the subject, three the matter, three the detail) becomes
    the topic of its matter, else its subject's root. The two sets of digits do not meet but for the roots, which kept
    theirs: other topics' begin with 2.

    Args:
        code: `medtop:20000065`, `subj:16003000`, `16003000` or an address that ends so.
    """
    match = _EIGHT_DIGITS.fullmatch(code.strip())
    if match is None:
        return None
    digits = match[1]
    if digits.startswith("2"):
        return topics().get(f"medtop:{digits}")
    candidates = (digits, f"{digits[:5]}000", f"{digits[:2]}000000")
    known = (_by_subject_code().get(candidate) or topics().get(f"medtop:{candidate}") for candidate in candidates)
    return next((topic for topic in known if topic), None)
