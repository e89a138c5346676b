"""The sample files and the scenarios agree with each other and with what they claim to be.

In: samples/ and tests/scenarios/. Out: nothing. Refuses: a sample whose ids, references, sums, columns or dates do not
hold, and a scenario that speaks of what the sample does not have. No database: these are checks of the files.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_service.questions.registry import QUESTIONS

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
SCENARIOS = ROOT / "tests" / "scenarios"
OBSERVED = datetime(2026, 9, 15, 6, tzinfo=UTC)

PREFIXES = {
    "Account": "001", "AccountContactRelation": "07k", "AccountTeamMember": "01M", "Contact": "003", "Group": "00G",
    "Individual": "0PK", "Lead": "00Q", "ObjectTerritory2Association": "0OT", "Opportunity": "006",
    "OpportunityContactRole": "00K", "Territory2": "0MI", "User": "005", "UserRole": "00E",
    "UserTerritory2Association": "0UT",
}  # fmt: skip
REFERS = {
    "AccountId": "Account", "ParentId": "Account", "MasterRecordId": "Account", "ContactId": "Contact",
    "OpportunityId": "Opportunity", "UserId": "User", "LastModifiedById": "User", "ConvertedAccountId": "Account",
    "ConvertedContactId": "Contact", "IndividualId": "Individual", "Territory2Id": "Territory2",
    "ParentTerritory2Id": "Territory2", "UserRoleId": "UserRole",
}  # fmt: skip
TREES = {
    "Meridian Freight": 11, "Halden Chemicals": 9, "Brightwater Retail": 10, "Kestrel Energy": 8, "Aurelia Health": 7,
    "Tamsin & Roe": 4, "Pinegrove Labs": 5, "Copperline": 6,
}  # fmt: skip
TREE_WORDS = {
    "Meridian Freight": r"^Meridian |^Rail Depot$", "Halden Chemicals": r"^Halden ",
    "Brightwater Retail": r"^Brightwater ", "Kestrel Energy": r"^Kestrel |^Volta Grid$",
    "Aurelia Health": r"^Aurelia ", "Tamsin & Roe": r"^Tamsin & Roe", "Pinegrove Labs": r"^Pinegrove ",
    "Copperline": r"^Copperline",
}  # fmt: skip
ASKED = {1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 29, 30}
"""Situations told by the four systems alone whose questions exist: hierarchy, ownership, roles, suppression."""
STRANGERS = ("nobody", "somebody")
"""So begin addresses that are asked about because nobody has them."""
STEPS = {
    "rows": {"source", "file", "observed_at", "rows"},
    "decide": {"decide", "args", "actor", "teams", "at", "as"},
    "erase": {"erase", "at"},
}
"""Kind of a given step -> its words."""
MATCHERS = {"contains", "unordered", "lacks", "absent", "present", "empty", "regex", "contains_text", "all"}


def rows(name: str, folder: str = "salesforce") -> list[dict[str, str]]:
    with (SAMPLES / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def page(name: str, key: str = "results", folder: str = "hubspot") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((SAMPLES / folder / f"{name}.json").read_text(encoding="utf-8"))[key]
    return found


def lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLES / path).read_text(encoding="utf-8").rstrip("\n").split("\n")]


def live_accounts() -> list[dict[str, str]]:
    newest: dict[str, dict[str, str]] = {}
    for row in sorted(rows("Account"), key=lambda row: row["SystemModstamp"]):
        newest[row["Id"]] = row
    return [row for row in newest.values() if row["IsDeleted"] == "false"]


def account_names() -> list[str]:
    salesforce = live_accounts()
    domains = {row["Website"].removeprefix("https://www.") for row in salesforce}
    only_hubspot = [one["properties"] for one in page("companies") if one["properties"]["domain"] not in domains]
    return [row["Name"] for row in salesforce] + [one["name"] for one in only_hubspot]


def checksum(id15: str) -> str:
    """The three letters that Salesforce appends to a 15 character id: which of five characters are upper case."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    fives = (id15[start : start + 5] for start in (0, 5, 10))
    return "".join(alphabet[sum(1 << place for place, one in enumerate(five) if "A" <= one <= "Z")] for five in fives)


def walk(value: Any) -> Iterator[Any]:
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inner)


def contacts() -> list[dict[str, Any]]:
    return page("contacts") + lines("hubspot-before-june/contacts.jsonl")


# ---------------------------------------------------------------- the files themselves


def test_checksum_is_salesforces_own() -> None:
    assert checksum("0015500000Xyy06") == "AAB"
    assert checksum("001000000000001") == "AAA"


@pytest.mark.parametrize("name", sorted(PREFIXES))
def test_salesforce_ids_and_references(name: str) -> None:
    known = {other: {row["Id"] for row in rows(other)} for other in PREFIXES}
    for row in rows(name):
        assert row["Id"].startswith(PREFIXES[name])
        for column, value in row.items():
            if re.fullmatch(r"\w+Id|Id", column) and value:
                assert len(value) == 18, (name, column, value)
                assert checksum(value[:15]) == value[15:], (name, column, value)
            if column in REFERS and value and not (name == "Contact" and column == "MasterRecordId"):
                assert value in known[REFERS[column]], (name, column, value)
            if column == "OwnerId":
                assert value in known["User"] | known["Group"], (name, value)
            if column == "ObjectId":
                assert value in known["Account"]


def test_every_salesforce_file_is_known() -> None:
    assert {path.stem for path in (SAMPLES / "salesforce").iterdir()} == set(PREFIXES)


def test_versions_of_one_record_differ_in_their_time() -> None:
    for name in PREFIXES:
        seen = Counter((row["Id"], row["SystemModstamp"]) for row in rows(name))
        assert max(seen.values()) == 1, name
    older = Counter(one["id"] for one in lines("hubspot-before-june/contacts.jsonl"))
    assert older["4101"] == 2
    versions = Counter((one["id"], one["updatedAt"]) for one in contacts())
    assert max(versions.values()) == 1


def test_sixty_accounts_in_eight_trees() -> None:
    names = account_names()
    assert len(names) == len(set(names)) == sum(TREES.values()) == 60
    for tree, expected in TREES.items():
        assert sum(bool(re.search(TREE_WORDS[tree], name)) for name in names) == expected, tree
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in names if name not in readme] == []


def test_domains_are_reserved_ones() -> None:
    texts = [
        path.read_text(encoding="utf-8") for path in SAMPLES.rglob("*") if path.suffix in {".csv", ".json", ".jsonl"}
    ]
    found = {match.lower() for text in texts for match in re.findall(r"@([\w.-]+)", text)}
    found |= {row["Website"].removeprefix("https://") for row in rows("Account")}
    found |= {one["properties"]["domain"] for one in page("companies")}
    assert len(found) > 50
    assert [domain for domain in found if not domain.endswith(".example")] == []


def test_domains_are_shared_only_where_the_story_says_so() -> None:
    shared = Counter(row["Website"] for row in live_accounts())
    assert {site: count for site, count in shared.items() if count > 1} == {
        "https://www.brightwater.example": 4,
        "https://www.meridianair.example": 2,
    }
    assert not {"brightwater.example", "meridianair.example"} & {
        one["properties"]["domain"] for one in page("companies")
    }


def test_opt_out_columns_are_never_blank() -> None:
    for name in ("Contact", "Lead"):
        for row in rows(name):
            for column in ("HasOptedOutOfEmail", "HasOptedOutOfFax", "DoNotCall"):
                assert row[column] in {"true", "false"}, (row["Name"], column)
    for one in contacts():
        flags = {key: value for key, value in one["properties"].items() if key.startswith("hs_email_optout")}
        assert len(flags) == 4
        assert set(flags.values()) <= {"true", "false"}, one["id"]


def test_every_person_has_a_country_where_an_answer_needs_it() -> None:
    assert all(row["MailingCountryCode"] and row["MailingCountry"] for row in rows("Contact"))
    assert all(row["CountryCode"] for row in rows("Lead"))
    assert all(one["properties"]["hs_country_region_code"] for one in contacts())


def test_hubspot_ends_exist() -> None:
    companies = {one["id"] for one in page("companies")}
    people = {one["id"] for one in page("contacts")}
    deals = {one["id"] for one in page("deals")}
    owners = {one["id"] for one in page("owners")}
    for name, source, target in (
        ("contacts_companies", people, companies),
        ("deals_companies", deals, companies),
        ("deals_contacts", deals, people),
    ):
        for row in page(name):
            assert row["from"]["id"] in source
            assert {str(to["toObjectId"]) for to in row["to"]} <= target
    for one in page("companies") + contacts() + page("deals"):
        said = one["properties"]
        assert said["hs_object_id"] == one["id"]
        assert not said.get("hubspot_owner_id") or said["hubspot_owner_id"] in owners
        assert not said.get("associatedcompanyid") or said["associatedcompanyid"] in companies
        assert not said.get("hs_parent_company_id") or said["hs_parent_company_id"] in companies


def test_nothing_happens_after_the_ingest() -> None:
    stamps = [row["SystemModstamp"] for name in PREFIXES for row in rows(name)]
    stamps += [one["updatedAt"] for one in contacts() + page("companies") + page("deals") + page("owners")]
    stamps += [one["timestamp"] for one in page("subscription_statuses")]
    stamps += [one["event_time"].replace(" ", "T") + "Z" for one in lines("amplitude/events.jsonl")]
    stamps += [
        one["updated_at"] for name in ("users", "organizations", "tickets") for one in page(name, name, "zendesk")
    ]
    stamps += [one["ModifiedDate"] for one in page("ctas", "data", "gainsight")]
    stamps += [one["updatedAt"] for name in ("accounts", "users") for one in page(name, folder="vitally")]
    stamps += [one["updated_at"] for one in page("contacts", "contacts", "apollo")]
    times = [datetime.fromisoformat(stamp) for stamp in stamps]
    times += [datetime.fromtimestamp(one["created"] / 1000, UTC) for one in page("email_events", "events")]
    times += [datetime.fromtimestamp(one["created"], UTC) for one in page("subscriptions", "data", "stripe")]
    assert max(times) < OBSERVED
    before = lines("hubspot-before-june/contacts.jsonl") + lines("hubspot-before-june/companies.jsonl")
    assert max(one["updatedAt"] for one in before) < "2026-05-31T06"


def test_marketing_systems_speak_of_people_the_crm_knows() -> None:
    known = {row["Email"].lower(): row for name in ("Contact", "Lead") for row in rows(name)}
    addresses = known.keys() | {one["properties"]["email"].strip().lower() for one in contacts()}
    leads = page("leads", "result", "marketo")
    members = rows("subscriber_data", "salesforce_marketing_cloud")
    said = [one["email"] for one in leads + lines("capture/submissions.jsonl") + lines("iterable/users.jsonl")]
    said += [one["email"] for one in lines("iterable/events.jsonl") + page("users_export", "users", "braze")]
    said += [one["email"] for one in page("subscription_user_status", "users", "braze")]
    said += [one["email"] for name in ("hard_bounces", "unsubscribes") for one in page(name, "emails", "braze")]
    said += [row["email_address"] for row in members]
    assert sorted({one for one in said if one.lower() not in addresses}) == []
    for one in leads:
        linked = one["sfdcContactId"] or one["sfdcLeadId"]
        assert linked is None or known[one["email"]]["Id"] == linked
    for row in members:
        assert "@" in row["subscriber_key"] or known[row["email_address"]]["Id"] == row["subscriber_key"]
    keys = {row["subscriber_key"] for row in members}
    assert {row["subscriber_key"] for row in rows("list_subscriber_data", "salesforce_marketing_cloud")} <= keys
    arrived = {one["id"] for one in leads}
    assert {one["leadId"] for one in page("activities", "result", "marketo")} - arrived == {60412}
    stamps = [one["updatedAt"] for one in leads] + [one["submitted_at"] for one in lines("capture/submissions.jsonl")]
    assert max(datetime.fromisoformat(stamp) for stamp in stamps) < OBSERVED


# ---------------------------------------------------------------- sums and links


def arr(subscription: dict[str, Any]) -> tuple[Decimal, str | None]:
    """The yearly value in minor units, or zero and why the subscription is left out."""
    if subscription["status"] not in {"active", "past_due"}:
        return Decimal(0), subscription["status"]
    if (subscription["pause_collection"] or {}).get("behavior") == "void":
        return Decimal(0), "paused"
    total = Decimal(0)
    for item in subscription["items"]["data"]:
        recurring = item["price"]["recurring"]
        if recurring["usage_type"] == "metered":
            return Decimal(0), "metered"
        periods = {"day": 365, "week": 52, "month": 12, "year": 1}[recurring["interval"]]
        amount = Decimal(item["price"]["unit_amount_decimal"]) * item["quantity"]
        total += amount * periods / recurring["interval_count"]
    for discount in subscription["discounts"]:
        coupon = discount["source"]["coupon"]
        if coupon["duration"] != "once":
            total *= 1 - Decimal(str(coupon["percent_off"])) / 100
    return total, None


def test_pinegrove_sums() -> None:
    customers = {one["id"]: one for one in page("customers", "data", "stripe")}
    ours = [
        one
        for one in page("subscriptions", "data", "stripe")
        if customers[one["customer"]]["name"].startswith("Pinegrove Labs")
    ]
    sums: dict[str, Decimal] = {}
    left_out = {}
    for one in ours:
        value, why = arr(one)
        sums[one["currency"]] = sums.get(one["currency"], Decimal(0)) + value
        if why:
            left_out[one["description"]] = why
    assert sums == {"eur": Decimal(3_240_000), "jpy": Decimal(120_000), "usd": Decimal(600_000)}
    assert left_out == {"Runs trial": "trialing", "Run minutes": "metered", "Flow add-on": "paused"}


def test_stripe_names_accounts_customers_and_tenants_that_exist() -> None:
    accounts = {row["Id"] for row in live_accounts()}
    customers = {one["id"]: one for one in page("customers", "data", "stripe")}
    named = [one["metadata"]["salesforce_account_id"] for one in customers.values()]
    assert sorted({len(one) for one in named}) == [15, 18]
    assert all(one in accounts or one + checksum(one) in accounts for one in named)
    tenants = {one["groups"]["tenant"] for one in lines("amplitude/events.jsonl")}
    for one in page("subscriptions", "data", "stripe"):
        assert one["currency"] == customers[one["customer"]]["currency"]
        assert set(one["metadata"]["tenant_id"].split(",")) <= tenants
    subscriptions = {one["id"] for one in page("subscriptions", "data", "stripe")}
    for one in page("invoices", "data", "stripe"):
        assert one["parent"]["subscription_details"]["subscription"] in subscriptions
        assert one["customer"] in customers


def test_amplitude_events() -> None:
    accounts = {row["Id"] for row in live_accounts()}
    landed = rows("amplitude_event_data", "amplitude")
    events = lines("amplitude/events.jsonl") + [
        {**row, "groups": json.loads(row["groups"]), "group_properties": json.loads(row["group_properties"])}
        for row in landed
    ]
    assert len({one["uuid"] for one in events}) == len(events)
    groups = lines("amplitude/group_identify.jsonl")
    identified = {one["group_value"]: one["group_properties"] for one in groups if one["group_type"] == "tenant"}
    in_tenant = {one["group_value"]: one["group_properties"].get("tenant_id") for one in groups}
    for one in events:
        ((tenant, said),) = one["group_properties"]["tenant"].items()
        assert one["groups"]["tenant"] == tenant
        assert list(one["group_properties"]["workspace"]) == [one["groups"]["workspace"]]
        assert said == {key: value for key, value in identified[tenant].items() if key != "name"}
        assert in_tenant[one["groups"]["workspace"]] == tenant
        assert (said.get("salesforce_account_id") in accounts) is (tenant != "tn_sandbox")
    assert {row["user_id"] for row in landed} == {"vg-3001"}
    assert {row["event_time"][:7] for row in landed} == {"2026-01", "2026-02", "2026-03"}


def enriched() -> list[dict[str, Any]]:
    """People whom ZoomInfo tells."""
    found: list[dict[str, Any]] = page("contact_enrich", "data", "zoominfo")["result"]  # type: ignore[call-overload]
    return [person for one in found for person in one["data"]]


def test_support_success_enrichment_and_partners_speak_of_the_same_companies_and_people() -> None:
    accounts = {row["Id"] for row in live_accounts()}
    domains = {row["Website"].removeprefix("https://www.") for row in live_accounts()}
    people = {row["Email"].lower() for row in rows("Contact")} | {one["properties"]["email"] for one in contacts()}
    ours = {row["Email"] for row in rows("User")}
    gainsight: Any = page("companies", "data", "gainsight")
    planhat: Any = json.loads((SAMPLES / "planhat" / "companies.json").read_text(encoding="utf-8"))
    named = [one["SfdcAccountId"] for one in gainsight["records"]]
    named += [one["sourceId"] for one in planhat]
    named += [one["traits"]["sfdc.Id"] for one in page("accounts", folder="vitally")]
    named += [one["external_id"] for one in page("organizations", "organizations", "zendesk") if one["external_id"]]
    named += [one["record_id"] for one in page("overlaps", "items", "crossbeam")]
    assert [one for one in named if one not in accounts] == []
    sites = [one["domainList"][0] for one in page("companies", "data", "zoominfo")]
    sites += [one["primary_domain"] for one in page("organizations", "organizations", "apollo")]
    sites += [one["domain"] for one in page("partners", "partner_orgs", "crossbeam")]
    sites += [one for row in page("organizations", "organizations", "zendesk") for one in row["domain_names"]]
    assert [one for one in sites if one not in domains] == []
    met = [one["email"] for one in page("contacts", "contacts", "apollo") + page("users", folder="vitally")]
    met += [one["email"] for one in page("users", "users", "zendesk") if one["role"] == "end-user"]
    assert [one for one in met if one not in people] == []
    agents = [one["email"] for one in page("users", "users", "zendesk") if one["role"] != "end-user"]
    agents += [one["email"] for one in page("users", "users", "apollo") + page("admins", folder="vitally")]
    assert [one for one in agents if one not in ours] == []
    workspaces = {one["groups"]["workspace"] for one in lines("amplitude/events.jsonl")}
    relations: Any = page("relationships", "data", "gainsight")
    known = {one["Gsid"]: one["Workspace_Id__gc"] for one in relations["records"]}
    assert set(known.values()) <= workspaces
    assert {one["RelationshipId"] for one in page("ctas", "data", "gainsight")} - {None} == set(known)


def test_opt_outs_of_vendors_are_never_blank() -> None:
    for one in page("contacts", "contacts", "apollo"):
        assert isinstance(one["email_unsubscribed"], bool)
        assert isinstance(one["call_opted_out"], bool)
    for one in enriched():
        assert isinstance(one["directPhoneDoNotCall"], bool)
        assert isinstance(one["mobilePhoneDoNotCall"], bool)
    assert all(isinstance(one["unsubscribedFromConversations"], bool) for one in page("users", folder="vitally"))


def test_books_console_and_trackers_speak_of_what_there_is() -> None:
    accounts = {row["Id"] for row in live_accounts()}
    people = {row["Email"] for row in rows("Contact")}
    tenants = {one["groups"]["tenant"] for one in lines("amplitude/events.jsonl")}
    workspaces = {one["groups"]["workspace"] for one in lines("amplitude/events.jsonl")}
    organisations = {one["id"]: one for one in page("organisations", "data", "product_admin")}
    assert set(organisations) == tenants
    assert {one["crm_account_id"] for one in organisations.values()} - {None} <= accounts
    console = {one["id"]: one for one in page("workspaces", "data", "product_admin")}
    assert {one["analytics_id"] for one in console.values()} == workspaces
    assert {one["organisation_id"] for one in console.values()} <= tenants
    users = {one["id"]: one["email"] for one in page("users", "data", "product_admin")}
    assert set(users.values()) <= people
    assert {one["user_id"] for one in page("members", "data", "product_admin")} <= set(users)
    payers = {row["id"] for row in rows("zuora_account_data", "zuora")}
    assert {row["crm_id"] for row in rows("zuora_account_data", "zuora")} <= accounts
    for row in rows("zuora_subscription_data", "zuora"):
        assert {row["account_id"], row["invoice_owner_id"]} <= payers
        assert row["account_id"] != row["invoice_owner_id"]
    customers = {one["id"]: one for one in page("customers", "items", "netsuite")}
    assert {one["custentity_salesforce_account_id"] for one in customers.values()} <= accounts
    ours = {row["id"] for row in rows("netsuite2_subsidiary_data", "netsuite")}
    served = rows("netsuite2_customer_subsidiary_relationship_data", "netsuite")
    assert {row["subsidiary"] for row in served} <= ours
    assert {row["entity"] for row in served} == set(customers)
    assert {row["visitor_id"] for row in rows("event", "pendo")} <= set(users)


def test_volta_grids_runs_of_the_first_quarter() -> None:
    landed = rows("amplitude_event_data", "amplitude")
    assert sum(json.loads(row["event_properties"])["runs"] for row in landed) == 135


def test_manifest() -> None:
    manifest = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["now"] == "2026-09-15T09:00:00Z"
    steps = manifest["steps"]
    assert len({step["path"] for step in steps if "path" in step}) == sum("path" in step for step in steps)
    times = [step.get("observed_at") or step["at"] for step in steps]
    assert times == sorted(times)
    for step in steps:
        if "erase" in step:
            assert step["needs"] == "erase"
            continue
        files = {path.suffix for path in (SAMPLES / step["path"]).iterdir()}
        assert files <= {".csv", ".json", ".jsonl"}
        # fresh: within the 24 hours that opt-outs may be old at the fixed clock
        if step["path"] != "hubspot-before-june":
            assert step["observed_at"] == "2026-09-15T06:00:00Z"
    assert {step["path"] for step in steps if "path" in step} == {
        path.name for path in SAMPLES.iterdir() if path.is_dir()
    }


# ---------------------------------------------------------------- the scenarios


def scenario_files() -> list[Path]:
    return sorted(SCENARIOS.glob("*.yaml"))


def asked(scenario: dict[str, Any]) -> list[dict[str, Any]]:
    return [*scenario["asks"], *scenario.get("later", [])]


def load(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("path", scenario_files(), ids=lambda path: path.stem)
def test_scenario_is_well_formed(path: Path) -> None:
    scenario = load(path)
    assert set(scenario) <= {"title", "given", "now", "asks", "later"}
    assert scenario["title"]
    assert scenario["now"] == "2026-09-15T09:00:00Z"
    assert scenario["asks"]
    for one in scenario["asks"]:
        assert one["question"] in QUESTIONS
    for one in asked(scenario):
        assert set(one) <= {"question", "args", "needs", "expect"}
        assert one["expect"]
        for value in walk(one["expect"]):
            if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in MATCHERS:
                ((word, argument),) = value.items()
                if word in {"absent", "present", "empty"}:
                    assert argument is True
                if word in {"contains", "unordered", "lacks", "all"}:
                    assert isinstance(argument, list)
                    assert argument
                if word == "regex":
                    re.compile(argument)
            elif isinstance(value, dict):
                assert not set(value) & (MATCHERS - {"all"}), value
        if one["question"] == "suppression":
            decisions = one["expect"]["decisions"]
            assert len(decisions) == len(one["args"]["people"])
            for decision in decisions:
                if "decision" not in decision:
                    continue
                assert decision["decision"] in {"CLEAR", "SUPPRESSED", "UNKNOWN"}
                assert decision.get("may_contact", decision["decision"] == "CLEAR") is (decision["decision"] == "CLEAR")


@pytest.mark.parametrize(
    "path", sorted((SCENARIOS / "given").glob("*.yaml")) + scenario_files(), ids=lambda path: path.stem
)
def test_given_records_are_well_formed(path: Path) -> None:
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    for value in walk(read):
        if isinstance(value, str) and re.fullmatch(r"(001|003|005|006|00Q|00K)\w{15}", value):
            assert checksum(value[:15]) == value[15:], value
    given = read if isinstance(read, list) else read["given"]
    if given == "sample":
        return
    for step in given:
        if "use" in step:
            assert (SCENARIOS / "given" / f"{step['use']}.yaml").is_file()
            continue
        kind = next(word for word in STEPS if word in step)
        assert set(step) <= STEPS[kind]
        if kind != "rows":
            continue
        assert (ROOT / "schema" / "sources" / f"{step['source']}.yaml").is_file()
        assert step["file"].endswith((".csv",) if step["source"] == "salesforce" else (".csv", ".jsonl"))
        assert len({frozenset(row) for row in step["rows"]}) == 1 or step["file"].endswith(".jsonl")
        for row in step["rows"]:
            if step["file"].endswith(".csv"):
                assert all(isinstance(value, str) for value in row.values()), row


def test_every_situation_has_its_scenario() -> None:
    numbers = {int(path.stem[:2]) for path in scenario_files() if path.stem[0].isdigit()}
    assert numbers >= ASKED
    assert sum(path.stem.startswith("t") for path in scenario_files()) >= 15
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    listed = {int(number) for number in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)}
    assert numbers <= listed
    assert {27, 28} <= listed


def cells() -> Iterator[str]:
    """Every text in a cell of the sample's files."""
    for path in sorted(SAMPLES.rglob("*")):
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    yield from (value for value in row.values() if value)
        elif path.suffix in (".json", ".jsonl"):
            text = path.read_text(encoding="utf-8")
            documents = (
                [json.loads(text)] if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]
            )
            yield from (value for one in documents for value in walk(one) if isinstance(value, str))


def test_scenarios_of_the_sample_speak_of_what_it_has() -> None:
    addresses = {row["Email"].lower() for name in ("Contact", "Lead", "User") for row in rows(name)}
    for one in contacts():
        said = one["properties"]
        addresses |= {
            address.strip().lower() for address in [said["email"], *(said["hs_additional_emails"] or "").split(";")]
        }
    domains = {row["Website"].removeprefix("https://www.") for row in live_accounts()}
    domains |= {one["properties"]["domain"] for one in page("companies")}
    names = set(account_names())
    for name in ("Contact", "Lead", "User", "Opportunity", "Territory2", "Group"):
        names |= {row["Name"] for row in rows(name)}
    names |= {f"{one['properties']['firstname']} {one['properties']['lastname']}" for one in contacts()}
    names |= {one["groups"]["workspace"] for one in lines("amplitude/events.jsonl")}
    names |= {row["name"] for row in rows("zuora_account_data", "zuora")}
    names |= {one["description"] for one in page("subscriptions", "data", "stripe") if one["description"]}
    names |= {one["properties"]["dealname"] for one in page("deals")}
    for one in enriched():
        addresses.add(one["email"])
        names.add(f"{one['firstName']} {one['lastName']}")
    names |= set(cells())
    checked = 0
    for path in scenario_files():
        scenario = load(path)
        if scenario["given"] != "sample":
            continue
        for value in walk(scenario):
            if not isinstance(value, dict):
                continue
            if isinstance(value.get("email"), str) and not value["email"].startswith(STRANGERS):
                assert value["email"].lower() in addresses, (path.stem, value)
            if isinstance(value.get("domain"), str) and not value["domain"].startswith(STRANGERS):
                assert value["domain"] in domains, (path.stem, value)
            if isinstance(value.get("name"), str):
                assert value["name"] in names, (path.stem, value)
                checked += 1
    assert checked > 80
