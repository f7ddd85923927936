"""The project's own files: what is locked, declared, documented and licensed holds together."""

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from stream import channels, settings

ROOT = Path(__file__).parents[1]
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(PYPROJECT)
LOCKS = ("requirements.txt", "requirements-run.txt")
DEPENDENCIES: list[str] = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["training"],
    *(name for group in PROJECT["dependency-groups"].values() for name in group),
]
# Plugins, command line tools and stubs: used without an import.
NOT_IMPORTED = {"pytest-randomly", "mypy", "ruff", "import-linter", "lxml-stubs", "types-pyyaml", "hatchling", "editables"}


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def _locked(lock: str) -> dict[str, str]:
    """The lock's requirements: line → the lines that belong to it."""
    return dict(re.findall(r"^([a-z][^\n]*?) \\\n((?:    [^\n]*\n?)+)", (ROOT / lock).read_text("utf-8"), re.M))


@cache
def _imported(folder: str) -> set[str]:
    """The distributions that a folder's modules import."""
    modules: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    known = packages_distributions()
    foreign = modules - sys.stdlib_module_names - {"stream", "tests"}
    return {_name(known[module][0]) for module in foreign if module in known}


@pytest.mark.parametrize("requirement", DEPENDENCIES)
def test_dependency_gives_its_reason(requirement: str) -> None:
    assert re.search(rf'"{re.escape(requirement)}", +# \w', PYPROJECT)


@pytest.mark.parametrize("requirement", DEPENDENCIES)
def test_dependency_is_used(requirement: str) -> None:
    assert _name(requirement) in _imported("stream") | _imported("tests") | NOT_IMPORTED


def test_import_at_run_time_is_declared() -> None:
    declared = {_name(requirement) for requirement in DEPENDENCIES}

    assert _imported("stream") <= declared


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_index_and_no_machine(lock: str) -> None:
    assert not re.search(r"https?://|file:|^-|(^|\s)/", (ROOT / lock).read_text("utf-8"), re.M)


@pytest.mark.parametrize("lock", LOCKS)
def test_locked_requirement_has_one_version_and_hashes(lock: str) -> None:
    requirements = _locked(lock)

    assert len(requirements) > len(PROJECT["project"]["dependencies"])
    assert [line for line, below in requirements.items() if "==" not in line or "--hash=sha256:" not in below] == []


def test_lock_holds_every_dependency() -> None:
    locked = {_name(line) for line in _locked("requirements.txt")}

    assert {_name(requirement) for requirement in DEPENDENCIES} <= locked


def test_image_installs_the_versions_that_are_tested() -> None:
    assert _locked("requirements-run.txt").keys() <= _locked("requirements.txt").keys()


def test_image_has_no_test_tools() -> None:
    run = {_name(line) for line in _locked("requirements-run.txt")}

    assert run.isdisjoint({"pytest", "mypy", "ruff", "scipy", "scikit-learn"})


@pytest.mark.parametrize("table", [channels.markdown(), settings.markdown()], ids=["channels", "settings"])
def test_readme_has_the_generated_table(table: str) -> None:
    assert table in (ROOT / "README.md").read_text("utf-8"), "`make readme` writes it"


def test_example_environment_sets_what_the_compose_file_reads() -> None:
    read = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text("utf-8")))

    assert set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.M)) == read


@pytest.mark.parametrize("sources", sorted((ROOT / "stream").rglob("SOURCES.toml")), ids=lambda path: str(path.parent.name))
def test_licence_of_data_is_declared(sources: Path) -> None:
    tables = tomllib.loads(sources.read_text("utf-8")).values()
    licences = {licence for table in tables for licence in table["licence"].split(" AND ")}

    assert licences <= set(PROJECT["project"]["license"].split(" AND "))


@pytest.mark.parametrize("licence", PROJECT["project"]["license"].split(" AND "))
def test_licence_comes_along(licence: str) -> None:
    path = ROOT / "LICENSE" if licence == "Apache-2.0" else ROOT / "LICENSES" / f"{licence}.txt"

    assert path.stat().st_size > 500


def test_changelog_has_the_version() -> None:
    assert f"## [{PROJECT['project']['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
