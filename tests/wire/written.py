"""One story of our own, written in each format the way agencies write it: what tests, fuzzing and the benchmark feed on."""

import textwrap
from collections.abc import Callable
from html import escape

import msgspec
import orjson

LEAD = "Le port de Brest a rouvert mardi, après deux jours de fermeture dus à la tempête qui a balayé la pointe bretonne."
QUOTE = (
    '"Tous les bacs circulent à nouveau", a déclaré le préfet à la presse, en remerciant les équipes à l\'œuvre depuis dimanche.'
)
END = "Trois navires attendaient encore en rade."


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What the wire says, in the words of a desk."""

    number: str = "0123"
    version: int = 1
    headline: str | None = "Le port de Brest rouvre après la tempête"
    slug: str = "ports-tempête-transport"
    byline: str | None = "Par Jeanne MARTIN"
    dateline: str = "Brest, 14 mai 2024 (AFP) - "
    paragraphs: tuple[str, ...] = (LEAD, QUOTE, END)
    signoff: str | None = "jm/tib"
    urgency: int = 4
    published: str = "2024-05-14T10:00:00Z"
    embargo: str | None = None
    """ISO 8601."""
    killed: bool = False
    corrects: bool = False
    """A new version that corrects the one before."""
    replaces: bool = False
    """A story that replaces another."""
    picture: bool = False
    """With a picture beside it, or a link where formats have those only."""
    take: str | None = None
    """A take key, in formats that write them above the text."""
    mark: str | None = None
    """The urgency in a line of its own, in formats without a field for it."""
    note: str | None = None
    """To editors."""
    body_html: str | None = None
    """A body marked up by the desk, instead of the paragraphs."""

    @property
    def lines(self) -> list[str]:
        """The body's paragraphs, with dateline and initials where desks put them."""
        first, *rest = self.paragraphs or ("",)
        return [line for line in (self.dateline + first, *rest, self.signoff or "") if line.strip()]

    @property
    def markup(self) -> str:
        """The body as HTML."""
        return self.body_html or "".join(f"<p>{escape(line, quote=False)}</p>" for line in self.lines)

    @property
    def id(self) -> str:
        """The story's id in formats that have one."""
        return f"urn:newsml:afp.com:20240514:{self.number}"


PICTURE = "https://exemple.fr/rade.jpg"
REPLACED_ID = "urn:newsml:afp.com:20240512:0042"
CORRECTED_ID = "urn:newsml:afp.com:20240513:0099"


def _notices(story: Written) -> list[str]:
    """What formats without fields say in lines above the text."""
    lines = ["ANNULATION OBLIGATOIRE"] if story.killed else []
    if story.embargo:
        day, clock = story.embargo[8:10], story.embargo[11:16]
        lines.append(f"EMBARGO jusqu'au {int(day)} mai 2024 à {clock} GMT")
    if story.note:
        lines.append(f"ATTENTION - {story.note} ///")
    return lines


def plain(story: Written) -> bytes:
    body = [story.body_html] if story.body_html else story.lines
    parts = [story.mark, *_notices(story), story.headline, story.byline, *body]
    return "\n\n".join(part for part in parts if part).encode()


def ninjs(story: Written) -> bytes:
    related = {
        "corrected": {"rel": "corrects", "uri": CORRECTED_ID, "type": "text"} if story.corrects else None,
        "replaced": {"rel": "replaces", "uri": REPLACED_ID, "type": "text"} if story.replaces else None,
        "picture": {"uri": PICTURE, "type": "picture", "headline": "La rade"} if story.picture else None,
    }
    fields = {
        "uri": story.id,
        "type": "text",
        "version": str(story.version),
        "provider": "AFP",
        "headline": story.headline,
        "slugline": story.slug,
        "byline": story.byline,
        "urgency": story.urgency,
        "language": "fr",
        "versioncreated": story.published,
        "embargoed": story.embargo,
        "pubstatus": "canceled" if story.killed else "usable",
        "ednote": story.note,
        "associations": {name: entry for name, entry in related.items() if entry} or None,
        "body_html": None if story.killed else story.markup,
        "subject": [{"code": "medtop:20000377", "name": "transport maritime"}],
        "keywords": ["port", "tempête"],
        "copyrightholder": "AFP",
    }
    return orjson.dumps({name: value for name, value in fields.items() if value is not None})


def _stamp(time: str) -> str:
    return time.replace("-", "").replace(":", "")


def newsml1(story: Written) -> bytes:
    management = f'<Status FormalName="{"Canceled" if story.killed else "Embargoed" if story.embargo else "Usable"}"/>'
    if story.embargo:
        management += (
            '<StatusWillChange><FutureStatus FormalName="Usable"/>'
            f"<DateAndTime>{_stamp(story.embargo)}</DateAndTime></StatusWillChange>"
        )
    management += f'<Urgency FormalName="{story.urgency}"/>'
    if story.corrects:
        management += f'<DerivedFrom FormalName="Correction" NewsItem="{CORRECTED_ID}:1N"/>'
    if story.replaces:
        management += f'<AssociatedWith FormalName="Replaced" NewsItem="{REPLACED_ID}:1N"/>'
    picture = f'<ContentItem Href="{PICTURE}"><MediaType FormalName="Photo"/></ContentItem>' if story.picture else ""
    note = (
        f'<NewsLine><NewsLineType FormalName="AdvisoryLine"/><NewsLineText>{escape(story.note)}</NewsLineText></NewsLine>'
        if story.note
        else ""
    )
    byline = f"<ByLine>{escape(story.byline)}</ByLine>" if story.byline else ""
    body = "" if story.killed else f"<DataContent>{story.markup}</DataContent>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<NewsML Version="1.2"><NewsEnvelope><DateAndTime>{_stamp(story.published)}</DateAndTime></NewsEnvelope>
<NewsItem xml:lang="fr"><Identification><NewsIdentifier><ProviderId>afp.com</ProviderId><DateId>20240514</DateId>
<NewsItemId>{story.number}</NewsItemId><RevisionId PreviousRevision="0" Update="N">{story.version}</RevisionId>
<PublicIdentifier>{story.id}:{story.version}</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>{_stamp(story.published)}</FirstCreated>
<ThisRevisionCreated>{_stamp(story.published)}</ThisRevisionCreated>{management}</NewsManagement>
<NewsComponent><NewsLines><HeadLine>{escape(story.headline or "")}</HeadLine>{byline}
<CopyrightLine>© AFP</CopyrightLine><SlugLine>{escape(story.slug)}</SlugLine>{note}</NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="AFP"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="fr"/><SubjectCode><SubjectDetail FormalName="04015001"/></SubjectCode>
<Property FormalName="Keyword" Value="port"/></DescriptiveMetadata>
<ContentItem><MediaType FormalName="Text"/>{body}</ContentItem>{picture}</NewsComponent></NewsItem></NewsML>""".encode()


def newsmlg2(story: Written) -> bytes:
    meta = f'<pubStatus qcode="stat:{"canceled" if story.killed else "usable"}"/>'
    meta += f"<embargoed>{story.embargo}</embargoed>" if story.embargo else ""
    meta += f"<edNote>{escape(story.note)}</edNote>" if story.note else ""
    meta += f'<link rel="irel:corrects" residref="{CORRECTED_ID}"/>' if story.corrects else ""
    meta += f'<link rel="irel:replaces" residref="{REPLACED_ID}"/>' if story.replaces else ""
    meta += f'<link rel="irel:seeAlso" href="{PICTURE}"/>' if story.picture else ""
    headline = f"<headline>{escape(story.headline)}</headline>" if story.headline else ""
    byline = f"<by>{escape(story.byline)}</by>" if story.byline else ""
    body = (
        ""
        if story.killed
        else '<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<body>{story.markup}</body></html></inlineXML></contentSet>"
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{story.id}" version="{story.version}" xml:lang="fr">
<rightsInfo><copyrightHolder literal="AFP"/></rightsInfo><itemMeta><itemClass qcode="ninat:text"/><provider literal="AFP"/>
<versionCreated>{story.published}</versionCreated>{meta}</itemMeta><contentMeta><urgency>{story.urgency}</urgency>{byline}
<slugline>{escape(story.slug)}</slugline><subject qcode="medtop:20000377"/><keyword>port</keyword>{headline}</contentMeta>
{body}</newsItem>""".encode()


def nitf(story: Written) -> bytes:
    status = "canceled" if story.killed else "embargoed" if story.embargo else "usable"
    data = f'<date.release norm="{_stamp(story.embargo)}"/>' if story.embargo else ""
    data += f'<ed-msg info="{escape(story.note)}"/>' if story.note else ""
    data += f'<correction id-string="{CORRECTED_ID}" regsrc="AFP"/>' if story.corrects else ""
    replaced = f' management-doc-idref="{REPLACED_ID}" management-idref-status="canceled"' if story.replaces else ""
    media = (
        f'<media media-type="image"><media-reference source="{PICTURE}"/><media-caption>La rade</media-caption></media>'
        if story.picture
        else ""
    )
    headline = f"<hedline><hl1>{escape(story.headline)}</hl1></hedline>" if story.headline else "<hedline/>"
    byline = f"<byline>{escape(story.byline)}</byline>" if story.byline else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<nitf version="-//IPTC//DTD NITF 3.6//EN" baselang="fr"><head>
<tobject><tobject.subject tobject.subject.refnum="04015001"/></tobject>
<docdata management-status="{status}"{replaced}><doc-id id-string="{story.id}" regsrc="AFP"/><urgency ed-urg="{story.urgency}"/>
<date.issue norm="{_stamp(story.published)}"/><du-key key="{escape(story.slug)}" version="{story.version}"/>
<doc.copyright holder="AFP" year="2024"/><key-list><keyword key="port"/></key-list>{data}
<del-list><from-src src-name="AFP" level-number="1"/></del-list></docdata></head>
<body><body.head>{headline}{byline}</body.head>
<body.content>{"" if story.killed else story.markup}{media}</body.content></body></nitf>
""".encode()


def rss(story: Written) -> bytes:
    title = f"<title>{escape(story.headline)}</title>" if story.headline else ""
    creator = f"<dc:creator>{escape(story.byline)}</dc:creator>" if story.byline else ""
    notices = "".join(f"<p>{escape(line)}</p>" for line in _notices(story))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>AFP</title><link>https://exemple.fr</link><language>fr</language><copyright>© AFP</copyright>
<item><guid isPermaLink="false">{story.id}</guid>{title}<link>https://exemple.fr/{story.number}</link>{creator}
<pubDate>Tue, 14 May 2024 10:00:00 GMT</pubDate><category>Transport</category>
<media:keywords>port, tempête</media:keywords><description>En bref &amp;amp; court</description>
<content:encoded><![CDATA[{notices}{"" if story.killed else story.markup}]]></content:encoded></item></channel></rss>""".encode()


def wrapped(paragraph: str, *, width: int = 68) -> str:
    """A paragraph as teletypes set it: indented, and wrapped between words."""
    options = {"break_long_words": False, "break_on_hyphens": False}
    return "\r\n".join(textwrap.wrap(paragraph, width, initial_indent="   ", **options))  # type: ignore[arg-type]  # all are flags


def iptc7901(story: Written) -> bytes:
    body = story.body_html.split("\n") if story.body_html else [wrapped(line) for line in story.lines]
    head = "\r\n\r\n".join(line for line in (story.mark, story.take, *_notices(story), story.headline, story.byline) if line)
    notebook = ["# Notebook", "## Internet links", f"- [La rade]({PICTURE})"] if story.picture else []
    text = head + "\r\n\r\n" + "\r\n\r\n".join([*body[:-1], *notebook, *body[-1:]] if not story.killed else [])
    slug = f"{story.slug}/Bretagne/" if story.picture else story.slug
    header = f"\x01FRS{story.number} {story.urgency} POL 0120 FRA /AFP-AA{story.number[-2:]}\r\n{slug}\r\n"
    return (header + f"\x02{text}\r\n\x03AFP 141000 GMT MAI 24\r\n\x04").encode("cp1252", "replace")


_LETTERS = {1: "f", 2: "b", 3: "u", 4: "r", 5: "d", 6: "a"}


def anpa1312(story: Written) -> bytes:
    take = f", {story.take}" if story.take else ""
    lines = [f"^{story.slug}{take}, {len(story.paragraphs) * 40}<"]
    lines += [f"^{story.headline}<"] if story.headline else []
    lines += [f"^{line}<" for line in _notices(story)]
    lines += [f"^{story.byline}=", "^AFP="] if story.byline else []
    body = story.body_html.split("\n") if story.body_html else story.lines
    lines += [f"\t   {line}" for line in body if not story.killed]
    letter = _LETTERS[story.urgency]
    header = f"\x16\x16\x01a{story.number}\x1f-----\r\n{letter} i\x13\x11 {story.slug[:20]}   05-14 0120\r\n"
    return (header + "\x02" + "\r\n".join(lines) + "\r\n\t   \x03AFP-WF-05-14-24 1000GMT<\r\n\x0c\r\n\x04").encode()


WRITERS: dict[str, Callable[[Written], bytes]] = {
    "plain": plain,
    "ninjs": ninjs,
    "newsml1": newsml1,
    "newsmlg2": newsmlg2,
    "nitf": nitf,
    "rss": rss,
    "iptc7901": iptc7901,
    "anpa1312": anpa1312,
}
"""Format → a story as that format's bytes."""
