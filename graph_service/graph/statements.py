"""Every statement is a file under cypher/ with its contract in its header.

In: cypher/<topic>/<name>.cypher. Out: :class:`Statement`. Refuses, at load: a stem that is not the header's name,
parameters used but not declared or declared but not used, a missing doc or cardinality.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, cast

from graph_service.errors import StatementError
from graph_service.model.files import cypher_dir

Cardinality = Literal["many", "one", "none"]
_HEADER = re.compile(r"//\s*(?P<name>\w+):\s*(?P<doc>.+)")
_PARAM = re.compile(r"//\s*:param\s+(?P<name>\w+):\s*(?P<doc>.+)")
_RETURNS = re.compile(r"//\s*:returns:\s*(?P<kind>many|one|none)\b")
_USED = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One named statement.

    Attributes:
        name: ``topic/stem``.
        doc: what it finds or does.
        params: parameter -> meaning.
        returns: how many records it gives.
        text: the Cypher, header included, so that the server's logs name it.
    """

    name: str
    doc: str
    params: Mapping[str, str]
    returns: Cardinality
    text: str


@lru_cache(maxsize=1)
def load_statements() -> Mapping[str, Statement]:
    """All statements by ``topic/stem``.

    Raises:
        StatementError: naming the file and what its header lacks.
    """
    root = cypher_dir()
    found: dict[str, Statement] = {}
    for path in sorted(root.glob("*/*.cypher")):
        name = f"{path.parent.name}/{path.stem}"
        found[name] = _parse(name, path.stem, path.read_text(encoding="utf-8"))
    return MappingProxyType(found)


def statement(name: str) -> Statement:
    """One statement by name.

    Raises:
        StatementError: if there is no such file.
    """
    try:
        return load_statements()[name]
    except KeyError:
        raise StatementError("no such statement", where=f"cypher/{name}.cypher") from None


def _parse(name: str, stem: str, text: str) -> Statement:
    where = f"cypher/{name}.cypher"
    header = [line for line in text.splitlines() if line.startswith("//")]
    body = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//"))
    first = _HEADER.match(header[0]) if header else None
    if first is None or first["name"] != stem:
        raise StatementError(f"the first line must be '// {stem}: what it finds'", where=where)
    params = {match["name"]: match["doc"] for line in header if (match := _PARAM.match(line))}
    returns = next((match["kind"] for line in header if (match := _RETURNS.match(line))), None)
    if returns is None:
        raise StatementError("the header lacks '// :returns: many | one | none'", where=where)
    used = set(_USED.findall(body))
    for missing in sorted(used - params.keys()):
        raise StatementError(f"${missing} is used but not declared", where=where)
    for unused in sorted(params.keys() - used):
        raise StatementError(f"${unused} is declared but not used", where=where)
    return Statement(name, first["doc"], MappingProxyType(params), cast(Cardinality, returns), text)
