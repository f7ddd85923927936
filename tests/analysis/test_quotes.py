"""Quotes are found at their marks, and spoken by whom the words around them name or mean."""

import pytest
from spacy.tokens import Doc

from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.findings import Quote
from stream.analysis.quotation_marks import find_quotations, find_sentences, quotations_of
from stream.analysis.quotes import find_quotes
from stream.language import pack
from stream.story import Story, compose
from tests.analysis.parsed import VOCAB, entity_in

ROCHE = "Anne Roche"
LENOIR = "Paul Lenoir"


def quoted(text: str) -> list[str]:
    """The outermost quotations of a paragraph."""
    return [text[found.start : found.end] for found in find_quotations(text) if not found.depth]


@pytest.mark.parametrize(
    "text",
    [
        'Il a dit "nous serons prêts demain" à la presse.',
        "Il a dit «nous serons prêts demain» à la presse.",
        "Il a dit « nous serons prêts demain » à la presse.",
        "Il a dit “nous serons prêts demain” à la presse.",
        "Il a dit +nous serons prêts demain+ à la presse.",
    ],
)
def test_each_kind_of_mark_encloses_a_quotation(text: str) -> None:
    assert quoted(text) == ["nous serons prêts demain"]


def test_quotation_broken_by_its_report_is_two() -> None:
    assert quoted('"Nous serons prêts", a-t-il dit, "et nous le dirons".') == ["Nous serons prêts", "et nous le dirons"]


def test_marks_within_a_quotation_open_a_nested_one() -> None:
    found = find_quotations('"Le mot +rupture+ me convient", a-t-il dit.')

    assert [quotation.depth for quotation in found] == [0, 1]


def test_straight_marks_nest_by_what_stands_beside_them() -> None:
    assert quoted('"Le pays a "perdu toute mesure" et il le sait", a-t-il dit.') == [
        'Le pays a "perdu toute mesure" et il le sait'
    ]


def test_quotation_without_closing_mark_ends_with_the_paragraph() -> None:
    [found] = find_quotations('"Nous continuerons demain.')

    assert not found.closed
    assert found.end == len('"Nous continuerons demain.')


@pytest.mark.parametrize("text", ["Canal+ et TF1 se sont entendus.", "Le taux a pris +3% en mai (+2 en juin)."])
def test_plus_signs_that_are_no_marks_enclose_nothing(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize("text", ["L'aujourd'hui de l'Ukraine n'est pas le nôtre.", "Il n’y a rien d’autre à dire."])
def test_apostrophes_enclose_nothing(text: str) -> None:
    assert quoted(text) == []


def test_full_stop_within_a_quotation_ends_no_sentence() -> None:
    text = '"Je pars. Je reviendrai", a-t-il dit. La séance est levée.'

    assert [text[start:end].strip() for start, end in find_sentences(text, find_quotations(text))] == [
        '"Je pars. Je reviendrai", a-t-il dit.',
        "La séance est levée.",
    ]


def _story(*paragraphs: str) -> Analysis:
    language = pack("fr")
    assert language is not None
    body = compose(None, list(paragraphs))
    story = Story(story_id="urn:test:quotes", format="plain", language="fr", text=body.text, paragraphs=body.paragraphs)
    parsed = tuple(
        Paragraph(index=k, start=start, doc=language.nlp(body.text[start:end])) for k, (start, end) in enumerate(body.paragraphs)
    )
    names = [name for name in (ROCHE, LENOIR) if name in body.text]
    entities = tuple(entity_in(body.text, name, "PER", number=k) for k, name in enumerate(names, 1))
    return find_quotes(Analysis(story=story, paragraphs=parsed, entities=entities), language)


def _direct(analysis: Analysis) -> list[Quote]:
    return [quote for quote in analysis.quotes if not quote.indirect]


def _speakers(analysis: Analysis) -> list[str | None]:
    return [quote.speaker.name or quote.speaker.text if quote.speaker else None for quote in _direct(analysis)]


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        '"Nous serons prêts dès demain matin", a déclaré Anne Roche à la presse.',
        '"Nous serons prêts dès demain matin", explique à l\'AFP Anne Roche, la directrice du port.',
        '"Nous serons prêts dès demain matin", a annoncé mardi la directrice du port, Anne Roche.',
        'Anne Roche a déclaré: "Nous serons prêts dès demain matin".',
        "Selon Anne Roche, « nous serons prêts dès demain matin ».",
        'Anne Roche, qui a promis "un port prêt dès demain matin", a refusé de répondre.',
    ],
)
def test_speaker_is_named_by_the_report(text: str) -> None:
    assert _speakers(_story(text)) == [ROCHE]


@pytest.mark.model
def test_pronoun_means_who_spoke_before() -> None:
    found = _story(
        '"Nous serons prêts dès demain matin", a déclaré Anne Roche à la presse.',
        '"Le port ne fermera pas cet hiver", a-t-elle ajouté.',
    )

    assert _speakers(found) == [ROCHE, ROCHE]


@pytest.mark.model
def test_pronoun_passes_over_who_is_of_the_other_gender() -> None:
    found = _story(
        '"Nous serons prêts dès demain matin", a déclaré Mme Anne Roche à la presse.',
        '"Le port doit fermer cet hiver", a répondu M. Paul Lenoir.',
        '"Il ne fermera pas", a-t-elle répliqué.',
    )

    assert _speakers(found) == [ROCHE, LENOIR, ROCHE]


@pytest.mark.model
def test_quote_without_a_report_goes_on_with_who_spoke_before() -> None:
    found = _story('"Nous serons prêts dès demain matin", a déclaré Anne Roche. "Le port ne fermera pas cet hiver".')

    assert _speakers(found) == [ROCHE, ROCHE]


@pytest.mark.model
def test_quote_that_goes_on_in_the_next_paragraph_keeps_its_speaker() -> None:
    found = _story(
        '"Nous serons prêts dès demain matin", a déclaré Anne Roche.',
        '"Le port ne fermera pas cet hiver, et les navires le savent bien.',
    )

    assert _speakers(found) == [ROCHE, ROCHE]


@pytest.mark.model
def test_speaker_without_a_name_is_told_in_the_words_of_the_story() -> None:
    [quote] = _direct(_story('"Il a été entendu toute la nuit", a indiqué une source policière.'))

    assert quote.speaker is not None
    assert (quote.speaker.name, quote.speaker.text) == (None, "une source policière")


@pytest.mark.model
def test_cue_is_the_verb_with_its_auxiliary_and_pronoun() -> None:
    [quote] = _direct(_story('"Nous serons prêts dès demain matin", a-t-il poursuivi devant Anne Roche.'))

    assert quote.cue is not None
    assert quote.cue.text == "a-t-il poursuivi"


@pytest.mark.model
def test_quote_leaves_its_marks_out_and_is_the_story_to_the_letter() -> None:
    found = _story("Séance levée.", "« Nous serons prêts », a promis Anne Roche.")

    [quote] = _direct(found)

    assert found.story.text[quote.start : quote.end] == quote.text == "Nous serons prêts"


@pytest.mark.model
@pytest.mark.parametrize("text", ['Anne Roche a vu le film "Les Grandes Marées du Nord" hier.', 'Le port est dit "sûr".'])
def test_titles_and_single_words_are_no_quotes(text: str) -> None:
    assert _direct(_story(text)) == []


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Anne Roche a affirmé que le port resterait ouvert.", "le port resterait ouvert"),
        ("Selon Anne Roche, le port restera ouvert.", "le port restera ouvert"),
        ("Le port restera ouvert, a indiqué Anne Roche.", "Le port restera ouvert"),
    ],
)
def test_reported_clause_is_an_indirect_quote(text: str, told: str) -> None:
    indirect = [(quote.text, quote.speaker.name if quote.speaker else None) for quote in _story(text).quotes if quote.indirect]

    assert indirect == [(told, ROCHE)]


def test_quotations_of_a_paragraph_tell_which_of_its_words_are_quoted() -> None:
    doc = Doc(VOCAB, words=["Il", "dit", ":", '"', "assez", '"', "."], spaces=[True, False, True, False, False, False, False])

    assert quotations_of(doc).quoted == [False, False, False, False, True, False, False]
