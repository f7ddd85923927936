"""NewsML 1.0 to 1.2: NewsItems whose NewsComponents nest at will.

The id is built of provider, day and NewsItemId, since PublicIdentifier carries the revision and is one constant for some
agencies. The day is the earlier of DateId and FirstCreated: the one that a revision leaves as it was. Text is found by
MediaType and Role wherever it stands: NITF, bare `<p>`, escaped HTML or lines. Language versions side by side in one item
each become a story.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from stream.errors import MalformedStory, StoryRefused
from stream.story import Kind, Link, Rights, Subject, clean
from stream.wire.body import Markup, read_body
from stream.wire.codes import local_code, subject
from stream.wire.draft import Draft
from stream.wire.lexicon import word_list
from stream.wire.limits import bounded
from stream.wire.message import Message, each_story
from stream.wire.xmltree import Branch, Element, find_attribute, find_text, language_of, parse_tree, text_of

_KINDS: dict[str, Kind] = {
    "text": "text",
    "photo": "picture",
    "picture": "picture",
    "image": "picture",
    "graphic": "graphic",
    "video": "video",
    "audio": "audio",
}
_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_REFERENCE = re.compile(r"urn:newsml:([^:]+):(\d{8})[^:]*:(.+?)(?::\d+[A-Z]?)?\Z")
_SUBJECTS = ("Subject", "SubjectMatter", "SubjectDetail")


def recognises(message: Message) -> bool:
    """The root is NewsML or one NewsItem."""
    return message.root in ("NewsML", "NewsItem")


def read(message: Message) -> Iterator[Draft | StoryRefused]:
    """The NewsItems of a message, each a story or one a language."""
    root = parse_tree(message.text, format="newsml1")
    items = [root] if root.tag == "NewsItem" else list(root.iterfind("NewsItem"))
    if not items:
        raise MalformedStory("no NewsItem", format="newsml1")
    envelope = root.find("NewsEnvelope")
    return each_story(
        partial(_read_part, item, part, suffix, envelope) for item in map(Branch, items) for part, suffix in _parts(item)
    )


def _parts(item: Branch) -> list[tuple[Branch, str]]:
    """(component, suffix of its id): the whole item, or each language version with its language."""
    versions = [part for part in item.iterfind("NewsComponent/NewsComponent") if part.find("NewsLines/HeadLine") is not None]
    languages = [language_of(part) or "" for part in versions]
    if len(versions) > 1 and all(languages) and len(set(languages)) == len(languages):
        return [(Branch(part), f":{language}") for part, language in zip(versions, languages, strict=True)]
    return [(item, "")]


def _read_part(item: Branch, part: Branch, suffix: str, envelope: Element | None) -> Draft:
    contents = list(_contents(part))
    body = _body(contents)
    management = "NewsManagement"
    return Draft(
        format="newsml1",
        kind=_kind(contents, body),
        story_id=_story_id(item, suffix),
        number=find_text(envelope, "TransmissionId") if envelope is not None else None,
        version=find_text(item, "Identification/NewsIdentifier/RevisionId"),
        provider=_administrative(part, "Provider/Party") or _administrative(part, "Source/Party"),
        provider_guess=find_text(item, "Identification/NewsIdentifier/ProviderId"),
        headline=_line(item, part, "HeadLine") or body.headline,
        slug=_line(item, part, "SlugLine") or find_text(item, "Identification/NameLabel"),
        byline=_line(item, part, "ByLine") or body.byline or _creators(item),
        dateline=_line(item, part, "DateLine") or body.dateline,
        located=_located(part),
        signoff=body.signoff,
        language=find_attribute(part, ".//DescriptiveMetadata/Language", "FormalName") or _language(part, contents),
        urgency=_urgency(item, envelope) or _administrative_property(part, "Priority"),
        published=find_text(item, f"{management}/FirstCreated"),
        modified=find_text(item, f"{management}/ThisRevisionCreated"),
        embargo_until=_embargo(item),
        status=find_attribute(item, f"{management}/Status", "FormalName"),
        instructions=tuple(found.get("FormalName", "") for found in item.iterfind(f"{management}/Instruction")),
        ednote=_ednote(part) or _administrative_property(part, "EditorialInfo"),
        corrects=_reference(item, "Correct"),
        replaces=_reference(item, "Replace"),
        subjects=bounded(_subjects(part)),
        keywords=bounded(_keywords(part)),
        rights=Rights(notice=_line(item, part, "CopyrightLine"), usage_terms=find_text(part, ".//RightsMetadata/UsageRights")),
        links=bounded(_links(item, part)),
        paragraphs=body.paragraphs,
    )


def _administrative(part: Branch, path: str) -> str | None:
    return find_attribute(part, f".//AdministrativeMetadata/{path}", "FormalName")


def _administrative_property(part: Branch, name: str) -> str | None:
    """Belga's way to say priority and notes to editors."""
    return _property(part.iterfind(".//AdministrativeMetadata/Property"), name)


def _property(given: Iterable[Element], name: str) -> str | None:
    """Value of the first property of a name that has any."""
    values = (clean(found.get("Value", "")) for found in given if found.get("FormalName") == name)
    return next(filter(None, values), None)


def _located(part: Branch) -> str | None:
    """The city a story comes from; one that is only told of carries another HowPresent."""
    locations = part.iterfind(".//Location")
    origins = [found for found in locations if found.get("HowPresent") == "Origin"]
    bare = [found for found in locations if not found.get("HowPresent")]
    return next((city for found in origins + bare if (city := _property(found.iterfind("Property"), "City"))), None)


def _story_id(item: Branch, suffix: str) -> str | None:
    """`urn:newsml:provider:day:item`; None where the item id is missing or 0."""
    identifier = "Identification/NewsIdentifier/"
    item_id = find_text(item, identifier + "NewsItemId")
    if not item_id or not item_id.strip("0"):
        return None
    days = [find_text(item, identifier + "DateId"), find_text(item, "NewsManagement/FirstCreated")]
    known = sorted(found[0].replace("-", "") for day in days if (found := _DAY.match(day or "")))
    named = [find_text(item, identifier + "ProviderId"), *known[:1], item_id]
    return "urn:newsml:" + ":".join(part for part in named if part) + suffix


def _contents(part: Branch) -> Iterator[tuple[str, str, Element]]:
    """(role, media type, ContentItem) of every content below, in lower case; the nearest Role counts."""
    for content in part.element.iter("ContentItem"):
        yield _role(content), (find_attribute(content, "MediaType", "FormalName") or "").lower(), content


def _role(content: Element) -> str:
    for around in content.iterancestors("NewsComponent"):
        if role := find_attribute(around, "Role", "FormalName"):
            return role.lower()
    return ""


def _body(contents: list[tuple[str, str, Element]]) -> Markup:
    """The text contents one after the other; those whose role says body, where any does."""
    roles = word_list("signals")["components"]
    texts = [
        (role, data) for role, media, content in contents if media in ("", "text") for data in content.iterfind("DataContent")
    ]
    chosen = [data for role, data in texts if role in roles["body"]]
    chosen = chosen or [data for role, data in texts if role not in roles["skipped"] and role not in roles["headline"]]
    bodies = list(map(read_body, chosen))
    return Markup(
        paragraphs=tuple(line for body in bodies for line in body.paragraphs),
        headline=next((body.headline for body in bodies if body.headline), None),
        dateline=next((body.dateline for body in bodies if body.dateline), None),
        byline=next((body.byline for body in bodies if body.byline), None),
        signoff=next((body.signoff for body in bodies if body.signoff), None),
    )


def _kind(contents: list[tuple[str, str, Element]], body: Markup) -> Kind:
    kinds = [_KINDS[media] for _, media, _ in contents if media in _KINDS]
    return "text" if body.paragraphs or "text" in kinds or not kinds else kinds[0]


def _line(item: Branch, part: Branch, name: str) -> str | None:
    """A news line of the part, else of the item's own component."""
    return find_text(part, f".//NewsLines/{name}") or find_text(item, f"NewsComponent/NewsLines/{name}")


def _creators(item: Branch) -> str | None:
    """Names of writers; codes and initials are no byline."""
    parties = [party.get("FormalName", "").strip() for party in item.iterfind(".//AdministrativeMetadata/Creator/Party")]
    return ", ".join(dict.fromkeys(name for name in parties if " " in name)) or None


def _language(part: Branch, contents: list[tuple[str, str, Element]]) -> str | None:
    return language_of(contents[0][2]) if contents else language_of(part.find("NewsComponent")) or language_of(part.element)


def _urgency(item: Branch, envelope: Element | None) -> str | None:
    """Urgency, else the envelope's Priority; as attribute or as text."""
    given = [find_attribute(item, "NewsManagement/Urgency", "FormalName"), find_text(item, "NewsManagement/Urgency")]
    if envelope is not None:
        given += [find_attribute(envelope, "Priority", "FormalName"), find_text(envelope, "Priority")]
    return next((value for value in given if value and value.isdigit()), None)


def _embargo(item: Branch) -> str | None:
    """When a status other than usable changes to usable."""
    for change in item.iterfind("NewsManagement/StatusWillChange"):
        if (find_attribute(change, "FutureStatus", "FormalName") or "usable").lower() == "usable":
            return find_text(change, "DateAndTime")
    return None


def _ednote(part: Branch) -> str | None:
    """Advisory lines and notes to editors among the news lines."""
    notes = []
    for line in part.iterfind(".//NewsLines/NewsLine"):
        role = (find_attribute(line, "NewsLineType", "FormalName") or "").lower()
        if any(word in role for word in ("advisory", "note", "instruction", "embargo")) and (
            text := find_text(line, "NewsLineText")
        ):
            notes.append(text)
    return " ".join(notes) or None


def _reference(item: Branch, word: str) -> str | None:
    """The story id that an AssociatedWith or DerivedFrom with such a FormalName names."""
    for name in ("AssociatedWith", "DerivedFrom"):
        for found in item.iterfind(f"NewsManagement/{name}"):
            if word in found.get("FormalName", "") and found.get("NewsItem"):
                return _as_story_id(found.get("NewsItem", ""))
    return None


def _as_story_id(urn: str) -> str:
    """An item's public identifier as our story id: a day for its date, and no revision."""
    found = _REFERENCE.match(urn)
    return f"urn:newsml:{found[1]}:{found[2]}:{found[3]}" if found else urn


def _subjects(part: Branch) -> Iterator[Subject]:
    seen = set()
    for found in (code for given in part.iterfind(".//DescriptiveMetadata/SubjectCode") for code in given):
        code = found.get("FormalName")
        if found.tag in _SUBJECTS and code and code not in seen:
            seen.add(code)
            yield subject(scheme=local_code(found.get("Scheme")) or "subj", code=code, name=None)


def _keywords(part: Branch) -> Iterator[str]:
    if part.find(".//DescriptiveMetadata") is not None:
        for found in part.element.iterfind(".//DescriptiveMetadata//Property[@FormalName='Keyword']"):
            yield found.get("Value", "")
    for found in part.iterfind(".//NewsLines/KeywordLine"):
        yield text_of(found) or ""


def _links(item: Branch, part: Branch) -> Iterator[Link]:
    for found in item.iterfind("NewsManagement/AssociatedWith"):
        if urn := found.get("NewsItem"):
            yield Link(rel=found.get("FormalName") or "associated", href=_as_story_id(urn))
    for content in part.element.iter("ContentItem"):
        if href := content.get("Href"):
            yield Link(
                rel=find_attribute(content, "MediaType", "FormalName"),
                href=href,
                mimetype=find_attribute(content, "MimeType", "FormalName"),
            )
