"""XML of a wire to an lxml tree, without trust.

No DTD is loaded, no entity resolved, nothing fetched: real NewsML 1.2 names DTDs and parameter entities on the network
(9 of 47 files have a DOCTYPE). General entities that a document declares itself are refused, since nothing but attacks
does so. Control characters that XML forbids are dropped, as text drops them. Depth and node sizes are libxml2's defaults
(256 levels, 10 MB). Wires write element names with and without namespaces, and HTML's named characters without declaring
them; both are levelled out here.
"""

import re
from collections.abc import Sequence
from html.entities import html5

from lxml import etree

from stream.errors import HostileStory, MalformedStory
from stream.story import clean

Element = etree._Element
"""lxml's element class has no public name."""

_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_OWN_ENTITY = re.compile(r"<!ENTITY\s+[^%\s][^>]{0,300}")
_FORBIDDEN = bytes(code for code in range(32) if code not in b"\t\n\r")
_NO_CHARACTERS = {0xFFFE: None, 0xFFFF: None}
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_XML_NAMED = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_ANYWHERE = "./"  # what stands above the name in `.//name`
_UNDEFINED_PREFIX = 201  # XML_NS_ERR_UNDEFINED_NAMESPACE: feeds forget to declare media: and dc:
# libxml2's XML_ERR_RESOURCE_LIMIT, XML_ERR_ENTITY_LOOP and XML_ERR_NAME_TOO_LONG.
_RESOURCE_ERRORS = frozenset({89, 110, 114})


def root_name(text: str) -> str | None:
    """Name of the first element, without prefix; None when the text does not start as XML."""
    at = _skip_space(text, 0)
    while text.startswith(("<?", "<!"), at):
        end = _end_of_prologue_part(text, at)
        if end < 0:
            return None
        at = _skip_space(text, end)
    found = _ROOT.match(text, at)
    return found[1].rpartition(":")[2] if found else None


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _end_of_prologue_part(text: str, at: int) -> int:
    """End of the declaration, comment or DOCTYPE that starts at `at`; negative where it never ends."""
    for start, stop in (("<?", "?>"), ("<!--", "-->")):
        if text.startswith(start, at):
            found = text.find(stop, at)
            return found + len(stop) if found >= 0 else -1
    subset, close = text.find("[", at), text.find(">", at)
    if 0 <= subset < close:
        closed = text.find("]", subset)
        close = text.find(">", closed) if closed >= 0 else -1
    return close + 1 or -1


def parse_tree(text: str, *, format: str, own: frozenset[str] | None = None) -> Element:  # noqa: A002  the field's name in errors and stories
    """The root element, with local names for tags, and without comments and processing instructions.

    Args:
        own: namespaces whose names stay local where a format takes in others; tags of those keep their prefix
            (`{media}title`). None: all names become local.

    Raises:
        MalformedStory: not well-formed.
        HostileStory: entity declarations, or over a limit of depth or size.
    """
    _refuse_entities(text, format)
    body = _bytes(text)
    parser = _parser()
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        if parser.error_log.last_error and parser.error_log.last_error.type in _RESOURCE_ERRORS:
            raise HostileStory("XML over a limit", format=format, limit=str(error.msg)) from error
        if any(entry.type != _UNDEFINED_PREFIX for entry in parser.error_log):
            raise MalformedStory("XML is not well-formed", format=format, position=str(error.msg)) from error
        root = etree.fromstring(body, _parser(recover=True))
    if b"xmlns" in body or b":" in body:
        _shorten_names(root, own)
    return root


def _bytes(text: str) -> bytes:
    """The document as libxml2 takes it: no declaration, no forbidden character, no reference that only HTML knows."""
    if text.startswith("<?xml") or text[:1].isspace():
        text = _DECLARATION.sub("", text)
    if "&" in text:
        text = _NAMED.sub(_character, text)
    if "\ufffe" in text or "\uffff" in text:
        text = text.translate(_NO_CHARACTERS)
    return text.encode("utf-8", "replace").translate(None, _FORBIDDEN)


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _shorten_names(root: Element, own: frozenset[str] | None) -> None:
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        if "}" not in tag and ":" not in tag:
            continue
        namespace, _, name = tag.rpartition("}")
        undeclared, _, name = name.rpartition(":")
        prefix = (undeclared or element.prefix) if own is not None and namespace[1:] not in own else None
        element.tag = f"{{{prefix}}}{name}" if prefix else name


def _refuse_entities(text: str, format: str) -> None:  # noqa: A002
    for declared in _OWN_ENTITY.findall(text) if "<!ENTITY" in text else ():
        if "NDATA" not in declared:
            raise HostileStory("XML declares entities of its own", format=format, limit="entities")


def _character(found: re.Match[str]) -> str:
    name = found[1]
    return found[0] if name in _XML_NAMED else html5.get(name, found[0])


class Branch:
    """An element whose fields are asked for by path: what stands below is sorted by name once, and not searched for each.

    A format asks for some thirty paths, at 4 µs a search. Paths are names of children, the first of them of any descendant
    behind `.//`.
    """

    __slots__ = ("_branches", "_children", "element", "elements")

    def __init__(self, element: Element, *others: Element) -> None:
        self.element = element
        self.elements = (element, *others)
        self._children: dict[str, list[Element]] | None = None
        self._branches: dict[str, Branch | None] = {}

    def iterfind(self, path: str) -> Sequence[Element]:
        """The elements under `path`, as lxml's own method finds them."""
        above, _, name = path.rpartition("/")
        if above == _ANYWHERE:
            return [found for element in self.elements for found in element.iterdescendants(name)]
        branch = self._below(above) if above else self
        return branch._sorted_children().get(name, ()) if branch else ()

    def find(self, path: str) -> Element | None:
        """The first element under `path`."""
        return next(iter(self.iterfind(path)), None)

    def _below(self, path: str) -> "Branch | None":
        if path not in self._branches:
            found = self.iterfind(path)
            self._branches[path] = Branch(*found) if found else None
        return self._branches[path]

    def _sorted_children(self) -> dict[str, list[Element]]:
        if self._children is None:
            self._children = {}
            for element in self.elements:
                for child in element:
                    self._children.setdefault(str(child.tag), []).append(child)
        return self._children


def all_text(element: Element) -> str:
    """All text inside an element as it stands."""
    return "".join(map(str, element.itertext()))


def text_of(element: Element | None) -> str | None:
    """All text inside an element on one line; None where there is none."""
    if element is None:
        return None
    return clean(all_text(element) if len(element) else element.text or "") or None


def find_text(element: Element | Branch, path: str) -> str | None:
    """Text of the first element under `path` that has any."""
    for found in element.iterfind(path):
        if text := text_of(found):
            return text
    return None


def find_attribute(element: Element | Branch, path: str, name: str) -> str | None:
    """Attribute `name` of the first element under `path` where it is not blank."""
    for found in element.iterfind(path):
        if (value := found.get(name)) and (value := clean(value)):
            return value
    return None


def language_of(element: Element | None) -> str | None:
    """The nearest xml:lang around an element."""
    while element is not None:
        if value := element.get("{http://www.w3.org/XML/1998/namespace}lang"):
            return value
        element = element.getparent()
    return None
