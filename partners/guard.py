"""Notices text that reads like one person's case, or that gives personal details away.

The forum looks at services, never at one person's case (terms of reference):
there are better routes for that, and a review here could harm the person and
the case. The guard only points out; the partner may say why it is mistaken.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

# Free words of a request the guard reads. ``officers`` names the partner's own
# staff, with their telephone numbers, and is right to do so.
READ_FOR_CASES = (
    "title_en",
    "title_cy",
    "problem",
    "objectives",
    "outputs",
    "decision_to_inform",
    "already_asked",
    "audience",
    "methods_wished",
    "sensitivity",
)
# Where somebody's details may have slipped in, beside those.
READ_FOR_DETAILS = (
    *READ_FOR_CASES,
    "strategy_links",
    "raised_at",
    "welsh_needs",
    "resources",
)


class Sign(StrEnum):
    """Why a piece of text was pointed out."""

    NAME = "name"
    CASE = "case"
    REFERENCE = "reference"
    WHY_NOT = "why-not"
    EMAIL = "email"
    PHONE = "phone"
    NATIONAL_INSURANCE = "national-insurance"
    POSTCODE = "postcode"
    BIRTH = "birth"
    ADDRESS = "address"


SIGN_LABELS = {
    Sign.NAME: _("It seems to name a person."),
    Sign.CASE: _("It seems to speak of one person's case."),
    Sign.REFERENCE: _("It seems to give the number of a crime or case."),
    Sign.WHY_NOT: _("It seems to ask why something was not done in one case."),
    Sign.EMAIL: _("It seems to hold an email address."),
    Sign.PHONE: _("It seems to hold a telephone number."),
    Sign.NATIONAL_INSURANCE: _("It seems to hold a National Insurance number."),
    Sign.POSTCODE: _("It seems to hold a postcode."),
    Sign.BIRTH: _("It seems to hold a date of birth."),
    Sign.ADDRESS: _("It seems to hold a home address."),
}


@dataclass(frozen=True)
class Match:
    """Where something was noticed: the field, the words themselves, and what they look like."""

    field: str
    words: str
    sign: Sign

    @property
    def label(self) -> Any:
        return SIGN_LABELS[self.sign]


APOSTROPHE = "['\u2019]"
TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Bnr|Bns|Fns)"
# What somebody is asked to explain: the steps of one investigation.
DONE_EN = (
    r"(?:investigated|charged|prosecuted|arrested|recorded|pursued|solved|believed|"
    r"taken (?:any )?further|taken to court|told|updated|contacted|interviewed)"
)
DONE_CY = r"(?:h?ymchwil\w*|[cgn]h?yhudd\w*|[hn]?erlyn\w*|h?arest\w*|[cg]ofnod\w*)"

# "Mr X", "Mrs. Jones", "Miss A"; and in Welsh "Bnr Huws".
NAMED = re.compile(rf"\b{TITLES}\b\.?\s+[A-ZŴŶÂÊÎÔÛ]\w*")
# What everybody is given is no one's own.
NOT_OF_ALL = r"(?<!\ba )(?<!\beach )(?<!\bevery )(?<!\bany )(?<!\bno )(?<!\btheir )"
REFERENCE_PATTERNS = (
    # DPP/20260312/045, DP-20260312-045: how forces write an occurrence.
    re.compile(r"\b[A-Z]{2,4}[/-]\d{6,8}[/-]\d{2,5}\b"),
    # The unique reference number of a prosecution, such as 63DP1234526.
    re.compile(r"\b\d{2}[A-Z]{2}\d{7}\b"),
    # A number that says what it is: "crime ref 22/123456", "rhif trosedd: 1234".
    re.compile(
        r"\b(?:crime|case|incident|occurrence|log)\s+(?:ref(?:erence)?|number|no)\b"
        r"(?:\s+number)?[^\d\n]{0,12}[A-Z]{0,4}[/*-]?\d[\d/*-]{2,}"
        r"|\b(?:[cg]h?yfeirnod|rh?if)\s+(?:y |yr )?(?:drosedd|trosedd|achos|digwyddiad)\b"
        r"[^\d\n]{0,12}[A-Z]{0,4}[/*-]?\d[\d/*-]{2,}",
        re.I,
    ),
)

CASE_PATTERNS: tuple[tuple[Sign, re.Pattern[str]], ...] = (
    (Sign.NAME, NAMED),
    # "Jane Smith's burglary"
    (
        Sign.NAME,
        re.compile(
            rf"\b[A-Z][a-z]+\s[A-Z][a-z]+{APOSTROPHE}s\s+"
            r"(?:case|burglary|assault|robbery|attack|rape|murder|death|stalker|attacker)\b"
        ),
    ),
    (
        Sign.CASE,
        re.compile(r"\b(?:my|his|her)\s+(?:own\s+)?(?:case|complaint|investigation)\b", re.I),
    ),
    (
        Sign.CASE,
        re.compile(
            r"\b(?:this|the) (?:particular |individual |specific |one )(?:case|victim)\b"
            r"|\breview (?:of )?(?:the|this|his|her|their|a|one) "
            r"(?:(?:particular|individual|specific|one) )?case\b",
            re.I,
        ),
    ),
    (
        Sign.CASE,
        re.compile(
            r"\b(?:fy|ei|ein)\s+h?achos\b|\byr achos (?:hwn|arbennig|penodol|unigol)\b"
            r"|\badolyg\w* (?:o )?(?:achos|yr achos)\b",
            re.I,
        ),
    ),
    # "The crime reference", and not "everybody gets a crime reference number".
    (
        Sign.REFERENCE,
        re.compile(
            rf"{NOT_OF_ALL}\b(?:crime|case|incident|occurrence|log) (?:ref(?:erence)?|number|no)\b"
            r"|\b(?:[cg]yfeirnod|rh?if) (?:y |yr )(?:drosedd|achos|digwyddiad)\b",
            re.I,
        ),
    ),
    *((Sign.REFERENCE, pattern) for pattern in REFERENCE_PATTERNS),
    (
        Sign.WHY_NOT,
        re.compile(
            rf"\bwhy (?:(?:was|has|is)\b[^.?!\n]{{0,100}}?\b(?:not|never)\b|"
            rf"(?:was|has|is)n{APOSTROPHE}t\b)[^.?!\n]{{0,60}}?\b{DONE_EN}\b",
            re.I,
        ),
    ),
    (
        Sign.WHY_NOT,
        re.compile(
            rf"\bpam (?:na|nad|nas|ni|nid)\b[^.?!\n]{{0,100}}?\b{DONE_CY}\b",
            re.I,
        ),
    ),
)

MONTHS = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
    r"|Ionawr|Chwefror|Mawrth|Ebrill|Mai|Mehefin|Gorffennaf|Awst|Medi|Hydref|Tachwedd|Rhagfyr"
)
A_DATE = (
    rf"(?:\d{{1,2}}[./ -]\d{{1,2}}[./ -]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|af|il|ydd|fed|ed|eg|ain)?\s+(?:{MONTHS})\s+\d{{4}})"
)
STREETS = r"(?:Street|Road|Lane|Terrace|Avenue|Close|Drive|Crescent|Gardens|Row)"
STREETS_CY = r"(?:Stryd|Heol|Ffordd|L[oô]n|Rhodfa|Clos|Teras|Cilgant|Maes)"
# The areas of Welsh postcodes, which people also type in small letters.
AREAS = r"(?:SA|SY|LD|CF|NP|HR|LL|CH)"

DETAIL_PATTERNS: tuple[tuple[Sign, re.Pattern[str]], ...] = (
    (Sign.NAME, NAMED),
    (Sign.EMAIL, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    # Ten digits and more after a 0, 0044 or +44, however they are spaced.
    (
        Sign.PHONE,
        re.compile(r"(?<![\w/-])(?:\+44|0044|0)(?:[\s().-]{0,2}\d){9,11}(?![\w/-])"),
    ),
    (
        Sign.NATIONAL_INSURANCE,
        re.compile(
            r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.I
        ),
    ),
    # The last two letters are never C, I, K, M, O or V: "A40 5PM" is a road and a time.
    (
        Sign.POSTCODE,
        re.compile(
            r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[ABD-HJLNP-UW-Z]{2}\b|\b[A-Z]{2}\d{2,3}[A-Z]{2}\b"
            rf"|\bZZ99\s?\d[A-Z]{{2}}\b|(?i:\b{AREAS}\d{{1,2}}\s?\d[ABD-HJLNP-UW-Z]{{2}}\b)"
        ),
    ),
    (
        Sign.BIRTH,
        re.compile(
            r"\b(?:born|birth|d\.?o\.?b\b\.?|dyddiad geni|ganwyd|ganed|(?:ei|i) g?h?eni)\b"
            rf"[^\d\n]{{0,20}}{A_DATE}",
            re.I,
        ),
    ),
    (
        Sign.ADDRESS,
        re.compile(
            rf"(?<![\w/])\d{{1,3}}[A-Za-z]?,?\s+(?:[A-ZŴŶ][\w'\u2019-]+\s+){{1,3}}{STREETS}\b"
            rf"|(?<![\w/])\d{{1,3}}[A-Za-z]?,?\s+{STREETS_CY}\s+(?:[yY]r?\s+)?[A-ZŴŶ]\w+"
        ),
    ),
    *((Sign.REFERENCE, pattern) for pattern in REFERENCE_PATTERNS),
)


def _search(
    texts: Mapping[str, str], patterns: Iterable[tuple[Sign, re.Pattern[str]]]
) -> list[Match]:
    found: dict[tuple[str, str], Match] = {}
    for field, text in texts.items():
        for sign, pattern in patterns:
            for hit in pattern.finditer(text or ""):
                words = " ".join(hit.group().split())
                found.setdefault((field, words), Match(field=field, words=words, sign=sign))
    return list(found.values())


def case_signs(texts: Mapping[str, str]) -> list[Match]:
    """Return what in these texts reads like one person's case, in either language."""
    return _search(texts, CASE_PATTERNS)


def personal_details(texts: Mapping[str, str]) -> list[Match]:
    """Return what in these texts looks like somebody's personal details."""
    return _search(texts, DETAIL_PATTERNS)


def texts_of(topic: Any) -> dict[str, str]:
    """Return the words of a request that the guard reads, by field."""
    return {field: getattr(topic, field) or "" for field in READ_FOR_CASES}


def details_in(topic: Any) -> list[Match]:
    """Return what in a request looks like somebody's personal details."""
    return personal_details({field: getattr(topic, field) or "" for field in READ_FOR_DETAILS})
