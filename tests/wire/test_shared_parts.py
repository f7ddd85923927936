"""Dates, datelines, signals and encodings, one rule each."""

import hashlib
import tomllib

import pytest
from lxml import etree

from stream.story import Status, Subject, clean, clean_all
from stream.wire.codes import subject
from stream.wire.dateline import find_day, parse_dateline, split_dateline
from stream.wire.languages import declared_language
from stream.wire.lexicon import FOLDER
from stream.wire.signals import embargo_time, header_status, is_byline, is_signoff, line_status, note_status
from stream.wire.text import decode
from stream.wire.times import has_zone, iso_time, latest_reading
from stream.wire.xmltree import Branch


@pytest.mark.parametrize(
    ("wire", "iso"),
    [
        ("20210516T080625Z", "2021-05-16T08:06:25Z"),
        ("20170102T222800+0000", "2017-01-02T22:28:00+00:00"),
        ("2024-05-14T08:00:00+02:00", "2024-05-14T08:00:00+02:00"),
        ("2024-05-14T08:00:00+02", "2024-05-14T08:00:00+02:00"),
        ("2019-10-02T16:21:30", "2019-10-02T16:21:30"),
        ("2016-04-13 04:52:21+00:00", "2016-04-13T04:52:21+00:00"),
        ("2022-07-11 18:33", "2022-07-11T18:33:00"),
        ("2017-01-30T18:54:14.000Z", "2017-01-30T18:54:14Z"),
        ("2017-01-30T18:54:14.250Z", "2017-01-30T18:54:14.25Z"),
        ("20240703", "2024-07-03"),
        (" 2024-07-03\n", "2024-07-03"),
        ("2024-02-30", None),
        ("2024-07-03T25:00:00Z", None),
        ("2024-07-03T10:00:00+99:00", None),
        ("{{date}}", None),
        ("2021-10", None),
        ("", None),
        (None, None),
    ],
)
def test_wire_time_becomes_iso(wire: str | None, iso: str | None) -> None:
    assert iso_time(wire) == iso


@pytest.mark.parametrize(
    ("time", "zone"),
    [("2024-07-03", True), ("2024-07-03T10:00:00Z", True), ("2024-07-03T10:00:00-05:00", True), ("2024-07-03T10:00:00", False)],
)
def test_zone_is_missing_only_from_a_time(time: str, zone: bool) -> None:
    assert has_zone(time) is zone


@pytest.mark.parametrize(
    ("time", "latest"),
    [
        ("2024-07-03", "2024-07-03T23:59:59-12:00"),
        ("2024-07-03T10:00:00", "2024-07-03T10:00:00-12:00"),
        ("2024-07-03T10:00:00+02:00", "2024-07-03T10:00:00+02:00"),
    ],
)
def test_embargo_without_zone_is_read_as_late_as_can_be(time: str, latest: str) -> None:
    assert latest_reading(time) == latest


@pytest.mark.parametrize(
    ("paragraph", "place", "day", "agency", "rest"),
    [
        ("Lyon, 14 mai 2024 (AFP) - Un plan", "Lyon", "2024-05-14", "AFP", "Un plan"),
        ("LYON, France (AP) -- Un plan", "LYON, France", None, "AP", "Un plan"),
        ("Berlin (dpa) – Un plan", "Berlin", None, "dpa", "Un plan"),
        ("MADRID, 3 jul (EFE).- Un plan", "MADRID", "XXXX-07-03", "EFE", "Un plan"),
        ("Jan 30 (Exemple) - Un plan", None, "XXXX-01-30", "Exemple", "Un plan"),
        ("(Lyon, France - May 14) Un plan", "Lyon, France", "XXXX-05-14", None, "Un plan"),
        ("Rio de Janeiro, Dec 20, 2017 (AFP) - Un plan", "Rio de Janeiro", "2017-12-20", "AFP", "Un plan"),
        ("Lyon/Paris, 14 mai 2024 (Reuters/AFP) - Un plan", "Lyon/Paris", "2024-05-14", "Reuters", "Un plan"),
        ("Lyon, 14 mai 2024 (AFP)", "Lyon", "2024-05-14", "AFP", ""),
        ("Colmar (Haut-Rhin), 14 mai 2024 (AFP) - Un plan", "Colmar (Haut-Rhin)", "2024-05-14", "AFP", "Un plan"),
        ("Saint-Denis (France) (AFP) - Un plan", "Saint-Denis (France)", None, "AFP", "Un plan"),
        ("(ANSA) - ROMA, 3 LUG - Un plan", "ROMA", "XXXX-07-03", "ANSA", "Un plan"),
        ("BRUXELLES 29/01 (BELGA) = Un plan", "BRUXELLES", "XXXX-01-29", "Belga", "Un plan"),
        ("(Belga) Un plan", None, None, "Belga", "Un plan"),
        ("Berne (ats) Un plan", "Berne", None, "ATS", "Un plan"),
        ("SAITAMA, Japan, Dec. 9 Kyodo - Un plan", "SAITAMA, Japan", "XXXX-12-09", "Kyodo", "Un plan"),
        ("MOSCOW, July 3. /TASS/. Un plan", "MOSCOW", "XXXX-07-03", "TASS", "Un plan"),
        ("SYDNEY, July 3, 2024 /AsiaNet/ --", "SYDNEY", "2024-07-03", "AsiaNet", ""),
        ("MADRID, 3 Jul. (EUROPA PRESS) -", "MADRID", "XXXX-07-03", "Europa Press", ""),
        ("Frankfurt/Main (dpa/lhe) - Un plan", "Frankfurt/Main", None, "dpa", "Un plan"),
    ],
)
def test_dateline_is_split_off(paragraph: str, place: str | None, day: str | None, agency: str | None, rest: str) -> None:
    lead = split_dateline(paragraph)

    assert lead is not None
    assert (lead.dateline.place, lead.dateline.date, lead.agency, lead.rest) == (place, day, agency, rest)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Le patron de l'Agence France-Presse (AFP) a été reçu mardi.",
        "Le patron de l'agence (AFP) - une première - a été reçu mardi.",
        "L'Organisation mondiale de la santé (OMS) - basée à Genève - enquête.",
        "Le Parti socialiste (PS) - au pouvoir - enquête.",
        "Un plan sans parenthèse.",
        "Le 3 juillet AFP - un plan.",
        "ONU (Genève) a dit (AFP) - un plan.",
        "Le maire (PS) de Lyon (Rhône) - un ami - a parlé.",
        "(Un aparté) puis le texte.",
        "",
    ],
)
def test_prose_with_parentheses_is_no_dateline(paragraph: str) -> None:
    assert split_dateline(paragraph) is None


@pytest.mark.parametrize(
    ("text", "place"), [("Strasbourg, 10 juil 2024 (AFP)", "Strasbourg"), ("Brest", "Brest"), ("14 mai 2024", None)]
)
def test_dateline_element_needs_no_mark(text: str, place: str | None) -> None:
    assert parse_dateline(text).place == place


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("1er août 2020", "2020-08-01"),
        ("21 janv. 2019", "2019-01-21"),
        ("May 16, 2021", "2021-05-16"),
        ("10. Oktober 2022", "2022-10-10"),
        ("21/01/2019", "2019-01-21"),
        ("3 de julio de 2024", "2024-07-03"),
        ("14 mai", "XXXX-05-14"),
        ("31 février 2020", None),
        ("mai 2020", None),
        ("14", None),
    ],
)
def test_day_needs_day_and_month(text: str, edtf: str | None) -> None:
    day = find_day(text)

    assert (day.edtf if day else None) == edtf


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("KILL", "canceled"),
        ("KILL KILL KILL", "canceled"),
        ("+++ Kill mandatory +++", "canceled"),
        ("Story withdrawn.", "canceled"),
        ("HOLD", "withheld"),
        ("Ne pas diffuser", "withheld"),
        ("Kill", None),
        ("Hold", None),
        ("Le KILL est annoncé", None),
        ("", None),
    ],
)
def test_notice_is_a_line_of_nothing_else(line: str, status: Status | None) -> None:
    assert line_status(line) == status


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("KILL - port", "canceled"),
        ("port/KILL", "canceled"),
        ("MANDATORY KILL: Le port rouvre", "canceled"),
        ("HOLD: Le port rouvre", "withheld"),
        ("KILL BILL: le retour", None),
        ("Overkill", None),
        ("road-kill-rise", None),
        (None, None),
    ],
)
def test_header_says_a_notice_set_off_from_its_words(header: str | None, status: Status | None) -> None:
    assert header_status(header) == status


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("Editors: please note. A kill is mandatory.", "canceled"),
        ("ADDS details. HOLD", "withheld"),
        ("Soldiers kill two; rest on hold", None),
        ("", None),
    ],
)
def test_note_says_a_notice_in_any_sentence(note: str, status: Status | None) -> None:
    assert note_status(note) == status


@pytest.mark.parametrize(
    ("notice", "until"),
    [
        ("EMBARGO jusqu'au 14 mai 2024 à 18h00 GMT", "2024-05-14T18:00:00+00:00"),
        ("Embargoed until 0900 GMT, May 14, 2024", "2024-05-14T09:00:00+00:00"),
        ("Embargo: 2024-05-14T10:00:00+02:00", "2024-05-14T10:00:00+02:00"),
        ("EMBARGO 14 mai 2024 à 18h30", "2024-05-14T18:30:00-12:00"),
        ("EMBARGO 14 mai 2024", "2024-05-14T23:59:59-12:00"),
        ("Embargoed until 6.30 pm, May 14, 2024", "2024-05-14T23:59:59-12:00"),
        ("EMBARGO 14 mai 18h00", None),
        ("SOUS EMBARGO", None),
    ],
)
def test_embargo_in_words_never_ends_early(notice: str, until: str | None) -> None:
    assert embargo_time(notice) == until


@pytest.mark.parametrize(
    "line", ["asl/tib/pid/cac", "bur-dar-gl/fz", "dpa al rmo", "==Kyodo", "MA // EA", "(SDA\\/sj)", "/ritzau/", "ends"]
)
def test_signoff_is_initials_or_an_end_mark(line: str) -> None:
    assert is_signoff(line)


@pytest.mark.parametrize("line", ["Fin de partie", "Le maire a parlé.", "et/ou pas du tout ici", "20/20", "https://exemple.fr/a"])
def test_words_are_no_signoff(line: str) -> None:
    assert not is_signoff(line)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("Par Jeanne MARTIN", True),
        ("Par Jeanne MARTIN et Paul Petit", True),
        ("De notre correspondant à Brest", True),
        ("Par amour du vin", False),
        ("Par Toutatis, le ciel tombe sur la tête des marins.", False),
        ("Jeanne Martin", False),
    ],
)
def test_byline_names_its_authors(line: str, byline: bool) -> None:
    assert is_byline(line) is byline


FRENCH = "L'été dernier, un cœur a été greffé à l'hôpital pour 3 € de plus"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_undeclared_french_is_decoded(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)) == FRENCH


def test_undeclared_latin9_is_known_by_its_oe() -> None:
    assert decode("Un cœur à l'hôpital".encode("iso8859-15")) == "Un cœur à l'hôpital"


@pytest.mark.parametrize("encoding", ["cp1251", "iso8859-7", "gb18030", "shift_jis"])
def test_charset_of_the_hint_decodes_what_is_not_utf8(encoding: str) -> None:
    text = {"cp1251": "Порт открыт", "iso8859-7": "Το λιμάνι άνοιξε", "gb18030": "港口重新开放", "shift_jis": "港が再開した"}[
        encoding
    ]

    assert decode(text.encode(encoding), content_type=f"text/plain; charset={encoding}") == text


def test_cut_utf8_stays_utf8() -> None:
    assert decode("Élysée, été, forêt".encode()[:-3] + b"\xc3").startswith("Élysée, été")


def test_line_ends_become_newlines() -> None:
    assert decode(b"a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr_CA", "fr-CA"),
        ("fra", "fr"),
        ("zh-Hant", "zh-Hant"),
        ("français", None),
        ("", None),
        (None, None),
    ],
)
def test_declared_language_becomes_bcp47(declared: str | None, tag: str | None) -> None:
    assert declared_language(declared) == tag


@pytest.mark.parametrize(
    ("scheme", "code", "expected"),
    [
        (None, "medtop:20000345", ("medtop", "20000345")),
        (None, "http://cv.iptc.org/newscodes/mediatopic/20000345", ("medtop", "20000345")),
        ("http://cv.iptc.org/newscodes/mediatopic/", "medtop:20000345", ("medtop", "20000345")),
        ("http://cv.iptc.org/newscodes/subjectcode/", "15000000", ("subj", "15000000")),
        (None, "http://exemple.fr/themes/port", ("http://exemple.fr/themes/", "port")),
        ("ex", "a:b", ("ex", "a:b")),
        (None, None, (None, None)),
    ],
)
def test_scheme_and_code_are_told_apart(scheme: str | None, code: str | None, expected: tuple[str | None, str | None]) -> None:
    assert subject(scheme=scheme, code=code, name=None) == Subject(scheme=expected[0], code=expected[1])


def test_every_data_file_is_the_one_its_source_describes() -> None:
    sources = tomllib.loads((FOLDER / "SOURCES.toml").read_text(encoding="utf-8"))

    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.toml") if path.name != "SOURCES.toml"
    }

    assert {name: source["sha256"] for name, source in sources.items()} == digests


@pytest.mark.parametrize("path", ["a", "a/b", "a/b/c", ".//b", ".//b/c", ".//d", "d/a", "{media}b", "nothing", "a/nothing/c"])
def test_branch_finds_what_lxml_finds(path: str) -> None:
    root = etree.fromstring("<r><a><b>1<c/></b><b><b>2<c>3</c></b></b></a><d><a>4</a></d><a><b>5</b></a></r>")

    assert list(Branch(root).iterfind(path)) == list(root.iterfind(path))


@pytest.mark.parametrize(
    ("wire", "text"),
    [("a\r\nb", "a\nb"), ("a\r\r\nb", "a\nb"), ("a\r\r\r\r\nb", "a\nb"), ("a\rb\r\n\r\nc", "a\nb\n\nc"), ("a\r\rb", "a\n\nb")],
)
def test_line_ends_are_one_whatever_carriage_returns(wire: str, text: str) -> None:
    assert decode(wire.encode()) == text


@pytest.mark.parametrize(
    "texts",
    [("un", "deux"), (" un", "deux"), ("un", "deux "), ("un  deux", "trois"), ("un", "", "deux"), ("un", " "), ("u\xadn",), ()],
)
def test_texts_cleaned_together_are_as_each_by_itself(texts: tuple[str, ...]) -> None:
    assert clean_all(texts) == [line for line in map(clean, texts) if line]
