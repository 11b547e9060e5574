"""The forms of what an ERB says about its area, and of a plan's way to the department and to its readers."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from lsip_workflow.model import OrganisationKind, Post, Role
from lsip_workflow.rules.mail import is_address
from lsip_workflow.rules.responses import Code, Words
from lsip_workflow.web.forms import Day, Flag, Form, Line, Said, _address, _fingerprint

Identity = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]


def _email(text: str) -> str:
    if text and not is_address(text):
        raise ValueError("write one e-mail address, such as sam@college.example.")
    return text


def _perhaps_address(text: str) -> str:
    return _address(text) if text else text


def _perhaps_fingerprint(text: str) -> str:
    return _fingerprint(text) if text else text


Address = Annotated[Words, AfterValidator(_perhaps_address)]
Fingerprint = Annotated[Words, AfterValidator(_perhaps_fingerprint)]
Email = Annotated[Words, AfterValidator(_email)]
Short = Annotated[Words, Field(max_length=300)]
POST = "For a principal, a chair or a chief executive whatever we would write is a draft that a person sends."


class PlanForm(Form):
    """A plan to open: its cycle, its edition of the guidance, and an id for its addresses."""

    cycle: Annotated[Line, Field(max_length=40)]
    edition: Code
    id: Identity | None = Field(default=None, description="Without it: the area and the cycle.")
    on: Day | None = Field(default=None, description="The day on which it began; today if left out.")


class OrganisationForm(Form):
    """An organisation of any kind: a provider by UKPRN, a strategic authority by its key, others by name."""

    kind: OrganisationKind
    name: Short = ""
    ukprn: Code = ""
    authority: Code = Field(default="", description="The key of a strategic authority in the reference data.")
    url: Address = ""


class OrganisationCorrection(Form):
    """What is corrected about an organisation; what is left out stays."""

    name: Short = ""
    ukprn: Code = ""
    url: Address = ""

    @model_validator(mode="after")
    def _says_something(self) -> "OrganisationCorrection":
        if not (self.name or self.ukprn or self.url):
            raise ValueError("write what is to be corrected: its name, its UKPRN or its web address.")
        return self


class PersonForm(Form):
    """A person of an organisation of the area."""

    organisation: Code
    name: Line
    email: Email = ""
    phone: Annotated[Words, Field(max_length=40)] = ""
    post: Post | None = Field(default=None, description=POST)


class PersonCorrection(Form):
    """What is corrected about a person; what is left out stays."""

    name: Line | None = None
    email: Email | None = None
    phone: Annotated[Words, Field(max_length=40)] | None = None
    post: Post | None = Field(default=None, description=POST)

    @model_validator(mode="after")
    def _says_something(self) -> "PersonCorrection":
        if all(said is None for said in (self.name, self.email, self.phone, self.post)):
            raise ValueError("write what is to be corrected: name, e-mail address, phone or post.")
        return self


class RoleForm(Form):
    """A role that a person of the area holds from a day."""

    person: Code
    role: Role
    since: Day
    until: Day | None = Field(default=None, description="The first day without it; an auditor needs one.")


class RoleEndForm(Form):
    """The first day on which a role is not held any more."""

    until: Day


class SuccessorForm(Form):
    """Whose all roles of a person are from a day."""

    successor: Code = Field(description="The id of a person whom the area knows.")
    on: Day


class TermsForm(Form):
    """Changed terms of designation: what they are called, the day on which they came, where they are."""

    title: Line
    received_on: Day
    url: Address = ""
    fingerprint: Fingerprint = ""


class ObjectionForm(Form):
    """What the department was told about changed terms, on which day, under which reference."""

    on: Day
    reasons: Said
    reference: Short = ""


class OnForm(Form):
    """A day."""

    on: Day


class SubmissionForm(Form):
    """A submission by a person: to whom, on which day, its reference, and which version and file it was."""

    addressee: Line
    on: Day
    reference: Line
    version: Fingerprint | None = Field(default=None, description="The version that was read, to be sure.")
    file: Code | None = None
    note: Words = ""


class PointForm(Form):
    """One point of a letter: the section that it is about, and what it says."""

    section: Short = ""
    text: Said


class FeedbackForm(Form):
    """A letter of the department, point by point; by which day the plan is wanted again, if it names one."""

    reference: Line
    on: Day
    points: tuple[PointForm, ...] = Field(default=(), max_length=200)
    gives_back: Flag = Field(default=True, description="Whether the plan comes back for changes.")
    due: Day | None = None
    file: Code | None = None


class PointAnswerForm(Form):
    """What changed because of a point, or why nothing did."""

    answer: Literal["changed", "not_changed"]
    words: Said


class ReleaseForm(Form):
    """What is released, and to whom: the version as it stands, or a file or a document of the plan."""

    audience: Literal["erb_team", "parties", "board", "authorities", "department", "organisation", "public"]
    title: Line
    organisation: Code | None = None
    version: Fingerprint | None = Field(default=None, description="The version that was read, to be sure.")
    file: Code | None = None
    document: Code | None = None


class BecauseForm(Form):
    """Why."""

    because: Said
