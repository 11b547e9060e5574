"""What a cell may hold: each reader gives its value, or a sentence that says what to write instead."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from lsip_workflow.adopt.lines import Worded
from lsip_workflow.model import DeliveryRoute, OrganisationKind, Post, PriorityKind, Role
from lsip_workflow.reference.reading import nearest, normalised

Reader = Callable[[Any], Any]
LINE, WORDS = 300, 5_000


class Wrong(ValueError):
    """The cell cannot be taken; the sentence says what to do."""


class NoValue:
    """A formula for which the workbook holds no value: nothing here evaluates one."""


def plain(value: Any) -> str:
    """A cell as text, whatever kind of cell it is; numbers without the point that spreadsheets add."""
    if isinstance(value, NoValue):
        raise Wrong("this is a formula, and its value is not in the workbook; write the value in its place.")
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").strip()
    if re.fullmatch(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)", text):
        raise Wrong(f"{text} is a mistake in a formula; write the value in its place.")
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise Wrong("there are characters in it that cannot be seen; write it anew.")
    return text


def words(value: Any) -> str:
    """Free text of several lines."""
    text = plain(value)
    if len(text) > WORDS:
        raise Wrong(
            f"this has {len(text):,} characters; write at most {WORDS:,} and keep the rest elsewhere."
        )
    return text


def line(value: Any) -> str:
    """One line; breaks within it become spaces."""
    text = " ".join(plain(value).split())
    if len(text) > LINE:
        raise Wrong(f"this has {len(text)} characters; write at most {LINE}.")
    return text


def code(value: Any) -> str:
    """The plan's own code, never renamed: OP1, DT1, 1.2a, PCP 3."""
    if isinstance(value, date | time):
        raise Wrong("the spreadsheet made a date of this code; format the cell as text and write it again.")
    text = line(value)
    if len(text) > 40:
        raise Wrong("this is long for a code; write at most 40 characters.")
    return text


def number_code(value: Any) -> str:
    """A code of digits, as a number or as text."""
    return code(value).replace(" ", "")


def ukprn(value: Any) -> str:
    """Eight digits; whether they are a provider's is asked of the reference data."""
    text = number_code(value)
    if not re.fullmatch(r"1[0-9]{7}", text):
        raise Wrong(f"“{text}” is not a UKPRN: eight digits, the first a 1.")
    return text


def whole(least: int, most: int) -> Reader:
    """A whole number between two others."""

    def read(value: Any) -> int:
        text = plain(value)
        if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
            raise Wrong(f"“{text}” cannot be here; write one whole number, from {least} to {most}.")
        return int(text)

    return read


def chosen(known: Mapping[str, Any]) -> Reader:
    """One of a list of words, in any case and spelling; the fault names them all."""
    table = {normalised(name): meant for name, meant in known.items()}
    shown = list(dict.fromkeys(_shown(known)))

    def read(value: Any) -> Any:
        text = line(value)
        if normalised(text) not in table:
            raise Wrong(f"“{text}” is not one of {', '.join(shown)}{nearest(text, shown)}.")
        return table[normalised(text)]

    return read


def word_for(known: Mapping[str, Any], meant: Any) -> str:
    """The first of a list's words for a meaning: what is written out."""
    return next((name for name, value in known.items() if value == meant), "")


def _shown(known: Mapping[str, Any]) -> list[str]:
    """The first word for each meaning."""
    first: dict[str, str] = {}
    for name, meant in known.items():
        first.setdefault(str(meant.value if isinstance(meant, Enum) else meant), name)
    return list(first.values())


def several(one: Reader) -> Reader:
    """Values parted by semicolons or lines."""

    def read(value: Any) -> tuple[Any, ...]:
        given = [part.strip() for part in re.split(r"[;\n]", plain(value)) if part.strip()]
        return tuple(dict.fromkeys(one(part) for part in given))

    return read


def email(value: Any) -> str:
    """An e-mail address."""
    text = line(value).removeprefix("mailto:")
    if not re.fullmatch(r"[^\s@,;<>\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text):
        raise Wrong(f"“{text}” is not an e-mail address; write one, such as name@college.ac.uk.")
    return text


def address(value: Any) -> str:
    """The address of a web page."""
    text = line(value)
    whole_one = text if "://" in text or not re.match(r"www\.", text) else f"https://{text}"
    try:
        parts = urlsplit(whole_one)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        sound = False
    if not sound or re.search(r"[\s<>\"\\]", whole_one):
        raise Wrong(f"“{text}” is not the address of a web page; it begins with https://.")
    return whole_one


def worded(value: Any) -> Worded:
    """The kind of a priority, with the plan's own word for it kept."""
    return Worded(_kind(value), line(value))


KINDS: Mapping[str, Any] = {
    "sector": PriorityKind.SECTOR,
    "cross-cutting": PriorityKind.CROSS_CUTTING,
    "system": PriorityKind.SYSTEM,
    "sectoral": PriorityKind.SECTOR,
    "sector priority": PriorityKind.SECTOR,
    "overarching": PriorityKind.CROSS_CUTTING,
    "overarching priority": PriorityKind.CROSS_CUTTING,
    "cross-cutting priority": PriorityKind.CROSS_CUTTING,
    "cross-cutting theme": PriorityKind.CROSS_CUTTING,
    "system priority": PriorityKind.SYSTEM,
}
_kind = chosen(KINDS)
yes_no = chosen({"yes": True, "no": False, "y": True, "n": False, "true": True, "false": False})
HORIZONS: Mapping[str, Any] = {
    "current": "current",
    "emerging": "emerging",
    "within three years": "three_years",
    "now": "current",
    "three years": "three_years",
    "3 years": "three_years",
    "next three years": "three_years",
}
horizon = chosen(HORIZONS)
ROUTES: Mapping[str, Any] = {
    "statutory process": DeliveryRoute.STATUTORY_PROCESS,
    "ERB implementation plan": DeliveryRoute.ERB_PLAN,
    "both": DeliveryRoute.BOTH,
}
route = chosen(ROUTES)
ORGANISATION_KINDS: Mapping[str, Any] = {
    "provider": OrganisationKind.PROVIDER,
    "strategic authority": OrganisationKind.STRATEGIC_AUTHORITY,
    "department": OrganisationKind.DEPARTMENT,
    "ERB": OrganisationKind.ERB,
    "other": OrganisationKind.OTHER,
    "college": OrganisationKind.PROVIDER,
    "training provider": OrganisationKind.PROVIDER,
    "university": OrganisationKind.PROVIDER,
    "combined authority": OrganisationKind.STRATEGIC_AUTHORITY,
    "mayoral authority": OrganisationKind.STRATEGIC_AUTHORITY,
    "employer": OrganisationKind.OTHER,
    "employer body": OrganisationKind.OTHER,
    "council": OrganisationKind.OTHER,
}
organisation_kind = chosen(ORGANISATION_KINDS)
ROLES: Mapping[str, Any] = {
    "project manager": Role.PROJECT_MANAGER,
    "ERB lead": Role.ERB_LEAD,
    "board member": Role.BOARD_MEMBER,
    "provider contact": Role.PROVIDER_RESPONDENT,
    "deputy": Role.PROVIDER_DEPUTY,
    "confirms answers": Role.PROVIDER_CONFIRMER,
    "authority officer": Role.AUTHORITY_OFFICER,
    "department contact": Role.DEPARTMENT_READER,
    "auditor": Role.AUDITOR,
    "provider lead": Role.PROVIDER_RESPONDENT,
    "deputy provider contact": Role.PROVIDER_DEPUTY,
    "provider deputy": Role.PROVIDER_DEPUTY,
    "board": Role.BOARD_MEMBER,
}
role = chosen(ROLES)
POSTS: Mapping[str, Any] = {
    "principal": Post.PRINCIPAL,
    "chair": Post.CHAIR,
    "chief executive": Post.CHIEF_EXECUTIVE,
    "other": Post.OTHER,
    "CEO": Post.CHIEF_EXECUTIVE,
    "principal and chief executive": Post.PRINCIPAL,
    "vice-chancellor": Post.PRINCIPAL,
}
post = chosen(POSTS)
