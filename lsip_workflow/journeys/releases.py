"""What was released: which version, file or document, to which audience, when and by whom."""

import json
from typing import Any, Literal

from sqlmodel import Session, col, or_, select

from lsip_workflow import events
from lsip_workflow.journeys import files, versions
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    AuthorityAnswer,
    Document,
    File,
    Plan,
    PlanVersion,
    Release,
    Role,
    Strength,
    new_id,
)
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.rules.permissions import Actor, NotYours, in_team, reads_as_team, speaks_for
from lsip_workflow.store import life, queries
from lsip_workflow.store.record import Occasion, lock, record

Audience = Literal["erb_team", "parties", "board", "authorities", "department", "organisation", "public"]


def release(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    *,
    audience: Audience,
    title: str,
    organisation: str | None = None,
    version: str | None = None,
    file: str | None = None,
    document: str | None = None,
) -> Release:
    """Release one thing to an audience: the plan as it stands, or a file or a document of the plan.

    A version is kept whole, so that what was seen can be shown and proved years later. Raises Faulty, and
    Refused when `version` is not what the plan says now.
    """
    lock(session, f"plan:{plan.id}", plan)
    faults = _faults(session, plan, audience, organisation, (version, file, document), document)
    kept = None
    if file is not None:
        try:
            kept = files.of_plan(session, plan, file).id
        except Faulty as faulty:
            faults += faulty.faults
    if faults:
        raise Faulty(faults)
    content = "" if file or document else _version(session, occasion, plan, version)
    row = Release(
        id=new_id(),
        plan_id=plan.id,
        audience=audience,
        organisation_id=organisation,
        version=content,
        file_id=kept,
        document_id=document,
        released_on=occasion.today,
        released_by=str(occasion.actor),
        title=title,
    )
    fact = events.ReleaseMade(
        plan=plan.id,
        release=row.id,
        audience=audience,
        organisation=organisation,
        content=content,
        file=kept,
        document=document,
        by=row.released_by,
        on=row.released_on,
    )
    record(session, occasion, fact, row)
    return row


def _faults(
    session: Session,
    plan: Plan,
    audience: str,
    organisation: str | None,
    things: tuple[str | None, ...],
    document: str | None,
) -> list[str]:
    faults = []
    if sum(thing is not None for thing in things) > 1:
        faults.append("version: release one thing at a time: the version, a file or a document.")
    if (audience == "organisation") != (organisation is not None):
        faults.append("organisation: name it for the audience “organisation”, and for no other.")
    elif organisation and organisation not in {o.id for o in life.organisations_of(session, plan.area_id)}:
        faults.append("organisation: it is not written down for this area.")
    if document is not None:
        row = session.get(Document, document)
        if row is None or row.plan_id != plan.id:
            faults.append("document: there is no such document in this plan.")
    return faults


def _version(session: Session, occasion: Occasion, plan: Plan, wanted: str | None) -> str:
    now = versions.version_of(session, plan)
    if wanted is not None and wanted != now:
        text = f"The plan has changed since that version was read: its document reference is now {now}."
        cite = "Practice of this project: a person releases what they have read"
        raise Refused([Blocker(code="version", text=text, cite=cite, strength=Strength.GUIDANCE)])
    return versions.keep_version(session, occasion, plan)


def end(session: Session, occasion: Occasion, row: Release, because: str) -> Release:
    """Take a release back, with the reason: nobody sees it any more, and that it was seen stays on record."""
    lock(session, f"plan:{row.plan_id}", row)
    faults = [] if because.strip() else ["because: write why it is taken back."]
    if row.ended_on is not None:
        faults.append(f"release: it was taken back on {row.ended_on} already.")
    if faults:
        raise Faulty(faults)
    row.because = because.strip()
    fact = events.ReleaseEnded(plan=row.plan_id, release=row.id, on=occasion.today)
    record(session, occasion, fact, row)
    return row


def to_me(session: Session, actor: Actor) -> list[Release]:
    """What was released to whoever asks, the newest first: exactly that, and what is public."""
    plans = {plan.id: plan for plan in queries.plans(session)}
    return [
        row
        for row in life.releases(session)
        if row.ended_on is None and row.plan_id in plans and _reaches(session, actor, plans[row.plan_id], row)
    ]


def one_to_me(session: Session, actor: Actor, release_id: str) -> Release:
    """One release, for whom it reaches; for the plan's team also one taken back. Raises NotYours."""
    row = session.get(Release, release_id)
    plan = queries.plan(session, row.plan_id) if row else None
    if row is None or plan is None:
        raise NotYours
    if reads_as_team(actor, plan.area_id, plan.erb_id):
        return row
    if row.ended_on is not None or not _reaches(session, actor, plan, row):
        raise NotYours
    return row


def _reaches(session: Session, actor: Actor, plan: Plan, row: Release) -> bool:
    """Whether a release is to this actor: an organisation's key, or a person with the role in the area."""
    match row.audience:
        case "public":
            return True
        case "board":
            return actor.holds(plan.area_id, Role.BOARD_MEMBER)
        case "department":
            return _is(actor, "department") or actor.holds(plan.area_id, Role.DEPARTMENT_READER)
        case "authorities":
            return _covers(session, actor, plan, row)
        case "parties":
            return any(
                speaks_for(actor, plan.area_id, provider)
                for provider in queries.providers_asked(session, plan.id)
            )
        case "organisation":
            return speaks_for(actor, plan.area_id, row.organisation_id)
        case _:
            return in_team(actor, plan.area_id, plan.erb_id)


def _is(actor: Actor, kind: str) -> bool:
    """Whether this is the key of an organisation of that kind: a person's own key opens what they hold."""
    return actor.person_id is None and actor.organisation_kind == kind


def _covers(session: Session, actor: Actor, plan: Plan, row: Release) -> bool:
    """A strategic authority noted for the plan, or its officer there; not once it had ended before."""
    if not (_is(actor, "strategic_authority") or actor.holds(plan.area_id, Role.AUTHORITY_OFFICER)):
        return False
    noted = select(AuthorityAnswer.id).where(
        AuthorityAnswer.plan_id == plan.id,
        AuthorityAnswer.organisation_id == actor.organisation_id,
        or_(col(AuthorityAnswer.ended_on).is_(None), col(AuthorityAnswer.ended_on) > row.released_on),
    )
    return session.exec(noted).first() is not None


def said_in(session: Session, row: Release) -> dict[str, Any] | None:
    """What the plan said in a released version; None for a file or a document."""
    kept = session.get(PlanVersion, row.version) if row.version else None
    return json.loads(kept.content) if kept and kept.content else None


def content_of(session: Session, row: Release) -> tuple[bytes, str, str]:
    """What was released as it was then: its bytes, their media type and a name. Raises NotYours when gone."""
    if row.file_id is not None:
        kept = session.get_one(File, row.file_id)
        if kept.content is None:
            raise NotYours
        return kept.content, kept.media_type, kept.name or f"release-{row.id}"
    version = session.get(PlanVersion, row.version)
    if version is None or version.content is None:
        raise NotYours
    return version.content.encode(), "application/json", f"{row.plan_id}-{row.version[:12]}.json"
