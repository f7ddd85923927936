"""Codes of controlled vocabularies, and what an id tells of its provider."""

import re

from stream.story import Subject, clean

_IPTC = re.compile(r"https?://cv\.iptc\.org/newscodes/(mediatopic|subjectcode)/?\Z")
_ALIASES = {"mediatopic": "medtop", "subjectcode": "subj"}
_URI = re.compile(r"(https?://\S*[/#])([^/#\s]+)/?\Z")
_QCODE = re.compile(r"([A-Za-z][\w.-]{0,30}):(\S.*)\Z")
_ID_HOST = re.compile(r"(?:urn:newsml:|tag:|https?://)(?:www\.)?([\w-]+(?:\.[\w-]+)+)[:,/]")


def subject(*, scheme: str | None, code: str | None, name: str | None) -> Subject:
    """A subject with scheme and code apart: `medtop:20000345` and the IPTC's URIs alike become medtop, 20000345."""
    code, scheme = clean(code or "") or None, clean(scheme or "") or None
    if code and (found := _URI.match(code) or (None if scheme else _QCODE.match(code))):
        scheme, code = scheme or found[1], found[2]
    if scheme and (found := _IPTC.match(scheme)):
        scheme = _ALIASES[found[1]]
        code = (code or "").rpartition(":")[2] or None
    return Subject(scheme=scheme, code=code, name=clean(name or "") or None)


def provider_of_id(story_id: str | None) -> str | None:
    """The host that an id names: `urn:newsml:dpa.com:…`, `tag:reuters.com,0000:…`, `http://tt.se/…`."""
    found = _ID_HOST.match(story_id or "")
    return found[1] if found else None


def local_code(qcode: str | None) -> str | None:
    """The code behind a scheme's alias: `usable` of `stat:usable`."""
    return clean(qcode).rpartition(":")[2] or None if qcode else None
