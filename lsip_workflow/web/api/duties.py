"""The JSON API, duties without verdicts: the register, a provider's side of it, and what may leave."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from lsip_workflow.journeys import duties
from lsip_workflow.model import Organisation, Plan, Position
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.duties import Line, duty_of, held_until, may_leave, why_held
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import register
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import as_reader, readable
from lsip_workflow.web.api.content import Made
from lsip_workflow.web.api.parties import party
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms.answers import AccountForm, ActForm, PositionForm, SeenForm
from lsip_workflow.web.once import At, Submitted, SubmittedByProvider

router = APIRouter(prefix="/api/v1/plans/{plan_id}")
SAYS_NOTHING = "These are acts. They say nothing about whether a duty is met: that is for nobody here to say."


class AccountOut(BaseModel):
    """The provider's own account beside a line, as it last gave it."""

    version: int
    given_on: date
    words: str | None


class LineOut(Made):
    """A line of the register: what was done, and the provider's own account beside it."""

    provider: str
    duty: str
    duty_title: str
    cite: str
    act: str
    on: date
    about: str | None
    note: str | None
    url: str | None
    answer: str | None = Field(description="The answer that it comes from, if any.")
    told_on: date | None = Field(description="The morning on which the provider is, or was, to be told.")
    shown_on: date | None = Field(description="When a message showed it to the provider.")
    seen_on: date | None = Field(description="When the provider said that it has seen it.")
    account: AccountOut | None
    may_leave: bool
    held_because: str


class PositionOut(Made):
    """A provider's own position on a duty of its own; every version stays."""

    provider: str
    duty: str
    duty_title: str
    version: int
    stated_on: date
    words: str | None
    url: str | None
    file: str | None


class RegisterOut(BaseModel):
    """Both sides: what was done, and what the providers themselves say."""

    says: str = SAYS_NOTHING
    lines: list[LineOut]
    positions: list[PositionOut]


class HeldOut(Made):
    """A line that stays here for now, and until when, as far as that is known."""

    provider: str
    on: date
    until: date | None
    because: str


class ExportOut(RegisterOut):
    """What may leave the ERB today, and what is held back."""

    held_back: list[HeldOut]


class SeenOut(BaseModel):
    """The lines that the provider has seen."""

    seen: list[str]


@router.get("/duties")
def read_register(world: AtRuntime, actor: Holder, plan_id: Id) -> RegisterOut:
    """The duty register, both sides; a provider reads what is about itself. Reading marks nothing as seen."""
    with world.database.reading() as session:
        plan = as_reader(session, actor, plan_id)
        only = actor.organisation_id if actor.organisation_kind == "provider" else None
        whole = _Reading(session, world, plan)
        return RegisterOut(
            lines=[whole.line(line) for line in register.lines(session, plan, only)],
            positions=[whole.position(row) for row in register.positions(session, plan, only)],
        )


@router.get("/duties/export")
def export_register(world: AtRuntime, actor: Holder, plan_id: Id) -> ExportOut:
    """What may leave today: lines that the provider has seen, or was shown more than ten working days ago."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        whole, lines = _Reading(session, world, plan), register.lines(session, plan)
        leaving = [line for line in lines if whole.leaves(line)]
        return ExportOut(
            lines=[whole.line(line) for line in leaving],
            positions=[whole.position(row) for row in register.positions(session, plan)],
            held_back=[whole.held(line) for line in lines if not whole.leaves(line)],
        )


@router.post("/duties", status_code=201, response_model=Made)
def record_act(submitted: Submitted, form: ActForm) -> Response:
    """Record what was done towards a provider's duty: asked, received, discussed, published with its address.

    The provider is shown it on the next morning, and may put its own account beside it.
    """

    def work(at: At) -> Made:
        faults: list[str] = []
        row = duties.record_act(
            at.session,
            at.occasion,
            at.plan,
            party(at, "provider", form.provider, faults),
            duty=form.duty,
            act=form.act,
            on=form.on,
            about=form.about,
            note=form.note or "",
            url=form.url or "",
            faults=faults,
        )
        return Made(id=row.id)

    return submitted.once(form, work)


@router.post("/duties/seen", status_code=201, response_model=SeenOut)
def see(submitted: SubmittedByProvider, form: SeenForm) -> Response:
    """Say that you have seen these lines about you. It agrees to nothing."""

    def work(at: At) -> SeenOut:
        return SeenOut(seen=[row.id for row in duties.see(at.session, at.occasion, at.plan, form.acts)])

    return submitted.once(form, work)


@router.post("/duties/{act_id}/account", status_code=201, response_model=AccountOut)
def give_account(submitted: SubmittedByProvider, act_id: Id, form: AccountForm) -> Response:
    """Put your own account beside a line about you; both are shown together from then on."""

    def work(at: At) -> AccountOut:
        row = duties.give_account(at.session, at.occasion, at.plan, act_id, form.words)
        return AccountOut(version=row.version, given_on=row.given_on, words=row.words)

    return submitted.once(form, work)


@router.post("/positions", status_code=201, response_model=PositionOut)
def state_position(submitted: SubmittedByProvider, form: PositionForm) -> Response:
    """State your own position on a duty of yours, and where your document is; nobody else can."""

    def work(at: At) -> PositionOut:
        row = duties.state_position(
            at.session,
            at.occasion,
            at.plan,
            duty=form.duty,
            words=form.words,
            url=form.url or "",
            file=form.file,
        )
        return _position(at.session, at.occasion.book_of(at.plan), row)

    return submitted.once(form, work)


class _Reading:
    """The register of one plan, as it reads today."""

    def __init__(self, session: Session, world: Runtime, plan: Plan) -> None:
        self.session, self.today = session, world.today()
        self.calendar: Calendar = world.calendar
        self.book = world.books[plan.edition]

    def leaves(self, line: Line) -> bool:
        return may_leave(line, self.today, self.calendar)

    def line(self, line: Line) -> LineOut:
        act, rule = line.act, duty_of(self.book, line.act.duty)
        account = line.account
        return LineOut(
            **act.model_dump(include={"id", "duty", "act", "on", "about", "note", "url", "seen_on"}),
            provider=_name(self.session, act.organisation_id),
            duty_title=rule.title if rule else "",
            cite=rule.cite if rule else "",
            answer=act.subject or None,
            told_on=act.tell_on,
            shown_on=line.shown_on,
            account=AccountOut(**account.model_dump(include=set(AccountOut.model_fields)))
            if account
            else None,
            may_leave=self.leaves(line),
            held_because=why_held(line, self.today, self.calendar),
        )

    def held(self, line: Line) -> HeldOut:
        return HeldOut(
            id=line.act.id,
            provider=_name(self.session, line.act.organisation_id),
            on=line.act.on,
            until=held_until(line, self.calendar),
            because=why_held(line, self.today, self.calendar),
        )

    def position(self, row: Position) -> PositionOut:
        return _position(self.session, self.book, row)


def _position(session: Session, book: Rulebook, row: Position) -> PositionOut:
    rule = duty_of(book, row.duty)
    return PositionOut(
        **row.model_dump(include={"id", "duty", "version", "stated_on", "words", "url"}),
        provider=_name(session, row.organisation_id),
        duty_title=rule.title if rule else "",
        file=row.file_id,
    )


def _name(session: Session, organisation_id: str) -> str:
    return session.get_one(Organisation, organisation_id).name
