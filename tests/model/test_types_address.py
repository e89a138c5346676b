"""E-mail addresses, domains, web addresses, telephone numbers, record ids."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.model.types import crm_id, domain, email, phone, url

MARIA = "maria@bücher.example"
MARIA_ASCII = "maria@xn--bcher-kva.example"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a value type asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize(
    "spelling",
    [
        MARIA,
        MARIA_ASCII,
        "Maria@Bücher.Example",
        "MARIA@XN--BCHER-KVA.EXAMPLE",
        "  maria@bücher.example  ",
        "\u00a0maria@bücher.example\u00a0",
        "maria\u200b@bücher.example",
        "\ufeffmaria@bücher.example",
        "ma\u00adria@bücher.example",
        "maria@bu\u0308cher.example",
        "maria@bücher.example.",
        "maria@bücher\u3002example",
        "maria @ bücher.example",
        '"Maria" <maria@bücher.example>',
        '"Lang, Maria" <Maria@Bücher.Example>',
        "Maria Lang <maria@bücher.example>",
        "<maria@bücher.example>",
        "mailto:maria@bücher.example?subject=Hi",
        "'maria@bücher.example'",
        "maria@bücher.example;",
        "'maria@xn--bcher-kva.example",
        "ｍａｒｉａ@bücher.example",
        "maria＠bücher.example",
        "MAR\u0130A@bücher.example",
        '"maria"@bücher.example',
        "\u202amaria@bücher.example\u202c",
    ],
)
def test_every_spelling_of_an_address_is_one_address(spelling: str) -> None:
    assert email.clean(spelling) == MARIA_ASCII


def test_accents_are_one_form_but_other_names_stay_other_people() -> None:
    assert email.clean("mari\u0301a@x.example") == email.clean("mar\u00eda@x.example")
    assert email.clean("mar\u00eda@x.example") != email.clean("maria@x.example")
    assert email.clean("Stra\u00dfe@x.example") == email.clean("STRASSE@x.example")
    assert email.clean("a.b@x.example") != email.clean("ab@x.example")


def test_a_plus_tag_is_kept() -> None:
    assert email.clean("Maria+News@x.example") == "maria+news@x.example"


@pytest.mark.parametrize("host", ["x.example", "x.test", "x.invalid", "mail.x.local", "a.b.c.co.uk"])
def test_reserved_and_local_hosts_are_addresses(host: str) -> None:
    assert email.clean(f"maria@{host}") == f"maria@{host}"


@pytest.mark.parametrize(
    "value",
    [
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "tqs6UXPA/Lm7W+0dX0+syw==",
    ],
)
def test_a_hash_is_refused_as_one(value: str) -> None:
    with pytest.raises(ValueError, match="hash"):
        email.clean(value)


@pytest.mark.parametrize(
    "value",
    [
        "maria",
        "maria@",
        "@x.example",
        "maria@x",
        "ma ria@x.example",
        "a@b.example, c@d.example",
        "a@b@c.example",
        "maria@1.2.3.4",
        "maria@[1.2.3.4]",
        "maria@-x.example",
        "maria@x..example",
        ".maria@x.example",
        5,
        [],
        True,
        "maria..l@x.example",
        "m" * 250 + "@x.example",
        "maria@" + "x" * 64 + ".example",
        "maria@x_y.example",
        "<>",
        "@",
    ],
)
def test_what_is_no_address_is_refused_without_quoting_it(value: object) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        email.clean(value)
    assert "maria" not in str(caught.value)


def test_several_addresses_in_a_cell() -> None:
    assert email.clean_many("Maria@x.example; b@y.example,maria@x.example") == ["maria@x.example", "b@y.example"]
    assert email.clean_many('"Lang, Maria" <m@x.example>; c@d.example') == ["m@x.example", "c@d.example"]
    assert email.clean_many(["m@x.example", "C@D.example"]) == ["m@x.example", "c@d.example"]
    assert email.clean_many("m@x.example; see notes") == ["m@x.example"]
    with pytest.raises(ValueError, match="no @"):
        email.clean_many("see notes; none")
    with pytest.raises(ValueError, match="no address"):
        email.clean_many(" ; ")


@settings(deadline=None)
@given(st.emails())
def test_the_quick_road_and_the_slow_one_agree(address: str) -> None:
    try:
        quick = email.clean(address)
    except ValueError:
        quick = None
    try:
        slow = email._normal.__wrapped__(address)
    except ValueError:
        slow = None
    assert quick == slow


@settings(deadline=None)
@given(st.text(alphabet="aB.-_+'@ é\u200b", max_size=24))
def test_a_cleaned_address_is_a_fixed_point(value: str) -> None:
    try:
        address = email.clean(value)
    except ValueError:
        return
    assert email.clean(address) == address
    assert email.clean(address.upper()) == address
    assert address.count("@") == 1


@pytest.mark.parametrize(
    "local",
    [
        "info",
        "office",
        "billing",
        "sales",
        "support",
        "admin",
        "hello",
        "contact",
        "noreply",
        "no-reply",
        "do.not.reply",
        "accounts.payable",
        "sales-emea",
        "info.de",
        "support2",
        "billing+stripe",
        "datenschutz",
        "Info",
    ],
)
def test_role_mailboxes(local: str) -> None:
    assert email.role_mailbox(f"{local}@x.example")


@pytest.mark.parametrize(
    "local", ["maria", "m.lang", "sales.maria", "art", "billy", "maria+info", "us", "hannah", "al"]
)
def test_mailboxes_of_people(local: str) -> None:
    assert not email.role_mailbox(f"{local}@x.example")


@pytest.mark.parametrize(
    ("value", "registered"),
    [
        ("www.eu.meridian.example", "meridian.example"),
        ("https://www.Meridian.example:8443/about?x=a@b", "meridian.example"),
        ("//cdn.meridian.example/x", "meridian.example"),
        ("maria@mail.meridian.co.uk", "meridian.co.uk"),
        ("mailto:maria@meridian.example", "meridian.example"),
        ("http://user:secret@meridian.example/", "meridian.example"),
        ("meridian.example.", "meridian.example"),
        ("*.meridian.test", "meridian.test"),
        ("BÜCHER.de", "xn--bcher-kva.de"),
        ("xn--bcher-kva.de", "xn--bcher-kva.de"),
        ("www.пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("\u200bmeridian.example ", "meridian.example"),
        # a platform's customers are different companies, the platform itself is one
        ("one.myshopify.com", "one.myshopify.com"),
        ("github.io", "github.io"),
    ],
)
def test_registrable_domain(value: str, registered: str) -> None:
    assert domain.clean(value) == registered
    assert domain.clean(registered) == registered


@pytest.mark.parametrize(
    "value",
    [
        "com",
        "co.uk",
        "example",
        "localhost",
        "1.2.3.4",
        "http://[::1]/",
        "acme.corp",
        "Acme Inc.",
        "n/a",
        "http://",
        "-",
        "a.example, b.example",
        "x:y.example",
        5,
        [],
    ],
)
def test_what_is_no_company_domain(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        domain.clean(value)


def test_extra_suffixes_are_an_option() -> None:
    assert domain.clean("www.acme.corp", extra_suffixes=("corp",)) == "acme.corp"
    with pytest.raises(ValueError, match="suffix"):
        domain.clean("www.meridian.example", extra_suffixes=("corp",))


@pytest.mark.parametrize("name", ["gmail.com", "GMAIL.com", "web.de", "yahoo.co.uk", "mail.yahoo.com", "tuta.com"])
def test_free_mail(name: str) -> None:
    assert domain.free_mail(name)


@pytest.mark.parametrize("name", ["meridian.example", "microsoft.com", "notgmail.com", ""])
def test_not_free_mail(name: str) -> None:
    assert not domain.free_mail(name)


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("www.meridian.example", "https://www.meridian.example"),
        ("HTTP://Meridian.Example:80/A b", "http://meridian.example/A%20b"),
        ("https://u:secret@meridian.example/#top", "https://meridian.example"),
        ("meridian.example:8080/x", "https://meridian.example:8080/x"),
        ("https://bücher.example/ü?q=1", "https://xn--bcher-kva.example/%C3%BC?q=1"),
        ("https://meridian.example/%41", "https://meridian.example/%41"),
    ],
)
def test_url(value: str, cleaned: str) -> None:
    assert url.clean(value) == cleaned
    assert url.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://x.example",
        "mailto:a@b.example",
        "meridian",
        "https://",
        "http://a b/",
        "https://x.example:99999/",
        "https://x.example/" + "a" * 3000,
        [],
        {},
    ],
)
def test_url_refuses(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        url.clean(value)


@pytest.mark.parametrize(
    ("value", "region", "cleaned"),
    [
        ("+49 30 12345678", None, "+493012345678"),
        ("0049 30 12345678", None, "+493012345678"),
        ("(030) 123 456-78", "DE", "+493012345678"),
        ("(030) 12345678", "de", "+493012345678"),
        ("\u202a+49\u00a030\u200912345678\u202c", None, "+493012345678"),
        ("tel:+49-30-12345678", None, "+493012345678"),
        ("+49 30 12345678 ext. 12", None, "+493012345678"),
        ("+39 02 1234567", None, "+39021234567"),
        (4155550100, "US", "+14155550100"),
    ],
)
def test_phone(value: object, region: str | None, cleaned: str) -> None:
    assert phone.clean(value, region=region) == cleaned
    assert phone.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "value", ["030 12345678", "12", "+1 415", "4.93E+11", "abc", "+999 12345678", "see notes", True, [], "+" + "1" * 40]
)
def test_phone_refuses_without_quoting(value: object) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        phone.clean(value)
    assert "12345678" not in str(caught.value)


def test_salesforce_ids_of_both_lengths_are_one() -> None:
    assert crm_id.clean("0015500000Xyy06") == "0015500000Xyy06AAB"
    assert crm_id.clean("0015500000Xyy06AAB") == "0015500000Xyy06AAB"
    assert crm_id.clean("0015500000Ygpq1") == "0015500000Ygpq1AAB"
    assert crm_id.clean("0015500000xyy06aab") == "0015500000Xyy06AAB"
    assert crm_id.clean("0015500000Xyy06") != crm_id.clean("0015500000xyy06")


@settings(deadline=None)
@given(st.text(alphabet="abcXYZ019", min_size=15, max_size=15))
def test_a_spoiled_case_is_restored_from_the_suffix(id15: str) -> None:
    id18 = crm_id.clean(id15)
    assert id18[:15] == id15
    assert crm_id.clean(id18) == crm_id.clean(id18.lower()) == crm_id.clean(id18.upper()) == id18


def test_other_ids_stay_unless_strict() -> None:
    assert crm_id.clean("AccountRef1") == "AccountRef1"
    assert crm_id.clean(1) == "1"
    assert crm_id.clean("0015500000Xyy06AAA") == "0015500000Xyy06AAA"
    for value in ("AccountRef1", "0015500000Xyy06AAA", "1"):
        with pytest.raises(ValueError, match="Salesforce"):
            crm_id.clean(value, strict=True)
    with pytest.raises(ValueError, match="id"):
        crm_id.clean("x" * 300)
