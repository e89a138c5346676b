"""A made company of any size for ``bench.questions``, as records in the shapes of four systems.

In: a folder and how many accounts. Out: CSV files, a folder per system, and the keys by which one asks for them.
One tree of 1,000 companies, then trees of ten; one owner each of 200; three contacts each, one in twenty opted out; a
deal with two roles for every second company; a payer, a contract, a tenant, a workspace and its usage for every fifth.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

BIG, SMALL, OWNERS, CONTACTS, DEALS, PAYERS = 1_000, 10, 200, 3, 2, 5
SYSTEMS = ("salesforce", "zuora", "product_admin", "warehouse")
"""In the order in which they are to be taken in: what is referred to first."""
TODAY = date(2026, 3, 1)
_CLOCK = "2026-03-01T10:00:00.000+0000"
_THEN = "2026-01-01 09:00:00"
_STAGES = (
    ("Qualification", "false", "false"),
    ("Closed Won", "true", "true"),
    ("Proposal/Price Quote", "false", "false"),
    ("Closed Lost", "true", "false"),
)
_ROLES = ("Decision Maker", "Evaluator")
_WORDS = ("Steel", "Freight", "Dental", "Cotton", "Solar", "Harbour", "Glass", "Timber", "Copper", "Cedar")

Row = tuple[object, ...]


def write(folder: Path, accounts: int) -> None:
    """Write its records, in one folder per system.

    Args:
        folder: where.
        accounts: how many; more than 1,000.
    """
    for name, (columns, rows) in _TABLES.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(columns.split(","))
            table.writerows(rows(accounts))


def crm_id(prefix: str, number: int) -> str:
    """The 15 characters of a Salesforce id."""
    return f"{prefix}{number:012d}"


def domain(number: int) -> str:
    """The domain of a company."""
    return f"company{number}.com"


def address(number: int) -> str:
    """The address of a person."""
    return f"person{number}@{domain(number // CONTACTS)}"


def name(number: int) -> str:
    """The name of a company: two words that a thousandth share, and a number."""
    return f"{_WORDS[number % 10]} {_WORDS[number // 10 % 10]} {number}"


def owner(number: int) -> str:
    """The address of one of our own people."""
    return f"owner{number}@us.example"


def _users(_: int) -> Iterator[Row]:
    return ((crm_id("005", n), f"Owner {n}", owner(n), "true", _CLOCK) for n in range(OWNERS))


def _accounts(accounts: int) -> Iterator[Row]:
    for n in range(accounts):
        parent = "" if (above := _parent(n)) is None else crm_id("001", above)
        yield crm_id("001", n), "false", name(n), parent, crm_id("005", n % OWNERS), f"https://{domain(n)}", _CLOCK


def _parent(number: int) -> int | None:
    """The first thousand companies are one tree of three levels; then every ten are one of two."""
    if number < BIG:
        return None if number == 0 else 0 if number <= 30 else 1 + number % 30
    return None if number % SMALL == 0 else number - number % SMALL


def _contacts(accounts: int) -> Iterator[Row]:
    for n in range(accounts * CONTACTS):
        out = "true" if n % 20 == 0 else "false"
        account = crm_id("001", n // CONTACTS)
        yield (
            crm_id("003", n), "false", account, "Person", str(n), f"Person {n}", address(n), "", "US", out, "false",
            "false", crm_id("005", n // CONTACTS % OWNERS), "Web", _CLOCK,
        )  # fmt: skip


def _deals(accounts: int) -> Iterator[Row]:
    for n in range(accounts // DEALS):
        account = n * DEALS
        stage, closed, won = _STAGES[n % len(_STAGES)]
        made = TODAY - timedelta(days=30 + n % 300)
        close = made + timedelta(days=20) if closed == "true" else TODAY + timedelta(days=n % 120)
        yield (
            crm_id("006", n), "false", crm_id("001", account), f"Deal {n}", "New Customer", stage, 1_000 + n % 500,
            "USD", close, closed, won, "Pipeline", "Web", crm_id("005", account % OWNERS), f"{made}T09:00:00.000Z",
            _CLOCK,
        )  # fmt: skip


def _roles(accounts: int) -> Iterator[Row]:
    for n in range(accounts // DEALS):
        for which, role in enumerate(_ROLES):
            person = crm_id("003", n * DEALS * CONTACTS + which)
            primary = "false" if which else "true"
            yield crm_id("00K", n * 2 + which), "false", crm_id("006", n), person, role, primary, _CLOCK, _CLOCK


def _payers(accounts: int) -> Iterator[Row]:
    for n in range(0, accounts, PAYERS):
        yield f"zacc{n}", "FALSE", _THEN, f"A{n}", 0, crm_id("001", n), "USD", f"{name(n)} LLC", "Active", _THEN


def _contracts(accounts: int) -> Iterator[Row]:
    for n in range(0, accounts, PAYERS):
        start = TODAY - timedelta(days=n % 360)
        yield (
            f"zsub{n}", "FALSE", _THEN, f"zacc{n}", "TRUE", _THEN, f"zacc{n}", f"S{n}", f"zsub{n}", "Active", start,
            start + timedelta(days=365), start, _THEN, 1,
        )  # fmt: skip


def _charges(accounts: int) -> Iterator[Row]:
    for n in range(0, accounts, PAYERS):
        start = TODAY - timedelta(days=n % 360)
        yield (
            f"zchg{n}", "FALSE", _THEN, f"zacc{n}", f"C{n}", "Recurring", start + timedelta(days=365), start, "TRUE",
            100, "Seats", f"zsub{n}", "USD", _THEN, 1,
        )  # fmt: skip


def _tenants(accounts: int) -> Iterator[Row]:
    for n in range(0, accounts, PAYERS):
        yield f"tn{n}", name(n), "team", "false", crm_id("001", n), f"zsub{n}", _THEN, _THEN


def _workspaces(accounts: int) -> Iterator[Row]:
    return ((f"ws{n}", f"Workspace {n}", f"tn{n}", f"ws-{n}", _THEN, _THEN) for n in range(0, accounts, PAYERS))


def _usage(accounts: int) -> Iterator[Row]:
    for n in range(0, accounts, PAYERS):
        for day in (TODAY - timedelta(days=40), TODAY - timedelta(days=10)):
            yield "runs", day, 10 + n % 90, f"tn{n}", f"ws{n}", f"{day} 23:00:00"


_TABLES: dict[str, tuple[str, Callable[[int], Iterator[Row]]]] = {
    "salesforce/User": ("Id,Name,Email,IsActive,SystemModstamp", _users),
    "salesforce/Account": ("Id,IsDeleted,Name,ParentId,OwnerId,Website,SystemModstamp", _accounts),
    "salesforce/Contact": (
        "Id,IsDeleted,AccountId,FirstName,LastName,Name,Email,Phone,MailingCountryCode,HasOptedOutOfEmail,"
        "HasOptedOutOfFax,DoNotCall,OwnerId,LeadSource,SystemModstamp",
        _contacts,
    ),
    "salesforce/Opportunity": (
        "Id,IsDeleted,AccountId,Name,Type,StageName,Amount,CurrencyIsoCode,CloseDate,IsClosed,IsWon,ForecastCategory,"
        "LeadSource,OwnerId,CreatedDate,SystemModstamp",
        _deals,
    ),
    "salesforce/OpportunityContactRole": (
        "Id,IsDeleted,OpportunityId,ContactId,Role,IsPrimary,CreatedDate,SystemModstamp",
        _roles,
    ),
    "zuora/zuora_account_data": (
        "id,_fivetran_deleted,_fivetran_synced,account_number,balance,crm_id,currency,name,status,updated_date",
        _payers,
    ),
    "zuora/zuora_subscription_data": (
        "id,_fivetran_deleted,_fivetran_synced,account_id,auto_renew,created_date,invoice_owner_id,name,original_id,status,"
        "subscription_start_date,term_end_date,term_start_date,updated_date,version",
        _contracts,
    ),
    "zuora/zuora_rate_plan_charge_data": (
        "id,_fivetran_deleted,_fivetran_synced,account_id,charge_number,charge_type,effective_end_date,effective_start_date,"
        "is_last_segment,mrr,name,subscription_id,transaction_currency,updated_date,version",
        _charges,
    ),
    "product_admin/organisations": (
        "id,name,plan,is_internal,crm_account_id,zuora_subscription_id,created_at,updated_at",
        _tenants,
    ),
    "product_admin/workspaces": ("id,name,organisation_id,slug,created_at,updated_at", _workspaces),
    "warehouse/usage_daily": ("metric,day,value,tenant_id,workspace_id,updated_at", _usage),
}
