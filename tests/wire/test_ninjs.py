"""ninjs 1, 2 and 3."""

from typing import Any

import orjson
import pytest

from stream.errors import EmptyStory, HostileStory, MalformedStory, StoryRefused, UnknownFormat
from stream.story import Story
from stream.wire import parse

LEAD = "Le port de Brest a rouvert jeudi après la tempête."
MORE = "Deux cargos attendaient au large depuis mardi."


def parse_fields(**fields: Any) -> Story:
    (only,) = parse(orjson.dumps({"uri": "urn:newsml:exemple.fr:1", "headline": "Le port rouvre", **fields})).stories
    return only


def test_gold_form_keeps_every_line_as_a_paragraph() -> None:
    raw = {
        "uri": "0a1b",
        "headline": "Le port  rouvre",
        "body_text": f"{LEAD}\n{MORE}",
        "versioncreated": "2020-08-03T10:00:00+02:00",
    }

    (story,) = parse(orjson.dumps(raw)).stories

    assert (story.story_id, story.published) == ("0a1b", "2020-08-03T10:00:00+02:00")
    assert [story.text[start:end] for start, end in story.paragraphs] == ["Le port rouvre", LEAD, MORE]


def test_missing_headline_makes_the_first_line_text() -> None:
    story = parse_fields(headline=None, body_text=f"{LEAD}\n{MORE}")

    assert (story.headline, story.headline_paragraph, story.text) == (None, False, f"{LEAD}\n{MORE}")


@pytest.mark.parametrize(
    "body",
    [
        {"body_text": f"{LEAD}\n{MORE}"},
        {"body_html": f"<p>{LEAD}</p><p>{MORE}</p><p></p>"},
        {"body_xhtml": f"<div><p>{LEAD}</p>\n<p>{MORE}</p></div>"},
        {"body_text": f"<p>{LEAD}</p><p>{MORE}</p>"},
        {"body_html": f"<section class='main'><p>{LEAD}</p><p>{MORE}</p></section><footer>Contact</footer>"},
        {"body_html": f"<figure><figcaption>Le port</figcaption></figure><p>{LEAD}</p><script>x()</script><p>{MORE}</p>"},
        {"body_html": f"{LEAD}<br/><br/>{MORE}"},
        {"bodies": [{"value": f"{LEAD}\n{MORE}"}]},
        {
            "bodies": [
                {"contenttype": "text/plain", "value": "autre"},
                {"contenttype": "text/html", "value": f"<p>{LEAD}</p><p>{MORE}"},
            ]
        },
        {
            "bodies": [
                {
                    "contentType": "application/nitf+xml",
                    "value": f"<nitf><body><body.content><p>{LEAD}</p><p>{MORE}</p></body.content></body></nitf>",
                }
            ]
        },
    ],
)
def test_body_is_found_in_every_form(body: dict[str, Any]) -> None:
    assert parse_fields(**body).text == f"Le port rouvre\n{LEAD}\n{MORE}"


def test_versions_differ_in_case_only() -> None:
    one = {
        "versioncreated": "2024-05-14T08:00:00Z",
        "pubstatus": "withheld",
        "ednote": "Note",
        "copyrightholder": "Ex",
        "usageterms": "T",
    }
    three = {
        "versionCreated": "2024-05-14T08:00:00Z",
        "pubStatus": "withheld",
        "edNote": "Note",
        "copyrightHolder": "Ex",
        "usageTerms": "T",
    }

    assert parse_fields(**one) == parse_fields(**three)


def test_every_field_has_its_place() -> None:
    story = parse_fields(
        version="3",
        type="text",
        source="EX",
        slugline="port-tempête",
        byline="Jeanne Martin",
        located="Brest",
        language="fr_FR",
        urgency=3,
        firstcreated="2024-05-14T07:00:00+0000",
        versioncreated="2024-05-14T08:00:00+0000",
        embargoed="2024-05-14T10:00:00",
        ednote="Précise le nombre",
        evolvedfrom="urn:newsml:exemple.fr:0",
        subject=[{"code": "20000139", "name": "tempête"}, {"code": "medtop:20000160"}],
        keywords=["port", "tempête"],
        copyrightnotice="© EX",
        body_text=f"BREST, 14 mai 2024 (EX) - {LEAD}",
    )

    assert (story.revision, story.version, story.provider, story.slug, story.byline) == (
        3,
        "3",
        "EX",
        "port-tempête",
        "Jeanne Martin",
    )
    assert (story.language, story.urgency) == ("fr-FR", 3)
    assert (story.published, story.modified) == ("2024-05-14T07:00:00+00:00", "2024-05-14T08:00:00+00:00")
    assert (story.embargo_until, story.zone_missing) == ("2024-05-14T10:00:00-12:00", True)
    assert (story.ednote, story.replaces) == ("Précise le nombre", "urn:newsml:exemple.fr:0")
    assert [(given.scheme, given.code) for given in story.subjects] == [(None, "20000139"), ("medtop", "20000160")]
    assert (story.keywords, story.rights and story.rights.notice) == (("port", "tempête"), "© EX")
    assert story.dateline is not None
    assert (story.dateline.place, story.dateline.date) == ("BREST", "2024-05-14")


@pytest.mark.parametrize(
    ("version", "revision"),
    [("2", 2), (7, 7), ("0", 1), ("-1", 1), ("2.1", 1), ("v2", 1), (None, 1), ("9" * 30, 1), ("²", 1)],
)
def test_revision_is_a_positive_whole_number_or_one(version: Any, revision: int) -> None:
    assert parse_fields(version=version).revision == revision


@pytest.mark.parametrize(
    ("urgency", "expected"), [(1, 1), ("8", 8), (4.0, 4), (9, None), (0, None), ("haute", None), (True, None)]
)
def test_urgency_stays_on_the_scale(urgency: Any, expected: int | None) -> None:
    assert parse_fields(urgency=urgency).urgency == expected


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "usable"),
        ({"pubstatus": "usable"}, "usable"),
        ({"pubstatus": "canceled"}, "canceled"),
        ({"pubstatus": "CANCELED"}, "canceled"),
        ({"pubstatus": "withheld"}, "withheld"),
        ({"ednote": "A kill is mandatory. Make certain the story is not published."}, "canceled"),
        ({"ednote": "STORY WITHDRAWN"}, "canceled"),
        ({"ednote": "HOLD"}, "withheld"),
        ({"ednote": "Police kill two in raid, adds quotes"}, "usable"),
        ({"slugline": "KILL-port"}, "canceled"),
        ({"slugline": "port-KILL"}, "canceled"),
        ({"slugline": "police-kill-raid"}, "usable"),
        ({"headline": "KILL: Le port rouvre"}, "canceled"),
        ({"headline": "Kill Bill revient au port"}, "usable"),
        ({"headline": "HOLD"}, "withheld"),
        ({"ednote": "EMBARGO jusqu'à nouvel ordre"}, "withheld"),
        ({"ednote": "L'embargo pétrolier continue"}, "usable"),
        ({"pubstatus": "canceled", "ednote": "HOLD"}, "canceled"),
    ],
)
def test_status_is_the_strongest_word_of_the_desk(fields: dict[str, Any], status: str) -> None:
    assert parse_fields(body_text=LEAD, **fields).status == status


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_notice_needs_nothing_but_an_id(status: str) -> None:
    (story,) = parse(orjson.dumps({"uri": "urn:newsml:exemple.fr:1", "pubstatus": status})).stories

    assert (story.status, story.text, story.paragraphs) == (status, "", ())


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("text", "text"),
        ("picture", "picture"),
        ("graphic", "graphic"),
        ("video", "video"),
        ("event", "planning"),
        ("composite", "package"),
        (None, "text"),
    ],
)
def test_type_is_the_kind(type_: str | None, kind: str) -> None:
    assert parse_fields(type=type_).kind == kind


def test_composite_with_text_is_a_text() -> None:
    assert parse_fields(type="composite", body_text=LEAD).kind == "text"


def test_headline_and_link_of_a_picture_are_not_the_story_s() -> None:
    story = parse_fields(
        associations={"photo": {"uri": "http://exemple.fr/p.jpg", "headline": "Une grue", "mimetype": "image/jpeg"}}
    )

    assert story.headline == "Le port rouvre"
    assert [(link.rel, link.href, link.title) for link in story.links] == [("photo", "http://exemple.fr/p.jpg", "Une grue")]


def test_guid_is_the_id_where_there_is_no_uri() -> None:
    (story,) = parse(orjson.dumps({"guid": "tag:exemple.fr,2024:7", "headline": "Le port rouvre"})).stories

    assert (story.story_id, story.provider) == ("tag:exemple.fr,2024:7", "exemple.fr")


def test_story_without_an_id_gets_the_same_digest_every_time() -> None:
    raw = orjson.dumps({"headline": "Le port rouvre", "slugline": "port", "versioncreated": "2024-05-14T08:00:00Z"})
    later = orjson.dumps({"headline": "Le port rouvre", "slugline": "port", "versioncreated": "2024-05-15T08:00:00Z"})

    assert parse(raw).stories[0].story_id == parse(later).stories[0].story_id


def test_bad_story_of_a_list_leaves_the_good_ones() -> None:
    parsed = parse(
        orjson.dumps([{"uri": "a", "headline": "Le port rouvre"}, {"uri": "b"}, {"uri": "c", "headline": "La gare ferme"}])
    )

    assert [story.story_id for story in parsed.stories] == ["a", "c"]
    assert [(error.cause, error.story_id) for error in parsed.refused] == [("empty", "b")]


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b'{"uri": "a", "headline": "b', MalformedStory),
        (b'{"uri": "a", "headline": NaN}', MalformedStory),
        (b'{"uri": "a", "headline": "\\ud800"}', MalformedStory),
        (b'{"uri": {"a": 1}, "headline": "b"}', MalformedStory),
        (b'{"uri": "a", "headline": "b", "body_text": ["c"]}', MalformedStory),
        (b'{"uri": "a", "headline": "b", "bodies": "c"}', MalformedStory),
        (b'{"pubstatus": "canceled"}', MalformedStory),
        (b'{"uri": "a"}', EmptyStory),
        (b'{"uri": "a", "body_text": " \\n "}', EmptyStory),
        (b'{"uri": "a", "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", HostileStory),
        (orjson.dumps({"uri": "a", "headline": "b", "body_html": "<div>" * 10_000}), HostileStory),
        (orjson.dumps({"uri": "a", "body_text": "mot\n" * 60_000}), HostileStory),
        (orjson.dumps({"uri": "a" * 2_000, "headline": "b"}), HostileStory),
        (b"[" + b",".join([b'{"uri":"a","headline":"b"}'] * 1_001) + b"]", HostileStory),
        (b'{"nom": "a"}', UnknownFormat),
        (b'{"nom": {"uri": "a"}}', UnknownFormat),
        (b"[1, 2]", UnknownFormat),
    ],
)
def test_bad_message_is_refused_by_name(raw: bytes, error: type[StoryRefused]) -> None:
    with pytest.raises(error):
        parse(raw)


def test_last_of_two_equal_keys_counts() -> None:
    assert parse(b'{"uri": "a", "uri": "b", "headline": "Le port rouvre"}').stories[0].story_id == "b"
