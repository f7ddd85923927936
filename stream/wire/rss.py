"""RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom: each item a story.

Text stands in `content:encoded`, `full-text`, Atom's `content`, else in the description, as HTML once or twice escaped. Names
that other vocabularies share (`media:description` stands before `description` in some feeds) are told apart by prefix.
RSS 1.0 keeps its items outside the channel. An item without guid is named by its link. Dates come in RFC 822, ISO or a
newspaper's own words. Atom's `deleted-entry` is a kill.
"""

import re
from collections.abc import Iterator
from functools import partial

from stream.errors import MalformedStory, StoryRefused
from stream.story import Link, Rights, Subject, clean
from stream.wire.body import Markup, has_markup, read_body, read_html, read_text
from stream.wire.codes import subject
from stream.wire.draft import Draft
from stream.wire.feedtimes import feed_time
from stream.wire.lexicon import word_list
from stream.wire.limits import bounded
from stream.wire.message import Message, each_story
from stream.wire.xmltree import Branch, Element, all_text, find_text, language_of, parse_tree

_ROOTS = ("rss", "feed", "RDF", "channel")
_OWN = frozenset(
    (
        "http://www.w3.org/2005/Atom",
        "http://purl.org/atom/ns#",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2",
    )
)
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_TEXTS = (
    "{content}encoded",
    "full-text",
    "fulltext",
    "{yandex}full-text",
    "content",
    "{xhtml}body",
    "body",
    "description",
    "summary",
)
_CAPTIONS = ("{media}description", "{media}group/{media}description", "{itunes}summary")
_PUBLISHED = ("pubDate", "published", "issued", "{dc}date", "{dcterms}created", "{dcterms}issued", "pubdate", "date")
_MODIFIED = ("updated", "modified", "{atom}updated", "{dcterms}modified", "lastBuildDate")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,31};)")
_MOST_BARE = 5_000  # in one feed; each makes the document longer
_MAIL_AND_NAME = re.compile(r"\S+@\S+\s*\((.+)\)\Z")


def recognises(message: Message) -> bool:
    """The root is a feed's."""
    return message.root in _ROOTS


def read(message: Message) -> Iterator[Draft | StoryRefused]:
    """The items of a feed, each a story."""
    root = _tree(message.text)
    channel = root.find("channel") if root.tag != "channel" else root
    around = Branch(root if channel is None else channel)
    items = list(root.iter("item", "entry", "{at}deleted-entry", "deleted-entry"))
    return each_story(partial(_read_item, item, around) for item in map(Branch, items))


def _tree(text: str) -> Element:
    """The feed's tree; a bare ampersand, which addresses in feeds have, is taken for what it means."""
    try:
        return parse_tree(text, format="rss", own=_OWN)
    except MalformedStory:
        mended = _BARE_AMPERSAND.sub("&amp;", text, _MOST_BARE)
        if mended == text:
            raise
        return parse_tree(mended, format="rss", own=_OWN)


def _read_item(item: Branch, feed: Branch) -> Draft:
    if str(item.element.tag).endswith("deleted-entry"):
        return _deleted(item)
    body = _body(item)
    published, modified = _first_time(item, _PUBLISHED), _first_time(item, _MODIFIED)
    return Draft(
        format="rss",
        story_id=_story_id(item),
        provider=_one(item, ("{dc}publisher", "source")),
        provider_guess=_one(feed, ("{dc}publisher", "title")),
        headline=_plain(_one(item, ("title", "{dc}title", "{media}title"))),
        byline=_byline(item),
        language=_one(item, ("{dc}language", "language")) or _language(item, feed),
        published=published or modified,
        modified=modified or published,
        subjects=bounded(_subjects(item)),
        keywords=_keywords(item),
        rights=Rights(
            holder=_one(item, ("{media}credit",)),
            notice=_one(item, ("{dc}rights", "rights", "{media}copyright")) or _one(feed, ("copyright", "rights", "{dc}rights")),
        ),
        links=bounded(_links(item)),
        paragraphs=body.paragraphs,
        dateline=body.dateline,
    )


def _deleted(item: Branch) -> Draft:
    """A tombstone of Atom (RFC 6721)."""
    when = feed_time(item.element.get("when"))
    return Draft(format="rss", story_id=item.element.get("ref"), status="deleted", published=when, modified=when)


def _one(element: Branch, paths: tuple[str, ...]) -> str | None:
    return next((text for path in paths if (text := find_text(element, path))), None)


def _plain(text: str | None) -> str | None:
    return " ".join(read_html(text).paragraphs) if text and has_markup(text) else text


def _story_id(item: Branch) -> str | None:
    return _one(item, ("guid", "id", "{dc}identifier")) or item.element.get(_ABOUT) or _address(item)


def _address(item: Branch) -> str | None:
    """The item's own page."""
    link = find_text(item, "link")
    pages = (found.get("href") for found in item.iterfind("link") if found.get("rel", "alternate") == "alternate")
    return link or next(filter(None, pages), None)


def _body(item: Branch) -> Markup:
    """The first element with text, without the last line that leads back to the page."""
    for path in (*_TEXTS, *_CAPTIONS):
        for found in item.iterfind(path):
            if found.get("type", "").startswith(("image", "video", "audio")):
                continue
            body = read_body(found) if len(found) else read_text(_unwrapped(all_text(found)))
            if body.paragraphs:
                return Markup(paragraphs=_without_return(body.paragraphs), dateline=body.dateline)
    return Markup()


def _unwrapped(text: str) -> str:
    """Text that a feed wrapped in its source: without markup, only blank lines part its paragraphs."""
    return text if has_markup(text) else re.sub(r"(?<!\n)\n[ \t]*(?!\s*\n)", " ", text.strip())


def _without_return(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    last = paragraphs[-1].strip(" .…>»[]→").lower()
    return paragraphs[:-1] if last in word_list("signals")["feeds"]["more"] else paragraphs


def _byline(item: Branch) -> str | None:
    """Names of authors; RSS writes `mail@host (Name)`."""
    given = [find_text(author, "name") or clean(all_text(author)) for author in item.iterfind("author")]
    given += [clean(all_text(author)) for author in item.iterfind("{dc}creator")]
    names = [found[1] if (found := _MAIL_AND_NAME.match(name)) else name for name in given]
    return ", ".join(dict.fromkeys(name for name in names if name and "@" not in name)) or None


def _language(item: Branch, feed: Branch) -> str | None:
    return language_of(item.element) or _one(feed, ("language", "{dc}language")) or language_of(feed.element)


def _first_time(item: Branch, paths: tuple[str, ...]) -> str | None:
    return next((time for path in paths for found in item.iterfind(path) if (time := feed_time(all_text(found)))), None)


def _subjects(item: Branch) -> Iterator[Subject]:
    for path in ("category", "{dc}subject"):
        for found in item.iterfind(path):
            name = found.get("label") or clean(all_text(found)) or found.get("term")
            scheme, code = found.get("domain") or found.get("scheme"), found.get("term")
            if name or code:
                yield subject(scheme=scheme, code=code, name=name)


def _keywords(item: Branch) -> tuple[str, ...]:
    lists = (_one(item, (path,)) for path in ("{media}keywords", "{media}group/{media}keywords", "keywords", "{itunes}keywords"))
    return tuple(word for words in lists if words for word in words.split(","))


def _links(item: Branch) -> Iterator[Link]:
    for found in item.iterfind("link"):
        if address := found.get("href") or clean(all_text(found)):
            yield Link(rel=found.get("rel", "alternate"), href=address, title=found.get("title"), mimetype=found.get("type"))
    for path in ("enclosure", "{media}content", "{media}group/{media}content", "{media}thumbnail"):
        for found in item.iterfind(path):
            if href := found.get("url"):
                title = find_text(found, "{media}title") or find_text(found, "{media}description")
                yield Link(rel=path.rpartition("}")[2], href=href, title=title, mimetype=found.get("type"))
