"""The JSON API: the strategic authorities of a plan's area, noted, asked and ended."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlmodel import Session

from lsip_workflow.journeys import authorities
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import AuthorityAnswer, Organisation
from lsip_workflow.reference import UnknownReference
from lsip_workflow.store import life
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Nothing
from lsip_workflow.web.forms.decisions import AskAuthorityForm, EndAuthorityForm, NoteAuthorityForm
from lsip_workflow.web.once import At, Submitted

router = APIRouter(prefix="/api/v1/plans/{plan_id}/authorities")


class AuthorityMade(BaseModel):
    """A strategic authority as this plan knows it."""

    id: str
    organisation: str
    answer: str
    districts: list[str]
    since: date | None
    asked_on: date | None
    ended_on: date | None


class AuthoritiesTakenIn(BaseModel):
    """The authorities that came, or ended, since the plan was last compared with the reference data."""

    changed: list[AuthorityMade]


@router.post("", status_code=201, response_model=AuthorityMade)
def note(submitted: Submitted, form: NoteAuthorityForm) -> Response:
    """Note a strategic authority of the area, by its key in the reference data or by its id here."""

    def work(at: At) -> AuthorityMade:
        return _made(at.session, _note(at, form))

    return submitted.once(form, work)


@router.post("/take-in", status_code=201, response_model=AuthoritiesTakenIn)
def take_in(submitted: Submitted, form: Nothing | None = None) -> Response:
    """Note the authorities that the reference data have for the area today, and those that have ended."""

    def work(at: At) -> AuthoritiesTakenIn:
        try:
            rows = authorities.take_in(at.session, at.occasion, at.plan, at.reference)
        except UnknownReference as unknown:
            raise Faulty([f"area: {unknown}"]) from None
        return AuthoritiesTakenIn(changed=[_made(at.session, row) for row in rows])

    return submitted.once(form or Nothing(), work)


@router.post("/{answer_id}/ask", status_code=201, response_model=AuthorityMade)
def ask(submitted: Submitted, answer_id: Id, form: AskAuthorityForm) -> Response:
    """Ask an authority for its answer on the plan as it stands; once."""

    def work(at: At) -> AuthorityMade:
        return _made(
            at.session, authorities.ask(at.session, at.occasion, at.row(AuthorityAnswer, answer_id), form.due)
        )

    return submitted.once(form, work)


@router.post("/{answer_id}/end", status_code=201, response_model=AuthorityMade)
def end(submitted: Submitted, answer_id: Id, form: EndAuthorityForm) -> Response:
    """Say that an authority does not cover the area any more; it is shown as such and not waited for."""

    def work(at: At) -> AuthorityMade:
        return _made(
            at.session, authorities.end(at.session, at.occasion, at.row(AuthorityAnswer, answer_id), form.on)
        )

    return submitted.once(form, work)


def _note(at: At, form: NoteAuthorityForm) -> AuthorityAnswer:
    body = at.reference.authorities.get(form.authority)
    known = {each.code for each in at.reference.all_districts}
    faults = [
        f"districts: “{code}” is not a district that we know."
        for code in form.districts or ()
        if code not in known
    ]
    row = _authority(at, form.authority, faults)
    if faults or row is None:
        raise Faulty(faults)
    districts = form.districts
    if districts is None:
        codes = body.districts if body else ()
        districts = authorities.districts_here(at.reference, at.plan.area_id, codes, at.occasion.today)
    since = form.since or (body.began if body else None)
    return authorities.note(at.session, at.occasion, at.plan, row, districts=districts, since=since)


def _authority(at: At, key: str, faults: list[str]) -> Organisation | None:
    """A body of the reference data, or one that the area knows; None, with the fault told, for another."""
    if there := life.organisation_of(at.session, at.plan.area_id, key):
        return there
    try:
        body = at.reference.authority(key)
        return authorities.of_reference(
            at.session, at.occasion, at.reference, body.key, example=at.plan.example
        )
    except UnknownReference as unknown:
        faults.insert(0, f"authority: {unknown}")
        return None


def _made(session: Session, row: AuthorityAnswer) -> AuthorityMade:
    return AuthorityMade(
        id=row.id,
        organisation=session.get_one(Organisation, row.organisation_id).name,
        answer=row.answer,
        districts=row.districts,
        since=row.since,
        asked_on=row.asked_on,
        ended_on=row.ended_on,
    )
