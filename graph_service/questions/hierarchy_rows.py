"""Rows of ``hierarchy/account_hierarchy`` as typed parts of the answer.

In: rows. Out: ancestors, descendants, refused claims, gaps, paths. Refuses: nothing; it does not judge.
"""

from __future__ import annotations

from typing import Any

from graph_service.questions.answer import NodeSeen, Step, node_seen, records_seen, since_kind
from graph_service.questions.ask import Ask, moment
from graph_service.questions.hierarchy_answer import (
    Ancestor,
    Descendant,
    Gap,
    HierarchyKind,
    HierarchyOwner,
    RefusedParent,
    RefusedReason,
)


def ancestor(row: dict[str, Any]) -> Ancestor:
    """One account above."""
    return Ancestor(
        account=node_seen(row),
        depth=row["depth"],
        child_id=row["near"],
        gap=row["gap"],
        since=moment(row["since"]),
        since_kind=since_kind(row["since_kind"]),
        systems=row["systems"] or [],
    )


def descendant(ask: Ask, row: dict[str, Any]) -> Descendant:
    """One account below."""
    return Descendant(
        account=node_seen(row),
        depth=row["depth"],
        parent_id=row["near"],
        gap=row["gap"],
        since=moment(row["since"]),
        since_kind=since_kind(row["since_kind"]),
        systems=row["systems"] or [],
        owners=[
            HierarchyOwner(
                owner=node_seen(one),
                type=one["type"],
                active=one["active"] is not False,
                placeholder=one["placeholder"],
            )
            for one in row["owners"]
        ],
        records=records_seen(ask, row["records"]),
    )


def refused(ask: Ask, row: dict[str, Any]) -> RefusedParent:
    """One claim that the tree does not hold."""
    return RefusedParent(
        parent=node_seen(row["parent"]),
        child=node_seen(row["child"]),
        reason=RefusedReason[row["refused"]],
        since=moment(row["since"]),
        systems=row["systems"] or [],
        records=records_seen(ask, row["records"]),
    )


def path(account: NodeSeen, kind: HierarchyKind, rows: list[dict[str, Any]]) -> list[Step]:
    """The chain above as links, nearest first."""
    nodes = {account.id: account} | {row["id"]: node_seen(row) for row in rows}
    return [
        Step(
            start=node_seen(row),
            link="PARENT_OF",
            variant=kind.name,
            end=nodes[row["near"]],
            since=moment(row["since"]),
            systems=row["systems"] or [],
        )
        for row in rows
    ]


def gaps(account: NodeSeen, above: list[dict[str, Any]], below: list[dict[str, Any]]) -> list[Gap]:
    """Where only an ultimate parent is known, above and below."""
    nodes = {account.id: account} | {row["id"]: node_seen(row) for row in (*above, *below)}
    over = [(nodes[row["near"]], node_seen(row), row) for row in above if row["gap"]]
    under = [(node_seen(row), nodes[row["near"]], row) for row in below if row["gap"]]
    return [
        Gap(account=low, ultimate_parent=top, since=moment(row["since"]), systems=row["systems"] or [])
        for low, top, row in (*over, *under)
    ]
