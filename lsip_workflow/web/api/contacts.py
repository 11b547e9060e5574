"""The JSON API of an area: the organisations and people that its ERB knows there, and the roles they hold."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel

from lsip_workflow.journeys import invitations, organisations, parties, people, successors
from lsip_workflow.model import Organisation, OrganisationKind, Person, Post, RoleHeld
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import life
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import open_area
from lsip_workflow.web.api.content import Made
from lsip_workflow.web.api.designations import RowId, Warned
from lsip_workflow.web.api.personal import known
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Nothing
from lsip_workflow.web.forms.life import (
    OrganisationCorrection,
    OrganisationForm,
    PersonCorrection,
    PersonForm,
    RoleEndForm,
    RoleForm,
    SuccessorForm,
)
from lsip_workflow.web.once import AtArea, SubmittedToArea

router = APIRouter(prefix="/api/v1")


class OrganisationOut(BaseModel):
    """An organisation that the area knows."""

    id: str
    kind: OrganisationKind
    name: str
    ukprn: str | None
    url: str


class RoleOut(BaseModel):
    """A role in the area: whose, since when, until when."""

    id: str
    person: str
    role: str
    since: date
    until: date | None


class HandedOverOut(Made):
    """The successor, the roles that are theirs from the day, and those that they held already."""

    given: list[str]
    had_already: list[str]


class PersonOut(BaseModel):
    """A person whom the area knows, and the roles that they hold or held there."""

    id: str
    organisation: str
    name: str | None
    email: str | None
    phone: str | None
    post: Post | None
    roles: list[RoleOut]


@router.get("/areas/{area_id}/organisations")
def list_organisations(world: AtRuntime, actor: Holder, area_id: Id) -> list[OrganisationOut]:
    """The organisations that the area knows, by name."""
    with world.database.reading() as session:
        area = open_area(session, actor, area_id)
        return [_organisation(row) for row in life.organisations_of(session, area.id)]


@router.get("/areas/{area_id}/people")
def list_people(world: AtRuntime, actor: Holder, area_id: Id) -> list[PersonOut]:
    """The people written down for the area, or with a role there, and the roles that they hold or held."""
    with world.database.reading() as session:
        area = open_area(session, actor, area_id)
        held = life.roles_in(session, area.id)
        return [
            _person(row, [r for r in held if r.person_id == row.id])
            for row in life.people_of(session, area.id)
        ]


@router.post("/areas/{area_id}/organisations", status_code=201, response_model=OrganisationOut)
def list_organisation(submitted: SubmittedToArea, form: OrganisationForm) -> Response:
    """Write an organisation of any kind down for the area: employers' bodies and others by name."""
    demonstration = submitted.sender.world.settings.demonstration

    def work(at: AtArea) -> OrganisationOut:
        row = parties.list_organisation(
            at.session, at.occasion, at.area, at.reference, demonstration=demonstration, **form.model_dump()
        )
        return _organisation(row)

    return submitted.once(form, work)


@router.post(
    "/areas/{area_id}/organisations/{organisation_id}/correct",
    status_code=201,
    response_model=OrganisationOut,
)
def correct_organisation(
    submitted: SubmittedToArea, organisation_id: RowId, form: OrganisationCorrection
) -> Response:
    """Correct what is recorded of an organisation that the area knows, such as a UKPRN that it lacks."""

    def work(at: AtArea) -> OrganisationOut:
        row = life.organisation_of(at.session, at.area.id, organisation_id)
        if row is None:
            raise NotYours
        done = organisations.correct(at.session, at.occasion, at.area, row, at.reference, **form.model_dump())
        return _organisation(done)

    return submitted.once(form, work)


@router.post("/areas/{area_id}/people", status_code=201, response_model=Made)
def list_person(submitted: SubmittedToArea, form: PersonForm) -> Response:
    """Write a person of one of the area's organisations down."""

    def work(at: AtArea) -> Made:
        said = form.model_dump(exclude={"organisation"})
        row = parties.list_person(at.session, at.occasion, at.area, organisation_id=form.organisation, **said)
        return Made(id=row.id)

    return submitted.once(form, work)


@router.post("/areas/{area_id}/people/{person_id}/correct", status_code=201, response_model=Made)
def correct_person(submitted: SubmittedToArea, person_id: RowId, form: PersonCorrection) -> Response:
    """Correct what names a person whom the area knows."""

    def work(at: AtArea) -> Made:
        row = known(at.session, at.area.id, person_id)
        people.correct_person(at.session, at.occasion, row, **form.model_dump())
        return Made(id=row.id)

    return submitted.once(form, work)


@router.post("/areas/{area_id}/people/{person_id}/hand-over", status_code=201, response_model=HandedOverOut)
def hand_over(submitted: SubmittedToArea, person_id: RowId, form: SuccessorForm) -> Response:
    """Hand all that a person does in the area over to a successor, from a day: every role, or none."""

    def work(at: AtArea) -> HandedOverOut:
        done = successors.hand_over(
            at.session,
            at.occasion,
            at.area,
            known(at.session, at.area.id, person_id),
            known(at.session, at.area.id, form.successor),
            form.on,
        )
        given = [row.role.value for row in done.given]
        return HandedOverOut(id=form.successor, given=given, had_already=list(done.had_already))

    return submitted.once(form, work)


@router.post("/areas/{area_id}/people/{person_id}/invitation", status_code=201, response_model=Made)
def invite_person(submitted: SubmittedToArea, person_id: RowId, form: Nothing | None = None) -> Response:
    """Invite a person who holds a role in the area to the pages, by e-mail; once a day at most."""
    reachable = submitted.sender.world.settings.reachable

    def work(at: AtArea) -> Made:
        person = known(at.session, at.area.id, person_id)
        return Made(id=invitations.invite(at.session, at.occasion, at.area, person, reachable=reachable).id)

    return submitted.once(form or Nothing(), work)


@router.post("/areas/{area_id}/roles", status_code=201, response_model=Made)
def grant_role(submitted: SubmittedToArea, form: RoleForm) -> Response:
    """Let a person whom the area knows hold a role there from a day."""

    def work(at: AtArea) -> Made:
        row = parties.grant(
            at.session,
            at.occasion,
            at.area,
            known(at.session, at.area.id, form.person),
            form.role,
            form.since,
            form.until,
        )
        return Made(id=row.id)

    return submitted.once(form, work)


@router.post("/areas/{area_id}/roles/{role_id}/end", status_code=201, response_model=Warned)
def end_role(submitted: SubmittedToArea, role_id: RowId, form: RoleEndForm) -> Response:
    """Let a role end on a day, the first on which it is not held; says if nobody is left to run the plans."""

    def work(at: AtArea) -> Warned:
        row = at.row(RoleHeld, role_id)
        return Warned(id=row.id, warnings=parties.end_role(at.session, at.occasion, row, form.until))

    return submitted.once(form, work)


def _organisation(row: Organisation) -> OrganisationOut:
    return OrganisationOut(**row.model_dump(include=set(OrganisationOut.model_fields)))


def _person(row: Person, held: list[RoleHeld]) -> PersonOut:
    return PersonOut(
        organisation=row.organisation_id,
        roles=[
            RoleOut(person=row.id, **role.model_dump(include={"id", "role", "since", "until"}))
            for role in held
        ],
        **row.model_dump(include={"id", "name", "email", "phone", "post"}),
    )
