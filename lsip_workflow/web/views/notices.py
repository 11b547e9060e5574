"""Privacy notices: what is really kept about people and for how long, under the name of each body."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from lsip_workflow.journeys import branding
from lsip_workflow.model import Area, Designation, Organisation, OrganisationKind, Plan
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.rules.retention import RetentionRule
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import personal
from lsip_workflow.web import saying

KEPT = {
    "About you": {
        "role_held": "roles, from when until when",
        "person_of_area": "the areas whose team wrote the person down",
        "interest": "interests in the register",
        "declaration": "interests declared at a meeting",
        "correction_ask": "what was asked to be put right",
    },
    "Messages": {
        "outbox": "messages: to whom, subject, text, and when",
        "outbox_item": "the dates that those messages were about",
        "bounce": "mail that came back",
    },
    "What you said": {
        "saved_part": "answers that were saved and not sent",
        "handed_part": "parts of an answer handed to a colleague",
        "consultation_comment": "comments of a consultation that were taken in",
        "section_comment": "comments on sections of a plan",
    },
    "What was decided and signed": {
        "sign_off": "signatures, and what one was named for",
        "delegation": "signatures handed to somebody for a time",
        "attendance": "presence when a body decided",
    },
    "To make the pages work": {
        "credential": "keys of one's own to the API: a label, never the key",
        "handed_workbook": "workbooks that were handed in and wait to be looked at",
        "looked": "the last look at the first page",
    },
}
"""What is kept about people, by table, and under which heading a notice lists it."""
PLACES = {table: words for tables in KEPT.values() for table, words in tables.items()}
# Kept in other ways than by pointing at a person.
BESIDES = {
    "What you said": ("notes of calls, and your name where somebody wrote it into a text of the plan",),
    "What was decided and signed": ("what you did here, and when",),
}
FROM = {
    "its_own_day": "from its own day",
    "plan_ended": "from the day on which the plan ended",
    "last_role": "from the day on which the last role ended",
}


@dataclass(frozen=True)
class ClassLine:
    """A class of record: for how long, from when, on whose word, and what is due where."""

    title: str
    kept: str
    source: str
    verified: bool
    due: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class Notice:
    """What a privacy notice of one body rests on."""

    id: str
    erb: str
    telephone: str
    email: str
    areas: tuple[str, ...]
    places: tuple[tuple[str, tuple[str, ...]], ...]
    """What is kept about people: headings, with what stands under each."""
    classes: tuple[ClassLine, ...]


def kept(rule: RetentionRule) -> str:
    """For how long a class of record is kept, in words."""
    if rule.months is None or rule.counted_from is None:
        return "kept with the record"
    return f"{saying.count(rule.months, 'month')} {FROM[rule.counted_from]}"


def bodies(session: Session, areas: Collection[str] | None = None) -> tuple[tuple[str, str], ...]:
    """The employer representative bodies that run plans here, of these areas or of all."""
    plans, held = select(Plan.erb_id), select(Designation.erb_id)
    if areas is not None:
        plans = plans.where(col(Plan.area_id).in_(areas))
        held = held.where(col(Designation.area_id).in_(areas))
    ids = {*session.exec(plans), *session.exec(held)}
    return tuple(sorted(((key, branding.of(session, key).name) for key in ids), key=lambda each: each[1]))


def notice(session: Session, world: Runtime, erb_id: str) -> Notice:
    """The privacy notice of one body, from what is really kept here. Raises NotYours for any other."""
    row = session.get(Organisation, erb_id)
    if row is None or row.kind is not OrganisationKind.ERB or erb_id not in dict(bodies(session)):
        raise NotYours
    brand = branding.of(session, erb_id)
    named = session.exec(
        select(Area.name).join(Plan, col(Plan.area_id) == Area.id).where(Plan.erb_id == erb_id)
    )
    return Notice(
        id=erb_id,
        erb=brand.name,
        telephone=brand.telephone or "",
        email=brand.email or "",
        areas=tuple(sorted(set(named))),
        places=kept_places(),
        classes=tuple(
            ClassLine(r.title, kept(r), r.source, r.status == "sourced", ()) for r in world.retention
        ),
    )


def kept_places() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What is kept about a person, in words, under headings: a line for each table that points at people."""
    there = {table.name for table, _ in personal.pointing_at_people()}
    groups = {
        heading: (*(words for table, words in tables.items() if table in there), *BESIDES.get(heading, ()))
        for heading, tables in KEPT.items()
    }
    other = tuple(saying.spoken(name) for name in sorted(there - PLACES.keys()))
    return (*groups.items(), *((("Besides", other),) if other else ()))
