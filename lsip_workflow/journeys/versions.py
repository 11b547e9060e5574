"""Versions: what a plan, or its report, says now, kept whole when it matters, and what has changed since.

The sign-off of a progress report is of the report that was handed over; every other is of the plan.
"""

import json

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.model import Plan, PlanVersion, canonical, digest
from lsip_workflow.rules import versions
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, record

REPORT = "progress-report"


def text_of(session: Session, plan: Plan, rule: str = "") -> str:
    """What a sign-off is of, as it stands, in canonical JSON: exactly what a digest is of."""
    report = queries.report_handed_over(session, plan.id) if rule == REPORT else None
    if report is not None and report.content is not None:
        return report.content
    return canonical(versions.content(queries.dossier(session, plan)))


def version_of(session: Session, plan: Plan, rule: str = "") -> str:
    """The digest of what stands when somebody is asked, signs or decides."""
    return digest(text_of(session, plan, rule))


def keep_version(session: Session, occasion: Occasion, plan: Plan, rule: str = "") -> str:
    """Keep what stands now, if it is not kept yet, and give its digest: it can be shown later."""
    text = text_of(session, plan, rule)
    key = digest(text)
    if session.get(PlanVersion, key) is None:
        row = PlanVersion(id=key, plan_id=plan.id, kept_on=occasion.today, content=text)
        record(session, occasion, events.VersionKept(plan=plan.id, content=key, on=occasion.today), row)
    return key


def known(session: Session, plan: Plan, key: str, rule: str = "") -> bool:
    """Whether this is a version of the plan that we can show: one that was kept, or the present one."""
    row = session.get(PlanVersion, key)
    return row.plan_id == plan.id if row is not None else key == version_of(session, plan, rule)


def changes_since(session: Session, plan: Plan, key: str, rule: str = "") -> list[str]:
    """What is different now from a version that was kept; empty when nothing is, or when it is not kept."""
    row = session.get(PlanVersion, key)
    if row is None or row.plan_id != plan.id or row.content is None:
        return []
    return versions.differences(json.loads(row.content), json.loads(text_of(session, plan, rule)))
