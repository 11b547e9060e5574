"""The forms of asking, signing and declining, of a body's decision, and of strategic authorities."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from lsip_workflow.rules.responses import Code, Words
from lsip_workflow.web.forms import Day, Flag, Form, Line, Said


def _reference(text: str) -> str:
    if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
        raise ValueError("write the document reference of a version: 64 characters, 0 to 9 and a to f.")
    return text


Version = Annotated[
    Words, AfterValidator(_reference), Field(description="The document reference of a version.")
]


IN_PLACE = "The id of the person in whose place you sign, under a delegation; left out: for yourself."


class AskForm(Form):
    """A sign-off to ask for: which, by when, and who wrote what it is about, by the ids of the persons."""

    rule: Code
    due: Day | None = None
    authors: tuple[Code, ...] = Field(default=(), max_length=50)


class SignForm(Form):
    """The version that was read, and the statements that are ticked, each by its key."""

    version: Version
    statements: tuple[Code, ...] = Field(max_length=50)
    on_behalf_of: Code | None = Field(default=None, description=IN_PLACE)


class DeclineForm(Form):
    """Why somebody does not sign, for themselves or for the person in whose place they would."""

    reason: Said
    on_behalf_of: Code | None = Field(default=None, description=IN_PLACE)


class PresentForm(Form):
    """Somebody who was present: their name, who they are if we know them, their interest, if they left."""

    name: Line
    person: Code | None = None
    interest: Words = ""
    left: Flag = False


class DecisionForm(Form):
    """What a body decided, as its minute or letter says: it counts once a second person has checked it."""

    rule: Code
    body: Line
    on: Day
    reference: Line
    how: Literal["meeting", "delegated_decision", "correspondence"] = "meeting"
    outcome: Literal["agreed", "agreed_with_changes", "not_agreed", "returned"]
    version: Version | None = Field(default=None, description="Left out: the plan as it stands.")
    file: Code | None = Field(default=None, description="The minute or letter, as a file of the plan.")
    meeting: Code | None = None
    present: tuple[PresentForm, ...] = Field(default=(), max_length=100)
    note: Words = Field(default="", description="Conditions, or what else the minute says.")
    corrects: Code | None = Field(default=None, description="The entry about which there is a question.")


class QuestionForm(Form):
    """What in a decision as entered is not what its minute or letter says."""

    reason: Said


class StandsForm(Form):
    """Why what changed since a sign-off is a correction, up to the version that was read."""

    version: Version
    words: Said


class NoteAuthorityForm(Form):
    """A strategic authority of the area, by its key in the reference data, or the id of an organisation."""

    authority: Code
    since: Day | None = None
    districts: tuple[Code, ...] | None = Field(
        default=None, max_length=400, description="ONS codes. Left out: as the reference data say."
    )


class AskAuthorityForm(Form):
    """A strategic authority is asked for its answer, by a day if there is one."""

    due: Day | None = None


class EndAuthorityForm(Form):
    """The day from which a strategic authority does not cover the area any more."""

    on: Day
