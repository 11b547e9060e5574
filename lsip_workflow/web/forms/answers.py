"""The forms of what goes on about an answer, and of the duty register."""

from typing import Annotated

from pydantic import Field

from lsip_workflow.model import HeardHow
from lsip_workflow.rules.duties import Act
from lsip_workflow.rules.responses import Code, Link
from lsip_workflow.web.forms import Day, Flag, Form, Line, Party, Said

Files = Annotated[
    tuple[Code, ...],
    Field(max_length=20, description="Ids of files handed in before: what came with it."),
]


class ContactForm(Form):
    """A call, a letter or a promise that is no answer yet."""

    how: HeardHow
    on: Day
    with_whom: Line
    said: Said
    promised_for: Day | None = None
    files: Files = ()


class QuestionForm(Form):
    """A question about an answer, and by when a reply would help."""

    text: Said
    due: Day


class ReplyForm(Form):
    """The reply to a question; whoever records it for the provider says how it was heard."""

    reply: Said
    heard_how: HeardHow | None = None
    files: Files = ()


class ActForm(Form):
    """Something done towards a duty of a provider: an act, with what it was about, and never a verdict."""

    provider: Party
    duty: Code
    act: Act
    on: Day
    about: Line
    note: Said | None = None
    url: Link | None = None


class SeenForm(Form):
    """The lines that the provider has seen, by their ids."""

    acts: tuple[Code, ...] = Field(min_length=1, max_length=500)


class AccountForm(Form):
    """The provider's own account beside a line."""

    words: Said


class PositionForm(Form):
    """How the provider stands on a duty of its own, in its own words, and where its document is."""

    duty: Code
    words: Said
    url: Link | None = None
    file: Code | None = None


class SwitchForm(Form):
    """On or off."""

    on: Flag
