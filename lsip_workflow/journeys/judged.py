"""A change since a sign-off, and a person who decides: it is a correction, or it is asked for again."""

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.journeys.versions import changes_since, keep_version, version_of
from lsip_workflow.model import JudgedChange, Plan, SignOff, new_id
from lsip_workflow.rules import sign_offs as rules
from lsip_workflow.rules.lifecycle import counts
from lsip_workflow.rules.permissions import ActorKind, NotAllowed
from lsip_workflow.store.record import Occasion, lock, record

IN_PERSON = "A named person of the team judges it, with a key of their own."
NOTHING = "Nothing is different from what was signed, or it is judged already; there is nothing more to do."


def stands(session: Session, occasion: Occasion, row: SignOff, *, version: str, words: str) -> JudgedChange:
    """Say that what changed since a sign-off, up to the present version, is a correction: it stands.

    Raises NotAllowed for a key of an organisation, Faulty without a reason, Refused when the plan has changed
    once more since it was read, and when nothing is different.
    """
    lock(session, f"plan:{row.plan_id}", row)
    plan = session.get_one(Plan, row.plan_id)
    if occasion.actor.kind not in (ActorKind.PERSON, ActorKind.COMMAND):
        raise NotAllowed(IN_PERSON)
    faults = [] if words.strip() else ["words: say in a sentence why it is a correction."]
    if not counts(row):
        faults.append("sign_off: this is no signature and no decision that counts.")
    if faults:
        raise Faulty(faults)
    if version != version_of(session, plan, row.rule):
        raise Refused(rules.changed(changes_since(session, plan, version, row.rule)))
    if version == row.version or of_version(session, row, version) is not None:
        raise Refused([rules.once(NOTHING)])
    judged = JudgedChange(
        id=new_id(), plan_id=plan.id, sign_off_id=row.id, version=version, by=str(occasion.actor),
        judged_on=occasion.today, words=words.strip(),
    )  # fmt: skip
    fact = events.ChangeJudged(
        plan=plan.id,
        judged=judged.id,
        sign_off=row.id,
        rule=row.rule,
        content=keep_version(session, occasion, plan, row.rule),
        by=judged.by,
        on=occasion.today,
    )
    record(session, occasion, fact, judged)
    return judged


def of_version(session: Session, row: SignOff, version: str) -> JudgedChange | None:
    """What a person judged of the change from what was signed to this version."""
    query = select(JudgedChange).where(JudgedChange.sign_off_id == row.id, JudgedChange.version == version)
    return session.exec(query.order_by(col(JudgedChange.judged_on).desc())).first()
