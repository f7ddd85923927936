"""The taxonomy and what a wire's code means in it."""

import hashlib
import tomllib

import pytest

from stream.knowledge.mediatopics import DATA, resolve, topics


def test_file_is_the_one_its_listing_names() -> None:
    listed = tomllib.loads((DATA.parent / "SOURCES.toml").read_text("utf-8"))[DATA.name]

    assert hashlib.sha256(DATA.read_bytes()).hexdigest() == listed["sha256"]
    assert len(topics()) == listed["rows"]


def test_taxonomy_has_seventeen_roots() -> None:
    assert sum(topic.level == 1 for topic in topics().values()) == 17


def test_path_leads_from_root_to_topic() -> None:
    assert topics()["medtop:20000639"].path == ("medtop:11000000", "medtop:20000638", "medtop:20000639")


@pytest.mark.parametrize(
    ("qcode", "language", "label"),
    [
        ("medtop:20000065", "fr", "Troubles civils"),
        ("medtop:20000065", "en", "civil unrest"),
        ("medtop:20001361", "fr", "cyber warfare"),
    ],
)
def test_label_is_english_where_there_is_no_other(qcode: str, language: str, label: str) -> None:
    assert topics()[qcode].label(language) == label


@pytest.mark.parametrize(
    ("code", "qcode"),
    [
        ("medtop:20000065", "medtop:20000065"),
        ("20000065", "medtop:20000065"),
        ("http://cv.iptc.org/newscodes/mediatopic/20000065", "medtop:20000065"),
        ("subj:16003000", "medtop:20000065"),
        ("16003000", "medtop:20000065"),
        ("11000000", "medtop:11000000"),
        ("16003099", "medtop:20000065"),
        ("11099001", "medtop:11000000"),
    ],
)
def test_code_is_resolved(code: str, qcode: str) -> None:
    topic = resolve(code)

    assert topic is not None
    assert topic.qcode == qcode


@pytest.mark.parametrize("code", ["", "sport", "1600300", "160030001", "20009999", "99000000"])
def test_code_of_no_topic_is_none(code: str) -> None:
    assert resolve(code) is None
