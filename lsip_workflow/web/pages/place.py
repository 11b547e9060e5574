"""Where a page is: the plan that its address names, as it exists for whoever looks."""

import re
from collections.abc import Callable

from sqlmodel import Session

from lsip_workflow.model import Plan
from lsip_workflow.rules.permissions import Actor, NotYours
from lsip_workflow.web.admitting import Row, row_of
from lsip_workflow.web.visitor import Visitor

IDENTITY = re.compile(r"[a-z0-9-]{1,80}")


def plan_of(
    session: Session, visitor: Visitor, plan_id: str, admit: Callable[[Session, Actor, str], Plan]
) -> tuple[Actor, Plan]:
    """The plan, and the hat that it is looked at with; `admit` is one of `web/admitting.py`.

    Raises NotYours, NotAllowed.
    """
    if not IDENTITY.fullmatch(plan_id):
        raise NotYours
    return visitor.admitted(session, plan_id, admit)


def of_plan(session: Session, plan: Plan, kind: type[Row], key: str) -> Row:
    """A row of the plan that the address names. Raises NotYours."""
    if not IDENTITY.fullmatch(key):
        raise NotYours
    return row_of(session, plan, kind, key)


def number(page: str) -> int:
    """The page asked for; the first when it is not a number that a page could have."""
    return max(1, int(page)) if re.fullmatch(r"[0-9]{1,6}", page) else 1
