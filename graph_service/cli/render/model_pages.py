"""The model's own answers for a person: the map, the source-of-truth table, what teams mean by a word.

In: :class:`ObjectMap`, :class:`SourceOfTruth`, :class:`Definitions`. Out: tables. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.deals import named
from graph_service.cli.render.envelope import age, bare, counted, next_page
from graph_service.questions.definitions import Definitions
from graph_service.questions.object_map import NounOnMap, ObjectMap
from graph_service.questions.source_of_truth import SourceOfTruth

_KINDS = 4


def object_map(answer: ObjectMap) -> list[RenderableType]:
    """What exists on one page."""
    live = answer.nodes is not None
    nouns = bare("noun", *(["count"] if live else []), "identity", "told by", "what it is")
    for one in answer.nouns:
        number = [f"{one.count:,}" if one.count is not None else "-"] if live else []
        nouns.add_row(Text(one.noun, style="bold"), *number, _identity(one), _feeds(one), Text(one.meaning))
    links = bare("link", *(["count"] if live else []), "from", "to", "kinds")
    for link in answer.links:
        number = [f"{link.count:,}" if link.count is not None else "-"] if live else []
        more = f" and {len(link.variants) - _KINDS} more" if len(link.variants) > _KINDS else ""
        kinds = ", ".join(link.variants[:_KINDS]) + more
        links.add_row(
            Text(link.type, style="bold"), *number, ", ".join(link.from_nouns), ", ".join(link.to_nouns), kinds
        )
    return [nouns, Text(), links]


def _identity(one: NounOnMap) -> str:
    if one.facet_of:
        return f"facet of {one.facet_of}"
    return ", ".join(one.identity) or ("its facets" if one.made_of else "source ids")


def _feeds(one: NounOnMap) -> Text:
    text = Text()
    for feed in one.fed_by:
        text.append(", " if text else "")
        text.append(feed.system, style="dim" if feed.connected is False else "")
    return text or Text(", ".join(one.made_of) or "-", style="dim")


def source_of_truth(answer: SourceOfTruth) -> list[RenderableType]:
    """Whom to believe about what."""
    live = answer.conflicts is not None
    table = bare("object", "field", "owned by", "then", "written by", *(["age", "conflicts"] if live else []))
    before = None
    for row in answer.rows:
        then = [system for system in row.systems if system != row.owner]
        owner = row.owner or ("all together" if row.rule.name == "KEYS" else "nobody connected")
        mark = {"UNION": " (all count)", "FIRST_WINS": " (first counts)"}.get(row.rule.name, "")
        now = [
            Text(age(row.age_seconds) if row.age_seconds is not None else "-"),
            Text(str(row.conflicts), style="yellow" if row.conflicts else "dim"),
        ]
        head = Text(row.object if row.object != before else "", style="bold")
        cells = [head, Text(row.field), Text(f"{owner}{mark}"), Text(", ".join(then), style="dim")]
        table.add_row(*cells, Text(", ".join(row.teams) or "nobody by hand"), *(now if live else []))
        before = row.object
    foot = counted(len(answer.rows), "row") + (f"; {answer.conflicts:,} in conflict now" if live else "")
    return [table, Text(foot, style="dim")]


def definitions(answer: Definitions) -> list[RenderableType]:
    """What teams mean, word by word, and on what they differ."""
    parts: list[RenderableType] = []
    for term in answer.terms:
        head = Text(term.term.replace("_", " "), style="bold")
        if term.things is not None:
            head.append(f"  {counted(term.things, term.noun)}, they differ on {term.differ:,}", style="dim")
        table = bare("team", "counts", "means")
        for team in term.teams:
            table.add_row(team.team, f"{team.count:,}" if team.count is not None else "-", Text(team.says))
        parts += [head, table]
    if answer.differences:
        table = bare("word", "thing", "of", "yes", "no")
        for row in answer.differences:
            yes, no = (", ".join(one.team for one in row.verdicts if one.holds is held) for held in (True, False))
            of = ", ".join(named(one) for one in row.accounts if one.id != row.thing.id)
            table.add_row(row.term.replace("_", " "), Text(named(row.thing)), Text(of), yes, Text(no, style="dim"))
        parts += [Text(), table]
    return [*parts, *next_page(answer.page)]
