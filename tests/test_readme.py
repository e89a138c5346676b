"""What the README says exists, and what exists that it must say is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from graph_service.cli.main import run
from graph_service.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"^(?:\$ )?(gtm-graph [^#\n]+)", README, re.MULTILINE)))


def test_every_setting_is_documented():
    names = {field.alias for field in Settings.model_fields.values() if field.alias}
    assert len(names) > 8
    assert {name for name in names if f"`{name}`" not in README} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_exists(command: str, capfd: pytest.CaptureFixture[str]):
    words = shlex.split(command)[1:]
    known = [word for word in words if word == "--demo"] + [word for word in words if re.fullmatch(r"[a-z-]+", word)]
    depth = {"ask": 2, "quarantine": 2, "keys": 2, "model": 2, "engine": 2}
    named = [word for word in known if not word.startswith("--")]
    names = named[: depth.get(named[0], 1)]
    assert run([*names, "--help"]) == 0
    shown = capfd.readouterr().out
    for option in (word for word in words if word.startswith("--") and word != "--demo"):
        assert option in shown


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    texts = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z-]+)", texts))
    assert {"demo", "test", "check"} <= named
    assert named - targets == set()


def test_every_link_leads_somewhere():
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} points at {target}"
