"""A provider's answer: its form, what it says about which actions, and the facts that follow."""

import unicodedata
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from lsip_workflow.model import (
    Action,
    CommitmentKind,
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


Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), AfterValidator(_plain)]
Code = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(_plain)
]
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


class ResponseForm(BaseModel):
    """The answer as it arrives: an unknown field is a fault, and so is saying two things of one action."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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


def why_not(request: Request) -> list[Blocker]:
    """Why a request takes no answer any more; an empty list means that it does. Late is never a reason."""
    if request.status is RequestStatus.NOT_NEEDED:
        text = "This request is not needed any more, so it takes no answer. Nothing was stored."
        return [Blocker("request_not_needed", text, "", strength=Strength.GUIDANCE)]
    return []


def unknown_actions(form: ResponseForm, codes: frozenset[str]) -> list[str]:
    """The actions answered that the plan does not have, as sentences with their places."""
    return [
        f"answers.{place}.action: “{answer.action}” is not an action of this plan."
        for place, answer in enumerate(form.answers)
        if answer.action not in codes
    ]


def next_version(request: Request, current: Response | None, form: ResponseForm, now: datetime) -> Response:
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
