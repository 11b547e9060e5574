"""Named reads about sign-offs, decisions and interests."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from sqlmodel import Session, col, func, select

from lsip_workflow.model import (
    Attendance,
    DecisionCheck,
    Declaration,
    EventRow,
    Interest,
    InterestReview,
    Person,
    Plan,
    SignOff,
)
from lsip_workflow.rules import interests
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.store import life, queries


def askings_of(session: Session, plan_id: str, rule: str, before: int | None = None) -> Iterator[str]:
    """The ids of the askings of this rule, the newest first; if a place is named, those before it."""
    query = select(EventRow).where(
        EventRow.stream == f"plan:{plan_id}", EventRow.type == "sign_off.requested"
    )
    if before is not None:
        query = query.where(EventRow.seq < before)
    for event in session.exec(query.order_by(col(EventRow.seq).desc())).all():
        fact = json.loads(event.payload)
        if fact["rule"] == rule:
            yield fact["sign_off"]


def newest_asking(session: Session, plan_id: str, rule: str) -> SignOff | None:
    """The last time that a sign-off of this rule was asked for."""
    key = next(askings_of(session, plan_id, rule), None)
    return session.get_one(SignOff, key) if key else None


def declined(session: Session, asking: str, person_id: str) -> SignOff | None:
    """What a person declined when it was asked."""
    query = select(SignOff).where(
        SignOff.asking == asking, SignOff.person_id == person_id, SignOff.status == "declined"
    )
    return session.exec(query).first()


def recorded_by(session: Session, plan_id: str, types: Collection[str]) -> set[str]:
    """The persons who recorded such events under their own key since the plan came to its stage."""
    stream = f"plan:{plan_id}"
    came = select(EventRow.seq).where(
        EventRow.stream == stream, col(EventRow.type).in_(("plan.opened", "plan.stage_entered"))
    )
    query = select(EventRow.actor).where(
        EventRow.stream == stream,
        EventRow.seq > max(session.exec(came), default=0),
        col(EventRow.type).in_(types),
        col(EventRow.actor).startswith("person:"),
    )
    return {actor.removeprefix("person:") for actor in session.exec(query.distinct())}


def known_here(session: Session, plan: Plan, person_id: str) -> bool:
    """Whether a person is known to a plan: of its ERB, or somebody whom its area may see."""
    person = session.get(Person, person_id)
    return person is not None and (
        person.organisation_id == plan.erb_id or life.knows(session, plan.area_id, person_id)
    )


def version_numbers(session: Session, plan_id: str) -> dict[str, int]:
    """The versions of a plan that were kept, by their document references, numbered as they came."""
    query = select(EventRow.payload).where(
        EventRow.stream == f"plan:{plan_id}", EventRow.type == "version.kept"
    )
    kept = [json.loads(payload)["content"] for payload in session.exec(query.order_by(col(EventRow.seq)))]
    return {content: number for number, content in enumerate(dict.fromkeys(kept), start=1)}


def askings(session: Session, areas: Collection[str]) -> list[tuple[SignOff, Plan]]:
    """What was asked for in these areas, with the plan, by area and rule."""
    query = (
        select(SignOff, Plan)
        .join(Plan, col(Plan.id) == SignOff.plan_id)
        .where(SignOff.status == "asked", col(Plan.area_id).in_(areas), col(Plan.undone_on).is_(None))
        .order_by(Plan.id, SignOff.rule, SignOff.id)
    )
    return list(session.exec(query))


def sign_offs_of(session: Session, plan_id: str) -> Sequence[SignOff]:
    """All that was asked, signed, declined, entered and decided for a plan."""
    query = select(SignOff).where(SignOff.plan_id == plan_id)
    return session.exec(query.order_by(SignOff.rule, col(SignOff.decided_on), SignOff.id)).all()


def present_at(session: Session, sign_off_id: str) -> Sequence[Attendance]:
    """Who was present when a body decided."""
    query = select(Attendance).where(Attendance.sign_off_id == sign_off_id)
    return session.exec(query.order_by(col(Attendance.name), Attendance.id)).all()


def checks_of(session: Session, sign_off_id: str) -> Sequence[DecisionCheck]:
    """What second persons said of a decision as it was entered."""
    query = select(DecisionCheck).where(DecisionCheck.sign_off_id == sign_off_id)
    return session.exec(query.order_by(col(DecisionCheck.checked_on))).all()


def register(session: Session, area_id: str, body: str) -> Sequence[Interest]:
    """The interests registered in an area, as its body reads them; those of the body before are not here."""
    before = select(Person.id).where(life.of_another_body({body}))
    query = select(Interest).where(Interest.area_id == area_id, col(Interest.person_id).not_in(before))
    return session.exec(query.order_by(col(Interest.since), Interest.id)).all()


def reviews(session: Session, area_id: str, body: str, today: date) -> Sequence[InterestReview]:
    """The yearly reviews of the register, the first one first, since its body holds the area."""
    held = life.designated(session, area_id, today)
    since = held.began if held is not None and held.erb_id == body else date.min
    query = select(InterestReview).where(
        InterestReview.area_id == area_id, InterestReview.reviewed_on >= since
    )
    return session.exec(query.order_by(col(InterestReview.year))).all()


def same_person(session: Session, person_id: str) -> frozenset[str]:
    """Every entry of one person: on record with two bodies, they sign in once and act as either."""
    row = session.get(Person, person_id)
    if row is None or not row.email:
        return frozenset({person_id})
    twins = select(Person.id).where(func.lower(Person.email) == row.email.lower())
    return frozenset({person_id, *session.exec(twins)})


def entered_by(session: Session, row: SignOff, actor: Actor) -> bool:
    """Whether an actor entered a decision, under whichever entry they are on record."""
    selves = same_person(session, actor.person_id) if actor.person_id else ()
    return row.entered_by in (str(actor), *(f"person:{each}" for each in selves))


def hidden_from(session: Session, plan: Plan, person_id: str, on: date) -> frozenset[str]:
    """The matters of a plan that are not shown to a person, nor theirs to decide: they have an interest."""
    selves = same_person(session, person_id)
    held = select(Interest).where(Interest.area_id == plan.area_id, col(Interest.person_id).in_(selves))
    said = select(Declaration).where(Declaration.plan_id == plan.id, col(Declaration.person_id).in_(selves))
    own, declared = session.exec(held).all(), session.exec(said).all()
    if not own and not declared:
        return frozenset()
    return interests.touched(own, declared, queries.dossier(session, plan), on)
