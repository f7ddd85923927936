"""NITF, from 2.5 to 3.6: one document, one story.

The id is `doc-id`; where a `meta` repeats it without the version behind it (NTB), that is the id. Two elements mean other
than they seem: `del-list` is the trail of delivery, not a deletion, and `date.release` is an embargo only where it comes
after `date.issue` or the status says embargoed. A kill is `management-status="canceled"`, and may name the dead document
in `management-doc-idref`. The abstract repeats the lead and is read only where there is no body.
"""

import re
from collections.abc import Iterator

from stream.errors import StoryRefused
from stream.story import Kind, Link, Rights, Subject, clean
from stream.wire import signals
from stream.wire.body import Markup, read_body
from stream.wire.codes import subject
from stream.wire.draft import Draft
from stream.wire.limits import bounded
from stream.wire.message import Message
from stream.wire.times import comes_after, iso_time
from stream.wire.xmltree import Branch, Element, find_attribute, find_text, language_of, parse_tree, text_of

_DOCDATA = "head/docdata"
_BODY_HEAD = "body/body.head"
_VERSION_BEHIND = re.compile(r"[_:-](\d{1,4})\Z")
_KINDS: dict[str, Kind] = {"image": "picture", "photo": "picture", "graphic": "graphic", "video": "video", "audio": "audio"}
_IPTC = ("", "iptc")


def recognises(message: Message) -> bool:
    """The root is nitf."""
    return message.root == "nitf"


def read(message: Message) -> Iterator[Draft | StoryRefused]:
    """The one story of a document."""
    yield _read_document(Branch(parse_tree(message.text, format="nitf")))


def _read_document(root: Branch) -> Draft:
    text = _text(root)
    kind = "text" if text.paragraphs else _medium(root)
    body = text if text.paragraphs else _captions(root)
    story_id, version = _identity(root)
    byline, initials = _byline(root)
    issued = _issued(root)
    return Draft(
        format="nitf",
        kind=kind,
        story_id=story_id,
        version=version,
        provider=find_attribute(root, f"{_DOCDATA}/doc-id", "regsrc"),
        provider_guess=_provider_guess(root),
        headline=_headline(root) or body.headline,
        slug=_slug(root),
        byline=byline or body.byline,
        dateline=_dateline(root) or body.dateline,
        located=find_attribute(root, f"{_DOCDATA}/evloc", "city"),
        signoff=find_text(root, "body/body.end/tagline") or initials,
        language=root.element.get("baselang") or language_of(_content(root)),
        urgency=find_attribute(root, f"{_DOCDATA}/urgency", "ed-urg"),
        published=issued,
        modified=issued,
        embargo_until=_embargo(root, issued),
        status=find_attribute(root, _DOCDATA, "management-status"),
        ednote=_ednote(root),
        corrects=find_attribute(root, f"{_DOCDATA}/correction", "id-string"),
        replaces=_replaced(root, story_id),
        subjects=bounded(_subjects(root)),
        keywords=bounded(found.get("key", "") for found in root.iterfind(f"{_DOCDATA}/key-list/keyword")),
        rights=_rights(root),
        links=bounded(_links(root)),
        paragraphs=body.paragraphs,
    )


def _content(root: Branch) -> Element:
    content = root.find("body/body.content")
    return root.element if content is None else content


def _text(root: Branch) -> Markup:
    """The body, else the abstract."""
    for path in ("body/body.content", f"{_BODY_HEAD}/abstract"):
        found = root.find(path)
        if found is not None and (body := read_body(found)).paragraphs:
            return body
    return Markup()


def _captions(root: Branch) -> Markup:
    return Markup(paragraphs=tuple(text for found in root.element.iter("media-caption") if (text := text_of(found))))


def _medium(root: Branch) -> Kind:
    """What a document without text is: of its first medium's kind."""
    media = next(root.element.iter("media"), None)
    return "text" if media is None else _KINDS.get(media.get("media-type", "").lower(), "text")


def _identity(root: Branch) -> tuple[str | None, str | None]:
    """(id without its version, version)."""
    named = find_attribute(root, f"{_DOCDATA}/doc-id", "id-string")
    version = find_attribute(root, f"{_DOCDATA}/du-key", "version")
    behind = _VERSION_BEHIND.search(named or "")
    if named and behind:
        bare = named[: behind.start()]
        if any(clean(meta.get("content", "")) == bare for meta in root.iterfind("head/meta")):
            return bare, version or behind[1]
    return named if named and named.strip("0") else None, version


def _headline(root: Branch) -> str | None:
    for path in ("hedline/hl1", "hedline", "headline/hl1", "headline"):
        if text := find_text(root, f"{_BODY_HEAD}/{path}"):
            return text
    title = find_text(root, "head/title")
    keys = {_squeezed(key) for key in (_slug(root), find_attribute(root, f"{_DOCDATA}/key-list/keyword", "key")) if key}
    return title if title and _squeezed(title) not in keys else None


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _slug(root: Branch) -> str | None:
    metas = {meta.get("name", "").lower(): clean(meta.get("content", "")) for meta in root.iterfind("head/meta")}
    return (
        metas.get("slugline")
        or metas.get("slug")
        or find_attribute(root, f"{_DOCDATA}/du-key", "key")
        or find_attribute(root, f"{_DOCDATA}/key-list/keyword", "key")
    )


def _byline(root: Branch) -> tuple[str | None, str | None]:
    """(byline without the writer's title, desk initials that stand in its place)."""
    found = root.find(f"{_BODY_HEAD}/byline")
    if found is None:
        return None, None
    for title in list(found.iter("byttl")):
        title.text = None
    text = text_of(found)
    return (None, text) if text and signals.is_signoff(text) else (text, None)


def _dateline(root: Branch) -> str | None:
    """The dateline's words; a time that stands in `story.date` in figures is none of them."""
    found = root.find(f"{_BODY_HEAD}/dateline")
    if found is None:
        return None
    parts = [clean(str(part)) for part in found.itertext()]
    text = " ".join(part for part in parts if part and not iso_time(part))
    return clean(re.sub(r" +([,.;)])", r"\1", text)) or None


def _issued(root: Branch) -> str | None:
    places = (
        (f"{_DOCDATA}/date.issue", "norm"),
        ("head/pubdata", "date.publication"),
        (f"{_BODY_HEAD}/dateline/story.date", "norm"),
    )
    return next((value for path, name in places if (value := find_attribute(root, path, name))), None)


def _embargo(root: Branch, issued: str | None) -> str | None:
    release = find_attribute(root, f"{_DOCDATA}/date.release", "norm")
    if signals.is_embargo_status(find_attribute(root, _DOCDATA, "management-status")):
        return release
    start, end = iso_time(issued), iso_time(release)
    return release if end and (start is None or comes_after(end, start)) else None


def _replaced(root: Branch, story_id: str | None) -> str | None:
    """The document whose status this one sets, where it is another."""
    named = find_attribute(root, _DOCDATA, "management-doc-idref")
    return named if named != story_id else None


def _provider_guess(root: Branch) -> str | None:
    return (
        find_attribute(root, f"{_DOCDATA}/del-list/from-src", "src-name")
        or find_text(root, f"{_BODY_HEAD}/distributor")
        or find_attribute(root, f"{_DOCDATA}/doc.copyright", "holder")
    )


def _ednote(root: Branch) -> str | None:
    notes = [clean(found.get("info", "")) for found in root.iterfind(f"{_DOCDATA}/ed-msg")]
    notes += [text for found in root.iterfind(f"{_BODY_HEAD}/note") if (text := text_of(found))]
    return " ".join(filter(None, notes)) or None


def _subjects(root: Branch) -> Iterator[Subject]:
    for found in root.iterfind("head/tobject/tobject.subject"):
        scheme = clean(found.get("tobject.subject.ipr", ""))
        names = (found.get(f"tobject.subject.{level}") for level in ("detail", "matter", "type"))
        code, name = found.get("tobject.subject.refnum"), next(filter(None, names), None)
        if code or name:
            yield subject(scheme="subj" if scheme.lower() in _IPTC else scheme, code=code, name=name)
    for found in root.iterfind(f"{_DOCDATA}/identified-content/classifier"):
        code = found.get("code") or found.get("idvalue") or found.get("value")
        if code or text_of(found):
            yield subject(scheme=found.get("idsrc") or found.get("type"), code=code, name=text_of(found))


def _rights(root: Branch) -> Rights:
    holder = find_attribute(root, f"{_DOCDATA}/doc.copyright", "holder")
    owner = find_text(root, f"{_BODY_HEAD}/rights/rights.owner") or find_attribute(root, f"{_DOCDATA}/doc.rights", "owner")
    year = find_attribute(root, f"{_DOCDATA}/doc.copyright", "year")
    return Rights(
        holder=holder or owner,
        notice=f"© {year} {holder}" if holder and year else None,
        usage_terms=find_attribute(root, f"{_DOCDATA}/doc.rights", "limitations"),
    )


def _links(root: Branch) -> Iterator[Link]:
    for media in root.element.iter("media"):
        for found in media.iterfind("media-reference"):
            if href := found.get("source") or found.get("data-location"):
                title = find_text(media, "media-caption")
                yield Link(rel=media.get("media-type"), href=href, title=title, mimetype=found.get("mime-type"))
