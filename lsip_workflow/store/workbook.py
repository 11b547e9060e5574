"""A plan gathered for a workbook: every line in the shape in which plans are taken over."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from lsip_workflow.adopt import Extra, Row, cells
from lsip_workflow.model import (
    Action,
    Area,
    File,
    Organisation,
    OrganisationOfArea,
    PastEvent,
    Person,
    Plan,
    Precision,
    Priority,
    RoleHeld,
    SkillsNeed,
)
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.store import adoption, queries


def gathered(
    session: Session, plan: Plan, books: Mapping[str, Rulebook]
) -> tuple[dict[str, Any], dict[str, list[Row]], bytes | None]:
    """What the sheet Plan says, the lines of the others by sheet, and the workbook that was kept, if any."""
    dossier, book = queries.dossier(session, plan), books[plan.edition]
    area = session.get_one(Area, plan.area_id)
    order = adoption.recorded_order(session, plan.id)
    people = _people(session, plan)
    organisations = _organisations(session, dossier, order, [person for person, _ in people])
    listed = select(OrganisationOfArea).where(OrganisationOfArea.area_id == plan.area_id)
    own = {row.organisation_id: row.extra for row in session.exec(listed)}
    names = {row.id: row.name for row in organisations} | {plan.erb_id: dossier.name(plan.erb_id)}
    values = {
        "area": area.name,
        "erb": dossier.name(plan.erb_id),
        "cycle": plan.cycle,
        "edition": plan.edition,
        "stage": book.stage(plan.stage).title,
        "since": plan.stage_since,
        "pages": plan.page_count,
    }
    past = sorted(adoption.past(session, plan.id), key=lambda row: order.get(row.id, 0))
    needs = sorted(dossier.needs, key=lambda row: order.get(row.id, 0))
    called = {need.id: need.local_code or need.occupation for need in needs}
    priorities = sorted(dossier.priorities, key=lambda row: order.get(row.id, 0))
    codes = {row.id: row.code for row in priorities}
    actions = sorted(dossier.actions, key=lambda row: order.get(row.id, 0))
    lines = {
        "Before": [_past(row, book) for row in past],
        "Needs": [_need(row) for row in needs],
        "Priorities": [_priority(row, called) for row in priorities],
        "Actions": [_action(row, codes, names) for row in actions],
        "Organisations": [_organisation(row, own.get(row.id)) for row in organisations],
        "Contacts": [_contact(person, held, names) for person, held in people],
    }
    fact = adoption.adopted(session, plan.id)
    kept = session.get(File, fact.file) if fact else None
    return values, lines, kept.content if kept else None


def _extra(kept: Sequence[Sequence[str]] | None) -> Extra:
    return tuple((heading, text) for heading, text in kept or ())


def _past(row: PastEvent, book: Rulebook) -> Row:
    return {
        "what": row.what,
        "day": row.on if row.precision is Precision.DAY else row.day_in_words,
        "stage": book.stage(row.stage).title if row.stage else "",
        "reference": row.reference,
        "url": row.url,
        "document": row.document,
        "said_by": row.said_by,
    }, _extra(row.extra)


def _need(row: SkillsNeed) -> Row:
    return {
        "code": row.local_code,
        "occupation": row.occupation,
        "soc": row.soc,
        "sic": row.sic,
        "occupation_code": row.occupation_code,
        "level": row.level,
        "horizon": cells.word_for(cells.HORIZONS, row.horizon),
        "status": row.local_status,
    }, _extra(row.extra)


def _priority(row: Priority, called: Mapping[str, str]) -> Row:
    return {
        "code": row.code,
        "title": row.title,
        "kind": row.local_kind or cells.word_for(cells.KINDS, row.kind),
        "needs": "; ".join(called[need] for need in row.needs if need in called),
        "status": row.local_status,
    }, _extra(row.extra)


def _action(row: Action, codes: Mapping[str, str], names: Mapping[str, str]) -> Row:
    return {
        "code": row.code,
        "title": row.title,
        "priority": codes.get(row.priority_id or ""),
        "lead": names.get(row.lead_id or ""),
        "planned_for": row.planned_for,
        "measure": row.measure,
        "route": cells.word_for(cells.ROUTES, row.route),
        "for_providers": "yes" if row.for_providers else "no",
        "status": row.local_status,
        "done": row.done,
        "progress_on": row.progress_on,
        "impact": row.impact,
        "remains": row.remains,
    }, _extra(row.extra)


def _organisations(
    session: Session, dossier: Dossier, order: Mapping[str, int], people: Iterable[Person]
) -> list[Organisation]:
    """Those of the plan, and those whose people hold a role in its area."""
    ids = {person.organisation_id for person in people} | set(dossier.organisations)
    rows = session.exec(select(Organisation).where(col(Organisation.id).in_(ids)))
    return sorted(rows, key=lambda row: (order.get(row.id, len(order)), row.name))


def _organisation(row: Organisation, own: Sequence[Sequence[str]] | None) -> Row:
    return {
        "name": row.name,
        "kind": cells.word_for(cells.ORGANISATION_KINDS, row.kind),
        "ukprn": row.ukprn,
        "url": row.url,
    }, _extra(own)


def _people(session: Session, plan: Plan) -> list[tuple[Person, list[RoleHeld]]]:
    """Who is known to the plan's area, with the roles that stand there; the erased are not among them."""
    found: dict[str, tuple[Person, list[RoleHeld]]] = {}
    for person in adoption.people_of_area(session, plan.area_id):
        found[person.id] = (person, [])
    query = select(RoleHeld).where(RoleHeld.area_id == plan.area_id, col(RoleHeld.until).is_(None))
    for held in session.exec(query.order_by(col(RoleHeld.role))):
        if held.person_id in found:
            found[held.person_id][1].append(held)
    return sorted(found.values(), key=lambda pair: pair[0].name or "")


def _contact(person: Person, held: Iterable[RoleHeld], names: Mapping[str, str]) -> Row:
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "organisation": names.get(person.organisation_id),
        "roles": "; ".join(cells.word_for(cells.ROLES, row.role) for row in held),
        "post": cells.word_for(cells.POSTS, person.post),
    }, _extra(person.extra)
