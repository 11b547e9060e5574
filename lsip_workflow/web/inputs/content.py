"""Inputs of what a plan says."""

from lsip_workflow.web.api import content
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place


def needs(place: Place) -> list[Choice]:
    """The skills needs of the plan."""
    from lsip_workflow.store import queries

    dossier = queries.dossier(place.session, place.this_plan)
    return [Choice(need.id, need.occupation) for need in dossier.needs]


INPUTS = (
    Input(
        key="record-evidence",
        title="Record a piece of evidence",
        send=content.record_evidence,
        done="The evidence is recorded.",
        asked={
            "title": Asked("What is it?", "Such as “Employer survey, autumn 2026”."),
            "source": Asked("Who says it?"),
            "finding": Asked("What does it say?", long=True),
        },
    ),
    Input(
        key="record-priority",
        title="Record a priority",
        send=content.record_priority,
        done="The priority is recorded.",
        asked={
            "code": Asked("Code", "The plan's own code, such as P1."),
            "title": Asked("Title"),
            "kind": Asked("What kind of priority is it?"),
            "needs": Asked("Which skills needs does it serve?", choices=needs),
        },
    ),
)
