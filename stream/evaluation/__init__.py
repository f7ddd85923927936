"""How good the analysis is: records scored against hand-made annotations.

Gold stories go the whole way that wire stories go, as ninjs bytes, and come back as records; only the text is given,
never section or keywords. The figures are defined where they are counted: `entities`, `events`, `event_parts`,
`quotes`, `topics`. `run.evaluate` does it all; `scores.score` and `topics.score_topics` score records made elsewhere.
"""
