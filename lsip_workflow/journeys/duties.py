"""Duties without verdicts: acts recorded and shown, a provider's account beside each, its own position."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import files
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import DutyAccount, DutyAct, Organisation, Plan, Position, Response, new_id
from lsip_workflow.rules import duties
from lsip_workflow.rules.duties import Act
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record

# The duty that an answer bears on: to help develop a plan while there is none, to keep it under review after.
CO_OPERATE_DEVELOPING = "d1-develop"
CO_OPERATE_REVIEWING = "d2-review"
ITS_OWN_WORD = (
    "Only the provider itself says this, with its own key. What you can record is what was done: asked, "
    "received, discussed, published."
)


def record_act(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    provider: Organisation | None,
    *,
    duty: str,
    act: Act,
    on: date,
    about: str,
    note: str = "",
    url: str = "",
    faults: Sequence[str] = (),
) -> DutyAct:
    """Record what was done towards a provider's duty; it is told on the next morning.

    Raises Faulty, with the `faults` that were found before: of whom is meant, when nobody is.
    """
    lock(session, f"plan:{plan.id}", plan)
    found = [*faults]
    if provider is not None:
        found += _whose_faults(session, occasion, plan, provider, duty)
    if on > occasion.today:
        found.append("on: this day is still to come; record what was done once it is done.")
    if not about.strip():
        found.append("about: say in a few words what this was about.")
    if act is Act.PUBLISHED and not url:
        found.append("url: say where it was published, with the address of the page.")
    if found or provider is None:
        raise Faulty(found)
    row = DutyAct(
        id=new_id(),
        plan_id=plan.id,
        organisation_id=provider.id,
        duty=duty,
        act=act.value,
        subject="",
        on=on,
        about=about.strip(),
        note=note.strip() or None,
        url=url or None,
    )
    return _record(session, occasion, row)


def _whose_faults(
    session: Session, occasion: Occasion, plan: Plan, provider: Organisation, duty: str
) -> list[str]:
    faults = duties.faults_of(occasion.book_of(plan), duty, provider)
    if queries.left_plan(session, plan.id, provider.id):
        faults.append(f"provider: {provider.name} is no longer part of this plan; add it again first.")
    elif provider.id not in queries.providers_asked(session, plan.id):
        faults.append(f"provider: {provider.name} is not in this plan; add it first.")
    return faults


def received(session: Session, occasion: Occasion, plan: Plan, response: Response) -> None:
    """The register shows that an answer was received: an act, where the edition has such a duty at all."""
    book = occasion.book_of(plan)
    approved = book.stage(plan.stage).flow in ("progress-report", "review")
    duty = CO_OPERATE_REVIEWING if approved else CO_OPERATE_DEVELOPING
    if duties.duty_of(book, duty) is None:
        return
    row = DutyAct(
        id=new_id(),
        plan_id=plan.id,
        organisation_id=response.provider_id,
        duty=duty,
        act=Act.RECEIVED.value,
        subject=response.id,
        on=occasion.today,
    )
    _record(session, occasion, row)


def _record(session: Session, occasion: Occasion, row: DutyAct) -> DutyAct:
    fact = events.DutyActRecorded(
        plan=row.plan_id,
        duty_act=row.id,
        organisation=row.organisation_id,
        duty=row.duty,
        act=row.act,
        on=row.on,
        subject=row.subject,
        tell_on=duties.tell_on(occasion.today),
    )
    record(session, occasion, fact, row)
    return row


def see(session: Session, occasion: Occasion, plan: Plan, acts: Sequence[str]) -> list[DutyAct]:
    """A provider says that it has seen these lines about it; a second time changes nothing. Raises Faulty."""
    provider_id = _itself(occasion)
    lock(session, f"plan:{plan.id}", plan)
    rows = [_line(session, plan, provider_id, act) for act in dict.fromkeys(acts)]
    faults = [f"acts.{place}: there is no such line about you." for place, row in enumerate(rows) if not row]
    if faults:
        raise Faulty(faults)
    seen = [row for row in rows if row is not None]
    for row in seen:
        _seen(session, occasion, row)
    return seen


def give_account(session: Session, occasion: Occasion, plan: Plan, act_id: str, words: str) -> DutyAccount:
    """A provider's own account beside a line about it, which it has then seen. Raises Faulty."""
    provider_id = _itself(occasion)
    lock(session, f"plan:{plan.id}", plan)
    act = _line(session, plan, provider_id, act_id)
    if act is None or not words.strip():
        no_line, no_words = "act: there is no such line about you.", "words: this may not be empty."
        raise Faulty([*([no_line] if act is None else []), *([] if words.strip() else [no_words])])
    there = session.exec(select(DutyAccount.id).where(DutyAccount.duty_act_id == act.id)).all()
    row = DutyAccount(
        id=new_id(),
        plan_id=plan.id,
        duty_act_id=act.id,
        organisation_id=provider_id,
        version=len(there) + 1,
        given_on=occasion.today,
        words=words.strip(),
    )
    fact = events.AccountGiven(
        plan=plan.id,
        account=row.id,
        duty_act=act.id,
        organisation=provider_id,
        number=row.version,
        on=row.given_on,
    )
    record(session, occasion, fact, row)
    _seen(session, occasion, act)
    return row


def state_position(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    *,
    duty: str,
    words: str,
    url: str = "",
    file: str | None = None,
) -> Position:
    """A provider's own position on a duty of its own: a new version, the earlier ones stay. Raises Faulty."""
    provider = session.get_one(Organisation, _itself(occasion))
    lock(session, f"plan:{plan.id}", plan)
    faults = duties.own_faults(occasion.book_of(plan), duty, provider)
    faults += [] if words.strip() else ["words: this may not be empty."]
    faults += files.faults(session, plan, [file] if file else [], provider.id, own=True, place="file")
    if faults:
        raise Faulty(faults)
    of_duty = (Position.plan_id == plan.id, Position.organisation_id == provider.id, Position.duty == duty)
    row = Position(
        id=new_id(),
        plan_id=plan.id,
        organisation_id=provider.id,
        duty=duty,
        version=len(session.exec(select(Position.id).where(*of_duty)).all()) + 1,
        stated_on=occasion.today,
        file_id=file,
        words=words.strip(),
        url=url or None,
    )
    fact = events.PositionStated(
        plan=plan.id,
        position=row.id,
        organisation=provider.id,
        duty=duty,
        number=row.version,
        file=file,
        on=row.stated_on,
    )
    record(session, occasion, fact, row)
    return row


def _itself(occasion: Occasion) -> str:
    """The provider that speaks for itself. Raises NotAllowed for anybody else, an administrator too."""
    actor = occasion.actor
    if actor.organisation_kind != "provider" or actor.organisation_id is None:
        raise NotAllowed(ITS_OWN_WORD)
    return actor.organisation_id


def _line(session: Session, plan: Plan, provider_id: str, act_id: str) -> DutyAct | None:
    row = session.get(DutyAct, act_id)
    return row if row and (row.plan_id, row.organisation_id) == (plan.id, provider_id) else None


def _seen(session: Session, occasion: Occasion, row: DutyAct) -> None:
    if row.seen_on is None:
        fact = events.DutyActSeen(
            plan=row.plan_id, duty_act=row.id, organisation=row.organisation_id, on=occasion.today
        )
        record(session, occasion, fact)
