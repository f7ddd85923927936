"""What each real sample file holds, field by field: `python -m tests.wire.real_files` writes the table anew.

The table was read beside the files, story by story. Words of agencies stand in it as digests only.
"""

import hashlib
import sys
from pathlib import Path

import orjson

from stream.errors import StoryRefused
from stream.story import Story
from stream.wire import parse

SHARED = Path(__file__).parents[3] / "shared/wire"
TABLE = Path(__file__).parent / "data/real_files.toml"
WORDS = ("headline", "ednote", "text")
LEFT_OUT = ("schema", "record_status", "produced_by", "text_sha256", *WORDS)
NO_WIRE = (".md",)


def files() -> list[str]:
    """The sample files, relative to the shared folder."""
    paths = (path for path in SHARED.rglob("*") if path.is_file() and path.suffix not in NO_WIRE)
    return sorted(str(path.relative_to(SHARED)) for path in paths)


def outcome(name: str) -> list[dict[str, object]] | str:
    """The stories of a file as the table has them, or the error that refuses it."""
    try:
        parsed = parse((SHARED / name).read_bytes())
    except StoryRefused as refused:
        return type(refused).__name__
    return [describe(story) for story in parsed.stories]


def describe(story: Story) -> dict[str, object]:
    """A story's fields, those that are unset left out, its words as digests."""
    fields = {name: getattr(story, name) for name in story.__struct_fields__ if name not in LEFT_OUT}
    fields["paragraphs"] = len(story.paragraphs)
    fields["subjects"] = [f"{subject.scheme or ''}:{subject.code or subject.name}" for subject in story.subjects]
    fields["links"] = len(story.links)
    fields["keywords"] = list(story.keywords)
    fields["rights"] = story.rights.holder if story.rights else None
    fields["dateline"] = [story.dateline.place or "", story.dateline.date or ""] if story.dateline else None
    fields |= {f"{name}_digest": digest(getattr(story, name)) for name in WORDS if getattr(story, name)}
    fields["text_chars"] = len(story.text)
    return {name: value for name, value in fields.items() if value not in (None, False, [], 0)}


def digest(text: str) -> str:
    """Of a text, short."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def table() -> str:
    """The table as TOML."""
    lines = ["# Field values of the real sample files in shared/wire; digests and lengths where agencies' words would stand.\n"]
    for name in files():
        found = outcome(name)
        if isinstance(found, str):
            lines.append(f'[["{name}"]]\nrefused = "{found}"\n')
            continue
        for story in found:
            rows = "\n".join(f"{field} = {orjson.dumps(value).decode()}" for field, value in story.items())
            lines.append(f'[["{name}"]]\n{rows}\n')
    return "\n".join(lines)


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
    sys.stderr.write(f"{TABLE}: {len(files())} files\n")
