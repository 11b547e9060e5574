"""What was signed, declined or decided, in words, and what is different since."""

import json
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lsip_workflow.model import Area, Plan, PlanVersion, SignOff
from lsip_workflow.web import saying
from lsip_workflow.web.views.versions import Changed, changed


@dataclass(frozen=True)
class Given:
    """What was signed, declined or decided: by whom, when, for which version."""

    by: str
    on: date | None
    says: str
    number: int | None
    note: str
    reference: str
    waits: str = ""
    """What it still waits for, where it does not count yet."""


def where(session: Session, plan: Plan) -> str:
    """A plan in a line: its area and cycle."""
    return f"{session.get_one(Area, plan.area_id).name}, {plan.cycle}"


def since(session: Session, plan: Plan, version: str, now: str) -> tuple[Changed, ...]:
    """What is different now from a version that was kept, section by section; none where none is kept."""
    kept = session.get(PlanVersion, version)
    if kept is None or kept.plan_id != plan.id or kept.content is None:
        return ()
    return changed(json.loads(kept.content), json.loads(now))


def given(row: SignOff, numbers: dict[str, int]) -> Given:
    """A signature or decision in words: both names where one signed in another's place."""
    return Given(
        by=signatory(row),
        on=row.decided_on,
        says=_says(row),
        number=numbers.get(row.version),
        note=row.note or "",
        reference=row.version,
        waits=WAITS.get(row.status, ""),
    )


def signatory(row: SignOff) -> str:
    if row.body:
        return row.body
    name = row.signatory or saying.ERASED
    return f"{name}, in the place of {row.delegated_by or saying.ERASED}" if row.on_behalf_of else name


WAITS = {
    "entered": "a second person still compares it with the minute or letter",
    "questioned": "there is a question about the entry, so it is entered anew",
}
OUTCOMES = {
    "": "agreed",
    "agreed": "agreed",
    "agreed_with_changes": "agreed, with changes",
    "not_agreed": "did not agree",
    "returned": "asks for changes first",
}


def _says(row: SignOff) -> str:
    match row.status:
        case "signed":
            return "signed"
        case "declined":
            return "declined to sign"
        case _:
            return OUTCOMES[row.outcome]
