"""The annotated stories as the trainings read them."""

import pytest

from stream.training.annotated import AnnotatedStory, occurrence, split


def story(number: int) -> AnnotatedStory:
    return AnnotatedStory(id=f"{number:012x}", published="2026-01-01", paragraphs=("Titre",), gold={"entities": []})


@pytest.mark.parametrize(("n", "start"), [(1, 0), (2, 5), (3, None)])
def test_occurrence_counts(n: int, start: int | None) -> None:
    assert occurrence("Lyon Lyon", "Lyon", n) == start


def test_mentions_are_placed_in_their_paragraph() -> None:
    gold = {"entities": [{"type": "LOC", "mentions": [{"p": 1, "text": "Lyon", "n": 2}, {"p": 0, "text": "Nice"}]}]}

    mentions = list(AnnotatedStory(id="a", published="2026-01-01", paragraphs=("Titre", "Lyon, Lyon"), gold=gold).mentions())

    assert mentions == [(1, 6, 10, "LOC")]


def test_split_depends_on_ids_alone() -> None:
    stories = [story(number) for number in range(20)]

    _, held_out = split(stories, 5)
    _, again = split(stories[::-1], 5)

    assert len(held_out) == 5
    assert {one.id for one in held_out} == {one.id for one in again}


def test_split_parts_share_no_story() -> None:
    known, held_out = split([story(number) for number in range(20)], 5)

    assert len({one.id for one in (*known, *held_out)}) == 20
