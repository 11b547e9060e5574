"""What stands on the blank copy of something asked: the questions of the pages, in their order."""

from sqlmodel import Session

from lsip_workflow.documents.blank_copy import Sheet
from lsip_workflow.journeys import saved_answers
from lsip_workflow.model import Plan
from lsip_workflow.rules import answer_parts
from lsip_workflow.rules.answer_parts import ALTERNATIVE, COMMITMENTS, KINDS, REMARK, RISK
from lsip_workflow.web.views.asked_one import OneAsked


def sheet(session: Session, shown: OneAsked, plan: Plan) -> Sheet:
    """The blank copy of one thing asked."""
    actions = [row for row in saved_answers.actions_of(session, plan.id).values() if row.for_providers]
    asked = answer_parts.QUESTIONS
    kinds = [f"{text}. {hint}" for text, hint in KINDS.values()]
    choices = [f"{text}: {hint}" for text, hint in COMMITMENTS.values()]
    below = [f"{label}:" for label in (ALTERNATIVE, RISK, REMARK)]
    return Sheet(
        title=f"{shown.title}: {shown.area}",
        intro=[
            f"{shown.erb} asks {shown.provider}{': ' + shown.due if shown.due else ''}.",
            shown.ask,
            f"{shown.why.says} {shown.why.cite}",
            "If you think this does not apply to you, tell us.",
            *(f"Questions? {', '.join(filter(None, contact))}." for contact in shown.contacts),
            "This copy is to pass round. The answer itself is sent on the page.",
        ],
        questions=[
            (asked["kind"].title, asked["kind"].hint, kinds),
            *((f"{row.code}: {row.title}", answer_parts.OF_ACTION.title, choices + below) for row in actions),
            *((asked[part].title, asked[part].hint, ()) for part in (*answer_parts.GENERAL, "files")),
        ],
    )
