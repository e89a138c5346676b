"""schema/policies/suppression.yaml is refused where its rows do not hold together, by file and line."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from graph_service.model.load import load_model
from graph_service.model.suppression_policy import SuppressionPolicy
from tests.questions.suppression_cases import policy


def changed(path: str, value: Any) -> dict[str, Any]:
    """The shipped policy with one value changed; the path is written with slashes."""
    plain = policy().model_dump(by_alias=True)
    *way, last = path.split("/")
    at = plain
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return plain


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("stops/ERASED/purposes", ["ANYTHING"], "ANYTHING"),
        ("stops/ERASED/channels", ["TELEX"], "TELEX"),
        ("stops/ERASED/colour", "red", "colour"),
        ("stops/ERASED/level", "BOSS", "level"),
        ("stops/SPAM_COMPLAINT/advise", {"SERVING": "COMPLAINED"}, "SERVING"),
        ("motions/CUSTOMER/effects", {"PROSPECTING": "X"}, "motions.CUSTOMER"),
        ("motions/CUSTOMER/effects", {"PROSPEKT": "S"}, "PROSPEKT"),
        ("motions/ERASED", {"scope": "PERSON", "effects": {}, "overrule": ["CSM"], "text": "t"}, "ERASED is both"),
        ("motions/CUSTOMER/overrule", ["ANYBODY"], "'ANYBODY' is not one of"),
        ("grounds/EMAIL/OPT_IN/P", [["A_FEELING"]], "grounds"),
        ("grounds/EMAIL/OPT_IN/L", None, "the columns are"),
        ("grounds/EMAIL/OPT_IN", None, "give ANY, or all of"),
        ("grounds/SMS", None, "SMS needs a row"),
        ("ground_columns/L", [], "exactly one column"),
        ("levels/USER", None, "levels"),
        ("relationship/default", None, "a default is needed"),
        ("sources/required/EMAIL", [], "would prove nothing"),
        ("sources/limits_hours", {"OPT_OUT": 24}, "MOTION is needed"),
        ("topics/blog/aliases", ["events"], "names two topics"),
        ("topics/blog/purposes", ["NEWS"], "NEWS"),
        ("states/opportunity_codes/NEW", "OPEN_SESAME", "OPEN_SESAME"),
        ("states/live_statuses", ["ALIVE"], "a status is"),
        ("company", None, "company"),
    ],
)
def test_what_does_not_hold_together_is_refused(path, value, said):
    with pytest.raises(ValidationError) as error:
        SuppressionPolicy.model_validate(changed(path, value))
    assert said in str(error.value)


def test_the_shipped_policy_is_part_of_the_model_and_cannot_change():
    shipped = load_model().policies["suppression"]
    assert isinstance(shipped, SuppressionPolicy)
    with pytest.raises(ValidationError):
        shipped.version = "other"  # type: ignore[misc]


def test_an_overlay_replaces_the_file_and_dies_with_its_line(tmp_path):
    from graph_service.errors import ModelError
    from graph_service.model.files import schema_dir

    text = (schema_dir() / "policies" / "suppression.yaml").read_text(encoding="utf-8")
    (tmp_path / "policies").mkdir()
    mine = tmp_path / "policies" / "suppression.yaml"
    mine.write_text(text.replace("own_domains: [larkfield.example]", "own_domains: [ours.example]"), encoding="utf-8")
    assert load_model(tmp_path).policies["suppression"].company.own_domains == ["ours.example"]
    mine.write_text(text.replace("own_domains:", "our_domains:"), encoding="utf-8")
    with pytest.raises(ModelError, match=r"policies/suppression\.yaml:\d+"):
        load_model(tmp_path)


@pytest.mark.parametrize(
    ("address", "role"),
    [("info@x.example", True), ("Billing+eu@x.example", True), ("ann@x.example", False), ("infos@x.example", False)],
)
def test_role_mailboxes(address, role):
    assert policy().is_role_mailbox(address) is role


def test_our_own_addresses():
    assert policy().is_ours("dev@larkfield.example")
    assert policy().is_ours("dev@mail.larkfield.example")
    assert not policy().is_ours("dev@notlarkfield.example")


def test_topics_by_vendor_id_and_by_name():
    assert policy().topic_of("41087252", "hubspot") == "product_news"
    assert policy().topic_of("41087252", "salesforce") is None
    assert policy().topic_of("hubspot:41087253") == "events"
    assert policy().topic_of("Product News") == "product_news"
