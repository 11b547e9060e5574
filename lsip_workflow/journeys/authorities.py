"""The strategic authorities of a plan's area: noted as soon as they are there, asked once, answering later.

There may be none, one or several, each over all of the area or some of its districts. What each says is
guidance: its reasons and ours stand beside each other, and nobody has a veto.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, people
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.journeys.versions import keep_version
from lsip_workflow.model import AuthorityAnswer, Organisation, OrganisationKind, Plan, Role
from lsip_workflow.reference import Reference, UnknownReference
from lsip_workflow.rules.sign_offs import once
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record

Answer = Literal["agreed", "agreed_with_comments", "not_agreed", "no_reply"]


def note(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    authority: Organisation,
    *,
    districts: Sequence[str] = (),
    since: date | None = None,
) -> AuthorityAnswer:
    """Note that a strategic authority covers the area, since when and which districts; it answers later.

    What the Act asks "where there is one" rests on this: note each as soon as it is there. Raises Faulty.
    """
    lock(session, f"plan:{plan.id}", plan)
    faults = []
    if authority.kind is not OrganisationKind.STRATEGIC_AUTHORITY:
        faults.append(f"authority: {authority.name} is not recorded as a strategic authority.")
    if since is not None and since > occasion.today:
        faults.append("since: it is noted when it is there; this day is still to come.")
    if _there(session, plan, authority) is not None:
        faults.append(f"authority: {authority.name} is noted in this plan already.")
    if faults:
        raise Faulty(faults)
    row = AuthorityAnswer(plan_id=plan.id, organisation_id=authority.id)
    fact = events.AuthorityNoted(
        plan=plan.id,
        answer_row=row.id,
        organisation=authority.id,
        districts=tuple(sorted(districts)),
        since=since,
    )
    record(session, occasion, fact, row)
    return row


def take_in(session: Session, occasion: Occasion, plan: Plan, reference: Reference) -> list[AuthorityAnswer]:
    """Note what the reference data know of today: authorities that came, with their districts, or ended.

    Doing it again changes nothing. A single council answers as a party, not as an authority over others.
    """
    changed = []
    for body in reference.authorities_of(plan.area_id, occasion.today):
        if body.kind == "single_council":
            continue
        authority = of_reference(session, occasion, reference, body.key, example=plan.example)
        if _there(session, plan, authority) is None:
            here = districts_here(reference, plan.area_id, body.districts, occasion.today)
            row = note(session, occasion, plan, authority, districts=here, since=body.began)
            changed.append(row)
    for row in session.exec(select(AuthorityAnswer).where(AuthorityAnswer.plan_id == plan.id)).all():
        known = reference.authorities.get(row.organisation_id)
        if known and known.ended and known.ended <= occasion.today and row.ended_on is None:
            changed.append(end(session, occasion, row, known.ended))
    return changed


def districts_here(reference: Reference, area_id: str, codes: Sequence[str], on: date) -> tuple[str, ...]:
    """Those of an authority's districts that are in an area on a day; none where the area's are not known."""
    try:
        here = {each.code for each in reference.districts_of(area_id, on)}
    except UnknownReference:
        return ()
    return tuple(code for code in codes if code in here)


def of_reference(
    session: Session, occasion: Occasion, reference: Reference, key: str, *, example: bool
) -> Organisation:
    """The organisation of an authority of the reference data, recorded if it is not there yet.

    Raises UnknownReference for a key that the reference data do not have.
    """
    if (there := session.get(Organisation, key)) is not None:
        return there
    body = reference.authority(key)
    row = Organisation(id=body.key, kind=OrganisationKind.STRATEGIC_AUTHORITY, name=body.name)
    return people.record_organisation(session, occasion, row, reference, demonstration=example)


def ask(
    session: Session, occasion: Occasion, row: AuthorityAnswer, due: date | None = None
) -> AuthorityAnswer:
    """Ask an authority for its answer on the plan as it stands, by a day if one is named; once.

    Raises Refused when it was asked, has answered or has ended; Faulty for a day gone by.
    """
    lock(session, f"plan:{row.plan_id}", row)
    if row.ended_on is not None:
        raise Refused(
            [once(f"It does not cover the area any more, since {row.ended_on}; nobody waits for it.")]
        )
    if row.answer != "not_asked":
        day = row.asked_on or row.answered_on
        raise Refused([once(f"It was asked already ({day}); it is asked once. Record what it answers.")])
    if due is not None and due < occasion.today:
        raise Faulty(["due: the date has gone by already."])
    plan = session.get_one(Plan, row.plan_id)
    fact = events.AuthorityAsked(
        plan=plan.id,
        answer_row=row.id,
        organisation=row.organisation_id,
        content=keep_version(session, occasion, plan),
        on=occasion.today,
    )
    record(session, occasion, fact, row)
    if due is not None:
        _open_date(session, occasion, plan, row, due)
    return row


def answer(
    session: Session,
    occasion: Occasion,
    row: AuthorityAnswer,
    *,
    answer: Answer,
    on: date,
    its_reasons: str = "",
    our_reasons: str = "",
) -> AuthorityAnswer:
    """Record an authority's answer, or the day by which it did not reply; a later answer takes its place.

    Raises Faulty for a day to come, for one before it was asked, and for silence where there was an answer.
    """
    lock(session, f"plan:{row.plan_id}", row)
    faults = []
    if on > occasion.today:
        faults.append("on: the answer cannot lie in the future.")
    if row.asked_on is not None and on < row.asked_on:
        faults.append(f"on: it was asked on {row.asked_on}; an answer cannot be older.")
    if answer == "no_reply" and row.answer in ("agreed", "agreed_with_comments", "not_agreed"):
        faults.append(f"answer: it has answered already, on {row.answered_on}.")
    if faults:
        raise Faulty(faults)
    row.its_reasons, row.our_reasons = its_reasons or None, our_reasons or None
    fact = events.AuthorityAnswered(
        plan=row.plan_id, answer_row=row.id, organisation=row.organisation_id, answer=answer, on=on
    )
    record(session, occasion, fact, row)
    deadlines.close(session, occasion, queries.deadline_of(session, row.plan_id, "authority", row.id))
    return row


def end(session: Session, occasion: Occasion, row: AuthorityAnswer, on: date) -> AuthorityAnswer:
    """Say that an authority has ended, or does not cover the area any more: it is shown, not waited for.

    Raises Faulty for a day to come, or one before it was there; Refused when that was said already.
    """
    lock(session, f"plan:{row.plan_id}", row)
    if row.ended_on is not None:
        raise Refused([once(f"That it has ended is recorded already, on {row.ended_on}.")])
    if on > occasion.today:
        raise Faulty(["on: this day is still to come."])
    if row.since is not None and on < row.since:
        raise Faulty([f"on: it has been there since {row.since} only."])
    fact = events.AuthorityEnded(plan=row.plan_id, answer_row=row.id, organisation=row.organisation_id, on=on)
    record(session, occasion, fact, row)
    due = queries.deadline_of(session, row.plan_id, "authority", row.id)
    deadlines.close(session, occasion, due, needed=False)
    return row


def _open_date(session: Session, occasion: Occasion, plan: Plan, row: AuthorityAnswer, due: date) -> None:
    """The day by which an answer is asked for; its officers are reminded, as the edition has it."""
    ladders = {ladder.key for ladder in occasion.book_of(plan).ladders}
    deadlines.open_deadline(
        session,
        occasion,
        plan,
        kind="authority",
        subject=row.id,
        title=f"The answer of {session.get_one(Organisation, row.organisation_id).name}",
        holder=Role.AUTHORITY_OFFICER,
        ladder="authority" if "authority" in ladders else "signature",
        due=due,
        organisation_id=row.organisation_id,
        cite="Practice of this project",
    )


def _there(session: Session, plan: Plan, authority: Organisation) -> AuthorityAnswer | None:
    query = select(AuthorityAnswer).where(
        AuthorityAnswer.plan_id == plan.id, AuthorityAnswer.organisation_id == authority.id
    )
    return session.exec(query).one_or_none()
