"""``contact_roles`` for a person: who has which role towards what, since when, by whose word.

In: :class:`ContactRoles`. Out: a table of roles, and where the person works. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.envelope import bare, day
from graph_service.questions.roles_answer import ContactRoles, Employment, RoleSeen


def body(answer: ContactRoles) -> list[RenderableType]:
    """Roles, one row each; not knowing is said, so that it is not read as having none."""
    about = " and ".join(one.name or one.id for one in (answer.person, answer.target) if one)
    parts: list[RenderableType] = [
        Text(f"Roles of {about}" if answer.person else f"Roles towards {about}", style="bold")
    ]
    if answer.unknown:
        parts.append(Text("unknown: no system names a role, which is not the same as having none"))
    if answer.roles:
        table = bare("person", "role", "towards", "since", "until", "systems")
        for one in answer.roles:
            until = day(one.until) if one.until else ""
            table.add_row(
                Text(one.person.name or one.person.id),
                _role(one),
                Text(f"{one.target.noun} {one.target.name or one.target.id}"),
                day(one.since, one.since_kind),
                until,
                ", ".join(one.systems),
            )
        parts.append(table)
    parts.extend(Text(f"works at {_job(one)}") for one in answer.employers)
    parts.extend(Text(f"worked at {_job(one)}", style="dim") for one in answer.former_employers)
    parts.extend(Text(f"cut off: {one.text}", style="yellow") for one in answer.truncated)
    return parts


def _role(one: RoleSeen) -> Text:
    text = Text(one.role)
    said = f"“{one.raw}”" if one.raw and one.raw.casefold() != one.role.replace("_", " ").casefold() else ""
    notes = [
        said,
        "main" if one.primary else "",
        f"{one.confidence} confidence" if one.confidence not in (None, "high") else "",
    ]
    return text.append(f" ({', '.join(filter(None, notes))})" if any(notes) else "", style="dim")


def _job(one: Employment) -> str:
    title = f" as {one.title}" if one.title else ""
    until = f" until {day(one.until)}" if one.until else ""
    since = f" since {day(one.since, one.since_kind)}" if one.since else ""
    return f"{one.account.name or one.account.id}{title}{since}{until} ({', '.join(one.systems)})"
