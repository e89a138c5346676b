"""The wheel carries the model and the statements, and works where there is no checkout."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(out),
    ]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True, text=True)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel laid out in a directory of its own, with no checkout above it."""
    place = tmp_path_factory.mktemp("site")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(place)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True, text=True)
    return place


def run_there(place: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GTM_GRAPH_", "NEO4J_"))}
    environment["PYTHONPATH"] = str(place)
    environment["GTM_GRAPH_HOME"] = str(cwd / "home")
    command = [sys.executable, "-m", "graph_service", *words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60)


def test_the_wheel_holds_what_the_checkout_holds(wheel: Path):
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("schema", "cypher", "samples"):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert files, f"{folder}/ is empty"
        missing = [p for p in files if f"graph_service/_data/{p.relative_to(ROOT).as_posix()}" not in inside]
        assert missing == []
    assert "graph_service/engine/jars.lock" in inside


def test_the_wheel_holds_nothing_else(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if not name.startswith(("graph_service/", "gtm_graph-"))] == []
    assert [name for name in names if "__pycache__" in name or name.endswith(".env")] == []


def test_the_installed_package_finds_its_own_model(elsewhere: Path, tmp_path: Path):
    done = run_there(elsewhere, "model", "check", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert '"ok":true' in done.stdout
    where = "import graph_service.model.files as f, sys; sys.stdout.write(str(f.schema_dir()))"
    found = subprocess.run(
        [sys.executable, "-c", where],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(elsewhere)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == str(elsewhere / "graph_service" / "_data" / "schema")


def test_the_installed_package_loads_every_statement(elsewhere: Path, tmp_path: Path):
    code = (
        "from graph_service.graph.statements import load_statements as l; import sys; sys.stdout.write(str(len(l())))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(elsewhere)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(found.stdout) == len(list((ROOT / "cypher").rglob("*.cypher")))


def test_the_command_is_declared(wheel: Path):
    archive = zipfile.ZipFile(wheel)
    (entry_points,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    assert "gtm-graph = graph_service.__main__:main" in archive.read(entry_points).decode()


def test_every_library_we_import_is_one_we_ask_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    asked = {re.split(r"[<>=\[;~ ]", one)[0].lower().replace("_", "-") for one in wanted}
    providers = packages_distributions()
    imported = {
        name.split(".")[0]
        for path in (ROOT / "graph_service").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    others = {name for name in imported if name not in sys.stdlib_module_names and name not in {"", "graph_service"}}
    unasked = {
        name for name in others if not asked & {one.lower().replace("_", "-") for one in providers.get(name, [])}
    }
    assert unasked == {"pydantic_core"}  # a part of pydantic, pinned by it
