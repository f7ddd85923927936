"""NewsML-G2: news, package, planning and concept items, alone or in a newsMessage.

Element names are read with and without namespace. `guid` is the id as it stands; where an agency gives each version a new
guid and links to version 1, that link is the id. A kill is `stat:canceled` without content, or a signal beside
`stat:usable`. An empty `embargoed` holds the item until it is released.
"""

from collections.abc import Iterator
from functools import partial

from stream.errors import MalformedStory, StoryRefused
from stream.story import Kind, Link, Rights, Subject
from stream.wire.body import Markup, read_body
from stream.wire.codes import local_code, provider_of_id, subject
from stream.wire.draft import Draft
from stream.wire.limits import bounded
from stream.wire.message import Message, each_story
from stream.wire.xmltree import Branch, Element, find_attribute, find_text, language_of, parse_tree, text_of

_ITEMS = ("newsItem", "packageItem", "planningItem", "conceptItem")
_KINDS: dict[str, Kind] = {
    "text": "text",
    "picture": "picture",
    "graphic": "graphic",
    "animation": "graphic",
    "video": "video",
    "audio": "audio",
    "composite": "package",
    "package": "package",
    "event": "planning",
    "planning": "planning",
}
_WHOLE_ITEM: dict[str, Kind] = {"packageItem": "package", "planningItem": "planning", "conceptItem": "planning"}


def recognises(message: Message) -> bool:
    """The root is an item or a newsMessage of them."""
    return message.root in ("newsMessage", "knowledgeItem", *_ITEMS)


def read(message: Message) -> Iterator[Draft | StoryRefused]:
    """The items of a message, each a story."""
    root = parse_tree(message.text, format="newsmlg2")
    items = [root] if root.tag in _ITEMS else [item for found in root.iter("itemSet") for item in found if item.tag in _ITEMS]
    if not items:
        raise MalformedStory("no item that is a story", format="newsmlg2", root=str(root.tag))
    return each_story(partial(_read_item, Branch(item)) for item in items)


def _read_item(item: Branch) -> Draft:
    kind = _kind(item)
    body = _body(item, kind)
    first_version = _link_target(item, "version", version="1")
    return Draft(
        format="newsmlg2",
        kind=kind,
        story_id=first_version or item.element.get("guid"),
        version=item.element.get("version"),
        provider=_provider(item),
        provider_guess=provider_of_id(item.element.get("guid")),
        headline=_headline(item) or body.headline,
        slug=find_text(item, "contentMeta/slugline"),
        byline=find_text(item, "contentMeta/by") or body.byline or _creators(item),
        dateline=find_text(item, "contentMeta/dateline") or body.dateline,
        located=find_text(item, "contentMeta/located/name"),
        signoff=_closing_line(item) or body.signoff,
        language=find_attribute(item, "contentMeta/language", "tag") or _content_language(item),
        urgency=find_text(item, "contentMeta/urgency"),
        published=find_text(item, "itemMeta/firstCreated") or find_text(item, "itemMeta/versionCreated"),
        modified=find_text(item, "itemMeta/versionCreated"),
        embargo_until=find_text(item, "itemMeta/embargoed"),
        embargoed=item.find("itemMeta/embargoed") is not None,
        status=local_code(find_attribute(item, "itemMeta/pubStatus", "qcode")),
        instructions=tuple(signal.get("qcode", "") for signal in item.iterfind("itemMeta/signal")),
        ednote=_ednote(item),
        corrects=_link_target(item, "corrects"),
        replaces=_link_target(item, "replaces") or _link_target(item, "supersedes"),
        subjects=bounded(map(_subject, item.iterfind("contentMeta/subject"))),
        keywords=bounded(text for keyword in item.iterfind("contentMeta/keyword") if (text := text_of(keyword))),
        rights=_rights(item),
        links=bounded(_links(item)),
        paragraphs=body.paragraphs,
    )


def _kind(item: Branch) -> Kind:
    whole = _WHOLE_ITEM.get(str(item.element.tag))
    if item.element.tag == "conceptItem" and local_code(find_attribute(item, "concept/type", "qcode")) != "event":
        raise MalformedStory("a concept other than an event is no story", format="newsmlg2", story_id=item.element.get("guid"))
    return whole or _KINDS.get((local_code(find_attribute(item, "itemMeta/itemClass", "qcode")) or "text").lower(), "text")


def _provider(item: Branch) -> str | None:
    provider = item.find("itemMeta/provider")
    if provider is None:
        return None
    return (
        local_code(provider.get("qcode"))
        or provider.get("literal")
        or find_text(provider, "name")
        or provider_of_id(provider.get("uri"))
    )


def _headline(item: Branch) -> str | None:
    names = (
        ("contentMeta/headline", "concept/name", "itemMeta/title")
        if item.element.tag != "newsItem"
        else ("contentMeta/headline",)
    )
    return next((text for name in names if (text := find_text(item, name))), None)


def _body(item: Branch, kind: Kind) -> Markup:
    """The first content with text; pictures, packages and planning have at most a caption or description."""
    for content in item.element.iterfind("contentSet/*"):
        if content.tag in ("inlineXML", "inlineData") and (body := read_body(content)).paragraphs:
            return body
    caption = find_text(item, "contentMeta/description") or find_text(item, "concept/definition") if kind != "text" else None
    return Markup(paragraphs=(caption,) if caption else ())


def _content_language(item: Branch) -> str | None:
    content = next(item.element.iterfind("contentSet/*"), None)
    return language_of(item.element if content is None else content)


def _creators(item: Branch) -> str | None:
    """Names of the persons who wrote the story; an organisation or a login is no byline."""
    names = [find_text(creator, "name") or "" for creator in item.iterfind("contentMeta/creator")]
    return ", ".join(name for name in names if " " in name) or None


def _ednote(item: Branch) -> str | None:
    """Notes to editors: not those that repeat closing line, contacts or a formatted notepad."""
    notes = [note for note in item.iterfind("itemMeta/edNote") if not _is_apparatus(note)]
    return " ".join(text for note in notes if (text := text_of(note))) or None


def _closing_line(item: Branch) -> str | None:
    """The desk's initials, as dpa sends them."""
    notes = (note for note in item.iterfind("itemMeta/edNote") if note.get("role") == "dpaednoterole:closingline")
    return next(filter(None, map(text_of, notes)), None)


def _is_apparatus(note: Element) -> bool:
    role = local_code(note.get("role")) or ""
    return len(note) > 0 or note.get("pubconstraint") is not None or role in ("closingline", "picture", "notepad")


def _subject(given: Element) -> Subject:
    name = find_text(given, "name")
    code = given.get("qcode") or given.get("uri") or given.get("literal")
    return subject(scheme=None, code=code, name=name)


def _rights(item: Branch) -> Rights:
    holder = item.find("rightsInfo/copyrightHolder")
    marks = [holder.get(name) for name in ("literal", "uri")] + [local_code(holder.get("qcode"))] if holder is not None else []
    return Rights(
        holder=find_text(item, "rightsInfo/copyrightHolder/name") or next(filter(None, marks), None),
        notice=find_text(item, "rightsInfo/copyrightNotice"),
        usage_terms=find_text(item, "rightsInfo/usageTerms"),
    )


def _link_target(item: Branch, rel: str, *, version: str | None = None) -> str | None:
    """Target of the first link whose relation names `rel`, to that version where one is asked for."""
    for link in item.iterfind("itemMeta/link"):
        named = (local_code(link.get("rel")) or "").lower()
        if rel in named and (version is None or link.get("version") == version):
            return link.get("residref") or link.get("href")
    return None


def _links(item: Branch) -> Iterator[Link]:
    for path in ("itemMeta/link", "contentSet/remoteContent", "groupSet/group/itemRef"):
        for link in item.iterfind(path):
            if href := link.get("href") or link.get("residref"):
                rel = local_code(link.get("rel") or link.get("rendition"))
                yield Link(rel=rel, href=href, title=find_text(link, "title"), mimetype=link.get("contenttype"))
