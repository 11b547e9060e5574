"""What there is to choose from when people decide, declare and release: people, matters, files, papers."""

from collections.abc import Sequence

from sqlmodel import col, select

from lsip_workflow.journeys import signatories
from lsip_workflow.model import Declaration, Document, File, Meeting, Person, Role, RoleHeld, SignOff
from lsip_workflow.rules import delegation as rules
from lsip_workflow.rules.permissions import TEAM
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import life, queries
from lsip_workflow.web import saying
from lsip_workflow.web.inputs.shape import Choice, Place

MOST_FILES = 50


def people(place: Place) -> list[Choice]:
    """The people whom the area knows, with what they are there."""
    assert place.area is not None
    said = _roles(place, place.area.id)
    return [
        Choice(row.id, row.name or saying.ERASED, said.get(row.id, ""))
        for row in life.people_of(place.session, place.area.id)
        if row.erased_at is None
    ]


def deciders(place: Place) -> list[Choice]:
    """The people of the body and its board who hold a role in the area today: they could come in to sign."""
    assert place.area is not None
    said = _roles(place, place.area.id, (*TEAM, Role.BOARD_MEMBER))
    return [each for each in people(place) if each.value in said]


def writers(place: Place) -> list[Choice]:
    """Those who could be asked to sign, so that it matters whether they wrote it."""
    assert place.area is not None
    signing = (*TEAM, Role.BOARD_MEMBER, Role.AUTHORITY_OFFICER, Role.PROVIDER_CONFIRMER)
    said = _roles(place, place.area.id, signing)
    return [each for each in people(place) if each.value in said]


def delegates(place: Place) -> list[Choice]:
    """Who could sign in the place of whoever passes it on; those who pass on their own are not among them."""
    whose = {each.value for each in signatories_of(place)}
    alone = whose == {place.actor.person_id}
    return [each for each in deciders(place) if not (alone and each.value in whose)]


def signatories_of(place: Place) -> list[Choice]:
    """Those whose signing this visitor may pass on: their own; the ERB lead also that of others."""
    plan, session, today = place.this_plan, place.session, place.world.today()
    book = place.world.books[plan.edition]
    return [
        each
        for each in deciders(place)
        if rules.may_give(place.actor, plan.area_id, plan.erb_id, each.value)
        and any(
            signatories.signs_themselves(session, plan, entry, session.get_one(Person, each.value), today)
            for entry in book.sign_offs
        )
    ]


def _roles(place: Place, area_id: str, only: Sequence[Role] = tuple(Role)) -> dict[str, str]:
    today, found = place.world.today(), dict[str, list[str]]()
    for row in life.roles_in(place.session, area_id):
        if row.role in only and row.holds(today):
            found.setdefault(row.person_id, []).append(_role(row))
    return {key: ", ".join(roles) for key, roles in found.items()}


def _role(row: RoleHeld) -> str:
    return saying.sentence(saying.ROLES[row.role].phrase)


def rules_of(place: Place) -> list[Choice]:
    """The sign-offs of the edition that are signed here or decided by a body."""
    book = place.world.books[place.this_plan.edition]
    return [Choice(rule.key, rule.title, f"By {saying.by(rule.by)}") for rule in book.sign_offs]


def rules_signed(place: Place) -> list[Choice]:
    """Those that a person signs whose signing this visitor may pass on; first of all, each of them."""
    plan, session, today = place.this_plan, place.session, place.world.today()
    people = [session.get_one(Person, each.value) for each in signatories_of(place)]
    signed = [
        rule
        for rule in place.world.books[plan.edition].sign_offs
        if any(signatories.signs_themselves(session, plan, rule, row, today) for row in people)
    ]
    return [Choice("", "Each that they sign"), *(Choice(rule.key, rule.title) for rule in signed)]


def matters(place: Place) -> list[Choice]:
    """What an interest or an agenda can be about: sign-offs, priorities and actions."""
    assert place.area is not None
    own = place.actor.organisation_id
    plans = (
        [place.plan]
        if place.plan
        else [p for p in queries.plans(place.session) if (p.area_id, p.erb_id) == (place.area.id, own)]
    )
    found: list[Choice] = []
    for plan in plans:
        where = "" if place.plan else f"{plan.cycle}"
        dossier, book = queries.dossier(place.session, plan), place.world.books[plan.edition]
        if place.plan:
            found += [
                Choice(f"sign_off:{rule.key}", f"The decision “{rule.title}”") for rule in book.sign_offs
            ]
        found += [
            Choice(f"priority:{row.id}", f"Priority {row.code} {row.title}", where)
            for row in dossier.priorities
        ]
        found += [
            Choice(f"action:{row.id}", f"Action {row.code} {row.title}", where) for row in dossier.actions
        ]
    return found


def agenda(place: Place) -> list[Choice]:
    """What was on the agenda of the meeting that the address names."""
    met = place.session.get(Meeting, place.subject.get("meeting_id", ""))
    named = {each.value: each for each in matters(place)}
    on = met.matters if met is not None and met.plan_id == place.this_plan.id else []
    return [named.get(matter) or Choice(matter, matter) for matter in on]


def organisations(place: Place) -> list[Choice]:
    """The organisations that the area knows."""
    assert place.area is not None
    rows = life.organisations_of(place.session, place.area.id)
    return [Choice(row.id, row.name) for row in rows]


def files(place: Place) -> list[Choice]:
    """The files of the plan's own team, the newest first; a provider's are its own to share."""
    query = select(File.id, File.name, File.kept_at).where(
        File.plan_id == place.this_plan.id, col(File.organisation_id).is_(None)
    )
    rows = place.session.exec(query.order_by(col(File.kept_at).desc())).all()
    return [
        Choice(key, name or saying.ERASED, f"Handed in on {saying.day(kept)}")
        for key, name, kept in rows[:MOST_FILES]
    ]


def documents(place: Place) -> list[Choice]:
    """What is published of the plan."""
    query = select(Document).where(Document.plan_id == place.this_plan.id)
    rows = place.session.exec(query.order_by(col(Document.published_on).desc()))
    return [
        Choice(row.id, saying.DOCUMENTS.get(row.kind, row.kind), f"{row.url}, {saying.day(row.published_on)}")
        for row in rows
    ]


def meetings(place: Place) -> list[Choice]:
    """The meetings at which the plan was a matter."""
    query = select(Meeting).where(Meeting.plan_id == place.this_plan.id)
    rows = place.session.exec(query.order_by(col(Meeting.held_on).desc()))
    return [Choice(row.id, f"{row.body}, {saying.day(row.held_on)}", row.title or "") for row in rows]


def questioned(place: Place) -> list[Choice]:
    """The decisions about which there is a question: an entry made anew corrects one."""
    rows = decided.sign_offs_of(place.session, place.this_plan.id)
    return [
        Choice(row.id, f"{row.body}, {row.reference}", "There is a question about it.")
        for row in rows
        if row.status == "questioned"
    ]


def interests(place: Place) -> list[Choice]:
    """The interests in the register of the area."""
    assert place.area is not None
    rows = decided.register(place.session, place.area.id, place.this_plan.erb_id)
    return [
        Choice(row.id, f"{place.session.get_one(Person, row.person_id).name}: {row.words}") for row in rows
    ]


def declarations(place: Place) -> list[Choice]:
    """What was declared at the meetings of the plan."""
    rows = place.session.exec(select(Declaration).where(Declaration.plan_id == place.this_plan.id))
    return [Choice(row.id, f"{row.name}: {row.words}", saying.day(row.declared_on)) for row in rows]


def decision(place: Place) -> SignOff | None:
    """The decision that the address names, if it is one of this plan."""
    row = place.session.get(SignOff, place.subject.get("sign_off_id", ""))
    return row if row is not None and row.plan_id == place.this_plan.id else None
