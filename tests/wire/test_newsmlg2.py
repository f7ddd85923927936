"""NewsML-G2."""

from html import escape

import pytest

from stream.errors import EmptyStory, HostileStory, MalformedStory, StoryRefused
from stream.story import Story
from stream.wire import parse

FIRST, SECOND = "Le pont a rouvert samedi.", "Il était fermé depuis un an."
PARAGRAPHS = f"<p>{FIRST}</p><p>{SECOND}</p>"
NAMESPACE = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
BODY = (
    '<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
    f"<body>{PARAGRAPHS}</body></html></inlineXML></contentSet>"
)
TEXT = f"Le pont rouvre\n{FIRST}\n{SECOND}"


def item(
    *, guid: str = "urn:newsml:exemple.fr:20240514:pont", meta: str = "", content: str = "<headline>Le pont rouvre</headline>",
    body: str = BODY, name: str = "newsItem", namespace: str = NAMESPACE, item_class: str = "ninat:text",
) -> str:  # fmt: skip
    return (
        f'<{name} {namespace} guid="{guid}" version="2" xml:lang="fr"><itemMeta><itemClass qcode="{item_class}"/>'
        f'<provider qcode="nprov:EX"/><versionCreated>2024-05-14T10:00:00+02:00</versionCreated>{meta}</itemMeta>'
        f"<contentMeta>{content}</contentMeta>{body}</{name}>"
    )


def only(text: str) -> Story:
    (story,) = parse(text.encode()).stories
    return story


@pytest.mark.parametrize("namespace", [NAMESPACE, ""])
def test_item_is_a_story_with_and_without_namespace(namespace: str) -> None:
    story = only(item(namespace=namespace))

    assert (story.format, story.kind, story.story_id) == ("newsmlg2", "text", "urn:newsml:exemple.fr:20240514:pont")
    assert (story.revision, story.version, story.provider, story.language) == (2, "2", "EX", "fr")
    assert (story.text, story.headline) == (TEXT, "Le pont rouvre")


def test_metadata_has_its_place() -> None:
    story = only(
        item(
            meta="<firstCreated>2024-05-14T09:00:00+02:00</firstCreated><embargoed>2024-05-14T12:00:00Z</embargoed>"
            '<edNote>Précise la date</edNote><link rel="irel:seeAlso" href="http://exemple.fr/v"><title>Vidéo</title></link>'
            '<link rel="irel:replaces" residref="urn:newsml:exemple.fr:20240513:pont"/>',
            content="<urgency>3</urgency><located><name>Nantes</name></located><by>Jeanne Martin</by>"
            '<slugline>pont-travaux</slugline><subject qcode="medtop:20000370"><name>transport</name></subject>'
            "<keyword>pont</keyword><headline>Le pont rouvre</headline>",
            body=BODY.replace("Le pont a", '<span class="dateline">Nantes <span class="credit">(EX)</span> - </span>Le pont a'),
        )
    )

    assert (story.published, story.modified) == ("2024-05-14T09:00:00+02:00", "2024-05-14T10:00:00+02:00")
    assert (story.embargo_until, story.ednote, story.urgency) == ("2024-05-14T12:00:00Z", "Précise la date", 3)
    assert (story.byline, story.slug, story.keywords) == ("Jeanne Martin", "pont-travaux", ("pont",))
    assert story.replaces == "urn:newsml:exemple.fr:20240513:pont"
    assert [(link.rel, link.title) for link in story.links] == [("seeAlso", "Vidéo"), ("replaces", None)]
    assert [(given.scheme, given.code, given.name) for given in story.subjects] == [("medtop", "20000370", "transport")]
    assert story.dateline is not None
    assert (story.dateline.place, story.text) == ("Nantes", TEXT)


@pytest.mark.parametrize(
    ("meta", "status"),
    [
        ('<pubStatus qcode="stat:usable"/>', "usable"),
        ('<pubStatus qcode="stat:canceled"/>', "canceled"),
        ('<pubStatus qcode="stat:withheld"/>', "withheld"),
        ('<pubStatus qcode="stat:usable"/><signal qcode="sttinstruct:remove"/>', "canceled"),
        ('<pubStatus qcode="stat:usable"/><signal qcode="sig:update"/>', "usable"),
        ('<pubStatus qcode="stat:usable"/><embargoed/>', "withheld"),
        ('<pubStatus qcode="stat:usable"/><edNote>A kill is mandatory</edNote>', "canceled"),
    ],
)
def test_status_is_told_by_field_signal_embargo_and_note(meta: str, status: str) -> None:
    assert only(item(meta=meta)).status == status


def test_kill_has_no_text() -> None:
    story = only(item(meta='<pubStatus qcode="stat:canceled"/>', content="", body="<contentSet/>"))

    assert (story.status, story.text, story.revision) == ("canceled", "", 2)


def test_link_to_version_one_is_the_id() -> None:
    link = '<link rel="irel:previousVersion" residref="urn:newsml:exemple.fr:premier" version="1"/>'

    assert only(item(meta=link)).story_id == "urn:newsml:exemple.fr:premier"


@pytest.mark.parametrize(
    "content",
    [
        "<inlineXML><nitf><body><body.head><hedline><hl1>Autre</hl1></hedline><abstract><p>Résumé</p></abstract></body.head>"
        f"<body.content>{PARAGRAPHS}</body.content></body></nitf></inlineXML>",
        f"<inlineXML><html><body>{FIRST}<br/>{SECOND}</body></html></inlineXML>",
        f"<inlineData>{FIRST}\n{SECOND}</inlineData>",
        f"<inlineData>{escape(PARAGRAPHS)}</inlineData>",
        f"<inlineXML><html><body><header><h1>Le pont rouvre</h1><p>Fil</p></header><section class='main x'>{PARAGRAPHS}</section>"
        "</body></html></inlineXML>",
        f"<inlineXML><html><body><!-- a --><p><!-- b -->{FIRST}</p><p>{SECOND[:4]}<!-- c -->{SECOND[4:]}</p><p>asl/tib</p>"
        "<p/></body></html></inlineXML>",
        f"<inlineData>{PARAGRAPHS.replace('é', '&eacute;')}</inlineData>",
    ],
)
def test_body_is_found_in_every_form(content: str) -> None:
    assert only(item(body=f"<contentSet>{content}</contentSet>")).text == TEXT


def test_items_of_a_message_each_become_a_story() -> None:
    picture = item(
        guid="b",
        item_class="ninat:picture",
        content='<description role="drol:caption">Le pont vu du fleuve</description>',
        body="",
    )
    package = item(guid="c", name="packageItem", content="", body='<groupSet><group><itemRef residref="a"/></group></groupSet>')
    message = f"<newsMessage {NAMESPACE}><header/><itemSet>{item(guid='a')}{picture}{package}</itemSet></newsMessage>"

    stories = parse(message.encode()).stories

    assert [(story.story_id, story.kind) for story in stories] == [("a", "text"), ("b", "picture"), ("c", "package")]
    assert (stories[1].text, [link.href for link in stories[2].links]) == ("Le pont vu du fleuve", ["a"])


def test_bad_item_of_a_message_leaves_the_good_ones() -> None:
    message = f"<newsMessage><itemSet>{item(guid='a', content='', body='')}{item(guid='b')}</itemSet></newsMessage>"

    parsed = parse(message.encode())

    assert [story.story_id for story in parsed.stories] == ["b"]
    assert [(error.cause, error.story_id) for error in parsed.refused] == [("empty", "a")]


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (item()[:-40], MalformedStory),
        (item(content="", body=""), EmptyStory),
        ("<newsMessage><itemSet/></newsMessage>", MalformedStory),
        (item(name="knowledgeItem"), MalformedStory),
        ('<!DOCTYPE newsItem [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>' + item(), HostileStory),
        ('<!DOCTYPE newsItem [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + item(), HostileStory),
        (item(body="<contentSet>" + "<p>" * 10_000 + "</p>" * 10_000 + "</contentSet>"), HostileStory),
        (item(meta='<link rel="a" href="b"/>' * 5_001), HostileStory),
    ],
)
def test_bad_message_is_refused_by_name(raw: str, error: type[StoryRefused]) -> None:
    with pytest.raises(error):
        parse(raw.encode())


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE newsItem SYSTEM "http://exemple.invalid/g2.dtd">',
        '<!DOCTYPE newsItem [<!ENTITY  % g2 SYSTEM "http://exemple.invalid/g2.dtd"> %g2;]>',
    ],
)
def test_outside_dtd_is_never_fetched_and_no_reason_to_refuse(doctype: str) -> None:
    assert only(doctype + item()).text == TEXT


@pytest.mark.parametrize("declared", ["ISO-8859-1", "utf-8", "inconnu"])
@pytest.mark.parametrize("real", ["utf-8", "iso-8859-1"])
def test_encoding_is_the_real_one_whatever_is_declared(declared: str, real: str) -> None:
    raw = f'<?xml version="1.0" encoding="{declared}"?>{item()}'.encode(real)

    assert parse(raw).stories[0].text == TEXT


def test_control_characters_are_dropped() -> None:
    assert only(item().replace("samedi", "sa\x00me\x07di")).text == TEXT
