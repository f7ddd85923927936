"""ninjs 1, 2 and 3 (IPTC news in JSON), and what agencies write by that name.

1.x and 2.x write keys in lower case, 3.x in camel case: all are read in lower case. 1.x has `headline` and `body_text`,
`body_html`, `body_xhtml`; 2.x and 3.x have lists of objects with `value`, `role` and `contenttype`. The id is `uri`, in
older agencies' files `guid`. A kill may be `uri` and `pubstatus` alone. Of keys given twice the last counts.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson

from stream.errors import HostileStory, MalformedStory, StoryRefused, UnknownFormat
from stream.story import Kind, Link, Rights
from stream.wire.body import Markup, has_markup, read_body, read_html
from stream.wire.codes import provider_of_id, subject
from stream.wire.draft import Draft
from stream.wire.limits import LIST_LIMIT, bounded, keep_body_limits, keep_limit
from stream.wire.message import Message, each_story
from stream.wire.xmltree import parse_tree

_KEYS = ("uri", "guid", "headline", "headlines", "bodies", "body_text", "body_html", "body_xhtml", "versioncreated", "pubstatus")
_KINDS: dict[str, Kind] = {
    "text": "text",
    "audio": "audio",
    "video": "video",
    "picture": "picture",
    "graphic": "graphic",
    "composite": "package",
    "component": "package",
    "event": "planning",
    "planning": "planning",
}
_SAMPLE = 1_000  # characters that nearly always hold a key; all of a message costs 12 µs and more
_LINK_KEYS = ("associations", "links", "renditions")
Fields = dict[str, Any]


def recognises(message: Message) -> bool:
    """A JSON object, or a list of them, with a key of ninjs; broken JSON counts, to be told as such."""
    start = message.text[:200].lstrip()
    if not start.startswith("{") and not start.startswith("["):
        return False
    if start[1:].lstrip()[:1] not in ('"', "{"):
        return False
    return _names_a_key(message.text[:_SAMPLE]) or _names_a_key(message.text)


def _names_a_key(text: str) -> bool:
    lowered = text.lower()
    return any(f'"{key}"' in lowered for key in _KEYS)


def read(message: Message) -> Iterator[Draft | StoryRefused]:
    """The story of a ninjs object, or the stories of a list of them."""
    try:
        data = orjson.loads(message.text.strip())
    except orjson.JSONDecodeError as error:
        if "depth" in error.msg or "recursion" in error.msg:
            raise HostileStory("JSON nested too deep", format="ninjs", limit="depth") from error
        raise MalformedStory(f"JSON is broken: {error.msg}", format="ninjs", position=error.pos) from error
    items = data if isinstance(data, list) else [data]
    return each_story(partial(_read_item, item) for item in items)


def _read_item(item: Any) -> Draft:
    if not isinstance(item, dict):
        raise MalformedStory("a ninjs item is no object", format="ninjs")
    fields = {key.lower(): value for key, value in item.items() if value is not None}
    if fields.keys().isdisjoint(_KEYS):
        raise UnknownFormat("a JSON object without any key of ninjs", format="ninjs", keys=", ".join(sorted(fields))[:100])
    kind = _kind(fields)
    body = _body(fields, kind)
    return Draft(
        format="ninjs",
        kind="text" if kind == "package" and body.paragraphs else kind,
        story_id=_text(fields, "uri", "guid"),
        version=_text(fields, "version"),
        provider=_text(fields, "source", "provider"),
        provider_guess=_text(fields, "copyrightholder") or provider_of_id(_text(fields, "uri", "guid")),
        headline=_headline(fields) or body.headline,
        slug=_text(fields, "slugline", "slug"),
        byline=_text(fields, "byline", "by") or body.byline,
        dateline=_text(fields, "dateline") or body.dateline,
        located=_text(fields, "located"),
        language=_text(fields, "language"),
        urgency=_urgency(fields),
        published=_text(fields, "firstcreated") or _text(fields, "versioncreated"),
        modified=_text(fields, "versioncreated"),
        embargo_until=_text(fields, "embargoed", "embargoeduntil"),
        status=_text(fields, "pubstatus"),
        ednote=_text(fields, "ednote", "ednotes"),
        corrects=_related(fields, "corrects"),
        replaces=_related(fields, "replaces") or _text(fields, "evolvedfrom"),
        subjects=bounded(entry for given in _objects(fields, "subject", "subjects") for entry in _subjects(given)),
        keywords=_keywords(fields),
        rights=Rights(
            holder=_text(fields, "copyrightholder"),
            notice=_text(fields, "copyrightnotice"),
            usage_terms=_text(fields, "usageterms"),
        ),
        links=bounded(_links(fields)),
        paragraphs=body.paragraphs,
    )


def _text(fields: Fields, *keys: str) -> str | None:
    """The first of `keys` that has a value, as a string.

    Raises:
        MalformedStory: an object or list where a string belongs.
    """
    for key in keys:
        value = fields.get(key)
        if isinstance(value, bool) or value in (None, ""):
            continue
        if isinstance(value, str | int | float):
            return str(value)
        raise MalformedStory(f"{key} is no string", format="ninjs", story_id=fields.get("uri"))
    return None


def _objects(fields: Fields, *keys: str) -> list[Fields]:
    """The objects under `keys`, as a list; ninjs 1 keys associations and renditions by name."""
    found: list[Fields] = []
    for key in keys:
        value = fields.get(key)
        if key in ("bodies", "headlines") and not isinstance(value, list | dict | None):
            raise MalformedStory(f"{key} is no list", format="ninjs", story_id=fields.get("uri"))
        keep_limit("list", len(value) if isinstance(value, dict) else 0, LIST_LIMIT)
        named = (
            [{"name": name, **each} for name, each in value.items() if isinstance(each, dict)]
            if isinstance(value, dict)
            else value
        )
        keep_limit("list", len(named) if isinstance(named, list) else 0, LIST_LIMIT)
        for each in named if isinstance(named, list) else ():
            if isinstance(each, dict):
                found.append({name.lower(): content for name, content in each.items() if content is not None})
            elif isinstance(each, str):
                found.append({"name": each})
    return found


def _kind(fields: Fields) -> Kind:
    return _KINDS.get((_text(fields, "type") or "text").lower(), "text")


def _urgency(fields: Fields) -> str | None:
    value = fields.get("urgency")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else _text(fields, "urgency")


def _headline(fields: Fields) -> str | None:
    given = _objects(fields, "headlines")
    main = sorted(given, key=lambda each: each.get("role") not in ("main", "headline"))
    text = _text(fields, "headline") or next((_text(each, "value") for each in main), None) or _text(fields, "title")
    return " ".join(read_html(text).paragraphs) if text and has_markup(text) else text


def _body(fields: Fields, kind: Kind) -> Markup:
    """The best body there is: marked up before plain, since plain ones often lose their paragraphs."""
    plain, marked = _bodies(fields)
    for text in marked:
        if (body := _read_marked(text)).paragraphs:
            return body
    if plain:
        text = plain[0]
        return read_html(text) if has_markup(text) else Markup(paragraphs=_lines(text))
    if kind == "text":
        return Markup()
    captions = [_text(each, "value") for each in _objects(fields, "descriptions")]
    caption = _text(fields, "description_text", "description_caption", "description") or next(filter(None, captions), None)
    return Markup(paragraphs=(caption,) if caption else ())


def _lines(text: str) -> tuple[str, ...]:
    """Each line of a plain body is a paragraph."""
    keep_body_limits(text)
    return tuple(text.split("\n"))


def _bodies(fields: Fields) -> tuple[list[str], list[str]]:
    """(plain, marked up) bodies; HTML stands before other markup."""
    plain = [text for key in fields if key == "body_text" and (text := _text(fields, key))]
    marked = [text for key in ("body_xhtml", "body_html5", "body_html", "body_nitf") if (text := _text(fields, key))]
    other: list[str] = []
    for each in _objects(fields, "bodies"):
        text = _text(each, "value", "body_text")
        content_type = (_text(each, "contenttype") or "").lower()
        if text and "html" in content_type:
            marked.append(text)
        elif text and ("xml" in content_type or "nitf" in content_type):
            other.append(text)
        elif text:
            plain.append(text)
    return plain, marked + (other if not plain else [])


def _read_marked(text: str) -> Markup:
    if "<nitf" in text[:2000] or "<body.content" in text:
        return read_body(parse_tree(text, format="ninjs"))
    return read_html(text)


def _subjects(given: Fields) -> Iterator[Any]:
    codes = next((given[key] for key in ("code", "qcode", "uri", "literal") if given.get(key)), None)
    for code in codes if isinstance(codes, list) else [codes]:
        yield subject(
            scheme=_text(given, "scheme"), code=str(code) if isinstance(code, str | int) else None, name=_text(given, "name")
        )


def _keywords(fields: Fields) -> tuple[str, ...]:
    if isinstance(fields.get("keywords"), str):
        return tuple(fields["keywords"].split(","))
    given = _objects(fields, "keywords", "keyword")
    return tuple(text for each in given if (text := _text(each, "name", "value")))


def _related(fields: Fields, rel: str) -> str | None:
    """The story that this one corrects or replaces."""
    if isinstance(fields.get(rel), str):
        return _text(fields, rel)
    given = _objects(fields, *_LINK_KEYS)
    return next(
        (_text(each, "uri", "href") for each in given if str(each.get("rel", "")).rpartition(":")[2].lower() == rel), None
    )


def _links(fields: Fields) -> Iterator[Link]:
    for each in _objects(fields, *_LINK_KEYS):
        if href := _text(each, "href", "uri", "guid"):
            yield Link(
                rel=_text(each, "rel", "name", "type"),
                href=href,
                title=_headline(each),
                mimetype=_text(each, "mimetype", "contenttype"),
            )
