"""ANPA 1312: bold lines, typesetting, tables and Kyodo's way."""

import pytest

from stream.story import Story
from stream.wire import parse

HEADER = "\x16\x16\x01a0123\x1f-----\r\nr i\x13\x11 BC-Brest-Ferries   05-14 0120\r\n"
BODY = "\t   BREST, France (AP) _ Ferries crossed the estuary again on Monday, officials said.\r\n"
BODY += "\t   ``All is well,'' they said.\r\n"
END = "\r\n\t   \x03AP-WF-05-14-24 1000GMT<\r\n\x0c\r\n\x04"


def only(text: str, *, header: str = HEADER, end: str = END) -> Story:
    (story,) = parse(f"{header}\x02{text}{end}".encode()).stories
    return story


def test_bold_lines_are_slug_headline_notes_and_byline() -> None:
    story = only(
        "^BC-Brest-Ferries, 2nd Ld-Writethru,120<\r\n^Ferries cross again<\r\n^AP Photo XYZ101<\r\n^Eds: UPDATES with quote.<\r\n"
        f"^By JANE MARTIN=\r\n^Associated Press=\r\n{BODY}"
    )

    assert (story.slug, story.version, story.headline) == ("BC-Brest-Ferries", "2nd Ld-Writethru", "Ferries cross again")
    assert (story.ednote, story.byline, story.provider) == ("UPDATES with quote.", "By JANE MARTIN", "AP")
    assert (story.story_id, story.published, story.urgency) == ("AP:20240514:0123", "2024-05-14T10:00:00Z", 4)
    assert (
        story.text
        == 'Ferries cross again\nFerries crossed the estuary again on Monday, officials said.\n"All is well," they said.'
    )


@pytest.mark.parametrize(("letter", "urgency"), [("f", 1), ("b", 2), ("u", 3), ("r", 4), ("d", 5), ("s", 6), ("x", None)])
def test_priority_letter_is_the_urgency(letter: str, urgency: int | None) -> None:
    story = only(f"^BC-Brest, 20<\r\n^Ferries cross<\r\n{BODY}", header=HEADER.replace("r i", f"{letter} i"))

    assert story.urgency == urgency


def test_typesetting_is_undone() -> None:
    story = only("^BC-Brest, 20<\r\n^Ferries cross<\r\n\t   The line _ 2{ miles _ is ``open,'' he said.\r\n")

    assert story.text.split("\n")[1] == 'The line — 2½ miles — is "open," he said.'


def test_alert_is_a_bold_line_with_a_dateline() -> None:
    story = only(
        "^BC-APNewsAlert,0012<\r\n^BREST, France (AP) _ Ferries cross the estuary again.<\r\n",
        header=HEADER.replace("r i", "f i"),
    )

    assert (story.headline, story.text) == ("Ferries cross the estuary again.", "Ferries cross the estuary again.")
    assert story.dateline is not None


def test_table_in_bold_lines_has_no_headline_and_parts_its_cells() -> None:
    story = only("^BC-Standings,0050<\r\n^First Division<\r\n^Brest\x1e12\x1f5\x08pts<\r\n^Nantes\x1e9\x1f4\x10pts<\r\n")

    assert (story.headline, story.text.split("\n")) == (None, ["First Division", "Brest 12 5 pts", "Nantes 9 4 pts"])


def test_story_in_bold_lines_throughout_has_its_headline() -> None:
    lines = "^BC-Brest,0050<\r\n^Ferries cross<\r\n^BREST, France (AP) _ Ferries crossed again.<\r\n^They had stopped.<\r\n"

    assert only(lines).text == "Ferries cross\nFerries crossed again.\nThey had stopped."


KYODO_HEADER = "\x01a0105KYODO\x1fkoko-\r\nu s\x14\x12 BC-Ferries-Brest   12-09 0344\r\n"


@pytest.mark.parametrize(("trailer", "day"), [("KWS-21:37-09-12-18", "2018-12-09"), ("KWS-21:37-25-12-18", "2018-12-25")])
def test_slug_headline_with_plus_and_wrapped_text(trailer: str, day: str) -> None:
    story = only(
        "BC-Ferries-Brest\r\nFerries cross the estuary again+\r\n"
        "     BREST, France, Dec. 9 Kyodo - Ferries crossed the estuary again \r\n"
        "on Sunday, after two days in port because of a storm that had \r\nswept the coast of Brittany.\r\n"
        "     They carry 400.\r\n==Kyodo\r\n",
        header=KYODO_HEADER,
        end=f"\x03{trailer}\x04\r\n",
    )

    assert (story.slug, story.headline, story.provider) == ("BC-Ferries-Brest", "Ferries cross the estuary again", "Kyodo")
    assert (len(story.paragraphs), story.signoff, story.zone_missing) == (3, "==Kyodo", True)
    assert (story.published or "").startswith(day)


@pytest.mark.parametrize(
    "opening",
    [
        "^BC-Brest-Ferries, KILL,50<\r\n^Ferries cross<",
        "^BC-Brest-Ferries,50<\r\n^Eds: A kill is mandatory.<",
        "^BC-Brest,50<\r\n^KILL<",
    ],
)
def test_kill_is_heard_in_slug_note_or_line(opening: str) -> None:
    assert only(f"{opening}\r\n{BODY}").status == "canceled"


def test_messages_of_a_transmission_are_stories() -> None:
    first = f"{HEADER}\x02^BC-Brest, 20<\r\n^Ferries cross<\r\n{BODY}{END}"

    parsed = parse((first + first.replace("a0123", "a0124")).encode())

    assert [story.story_id for story in parsed.stories] == ["AP:20240514:0123", "AP:20240514:0124"]


def test_message_whose_control_characters_were_lost_is_known() -> None:
    text = f"{HEADER}^BC-Brest, 20<\r\n^Ferries cross<\r\n{BODY}\r\n\t   AP-WF-05-14-24 1000GMT<\r\n"

    (story,) = parse(
        "".join(char for char in text if char >= " " or char in "\t\r\n").replace("a0123", "a0123_").encode()
    ).stories

    assert (story.format, story.headline, story.published) == ("anpa1312", "Ferries cross", "2024-05-14T10:00:00Z")
