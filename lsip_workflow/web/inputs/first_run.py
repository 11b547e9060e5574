"""Inputs of how a plan begins: opened new, or its taking over undone."""

from collections.abc import Mapping
from typing import Any

from lsip_workflow.web import saying
from lsip_workflow.web.api import adopting, designations
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place


def editions(place: Place) -> list[Choice]:
    """The editions of the guidance, the newest first, with their days."""
    books = sorted(place.world.books.values(), key=lambda book: book.edition.began, reverse=True)
    return [
        Choice(
            book.edition.key,
            book.edition.title,
            f"For plans that begin from {saying.day(book.edition.began)}",
        )
        for book in books
    ]


def _opened(place: Place, answered: Mapping[str, Any]) -> str:
    return f"/plans/{answered['id']}" if answered else "/adopt"


INPUTS = (
    Input(
        key="open-plan",
        title="Open a new plan",
        send=designations.open_plan,
        done="The plan is open.",
        asked={
            "cycle": Asked("Which cycle?", "Its years, such as 2026-29."),
            "edition": Asked("Which edition of the guidance does it begin under?", choices=editions),
            "id": Asked("", hidden=True),
            "on": Asked("On which day did it begin?", "Leave it blank if it begins today."),
        },
        button="Open it",
        back=_opened,
    ),
    Input(
        key="undo-adoption",
        title="Undo the taking over of this plan",
        send=adopting.undo,
        done="The taking over is undone. Its cycle is free again; correct the workbook and hand it in anew.",
        intro="The plan is then nobody's plan, its roles end, and people whom only the workbook brought are "
        "erased. It cannot be undone once a message about it was sent.",
        button="Undo it",
        warning=True,
        back=lambda place, answered: "/adopt" if answered else f"/plans/{place.this_plan.id}/first-messages",
    ),
)
