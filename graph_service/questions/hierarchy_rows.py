"""Rows of ``hierarchy/account_hierarchy`` as typed parts of the answer.

In: rows. Out: ancestors, descendants, refused claims, gaps, paths. Refuses: nothing; it does not judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph_service.questions.answer import NodeSeen, Step, node_seen, since_kind
from graph_service.questions.ask import moment
from graph_service.questions.evidence import Evidence
from graph_service.questions.hierarchy_answer import (
    Ancestor,
    Descendant,
    Gap,
    HierarchyKind,
    HierarchyOwner,
    RefusedParent,
    RefusedReason,
)

Row = Mapping[str, Any]


def ancestor(row: Row) -> Ancestor:
    """One account above."""
    link = row["link"]
    return Ancestor(
        account=node_seen(row, "Account"),
        depth=row["depth"],
        child_id=row["near"],
        gap=is_gap(link),
        since=moment(link.get("since")),
        since_kind=since_kind(link.get("since_kind")),
        systems=link.get("systems") or [],
    )


def is_gap(link: Row) -> bool:
    """Whether a parent link names an ultimate parent only."""
    return bool(link.get("gap") or link.get("ultimate"))


def descendant(row: Row, seen: Evidence) -> Descendant:
    """One account below."""
    link = row["link"]
    return Descendant(
        account=node_seen(row, "Account"),
        depth=row["depth"],
        parent_id=row["near"],
        gap=is_gap(link),
        since=moment(link.get("since")),
        since_kind=since_kind(link.get("since_kind")),
        systems=link.get("systems") or [],
        owners=[
            HierarchyOwner(
                owner=node_seen(one),
                type=one["type"],
                active=one["active"] is not False,
                placeholder=one["placeholder"],
            )
            for one in row["owners"]
        ],
        records=seen.of(link),
    )


def refused(row: Row, seen: Evidence) -> RefusedParent:
    """One claim that the tree does not hold."""
    link = row["link"]
    return RefusedParent(
        parent=node_seen(row["parent"], "Account"),
        child=node_seen(row["child"], "Account"),
        reason=RefusedReason[link["refused"]],
        since=moment(link.get("since")),
        systems=link.get("systems") or [],
        records=seen.of(link),
    )


def path(account: NodeSeen, kind: HierarchyKind, rows: Sequence[Row]) -> list[Step]:
    """The chain above as links, nearest first."""
    nodes = {account.id: account} | {row["id"]: node_seen(row, "Account") for row in rows}
    return [
        Step(
            start=nodes[row["id"]],
            link="PARENT_OF",
            variant=kind.name,
            end=nodes[row["near"]],
            since=moment(row["link"].get("since")),
            systems=row["link"].get("systems") or [],
        )
        for row in rows
    ]


def gaps(account: NodeSeen, above: Sequence[Row], below: Sequence[Row]) -> list[Gap]:
    """Where only an ultimate parent is known, above and below."""
    nodes = {account.id: account} | {row["id"]: node_seen(row, "Account") for row in (*above, *below)}
    over = [(nodes[row["near"]], nodes[row["id"]], row["link"]) for row in above if is_gap(row["link"])]
    under = [(nodes[row["id"]], nodes[row["near"]], row["link"]) for row in below if is_gap(row["link"])]
    return [
        Gap(account=low, ultimate_parent=top, since=moment(link.get("since")), systems=link.get("systems") or [])
        for low, top, link in (*over, *under)
    ]
