"""The forms of what an ERB writes into a plan: an unknown field is a fault, and all are told at once."""

import re
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from lsip_workflow.model import CommitmentKind, DeliveryRoute, PriorityKind, Test
from lsip_workflow.rules.responses import Code, Words

YEARS = range(2000, 2100)


def _said(text: str) -> str:
    if not text:
        raise ValueError("this may not be empty.")
    return text


def _line(text: str) -> str:
    if len(text) > 300:
        raise ValueError("write at most 300 characters.")
    if "\n" in text or "\t" in text:
        raise ValueError("write this in one line.")
    return text


def _own_code(code: str) -> str:
    """Codes stand in addresses."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", code):
        raise ValueError("write letters, digits, dots and dashes only, such as A1 or P2.3.")
    return code


def _day(given: Any) -> date:
    """A day as ISO 8601 writes it: numbers and instants are not days."""
    try:
        if not isinstance(given, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
            raise ValueError
        day = date.fromisoformat(given)
    except ValueError:
        raise ValueError("write a day of the calendar, such as 2026-11-30.") from None
    if day.year not in YEARS:
        raise ValueError(f"{day.year} cannot be; write a year from 2000 to 2099.")
    return day


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        sound = False
    if not sound or re.search(r"[\s<>\"\\]", text):
        raise ValueError("write the whole address of a web page, beginning with https:// or http://.")
    return text


def _fingerprint(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text.lower()):
        raise ValueError("write the SHA-256 of the file: 64 characters, 0 to 9 and a to f.")
    return text.lower()


Said = Annotated[Words, AfterValidator(_said)]
Line = Annotated[Words, AfterValidator(_said), AfterValidator(_line)]
OwnCode = Annotated[Code, AfterValidator(_own_code)]
Day = Annotated[date, BeforeValidator(_day)]
Whole = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Flag = Annotated[bool, Field(strict=True)]
Ukprn = Annotated[Code, Field(description="The provider's UKPRN: eight digits, as text.")]
Party = Annotated[
    Code,
    Field(description="“erb”, the UKPRN of a provider of the plan, or the id of a body of its area."),
]


class Form(BaseModel):
    """What every form is."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Form):
    """A submission whose address says it all."""


class ProviderForm(Form):
    """A provider to add, and why a person adds it."""

    ukprn: Ukprn
    reason: Said


class ProvidersForm(Form):
    """Several providers to add at once, why a person adds them, and what suggested them, if anything did."""

    ukprns: tuple[Ukprn, ...] = Field(min_length=1, max_length=300)
    reason: Said
    source: Words = ""


class ConsiderationForm(Form):
    """What was considered under one of the Act's tests: by whom, and where it can be read."""

    test: Test
    text: Said


class EvidenceForm(Form):
    """Something known, and where it was found; it keeps the geography on which it was collected."""

    title: Line
    source: Line
    locator: Words = ""
    geography: Words = ""
    geography_area: Code | None = Field(default=None, description="The area's slug, name or code on the day.")
    geography_districts: tuple[Code, ...] = Field(default=(), max_length=400)
    geography_on: Day | None = Field(default=None, description="The day whose boundaries are meant.")
    soc: Code | None = None
    recruitment_difficulty: Flag = False
    sample_size: Whole | None = None
    finding: Words = ""


class NeedForm(Form):
    """A skills need: the occupation or skill, its codes as far as they are known, the level and when."""

    occupation: Line
    soc: Code | None = None
    sic: Code | None = None
    occupation_code: Code | None = None
    cluster_id: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = None
    level: Whole | None = Field(default=None, description="0 (entry level) to 8.")
    horizon: Literal["current", "emerging", "three_years"] = "current"


class PriorityForm(Form):
    """A priority under the plan's own code, and the ids of the needs that it serves."""

    code: OwnCode
    title: Line
    kind: PriorityKind
    needs: tuple[Code, ...] = Field(default=(), max_length=200)


class ActionWhole(Form):
    """All of a roadmap action but its code; what it lacks may come later."""

    title: Line
    priority: Code | None = Field(default=None, description="The code of the priority that it serves.")
    lead: Party | None = None
    planned_for: Day | None = None
    measure: Words = ""
    route: DeliveryRoute | None = None
    for_providers: Flag = True
    partners: tuple[Party, ...] = Field(default=(), max_length=200)
    as_of: Whole | None = Field(
        default=None,
        description="The `version` that you read or wrote last: when it was changed since, you are told how.",
    )


class ActionForm(ActionWhole):
    """A roadmap action under the plan's own code."""

    code: OwnCode


class CommitmentForm(Form):
    """What a body says about an action, when it came by another door than the body's own answer."""

    organisation: Party
    kind: CommitmentKind
    alternative: Words = ""
    risk: Words = ""

    @model_validator(mode="after")
    def _a_decline_says_more(self) -> "CommitmentForm":
        if self.kind is CommitmentKind.DECLINED and not (self.alternative or self.risk):
            raise ValueError("a declined action needs an alternative, or the risk that it leaves.")
        return self


class ProgressForm(Form):
    """What is done on an action, its impact and what remains, or why there is nothing to say."""

    done: Words = ""
    impact: Words = ""
    remains: Words = ""
    no_progress_because: Words = ""

    @model_validator(mode="after")
    def _says_something(self) -> "ProgressForm":
        if not (self.done or self.impact or self.remains or self.no_progress_because):
            raise ValueError("write what is done, its impact or what remains, or why there is nothing yet.")
        return self


class RequestForm(Form):
    """Something to ask of a provider of the plan, by a day."""

    ukprn: Ukprn
    title: Line
    text: Said
    due: Day


class MoveForm(Form):
    """The day to which a date moves, and why, from the list."""

    due: Day
    reason: Code
    as_of: Code | None = Field(default=None, description="The day that you saw, or “unknown”; left out, any.")


class SuspendForm(Form):
    """Why a date is suspended, from the list."""

    reason: Code


class ResumeForm(Form):
    """The day from which a suspended date counts again."""

    due: Day


class AuthorityForm(Form):
    """What a strategic authority answered, or that it did not reply, and on which day."""

    answer: Literal["agreed", "agreed_with_comments", "not_agreed", "no_reply"]
    on: Day
    its_reasons: Words = ""
    our_reasons: Words = Field(
        default="", description="Why the plan goes on when the authority did not agree."
    )


class DocumentForm(Form):
    """A published document: where it is, the SHA-256 of the file, since when."""

    kind: Literal["plan", "progress_report"]
    url: Annotated[Words, AfterValidator(_address)]
    fingerprint: Annotated[Words, AfterValidator(_fingerprint)]
    on: Day


class ReasonForm(Form):
    """Why the plan goes on without a condition; it is shown from then on."""

    reason: Said


class PagesForm(Form):
    """How many pages the main body of the plan has, without its annexes."""

    pages: Annotated[int, Field(strict=True, ge=1, le=10_000)]


class HandOverForm(Form):
    """Who wrote the report, by the ids of persons, and by when it is wanted back."""

    authors: list[Code] = Field(default_factory=list, max_length=20)
    due: Day | None = None
