"""`python -m stream.training NAME… --shared FOLDER`: train the models that ship, all with `all`."""

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from stream.training import TRAININGS


class Training(Protocol):
    """What a module of TRAININGS has."""

    def train(self, shared: Path, out: Path) -> dict[str, float]:
        """Train from `shared`, write to `out`, return the scores on held-out stories."""


def main(arguments: list[str] | None = None) -> None:
    """Run the trainings asked for, one after the other, and print their scores."""
    options = _parser().parse_args(arguments)
    names = list(TRAININGS) if "all" in options.names else options.names
    for name in names:
        training = cast(Training, import_module(TRAININGS[name]))
        scores = training.train(options.shared, options.out)
        sys.stdout.write(f"{name} " + " ".join(f"{key}={value:.4f}" for key, value in scores.items()) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m stream.training", description=__doc__)
    parser.add_argument(
        "names", nargs="+", choices=[*TRAININGS, "all"], metavar="NAME", help="one of " + ", ".join([*TRAININGS, "all"])
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder with the annotated stories and the corpus")
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parents[1] / "language" / "fr" / "models", help="where the models are written"
    )
    return parser


if __name__ == "__main__":
    main()
