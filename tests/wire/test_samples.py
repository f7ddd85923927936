"""Real wire files, where the shared folder is present: ids, versions and counts of what each of them holds."""

from pathlib import Path

import pytest

from stream.errors import UnknownFormat
from stream.wire import detect, parse

SHARED = Path(__file__).parents[3] / "shared"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder is not beside the project")

# file → stories as (format, kind, id, revision, provider, language, urgency, headline's first words, paragraphs, signoff)
STORIES = {
    "newsml12/afp.com_newsml1.2_sample.xml": [
        (
            "newsml1",
            "text",
            "urn:newsml:afp.com:20210516:TX-PAR-WGF71",
            1,
            "AFP",
            "en",
            4,
            "Israel strikes key",
            42,
            "bur-dar-gl/fz",
        ),
    ],
    "newsml12/afp20.xml": [
        ("newsml1", "text", "urn:newsml:afp.com:20240710:240710125902.qpsp2jzk", 1, "AFP", "fr", None, "Décès de Naomi", 3, None),
    ],
    "newsml12/belga_newsml_1_2.xml": [
        (
            "newsml1",
            "text",
            "urn:newsml:belga.be:20190129:98055798:nl",
            4,
            "belga.be",
            "nl",
            None,
            "Mediawatch dinsdag 29/01/2019",
            2,
            None,
        ),
        (
            "newsml1",
            "text",
            "urn:newsml:belga.be:20190129:98055798:fr",
            4,
            "belga.be",
            "fr",
            None,
            "Mediawatch dinsdag 29/01/2019",
            31,
            None,
        ),
    ],
    "newsml12/dpa.xml": [
        (
            *("newsmlg2", "text", "urn:newsml:dpa.com:20090101:221011-930-4303", 1, "dpa", "de", 4),
            *("Eintracht in London:", 4, "dpa pre yyhe n1 deg"),
        ),
    ],
    "newsml12/ntb_afp_no_headline.xml": [
        ("newsml1", "text", "urn:newsml:afp.com:20171220:TX-PAR-NBK16", 1, "AFP", "en", 4, None, 8, "ab/de/dl/hmw"),
    ],
    "newsmlg2/LISTING_14_Event_sent_as_a_Concept_Item.xml": [
        (
            "newsmlg2",
            "planning",
            "urn:newsml:iptc.org:20160422:qqwpiruuew4711",
            11,
            "IPTC",
            "en",
            5,
            "IPTC Autumn Meeting",
            1,
            None,
        ),
    ],
    "newsmlg2/LISTING_1_A_NewsML-G2_News_Item.xml": [
        (
            "newsmlg2",
            "text",
            "urn:newsml:acmenews.com:20161018:US-FINANCE-FED",
            11,
            "REUTERS",
            "en-GB",
            None,
            "Fed to halt",
            1,
            None,
        ),
    ],
    "newsmlg2/LISTING_2_NewsML-G2_Text_Document.xml": [
        (
            "newsmlg2",
            "text",
            "urn:newsml:acmenews.com:20161121:US-FINANCE-FED",
            11,
            "acmenews.com",
            "en-US",
            None,
            "Fed to halt",
            3,
            None,
        ),
    ],
    "newsmlg2/TT_newsmlg2_sample.xml": [
        ("newsmlg2", "package", "http://tt.se/media/text/210919-janguillou-879f202b-pack", 1, "TT", "sv", None, None, 0, None),
        (
            "newsmlg2",
            "text",
            "http://tt.se/media/text/210919-janguillou-879f202b",
            1,
            "TT",
            "sv",
            3,
            "Jan Guillou skriver",
            6,
            None,
        ),
        ("newsmlg2", "picture", "http://tt.se/media/image/sdlm1btzmKu8WU", 1, "TT", "sv", None, None, 1, None),
    ],
    "newsmlg2/tag_reuters.com,0000_newsml_ISS149709_1618095828": [
        (
            *("newsmlg2", "text", "tag:reuters.com,0000:newsml_ISS149709", 1618095828, "reuters.com", "en", 3),
            *("Soccer-Turkish championship results", 2, None),
        ),
    ],
    "ninjs/001_simple_example.json": [
        (
            "ninjs",
            "text",
            "http://ninjs.example.com/newsitems/20130709simp123",
            1,
            "AP",
            "en",
            None,
            "Captain of wrecked",
            2,
            None,
        ),
    ],
    "ninjs/004_simple_text_article.json": [
        (
            "ninjs",
            "text",
            "http://ninjs.example.com/newsitems/20130709simp123",
            1,
            "AP",
            "en",
            None,
            "Captain of wrecked",
            5,
            None,
        ),
    ],
    "ninjs/005_complex_text_article.json": [
        (
            "ninjs",
            "text",
            "http://ninjs.example.com/newsitems/20130709med123",
            1,
            "AP",
            "en",
            None,
            "Captain of wrecked",
            5,
            None,
        ),
    ],
    "ninjs/008_event.json": [
        (
            *("ninjs", "planning", "urn:nato.int:2023-nato-summit-press-conference", 1, None, None, None),
            *("2023 NATO Summit", 1, None),
        ),
    ],
    "ninjs/dpa_text.json": [
        (
            "ninjs",
            "text",
            "urn:newsml:dpa.com:20090101:190510-99-167362",
            2,
            "dpa",
            "de",
            4,
            "Faktencheck Derby-Elfmeter: Hat",
            10,
            None,
        ),
    ],
    "ninjs/ninjs1.json": [
        (
            *("ninjs", "text", "urn:newsml:localhost:2017-08-24T14:37:19.783611:c044162e-7f40-4d04-b700-49b6a66e652c", 2),
            *("AAP", "fr", 3, "headline", 2, None),
        ),
    ],
    "ninjs/tt_text_image_3.json": [
        (
            "ninjs",
            "text",
            "http://tt.se/media/text/210526-militarovning-a0f2d045",
            1,
            "TT",
            "sv",
            3,
            "Militärövning i jätteformat",
            5,
            None,
        ),
    ],
}
DATELINES = {
    "newsml12/afp.com_newsml1.2_sample.xml": ("Gaza City, Palestinian Territories", "2021-05-16"),
    "newsml12/afp20.xml": ("Strasbourg", "2024-07-10"),
    "newsml12/dpa.xml": ("London", None),
    "newsmlg2/LISTING_2_NewsML-G2_Text_Document.xml": ("New York, NY", "XXXX-10-21"),
    "newsmlg2/tag_reuters.com,0000_newsml_ISS149709_1618095828": (None, "XXXX-01-30"),
    "ninjs/001_simple_example.json": ("GROSSETO, Italy", None),
}
NO_STORIES = ["newsmlg2/LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml", "ninjs/ninjs-schema_3.1.json"]


@pytest.mark.parametrize("name", STORIES)
def test_real_file_gives_its_stories(name: str) -> None:
    stories = parse((SHARED / "wire" / name).read_bytes()).stories

    assert [
        (
            *(story.format, story.kind, story.story_id, story.revision, story.provider, story.language, story.urgency),
            *(" ".join(story.headline.split()[:3]) if story.headline else None, len(story.paragraphs), story.signoff),
        )
        for story in stories
    ] == STORIES[name]


@pytest.mark.parametrize("name", DATELINES)
def test_real_file_gives_its_dateline(name: str) -> None:
    dateline = parse((SHARED / "wire" / name).read_bytes()).stories[0].dateline

    assert dateline is not None
    assert (dateline.place, dateline.date) == DATELINES[name]


@pytest.mark.parametrize("name", NO_STORIES)
def test_fragment_and_schema_are_no_stories(name: str) -> None:
    with pytest.raises(UnknownFormat):
        parse((SHARED / "wire" / name).read_bytes())


def test_real_embargo_of_the_field_wins_over_the_note() -> None:
    (story,) = parse((SHARED / "wire/newsmlg2/LISTING_1_A_NewsML-G2_News_Item.xml").read_bytes()).stories

    assert (story.embargo_until, story.status) == ("2018-10-23T12:00:00Z", "usable")


def test_seed_story_has_no_header_headline_or_day() -> None:
    raw = (SHARED / "seed/afp-le-drian-choigou.txt").read_bytes()

    (story,) = parse(raw).stories

    assert detect(raw) == "plain"
    assert (story.language, story.published, story.headline, len(story.paragraphs)) == ("fr", None, None, 1)
    assert "2021-10" not in story.text
