"""The JSON API, reading: the editions of the guidance."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from lsip_workflow.model import Strength
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.api.plans import Id

router = APIRouter(prefix="/api/v1")


class StageOut(BaseModel):
    """A stage of a plan's life, and what may follow."""

    key: str
    title: str
    next: list[str]
    final: bool


class ConditionOut(BaseModel):
    """What is asked before a plan leaves a stage, on whose word, and how much it weighs."""

    key: str
    title: str
    leaves: str
    strength: Strength
    cite: str
    sourced: bool


class EditionOut(BaseModel):
    """An edition of the guidance."""

    key: str
    title: str
    cite: str
    began: date
    ended: date | None


class EditionWhole(EditionOut):
    """An edition with its stages, its conditions, and the keys of its sign-offs."""

    stages: list[StageOut]
    conditions: list[ConditionOut]
    sign_offs: list[str]


@router.get("/rulebooks")
def list_rulebooks(world: AtRuntime, _actor: Holder) -> list[EditionOut]:
    """The editions of the guidance, the first one first."""
    books = sorted(world.books.values(), key=lambda book: book.edition.began)
    return [EditionOut(**_edition(book)) for book in books]


@router.get("/rulebooks/{edition}")
def read_rulebook(world: AtRuntime, _actor: Holder, edition: Id) -> EditionWhole:
    """One edition: its stages, and what it asks before a plan goes on, each with its source."""
    book = world.books.get(edition)
    if book is None:
        raise NotYours
    leaves = {gate.key: gate.leaves for gate in book.gates}
    return EditionWhole(
        **_edition(book),
        stages=[
            StageOut(key=stage.key, title=stage.title, next=list(stage.next), final=stage.final)
            for stage in book.stages
        ],
        conditions=[
            ConditionOut(
                key=rule.key,
                title=rule.title,
                leaves=leaves[rule.gate],
                strength=rule.strength,
                cite=rule.cite,
                sourced=rule.status == "sourced",
            )
            for rule in book.conditions
        ],
        sign_offs=[rule.key for rule in book.sign_offs],
    )


def _edition(book: Rulebook) -> dict[str, object]:
    edition = book.edition
    return edition.model_dump(include={"key", "title", "cite", "began", "ended"})
