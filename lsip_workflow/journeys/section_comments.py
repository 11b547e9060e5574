"""Comments by section: what a strategic authority says about what was released to it, and the answers."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys import released
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import OrganisationKind, Plan, Release, Role, SectionComment, new_id
from lsip_workflow.rules import sections
from lsip_workflow.rules.permissions import Actor, NotAllowed, reads_as_team
from lsip_workflow.store import queries
from lsip_workflow.store.owe import holders, owe_people
from lsip_workflow.store.record import Occasion, lock, record

ANSWERED = "An authority hears that its comment was answered (practice of this project)"
ONLY_AN_AUTHORITY = "Comments by section are made by the officers of the strategic authorities of the plan."


def speaks(actor: Actor, area_id: str) -> bool:
    """Whether this is an officer of a strategic authority in the area, or an authority's own key."""
    if actor.organisation_kind != OrganisationKind.STRATEGIC_AUTHORITY:
        return False
    return actor.person_id is None or actor.holds(area_id, Role.AUTHORITY_OFFICER)


def comment(
    session: Session, occasion: Occasion, row: Release, *, section: str, words: str
) -> SectionComment:
    """Comment on a section of a release that reached the actor.

    Raises NotAllowed for anybody but an authority, Faulty for a section that the release does not have.
    """
    plan, actor = queries.plan(session, row.plan_id), occasion.actor
    if plan is None or not speaks(actor, plan.area_id):
        raise NotAllowed(ONLY_AN_AUTHORITY)
    lock(session, f"plan:{row.plan_id}", row)
    faults = [] if words.strip() else ["words: write your comment."]
    if row.ended_on is not None:
        faults.append(
            f"release: it was taken back on {row.ended_on}; thank you, there is nothing to say to it."
        )
    known = sections_of(session, actor, row, occasion.today)
    if section not in known:
        faults.append(f"section: “{section}” is no section of it; it has {', '.join(known)}.")
    if faults:
        raise Faulty(faults)
    said = SectionComment(
        id=new_id(), plan_id=row.plan_id, release_id=row.id, organisation_id=actor.organisation_id or "",
        section=section, said_on=occasion.today, words=words.strip(),
    )  # fmt: skip
    fact = events.SectionCommentMade(
        plan=row.plan_id,
        section_comment=said.id,
        release=row.id,
        organisation=said.organisation_id,
        person=actor.person_id,
        section=section,
        on=occasion.today,
    )
    record(session, occasion, fact, said)
    return said


def answer(
    session: Session, occasion: Occasion, row: SectionComment, *, outcome: events.CommentOutcome, words: str
) -> SectionComment:
    """Say what a comment changed, or why nothing did; again, to correct it. Raises Faulty without words.

    The officers of the authority are told, while what they commented on is still released to them.
    """
    lock(session, f"plan:{row.plan_id}", row)
    if not words.strip():
        raise Faulty(["words: write what changed, or why it did not."])
    row.answer = words.strip()
    fact = events.SectionCommentAnswered(
        plan=row.plan_id, section_comment=row.id, outcome=outcome, on=occasion.today
    )
    event, plan = record(session, occasion, fact, row), session.get_one(Plan, row.plan_id)
    if session.get_one(Release, row.release_id).ended_on is None:
        officers = holders(session, plan.area_id, Role.AUTHORITY_OFFICER, None, occasion.today)
        theirs = [person for person in officers if person.organisation_id == row.organisation_id]
        owe_people(session, plan, event, theirs, occasion.now, template="comment_answered", why=ANSWERED)
    return row


def sections_of(session: Session, actor: Actor, row: Release, on: date) -> list[str]:
    """The sections that can be commented on: of a file or a document, the whole."""
    said = released.said_to(session, actor, row, on)
    return sections.keys(said.content) if said.content is not None else [sections.WHOLE]


def of_plan(session: Session, plan_id: str) -> Sequence[SectionComment]:
    """All comments by section on what was released of a plan, the oldest first; for its team."""
    query = select(SectionComment).where(SectionComment.plan_id == plan_id)
    return session.exec(query.order_by(col(SectionComment.said_on), SectionComment.id)).all()


def of_release(session: Session, actor: Actor, row: Release) -> Sequence[SectionComment]:
    """The comments on a release: all, for who reads the plan whole; of their own authority for an officer."""
    plan = session.get_one(Plan, row.plan_id)
    query = select(SectionComment).where(SectionComment.release_id == row.id)
    if not reads_as_team(actor, plan.area_id, plan.erb_id):
        if not speaks(actor, plan.area_id):
            return ()
        query = query.where(SectionComment.organisation_id == actor.organisation_id)
    return session.exec(query.order_by(col(SectionComment.said_on), SectionComment.id)).all()
