"""Currency codes of ISO 4217 and how many digits their minor unit has.

In: a code or an unambiguous sign. Out: the upper-case code. Refuses: unknown codes, "$" and other shared signs.
Source: ISO 4217 list one (active) and list three (historic), the latter because old records still name them.
"""

from __future__ import annotations

from graph_service.model.types.text import compact

# Two digits, active.
_TWO = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
# Two digits, historic.
_TWO_ONCE = """
ANG BGN BYR CUC CYP DEM EEK FIM FRF GHC HRK IEP LTL LVL MRO MTL MZM NLG ATS RUR SDD SIT SKK SLL SRG STD TMM TRL
UAK VEB VEF XEU YUM ZMK ZWD ZWL AZM BGL CSD ROL GRD
"""
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF BEF ESP ITL LUF PTE"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"

EXPONENTS: dict[str, int] = {
    code: digits
    for digits, codes in ((2, _TWO), (2, _TWO_ONCE), (0, _NONE), (3, _THREE), (4, _FOUR))
    for code in codes.split()
}
"""Digits of the minor unit by code. Metals, bond units and test codes (XAU, XTS, XXX) are no money."""

STRIPE_EXPONENTS: dict[str, int] = {"ISK": 2, "UGX": 2, "MGA": 0}
"""Where the minor units of Stripe's API differ from ISO. Source: Stripe documentation, "Supported currencies"."""

_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₴": "UAH", "₫": "VND", "₦": "NGN",
          "US$": "USD", "A$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL",
          "ZŁ": "PLN", "KČ": "CZK"}  # fmt: skip


def clean(value: object) -> str:
    """The ISO 4217 code.

    Args:
        value: a code in any case, or a sign that only one currency has.

    Raises:
        ValueError: for an unknown code or a shared sign.
    """
    if isinstance(value, str) and value in EXPONENTS:
        return value
    code = compact(value).upper()
    if code in EXPONENTS:
        return code
    sign = _SIGNS.get(code)
    if sign is not None:
        return sign
    if code in {"$", "KR", "¥"}:
        raise ValueError("a sign that several currencies share")
    raise ValueError(f"unknown currency {code[:8]!r}")
