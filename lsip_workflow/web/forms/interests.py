"""The forms of the register of interests, of meetings and declarations, and of telling the department."""

from pydantic import Field

from lsip_workflow.rules.responses import Code, Words
from lsip_workflow.web.forms import Day, Flag, Form, Line, Said
from lsip_workflow.web.forms.life import Email

Matter = Line


class InterestForm(Form):
    """An interest, actual or perceived: whose, what it is, and what it touches."""

    person: Code
    words: Said
    since: Day
    until: Day | None = None
    organisation: Code | None = None
    matters: tuple[Matter, ...] = Field(
        default=(), max_length=100, description="Each as kind and id, such as action:… or sign_off:roadmap."
    )


class EndInterestForm(Form):
    """The last day of an interest."""

    on: Day


class ReviewForm(Form):
    """Who looked the register through, and what came of it."""

    words: Said


class MeetingForm(Form):
    """A meeting of a body, and the matters of the plan on its agenda."""

    body: Line
    on: Day
    title: Words = ""
    matters: tuple[Matter, ...] = Field(default=(), max_length=100)


class DeclarationForm(Form):
    """What somebody declared in a matter of the agenda, and whether they left for it."""

    matter: Matter
    words: Said
    left: Flag
    person: Code | None = None
    name: Words = ""


class ConflictForm(Form):
    """A conflict of which the department is told; without words, they are drafted."""

    about: Line
    words: Words = ""
    interest: Code | None = None
    declaration: Code | None = None
    department: Code | None = Field(default=None, description="Who the draft is for, by its id here.")
    address: Email = Field(default="", description="Where the department reads it.")


class ToldForm(Form):
    """That a person told the department: when, and under which reference."""

    on: Day
    reference: Line
