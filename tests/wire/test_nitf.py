"""NITF: what its elements mean, and what they only seem to mean."""

import pytest

from stream.story import Story
from stream.wire import parse

TEXT = "<p>Le bac a repris lundi la traversée de l'estuaire.</p>"


def only(*, data: str = "", attributes: str = "", head: str = "", top: str = "", body: str = TEXT, end: str = "") -> Story:
    (story,) = parse(
        f"<nitf baselang='fr'><head>{head}<docdata {attributes}>{data}</docdata></head><body><body.head>{top}</body.head>"
        f"<body.content>{body}</body.content>{end}</body></nitf>".encode()
    ).stories
    return story


def test_trail_of_delivery_is_no_deletion() -> None:
    assert only(data="<del-list><from-src src-name='EX' level-number='1'/></del-list>").status == "usable"


@pytest.mark.parametrize("status", ["canceled", "Cancelled", "killed", "withdrawn"])
def test_kill_without_text_names_the_dead_document(status: str) -> None:
    story = only(data="<doc-id id-string='b'/>", attributes=f"management-status='{status}' management-doc-idref='a'", body="")

    assert (story.status, story.story_id, story.replaces, story.text) == ("canceled", "b", "a", "")


def test_kill_of_its_own_document_replaces_none() -> None:
    story = only(data="<doc-id id-string='a'/>", attributes="management-status='canceled' management-doc-idref='a'")

    assert (story.status, story.replaces) == ("canceled", None)


@pytest.mark.parametrize("note", ["A kill is mandatory.", "KILL. Wrong port.", "Story withdrawn"])
def test_kill_in_the_message_to_editors_counts(note: str) -> None:
    assert only(data=f"<ed-msg info='{note}'/>").status == "canceled"


@pytest.mark.parametrize(
    ("status", "release", "until", "now"),
    [
        ("embargoed", "20240515T060000Z", "2024-05-15T06:00:00Z", "usable"),
        ("usable", "20240515T060000Z", "2024-05-15T06:00:00Z", "usable"),
        ("usable", "20240514T100000Z", None, "usable"),
        ("usable", "20240514", None, "usable"),
        ("usable", "20240515", "2024-05-15T23:59:59-12:00", "usable"),
        ("embargoed", "", None, "withheld"),
        ("withheld", "", None, "withheld"),
    ],
)
def test_release_is_an_embargo_where_it_comes_after_the_issue(status: str, release: str, until: str | None, now: str) -> None:
    data = "<date.issue norm='20240514T100000Z'/>" + (f"<date.release norm='{release}'/>" if release else "")

    story = only(data=data, attributes=f"management-status='{status}'")

    assert (story.embargo_until, story.status) == (until, now)


@pytest.mark.parametrize(
    ("metas", "doc_id", "story_id", "version"),
    [
        ("<meta name='EXID' content='EX5df9'/>", "EX5df9_02", "EX5df9", "02"),
        ("<meta name='other' content='EX'/>", "EX5df9_02", "EX5df9_02", None),
        ("", "20240514-7", "20240514-7", None),
    ],
)
def test_version_behind_an_id_is_told_by_a_meta(metas: str, doc_id: str, story_id: str, version: str | None) -> None:
    story = only(head=metas, data=f"<doc-id id-string='{doc_id}'/>")

    assert (story.story_id, story.version) == (story_id, version)


@pytest.mark.parametrize("doc_id", ["", "0", "000"])
def test_id_that_says_nothing_is_none(doc_id: str) -> None:
    assert only(data=f"<doc-id id-string='{doc_id}' regsrc='EX'/>").story_id.startswith("digest:")


def test_byline_leaves_the_title_and_initials_sign_off() -> None:
    named = only(top="<byline>Par Jeanne MARTIN<byttl>Correspondante</byttl></byline>")
    initialled = only(top="<byline>gr/bp</byline>")

    assert (named.byline, named.signoff) == ("Par Jeanne MARTIN", None)
    assert (initialled.byline, initialled.signoff) == (None, "gr/bp")


@pytest.mark.parametrize(
    ("element", "place", "day"),
    [
        ("<location>Brest</location>", "Brest", None),
        ("<location><city>Brest</city>, <country>France</country></location>", "Brest, France", None),
        ("Brest, <story.date norm='20240514'>14 mai 2024</story.date>", "Brest", "2024-05-14"),
        ("<location>Brest</location><story.date norm='20240514T1000Z'>20240514T1000Z</story.date>", "Brest", None),
    ],
)
def test_dateline_is_its_words(element: str, place: str, day: str | None) -> None:
    dateline = only(top=f"<dateline>{element}</dateline>").dateline

    assert dateline is not None
    assert (dateline.place, dateline.date) == (place, day)


def test_place_of_the_dateline_leaves_the_text() -> None:
    story = only(top="<dateline><location>BREST</location></dateline>", body="<p>BREST — Le bac a repris lundi.</p>")

    assert story.text == "Le bac a repris lundi."


@pytest.mark.parametrize(
    ("title", "headline"), [("Le bac repart", "Le bac repart"), ("bac-estuaire", None), ("Bac Estuaire", None)]
)
def test_title_is_a_headline_unless_it_is_the_slug(title: str, headline: str | None) -> None:
    assert only(head=f"<title>{title}</title>", data="<du-key key='bac-estuaire'/>").headline == headline


def test_abstract_is_read_only_without_a_body() -> None:
    abstract = "<abstract><p>Le bac a repris.</p></abstract>"

    assert only(top=abstract).text == "Le bac a repris lundi la traversée de l'estuaire."
    assert only(top=abstract, body="").text == "Le bac a repris."


def test_document_of_pictures_is_a_picture_with_its_caption() -> None:
    media = "<media media-type='image'><media-reference source='a.jpg'/><media-caption>La rade</media-caption></media>"

    story = only(body=media)

    assert (story.kind, story.text, [link.href for link in story.links]) == ("picture", "La rade", ["a.jpg"])
    assert only(body=TEXT + media).kind == "text"


def test_subjects_keep_their_schemes_and_deepest_names() -> None:
    story = only(
        head="<tobject><tobject.subject tobject.subject.refnum='04015001' tobject.subject.type='Économie' "
        "tobject.subject.detail='Transport'/><tobject.subject tobject.subject.ipr='EX' tobject.subject.refnum='F1'/></tobject>",
        data="<identified-content><classifier type='thème' value='port'>Ports</classifier></identified-content>",
    )

    assert [(found.scheme, found.code, found.name) for found in story.subjects] == [
        ("subj", "04015001", "Transport"),
        ("EX", "F1", None),
        ("thème", "port", "Ports"),
    ]


@pytest.mark.parametrize("mark", ["ends", "AAP RTV", "/ritzau/", "(©NTB)", "==Kyodo", "(ANSA)", "MORE", "à suivre", "(more)"])
def test_mark_at_the_end_signs_off(mark: str) -> None:
    story = only(body=f"{TEXT}<p>Il était à quai.</p><p>{mark}</p>")

    assert (story.signoff, story.text.split("\n")[-1]) == (mark, "Il était à quai.")
