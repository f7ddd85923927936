"""Builds what ships trained: `python -m stream.training NAME --shared FOLDER`. Never imported at run time.

Each module has `train(shared, out) -> scores`: it reads the annotated stories under `shared`, writes its files under
`out` (the French pack's `models` folder) with their table in `SOURCES.toml`, and returns its scores on stories held
out of the training. The evaluation stories (gold/dev) take no part. The same input gives the same bytes.
"""

TRAININGS: dict[str, str] = {
    "ner": "stream.training.ner",
    "topics": "stream.training.topics",
    "events": "stream.training.events",
    "dating": "stream.training.dating",
    "casualties": "stream.training.casualties",
    "lexicon": "stream.training.lexicon",
    "speakers": "stream.training.speakers",
    "attribution": "stream.training.attribution",
}
"""Name → module with `train`; imported only when asked for, since each brings its own libraries."""
