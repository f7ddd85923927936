"""Where each format says each field of a Story: the table of `data/mapping.toml`, for people to read."""

from stream.wire.lexicon import word_list

TABLE: dict[str, dict[str, str]] = word_list("mapping")
"""Field → format → the elements or lines that carry it."""


def markdown(formats: list[str]) -> str:
    """The table, a row a field and a column a format.

    Args:
        formats: names of FORMATS in the columns' order.
    """
    rows = [["field", *formats], ["---"] * (len(formats) + 1)]
    rows += [[f"`{field}`", *(said.get(name, "–") for name in formats)] for field, said in TABLE.items()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
