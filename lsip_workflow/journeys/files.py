"""Files that are handed in: looked at, kept whole with their fingerprint, and found again."""

import hashlib
from collections.abc import Sequence

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Contact, File, Plan, Question, Response, new_id
from lsip_workflow.rules import files as kinds
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store.record import Occasion, lock, record


def keep(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    *,
    name: str,
    media_type: str,
    content: bytes,
    organisation_id: str | None = None,
) -> File:
    """Keep a file of a plan; with `organisation_id` it is that provider's own, else the team's.

    What it is its bytes say: a media type that was only claimed is looked at no further than to choose
    among texts. Raises Faulty for one that is empty, too large or of a kind that is not taken.
    """
    lock(session, f"plan:{plan.id}")
    called = name if media_type != "text/csv" or name.lower().endswith(".csv") else f"{name}.csv"
    kind = kinds.kind_of(content, called)
    if (wrong := kinds.faults_of(content, called)) or kind is None:
        raise Faulty(wrong)
    row = File(
        id=new_id(),
        plan_id=plan.id,
        organisation_id=organisation_id,
        name=kinds.harmless(called, kind),
        media_type=kind,
        size=len(content),
        fingerprint=hashlib.sha256(content).hexdigest(),
        content=content,
        kept_at=occasion.now,
    )
    fact = events.FileKept(
        plan=plan.id,
        file=row.id,
        organisation=organisation_id,
        fingerprint=row.fingerprint,
        size=row.size,
        media_type=kind,
        at=row.kept_at,
    )
    record(session, occasion, fact, row)
    return row


def of_plan(session: Session, plan: Plan, file_id: str, *, organisation_id: str | None = None) -> File:
    """A file that was kept for this plan; with `organisation_id`, only that provider's own.

    Raises Faulty when there is none: another plan's, or another's, is not there.
    """
    row = session.get(File, file_id)
    if row is None or row.plan_id != plan.id or (organisation_id and row.organisation_id != organisation_id):
        raise Faulty(["file: there is no such file in this plan; hand it in first, then name its id here."])
    return row


def faults(
    session: Session,
    plan: Plan,
    ids: Sequence[str],
    provider_id: str,
    *,
    own: bool,
    place: str = "files",
) -> list[str]:
    """Which of these files cannot go with what is said of a provider, as sentences with their places.

    With `own` the provider itself hands them in: then only what is its own. Else also what is the team's.
    """
    owners = {provider_id} if own else {provider_id, None}
    found = []
    for number, key in enumerate(ids):
        row = session.get(File, key)
        if row is None or row.plan_id != plan.id or row.organisation_id not in owners:
            at = place if place == "file" else f"{place}.{number}"
            found.append(
                f"{at}: there is no such file in this plan; hand it in first, then name its id here."
            )
    return found


def for_reading(session: Session, plan: Plan, file_id: str, provider_id: str | None) -> File:
    """A file to download: for the team any of the plan's; for a provider its own, and what went with its
    answers, also when somebody else recorded them for it. Raises NotYours.
    """
    row = session.get(File, file_id)
    if row is None or row.plan_id != plan.id:
        raise NotYours
    if provider_id in (None, row.organisation_id) or file_id in _attached(session, plan, provider_id):
        return row
    raise NotYours


def _attached(session: Session, plan: Plan, provider_id: str | None) -> set[str]:
    """The files that went with anything that this provider said, or that was recorded for it."""
    return {
        key
        for kind in (Response, Contact, Question)
        for files_of in session.exec(
            select(kind.files).where(kind.plan_id == plan.id, kind.provider_id == provider_id)
        )
        for key in files_of
    }
