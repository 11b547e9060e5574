"""A provider's answer: its form in each of its kinds, what it says about which actions, and its row."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    model_validator,
)

from lsip_workflow.model import (
    Action,
    AnswerKind,
    CommitmentKind,
    HeardHow,
    Request,
    RequestStatus,
    Response,
    Strength,
    digest,
    new_id,
)
from lsip_workflow.rules.lifecycle import Blocker


def _plain(text: str) -> str:
    """Words as a keyboard writes them, with plain line ends: a database refuses a NUL only much later."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in text):
        raise ValueError("this has a control character that cannot be stored; take it out.")
    return text


def _as_written(day: object) -> date:
    """A day is written in one way only: a number is no day, and neither is an instant."""
    if type(day) is date:
        return day
    try:
        if isinstance(day, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
            return date.fromisoformat(day)
    except ValueError:
        pass
    raise ValueError("write a day of the calendar as year-month-day, such as 2027-01-31.")


def _page(link: str) -> str:
    """The address of a page that a person can open."""
    try:
        address = urlsplit(link)
        opens = address.scheme in ("https", "http") and bool(address.hostname) and not re.search(r"\s", link)
    except ValueError:
        opens = False
    if not opens:
        raise ValueError("write the whole address of a page; it begins with https:// or http://.")
    return link


Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), AfterValidator(_plain)]
Code = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(_plain)
]
Said = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), AfterValidator(_plain)
]
Whom = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_plain)
]
Link = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_page)
]
Day = Annotated[date, BeforeValidator(_as_written)]
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letters that are read as digits


class ActionAnswer(BaseModel):
    """What the provider says about one action, by the action's code in the plan."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Code
    commitment: Literal["firm", "in_principle", "declined"]
    alternative: Words = ""
    risk: Words = ""
    comment: Words = ""

    @model_validator(mode="after")
    def _a_decline_says_more(self) -> "ActionAnswer":
        if self.commitment == "declined" and not (self.alternative or self.risk):
            raise ValueError(
                "A declined action needs an alternative, or the risk that it leaves: fill in one."
            )
        return self


class _Form(BaseModel):
    """What every kind has: an unknown field is a fault, and who records it for another says how it came."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # Left out of what is kept and compared when it is not there: so it was before there was such a field.
    heard_how: Literal["telephone", "meeting", "email", "letter"] | None = Field(
        default=None, exclude_if=lambda how: how is None
    )
    files: tuple[Code, ...] = Field(default=(), max_length=20, exclude_if=lambda files: not files)


class ResponseForm(_Form):
    """The answer as it arrives: what it offers in general, and each action once."""

    kind: Literal["answer"] = Field(default="answer", exclude=True)
    answers: tuple[ActionAnswer, ...] = Field(default=(), max_length=200)
    current_provision: Words = ""
    planned_changes: Words = ""
    comment: Words = ""

    @model_validator(mode="after")
    def _says_something_once(self) -> "ResponseForm":
        codes = [answer.action for answer in self.answers]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"Each action is answered once; answered twice: {', '.join(twice)}.")
        if not (self.answers or self.current_provision or self.planned_changes or self.comment):
            raise ValueError("The answer is empty: answer at least one action, or write something.")
        return self


class MoreTime(_Form):
    """Time is needed, until a day; the date moves there and the request stays open."""

    kind: Literal["more_time"]
    until: Day
    because: Said


class NotForMe(_Form):
    """Somebody else is the one to ask: a name, an address or a role, in the provider's words."""

    kind: Literal["not_for_me"]
    pass_to: Whom


class DoesNotApply(_Form):
    """What is asked does not apply to the provider."""

    kind: Literal["does_not_apply"]
    because: Said


class AnsweredElsewhere(_Form):
    """What is asked is answered on a page that is there already."""

    kind: Literal["answered_elsewhere"]
    link: Link


class WillNotCommit(_Form):
    """The provider commits to nothing of what is asked; why, and what would help."""

    kind: Literal["will_not_commit"]
    because: Said
    what_would_help: Said


AnyForm = ResponseForm | MoreTime | NotForMe | DoesNotApply | AnsweredElsewhere | WillNotCommit
FORMS: Mapping[AnswerKind, type[AnyForm]] = {
    AnswerKind.ANSWER: ResponseForm,
    AnswerKind.MORE_TIME: MoreTime,
    AnswerKind.NOT_FOR_ME: NotForMe,
    AnswerKind.DOES_NOT_APPLY: DoesNotApply,
    AnswerKind.ANSWERED_ELSEWHERE: AnsweredElsewhere,
    AnswerKind.WILL_NOT_COMMIT: WillNotCommit,
}


class _Kind(BaseModel):
    """The one field by which a form is chosen."""

    kind: Literal[
        "answer", "more_time", "not_for_me", "does_not_apply", "answered_elsewhere", "will_not_commit"
    ] = "answer"


def read(said: Any) -> AnyForm:
    """An answer by its kind; without one it is the answer itself. Raises ValidationError with all faults.

    Chosen here and not by a tagged union, which would put the kind into the place of every fault.
    """
    if isinstance(said, AnyForm):
        return said
    kind = _Kind.model_validate(said).kind if isinstance(said, dict) else "answer"
    return FORMS[AnswerKind(kind)].model_validate(said)


def read_kept(content: str) -> AnyForm:
    """An answer as it was kept. Raises ValidationError when it is of an older shape."""
    return read(json.loads(content))


AnyResponse = Annotated[AnyForm, PlainValidator(read, json_schema_input_type=AnyForm)]


def why_not(request: Request) -> list[Blocker]:
    """Why a request takes no answer any more; an empty list means that it does. Late is never a reason."""
    if request.status is RequestStatus.NOT_NEEDED:
        text = "This request is not needed any more, so it takes no answer. Nothing was stored."
        return [Blocker("request_not_needed", text, "Practice of this project", strength=Strength.GUIDANCE)]
    return []


def unknown_actions(form: AnyForm, codes: frozenset[str]) -> list[str]:
    """The actions answered that the plan does not have, as sentences with their places."""
    if not isinstance(form, ResponseForm):
        return []
    return [
        f"answers.{place}.action: “{answer.action}” is not an action of this plan."
        for place, answer in enumerate(form.answers)
        if answer.action not in codes
    ]


def next_version(request: Request, current: Response | None, form: AnyForm, now: datetime) -> Response:
    """The row of the answer: the first version, or one that follows the current one."""
    identity = new_id()
    return Response(
        id=identity,
        request_id=request.id,
        plan_id=request.plan_id,
        provider_id=request.provider_id,
        version=current.version + 1 if current else 1,
        follows_id=current.id if current else None,
        reference=reference(identity),
        kind=AnswerKind(form.kind),
        heard_how=HeardHow(form.heard_how) if form.heard_how else None,
        submitted_at=now,
        content=form.model_dump_json(),
    )


def reference(identity: str) -> str:
    """What a person reads out over the telephone: eight characters without look-alikes."""
    number = int(digest(identity)[:10], 16)
    letters = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def commitments_in(form: ResponseForm, actions: dict[str, Action]) -> list[tuple[Action, ActionAnswer]]:
    """The answers that meet an action of the plan as it is now; an action gone meanwhile is passed over."""
    return [(actions[a.action], a) for a in form.answers if a.action in actions]


def commitment_kind(answer: ActionAnswer) -> CommitmentKind:
    """The commitment in the plan's words."""
    return CommitmentKind(answer.commitment)
