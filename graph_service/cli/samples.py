"""The sample company: what to take in, in which order, and whether that was done before.

In: samples/manifest.json. Out: steps, each with an id that changes when its files or the model do. Refuses: nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_service.model.files import samples_dir


@dataclass(frozen=True, slots=True)
class Step:
    """One run of ``ingest`` over a folder of samples/."""

    source: str
    path: Path
    observed_at: str
    batch_id: str
    """The same files under the same model have the same id, so a second demo finds that the step is done."""


@dataclass(frozen=True, slots=True)
class EraseStep:
    """One person who wants to be erased, and when they said so."""

    email: str
    at: str
    order: str
    """Id of the order, by which a second demo finds that it was carried out."""


def steps(model_version: str) -> list[Step | EraseStep]:
    """What happened to the sample company's data, in order."""
    root = samples_dir()
    manifest: dict[str, Any] = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    return [
        EraseStep(step["erase"]["email"], step["at"], f"sample-erasure-{number}")
        if "erase" in step
        else Step(
            source=step["source"],
            path=root / step["path"],
            observed_at=step["observed_at"],
            batch_id=f"sample-{step['path']}-{_digest(root / step['path'], model_version)}",
        )
        for number, step in enumerate(manifest["steps"])
    ]


def _digest(folder: Path, model_version: str) -> str:
    digest = hashlib.sha256(model_version.encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"\0{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
