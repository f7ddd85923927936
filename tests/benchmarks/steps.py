"""What each step of the analysis costs: `python -m tests.benchmarks.steps`.

Microseconds of CPU a token on stories of the corpus, each step by itself on what the steps above it found, with the parse
and the building of the record beside them.
"""

import argparse
import gzip
import sys
from itertools import islice
from pathlib import Path
from time import process_time

import msgspec
import orjson

from stream import records
from stream.analysis import pipeline
from stream.analysis.annotations import Analysis, Paragraph
from stream.language import pack
from stream.language.pack import LanguagePack
from stream.story import Story
from stream.wire import parse

ROUNDS = 3
"""Of which the fastest counts: what other processes take is not the step's."""
BATCH = 8
"""Stories a batch, as in the worker."""
WARM_UP = 100
"""Stories before the first round, since a worker has met most words before."""


def main() -> None:
    """Print microseconds of CPU a token for each step."""
    options = _options()
    french = pack("fr")
    if french is None:
        raise SystemExit("the French pack is missing")
    stories = _stories(options.stories, WARM_UP + options.count)
    pipeline.analyse(stories[:WARM_UP])
    del stories[:WARM_UP]
    rounds = [_round(stories, french) for _ in range(options.rounds)]
    fastest = {name: min(spent[name] for spent, _ in rounds) for name in rounds[0][0]}
    for name, seconds in fastest.items():
        _print(name, seconds, rounds[0][1])
    _print("all but nlp", sum(fastest.values()) - fastest["nlp"], rounds[0][1])


def _round(stories: list[Story], french: LanguagePack) -> tuple[dict[str, float], int]:
    """Step → seconds for all stories, and how many tokens these have; in batches that are parsed anew and then forgotten."""
    spent: dict[str, float] = dict.fromkeys(["nlp", *pipeline.STEPS, "records"], 0.0)
    tokens = 0
    for at in range(0, len(stories), BATCH):
        start = process_time()
        analyses = _parsed(stories[at : at + BATCH], french)
        spent["nlp"] += process_time() - start
        for name, step in pipeline.STEPS.items():
            start = process_time()
            analyses = [step(analysis, french) for analysis in analyses]
            spent[name] += process_time() - start
        start = process_time()
        for analysis in analyses:
            records.encode(records.enriched_story(analysis))
        spent["records"] += process_time() - start
        tokens += sum(len(paragraph.doc) for analysis in analyses for paragraph in analysis.paragraphs)
    return spent, tokens


def _parsed(stories: list[Story], french: LanguagePack) -> list[Analysis]:
    docs = french.nlp.pipe(story.text[start:end] for story in stories for start, end in story.paragraphs)
    return [
        Analysis(
            story=story,
            paragraphs=tuple(
                Paragraph(index=k, start=start, doc=next(docs), headline=story.headline_paragraph and k == 0)
                for k, (start, _) in enumerate(story.paragraphs)
            ),
        )
        for story in stories
    ]


def _stories(path: Path, count: int) -> list[Story]:
    with gzip.open(path, "rb") as lines:
        raw = [orjson.loads(line) for line in islice(lines, count)]
    wires = [
        {
            "uri": one["url"],
            "headline": one["headline"],
            "body_text": "\n".join(one["paragraphs"]),
            "versioncreated": one["published"],
        }
        for one in raw
    ]
    return [msgspec.structs.replace(story, language="fr") for wire in wires for story in parse(orjson.dumps(wire)).stories]


def _print(name: str, seconds: float, tokens: int) -> None:
    sys.stdout.write(f"{name:<12} {seconds / tokens * 1e6:7.2f} µs a token\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.steps", description=__doc__)
    corpus = Path("../shared/corpus/afp-stories.jsonl.gz")
    parser.add_argument("--stories", type=Path, default=corpus, help="JSON Lines of stories, compressed")
    parser.add_argument("--count", type=int, default=100, help="how many of them")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often, of which the fastest counts")
    return parser.parse_args()


if __name__ == "__main__":
    main()
