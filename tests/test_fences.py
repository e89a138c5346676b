"""The fences between rooms that an import graph cannot see; `import-linter` (pyproject.toml) checks who may know whom.

Each test reads the package's own source, so a new module is covered by being there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "graph_service"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_data" not in path.parts)
MOST_LINES = 300
GENERIC_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}

# Words that only a Cypher statement has in this order; prose such as "Match the domain" is not meant.
CYPHER = re.compile(
    r"\b(?:OPTIONAL\s+)?MATCH\s*\(|\bMERGE\s*\(|\bCREATE\s*\(|\bCREATE\s+(?:CONSTRAINT|INDEX)\b|\bDETACH\s+DELETE\b"
    r"|\bUNWIND\s+\$|\bCALL\s+(?:db|dbms|apoc)\.|\bSHOW\s+(?:CONSTRAINTS|INDEXES)\b|\bRETURN\s+\w+\s+AS\s+\w+"
)


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def importers_of(*packages: str) -> set[str]:
    return {
        name_of(path)
        for path in MODULES
        if any(name == package or name.startswith(package + ".") for name in imports_of(path) for package in packages)
    }


def strangers(found: set[str], *rooms: str) -> set[str]:
    return {name for name in found if not name.startswith(rooms)}


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module that is no docstring, f-strings by their fixed parts."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            # a string that stands alone is prose: of a module, class, function or attribute
            docs |= {id(one.value) for one in body if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_only_graph_speaks_bolt():
    assert importers_of("neo4j"), "the driver is used somewhere, else this test looks in the wrong place"
    assert strangers(importers_of("neo4j"), "graph/") == set()


def test_web_libraries_stay_behind_the_doors():
    web = importers_of("strawberry", "fastapi", "starlette", "mcp", "uvicorn")
    assert web, "the doors exist, else this test looks in the wrong place"
    # cli/serve.py only starts uvicorn on the app that app.py composes
    assert strangers(web, "graphql/", "api/", "app.py", "cli/serve.py") == set()


def test_yaml_is_read_in_the_model_only():
    assert importers_of("yaml")
    assert strangers(importers_of("yaml"), "model/") == set()


def test_terminal_libraries_stay_in_the_command_line():
    assert importers_of("typer")
    assert strangers(importers_of("typer"), "cli/") == set()


def test_vendors_are_asked_by_pull_only():
    assert importers_of("dlt")
    assert strangers(importers_of("dlt", "requests", "tenacity"), "intake/pulling/") == set()


def test_the_environment_is_read_in_settings_only():
    names = {"environ", "environb", "getenv", "putenv"}
    readers = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            attribute = isinstance(node, ast.Attribute) and node.attr in names
            imported = isinstance(node, ast.ImportFrom) and node.module == "os" and names & {a.name for a in node.names}
            if attribute or imported:
                readers.add(f"{name_of(path)}:{getattr(node, 'lineno', 0)}")
    assert {place for place in readers if not place.startswith("settings.py")} == set()


def test_cypher_is_written_in_cypher_files_and_compose_only():
    written = {
        f"{name_of(path)}:{line}"
        for path in MODULES
        if not name_of(path).startswith("graph/compose")
        for line, text in texts_of(path)
        if CYPHER.search(text)
    }
    assert written == set()


def test_the_cypher_fence_sees_cypher():
    assert CYPHER.search("MATCH (n:Noun {id: $id}) RETURN n")
    assert CYPHER.search("UNWIND $rows AS row MERGE (n:Noun {id: row.id})")
    assert not CYPHER.search("Match the domain, create an index entry and return it")


def test_modules_are_small():
    long = {
        name_of(path): count for path in MODULES if (count := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_modules_say_what_they_are():
    names = {part for path in MODULES for part in (*path.relative_to(PACKAGE).parts[:-1], path.stem)}
    assert names & GENERIC_NAMES == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_opens_with_what_comes_in_and_what_goes_out(path: Path):
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring, "no module docstring"
    if path.name != "__init__.py":
        assert [word for word in ("In", "Out", "Refuses") if not re.search(rf"\b{word}[:,]", docstring)] == []


def test_nothing_that_is_shipped_names_a_registry_or_a_machine():
    wanted = (
        *ROOT.glob("requirements*.txt"),
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
        *(ROOT / "graph_service").rglob("*.lock"),
    )
    hosts = {
        f"{path.name}:{number}"
        for path in wanted
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"https?://|--index-url|--find-links|--extra-index-url|^/|file:", line)
    }
    assert hosts == set()


def test_every_requirement_is_pinned_with_a_hash():
    for path in ROOT.glob("requirements*.txt"):
        blocks = re.split(r"\n(?=[a-z0-9])", path.read_text(encoding="utf-8").strip())
        assert len(blocks) > 40
        assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []


# Questions without a statement of their own name: what they answer with, a statement or a whole folder.
BUILT_ON = {
    "candidate_pairs": "review/pair_",
    "history": "evidence/field_evidence",
    "is_mine": "ownership/account_ownership",
    "suppression": "suppression/",
    "deal_draft": "pipeline/routing",
    "deal_velocity": "pipeline/win_loss",
    "mql_to_sql": "funnel/funnel",
}
OF_THE_MODEL = {"can_write", "definitions"}
"""Questions that the Model alone answers, or whose statements are composed from it."""
RUN_BY_FOLDER = ("setup/V",)


def statement_names() -> set[str]:
    folder = ROOT / "cypher"
    return {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.cypher")}


def sent_texts() -> set[str]:
    return {text for path in MODULES for _, text in texts_of(path)}


def test_every_statement_is_sent_by_somebody():
    sent = sent_texts()

    def is_sent(name: str) -> bool:
        topic, stem = name.split("/")
        # either by its whole name, or as f"topic/{stem}" from a list of stems
        return name in sent or (f"{topic}/" in sent and stem in sent)

    names = {name for name in statement_names() if not name.startswith(RUN_BY_FOLDER)}
    assert len(names) > 20
    assert {name for name in names if not is_sent(name)} == set()


def test_every_statement_that_is_named_exists():
    topics = "|".join(path.name for path in (ROOT / "cypher").iterdir() if path.is_dir())
    named = re.compile(rf"^(?:{topics})/[a-z_]+$")
    sent = {text for text in sent_texts() if named.match(text)}
    assert len(sent) > 20
    assert sent - statement_names() == set()


def test_every_question_has_its_statement():
    from graph_service.questions.registry import QUESTIONS

    stems = {name.split("/")[1] for name in statement_names()}

    def has_one(question: str) -> bool:
        other = BUILT_ON.get(question)
        return question in stems or (other is not None and any(name.startswith(other) for name in statement_names()))

    assert {name for name in QUESTIONS if not has_one(name)} == OF_THE_MODEL


def test_every_question_has_a_form_on_the_terminal():
    from graph_service.cli.render.answers import BODIES
    from graph_service.questions.registry import QUESTIONS

    assert set(QUESTIONS) - set(BODIES) == set()
