"""NewsML 1.0 to 1.2."""

import pytest

from stream.errors import EmptyStory, MalformedStory
from stream.story import Story
from stream.wire import parse

LINES = "<HeadLine>La gare ferme</HeadLine><DateLine>Dijon, 3 juil 2024 (EX) -</DateLine><SlugLine>gare-travaux</SlugLine>"
CONTENT = (
    '<ContentItem><MediaType FormalName="Text"/><DataContent><nitf><body><body.content><p>La gare a fermé lundi.</p>'
    "<p>Des cars remplacent les trains.</p><p>asl/tib</p><p/></body.content></body></nitf></DataContent></ContentItem>"
)
TEXT = "La gare ferme\nLa gare a fermé lundi.\nDes cars remplacent les trains."


FIRST, SECOND = "La gare a fermé lundi.", "Des cars remplacent les trains."
ADMINISTRATIVE = "<AdministrativeMetadata><Provider><Party FormalName='EX'/></Provider></AdministrativeMetadata>"


def data(text: str, *, role: str = "", media: str = "") -> str:
    return (
        "<NewsComponent>"
        + (f"<Role FormalName='{role}'/>" if role else "")
        + "<ContentItem>"
        + (f"<MediaType FormalName='{media}'/>" if media else "")
        + f"<DataContent>{text}</DataContent></ContentItem></NewsComponent>"
    )


def item(
    *, item_id: str = "TX-1", day: str = "20240703", revision: str = '<RevisionId PreviousRevision="0" Update="N">1</RevisionId>',
    created: str = "20240703T100000Z", revised: str = "20240703T100000Z", management: str = '<Status FormalName="Usable"/>',
    lines: str = LINES, content: str = CONTENT,
) -> str:  # fmt: skip
    return (
        f"<NewsItem><Identification><NewsIdentifier><ProviderId>exemple.fr</ProviderId><DateId>{day}</DateId>"
        f"<NewsItemId>{item_id}</NewsItemId>{revision}<PublicIdentifier>urn:newsml:exemple.fr</PublicIdentifier></NewsIdentifier></Identification>"
        f"<NewsManagement><FirstCreated>{created}</FirstCreated><ThisRevisionCreated>{revised}</ThisRevisionCreated>{management}</NewsManagement>"
        f"<NewsComponent><NewsLines>{lines}</NewsLines>{ADMINISTRATIVE}"
        f"<DescriptiveMetadata><Language FormalName='fr'/><SubjectCode><Subject FormalName='15000000'/></SubjectCode>"
        f"<Property FormalName='Keyword' Value='gare'/></DescriptiveMetadata>{content}</NewsComponent></NewsItem>"
    )


def only(*items: str, envelope: str = "") -> Story:
    (story,) = parse(f"<NewsML>{envelope}{''.join(items)}</NewsML>".encode()).stories
    return story


def test_item_is_a_story_with_every_field() -> None:
    story = only(item(management='<Status FormalName="Usable"/><Urgency FormalName="3"/>'))

    assert (story.format, story.kind, story.provider, story.language, story.urgency) == ("newsml1", "text", "EX", "fr", 3)
    assert (story.text, story.signoff, story.slug) == (TEXT, "asl/tib", "gare-travaux")
    assert (story.published, story.modified) == ("2024-07-03T10:00:00Z", "2024-07-03T10:00:00Z")
    assert (story.keywords, [(given.scheme, given.code) for given in story.subjects]) == (("gare",), [("subj", "15000000")])
    assert story.dateline is not None
    assert (story.dateline.text, story.dateline.place, story.dateline.date) == ("Dijon, 3 juil 2024 (EX)", "Dijon", "2024-07-03")


@pytest.mark.parametrize(
    ("day", "revised"),
    [("20240703", "20240703T100000Z"), ("20240703T180000", "20240703T180000"), ("20240704", "20240704T080000Z")],
)
def test_revisions_share_their_id(day: str, revised: str) -> None:
    first = only(item())
    later = only(item(day=day, revised=revised, revision='<RevisionId PreviousRevision="1" Update="N">2</RevisionId>'))

    assert (later.story_id, later.revision) == (first.story_id, 2)


def test_same_item_id_of_another_day_is_another_story() -> None:
    assert only(item()).story_id != only(item(day="20240705", created="20240705T100000Z")).story_id


def test_constant_item_id_counts_as_none() -> None:
    first, other = only(item(item_id="0")), only(item(item_id="0", lines="<HeadLine>La gare rouvre</HeadLine>"))

    assert first.story_id.startswith("digest:")
    assert first.story_id != other.story_id


@pytest.mark.parametrize(
    ("urgency", "envelope", "expected"),
    [
        ('<Urgency FormalName="2"/>', "", 2),
        ("<Urgency>2</Urgency>", "", 2),
        ('<Urgency FormalName="DEFAULT"/>', "<NewsEnvelope><Priority FormalName='4'/></NewsEnvelope>", 4),
        ("", "<NewsEnvelope><Priority FormalName='1'/></NewsEnvelope>", 1),
        ('<Urgency FormalName="DEFAULT"/>', "", None),
    ],
)
def test_urgency_is_a_number_wherever_it_stands(urgency: str, envelope: str, expected: int | None) -> None:
    assert only(item(management=urgency), envelope=envelope).urgency == expected


@pytest.mark.parametrize(
    ("management", "status", "until"),
    [
        ('<Status FormalName="USABLE"/>', "usable", None),
        ('<Status FormalName="OPEN"/>', "usable", None),
        ('<Status FormalName="Canceled"/>', "canceled", None),
        ('<Status FormalName="Withheld"/>', "withheld", None),
        (
            '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
            "<DateAndTime>20240704T120000Z</DateAndTime></StatusWillChange>",
            "usable",
            "2024-07-04T12:00:00Z",
        ),
        ('<Status FormalName="Embargoed"/>', "withheld", None),
        ('<Status FormalName="Usable"/><Instruction FormalName="Delete"/>', "canceled", None),
    ],
)
def test_status_and_embargo_are_read_together(management: str, status: str, until: str | None) -> None:
    story = only(item(management=management))

    assert (story.status, story.embargo_until) == (status, until)


def test_kill_has_no_text() -> None:
    story = only(item(management='<Status FormalName="Canceled"/>', lines="", content=""))

    assert (story.status, story.text) == ("canceled", "")


@pytest.mark.parametrize(
    "content",
    [
        data(f"<p>{FIRST}</p><p>{SECOND}</p>"),
        data(f"&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;"),
        data(f"{FIRST}\n\n{SECOND}"),
        data("La gare ferme", role="Title") + data(FIRST, role="Lead") + data(SECOND, role="Body"),
        CONTENT + data("<p>Vue du quai</p>", role="Caption", media="Text"),
        CONTENT.replace("<body>", "<body><body.head><abstract><p>La gare a fermé…</p></abstract></body.head>"),
    ],
)
def test_text_is_found_by_role_wherever_it_stands(content: str) -> None:
    assert only(item(content=content)).text == TEXT


def test_empty_headline_is_none() -> None:
    story = only(item(lines="<HeadLine/>"))

    assert (story.headline, story.headline_paragraph, story.text) == (None, False, TEXT.partition("\n")[2])


def test_picture_alone_is_a_picture() -> None:
    photo = "<ContentItem Href='a.jpg'><MediaType FormalName='Photo'/></ContentItem>"

    story = only(item(content=photo))

    assert (story.kind, [link.href for link in story.links]) == ("picture", ["a.jpg"])


def test_time_without_zone_is_marked() -> None:
    story = only(item(created="20240703T100000", revised="20240703T100000"))

    assert (story.published, story.zone_missing) == ("2024-07-03T10:00:00", True)


def test_language_versions_of_an_item_each_become_a_story() -> None:
    versions = "".join(
        f"<NewsComponent xml:lang='{language}'><NewsLines><HeadLine>{headline}</HeadLine></NewsLines>{data(text)}</NewsComponent>"
        for language, headline, text in [
            ("fr", "La gare ferme", "Elle a fermé lundi."),
            ("nl", "Het station sluit", "Het sloot maandag."),
        ]
    )
    raw = item(content=versions, lines="").replace("<Language FormalName='fr'/>", "")

    stories = parse(f"<NewsML>{raw}</NewsML>".encode()).stories

    assert [(story.language, story.text) for story in stories] == [
        ("fr", "La gare ferme\nElle a fermé lundi."),
        ("nl", "Het station sluit\nHet sloot maandag."),
    ]
    assert len({story.story_id for story in stories}) == 2


def test_several_items_each_become_a_story_and_a_bad_one_is_named() -> None:
    message = f"<NewsML>{item(item_id='A')}{item(item_id='B', lines='', content='')}{item(item_id='C')}</NewsML>"

    parsed = parse(message.encode())

    assert [story.story_id[-1] for story in parsed.stories] == ["A", "C"]
    assert [type(error) for error in parsed.refused] == [EmptyStory]


def test_message_without_an_item_is_malformed() -> None:
    with pytest.raises(MalformedStory):
        parse(b"<NewsML><NewsEnvelope/></NewsML>")
