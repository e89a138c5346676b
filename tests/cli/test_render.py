"""Answers and receipts as a person sees them on a terminal."""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from graph_service.cli.ingest import receipt_parts
from graph_service.cli.render.answers import render
from graph_service.cli.render.envelope import age
from graph_service.intake.receipt import FileReceipt, Receipt
from graph_service.questions.answer import Candidate, Difference, NodeSeen, RecordSeen, SinceKind, Status, Why
from graph_service.questions.hierarchy_answer import (
    AccountHierarchy,
    Ancestor,
    Descendant,
    HierarchyKind,
    ParentKnown,
    RefusedParent,
    RefusedReason,
)
from graph_service.questions.ownership_answer import How, IsMine, Mine, Owner, Ownership, Vacancy, VacancyReason
from graph_service.questions.roles_answer import ContactRoles, RoleSeen
from graph_service.questions.suppression_answer import (
    ContactPointSeen,
    DecidedBy,
    Decision,
    Missing,
    PersonDecision,
    Reason,
    SuppressionAnswer,
)

NOW = datetime(2026, 9, 15, 9, tzinfo=UTC)
MAY = datetime(2026, 5, 3, tzinfo=UTC)
ENVELOPE: dict[str, Any] = {"status": Status.OK, "as_of": NOW, "model_version": "abc"}


def printed(question: str, answer: Any) -> str:
    return text_of(render(question, answer))


def text_of(parts: list[Any]) -> str:
    out = io.StringIO()
    console = Console(file=out, width=110, highlight=False)
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def account(name: str) -> NodeSeen:
    return NodeSeen(noun="Account", id=f"acc_{name.lower()}", name=name)


def record(age_seconds: int | None = 86_400) -> RecordSeen:
    return RecordSeen(
        system="salesforce", object="Account", external_id="001A", state="live", at=MAY, age_seconds=age_seconds
    )


def owner(name: str = "Ana", **changes: Any) -> Owner:
    given: dict[str, Any] = {
        "owner": NodeSeen(noun="User", id="usr_1", name=name),
        "type": "ACCOUNT_EXECUTIVE",
        "how": How.DIRECT,
        "active": True,
        "placeholder": None,
        "orphaned": False,
        "since": MAY,
        "since_kind": SinceKind.FIRST_SEEN,
        "systems": ["salesforce"],
    }
    return Owner(**given | changes)


def test_a_hierarchy_is_a_tree_with_the_asked_account_marked():
    answer = AccountHierarchy(
        **ENVELOPE,
        kind=HierarchyKind.SELLING,
        account=account("Rail"),
        parent=account("Freight"),
        parent_known=ParentKnown.KNOWN_PARENT,
        parent_since=MAY,
        ancestors=[
            Ancestor(account=account("Freight"), depth=1, child_id="acc_rail", gap=False, since=MAY,
                     since_kind=SinceKind.STATED, systems=["salesforce"]),
            Ancestor(account=account("Group"), depth=2, child_id="acc_freight", gap=False, since=MAY,
                     since_kind=SinceKind.STATED, systems=["salesforce"]),
        ],
        descendants=[
            Descendant(account=account("Depot"), depth=1, parent_id="acc_rail", gap=False, since=MAY,
                       since_kind=SinceKind.STATED, systems=["hubspot"], owners=[], records=[]),
        ],
        conflicts=[
            RefusedParent(parent=account("Group"), child=account("Rail"), reason=RefusedReason.OUTRANKED, since=MAY,
                          systems=["hubspot"], records=[]),
        ],
        why=[Why(rule="AUTHORITY", text="Salesforce is believed first.", records=[record()])],
    )  # fmt: skip
    lines = printed("account_hierarchy", answer).splitlines()
    assert lines[:5] == [
        "SELLING hierarchy",
        "Group",
        "└── Freight",
        "    └── Rail  <- asked, under Freight since 2026-05-03",
        "        └── Depot  hubspot",
    ]
    assert lines[5] == "conflict  hubspot puts Rail under Group: OUTRANKED. A more trusted system says otherwise."
    assert lines[6] == "why  Salesforce is believed first.  [salesforce Account 001A, 1 day old]"


def test_an_unknown_parent_is_not_called_a_root():
    answer = AccountHierarchy(**ENVELOPE, kind=HierarchyKind.SELLING, account=account("Labs"))
    assert "Labs  <- asked, parent unknown" in printed("account_hierarchy", answer)


def test_several_candidates_are_shown_with_what_differs():
    candidates = [
        Candidate(noun="Account", id=f"acc_{who}", name="Twin", systems=["salesforce"],
                  differs=[Difference(what="owners", value=who)])
        for who in ("Ana", "Ben")
    ]  # fmt: skip
    answer = Ownership(**{**ENVELOPE, "status": Status.AMBIGUOUS}, candidates=candidates)
    text = printed("account_ownership", answer)
    assert text.startswith("AMBIGUOUS: ")
    assert [line.split() for line in text.splitlines()[1:]] == [
        ["Twin", "acc_Ana"],
        ["owners", "Ana"],
        ["Twin", "acc_Ben"],
        ["owners", "Ben"],
    ]


def test_owners_say_how_and_whether_they_left():
    gone = owner("Gus", active=False, orphaned=True)
    inherited = owner("Ana", how=How.INHERITED, inherited_from=account("Freight"))
    text = printed("account_ownership", Ownership(**ENVELOPE, target=account("Rail"), owners=[gone, inherited]))
    assert "Gus (left, orphaned)" in text
    assert "INHERITED from Freight" in text
    assert "seen 2026-05-03" in text


def test_unassigned_says_by_whom():
    vacancy = Vacancy(type="ACCOUNT_EXECUTIVE", reason=VacancyReason.CLEARED, by="Ben", since=MAY,
                      systems=["salesforce"], records=[])  # fmt: skip
    answer = Ownership(**ENVELOPE, target=account("Outlet"), unassigned=True, unassigned_because=vacancy)
    text = printed("account_ownership", answer)
    assert "unassigned: ACCOUNT_EXECUTIVE CLEARED by Ben since 2026-05-03 (salesforce)" in text
    assert "no owner on record" not in text


def test_is_mine_answers_first():
    answer = IsMine(**ENVELOPE, answer=Mine.YES, user=NodeSeen(noun="User", id="usr_1", name="Ana"),
                    account=account("Rail"), types=["CSM"], owners=[owner()])  # fmt: skip
    assert printed("is_mine", answer).splitlines()[0] == "Is Rail Ana's? YES as CSM"


def test_no_role_on_record_is_said_to_be_unknown():
    person = NodeSeen(noun="Person", id="per_1", name="Noor")
    assert "unknown: no system names a role" in printed(
        "contact_roles", ContactRoles(**ENVELOPE, person=person, unknown=True)
    )


def test_a_role_keeps_the_vendors_word():
    person = NodeSeen(noun="Person", id="per_1", name="Noor")
    role = RoleSeen(person=person, role="BUSINESS_USER", primary=None, target=account("Rail"), raw="END_USER",
                    since=MAY,
                    since_kind=SinceKind.STATED, until=None, systems=["hubspot"], confidence="low")  # fmt: skip
    text = printed("contact_roles", ContactRoles(**ENVELOPE, person=person, roles=[role]))
    assert "BUSINESS_USER (“END_USER”, low confidence)" in text
    assert "Account Rail" in text


def test_a_suppression_names_every_stop_and_what_is_missing():
    stop = Reason(code="UNSUBSCRIBED_ALL_EMAIL", level="SUBJECT", scope="PERSON", system="hubspot", since=MAY)
    stopped = PersonDecision(
        asked="maria@x.example", status=Status.OK, person=NodeSeen(noun="Person", id="per_1", name="Maria"),
        contact_point=ContactPointSeen(kind="EMAIL", value="maria@x.example"), decision=Decision.SUPPRESSED,
        may_contact=False, reasons=[stop], decided_by=DecidedBy(level="SUBJECT", code=stop.code), policy_version="1",
    )  # fmt: skip
    open_ = PersonDecision(
        asked="jonas@x.example", status=Status.NOT_FOUND, decision=Decision.UNKNOWN, may_contact=False,
        missing=[Missing(code="NO_PERMISSION_ON_RECORD", settle="An opt-in for this address")], policy_version="1",
    )  # fmt: skip
    answer = SuppressionAnswer(
        **ENVELOPE, channel="EMAIL", purpose="PROSPECTING", decisions=[stopped, open_], policy_version="1"
    )
    assert printed("suppression", answer).splitlines() == [
        "May we contact them by EMAIL for PROSPECTING?",
        "SUPPRESSED  Maria",
        "  stop      UNSUBSCRIBED_ALL_EMAIL (SUBJECT, PERSON, hubspot, since 2026-05-03)",
        "UNKNOWN  jonas@x.example",
        "  missing   NO_PERMISSION_ON_RECORD: An opt-in for this address",
    ]


def test_a_question_without_a_form_of_its_own_is_shown_field_by_field():
    answer = Ownership(**ENVELOPE, target=account("Rail"), owners=[owner()])
    text = printed("a_question_of_tomorrow", answer)
    assert "target" in text
    assert "Rail" in text
    assert "Ana" in text


def test_markup_in_a_name_is_text():
    answer = Ownership(**ENVELOPE, target=account("[bold]Rail[/bold]"), owners=[owner("[red]Ana")])
    text = printed("account_ownership", answer)
    assert "[bold]Rail[/bold]" in text
    assert "[red]Ana" in text


def test_an_age_has_one_unit():
    assert [age(5), age(60), age(7_200), age(86_400), age(200_000)] == [
        "seconds", "1 minute", "2 hours", "1 day", "2 days",
    ]  # fmt: skip


def test_a_receipt_says_what_needs_attention():
    file = FileReceipt(
        object="Contact", file="Contact.csv", read=1_200, accepted=1_100, unchanged=90, refused=10,
        set_aside=Counter({"Email: no address": 4}), dangling=Counter({"WORKS_AT": 2, "OWNS": 0}),
        consent_columns_unmapped=["gdpr_ok"], incomplete=True, reason="line 1201: unclosed quote",
    )  # fmt: skip
    receipt = Receipt(source="salesforce", batch="b1", objects=[file], ignored=["notes.txt"])
    text = text_of(receipt_parts(receipt))
    assert "salesforce, batch b1" in text
    assert "1,200" in text
    assert "10 rows refused: `gtm-graph quarantine list` says why" in text
    assert "4 fields set aside (4 x Email: no address)" in text
    assert "ends not seen yet: 2 WORKS_AT" in text
    assert "OWNS" not in text
    assert "columns that look like consent and are not mapped: gdpr_ok" in text
    assert "not read to its end: line 1201: unclosed quote" in text
    assert "not taken: notes.txt" in text
