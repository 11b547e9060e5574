"""The JSON API: sign-offs asked for, read, signed here and declined, each by a named person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from lsip_workflow.journeys import sign_offs, signatories, versions
from lsip_workflow.model import Person, Plan, SignOff, digest
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules import permissions
from lsip_workflow.rules import sign_offs as rules
from lsip_workflow.rules.lifecycle import counts
from lsip_workflow.rules.permissions import Actor, NotAllowed, NotYours
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.api.plans import Id, NeededOut
from lsip_workflow.web.forms import Form
from lsip_workflow.web.forms.decisions import AskForm, DeclineForm, SignForm
from lsip_workflow.web.once import At, Here, Sender, Sending, Submitted

router = APIRouter(prefix="/api/v1")
A_NAMED_PERSON = "This is signed or declined by a named person, with a key of their own."
BY_THE_KEY = "Written with the ERB's key: its authors are those whom the team named when it asked."


class AskingOut(BaseModel):
    """A sign-off that was asked for, and whether one has been given since."""

    id: str
    plan: str
    rule: str
    title: str
    version: str
    due: date | None
    answered: bool
    answered_by_me: bool


class StatementOut(BaseModel):
    """One sentence that a signatory ticks by itself."""

    key: str
    text: str


class ToSign(BaseModel):
    """Exactly what is to be signed. Nobody is shown what they have an interest in; then there is no text."""

    id: str
    plan: str
    rule: str
    title: str
    cite: str
    version: str = Field(description="The document reference: the SHA-256 of `content`.")
    content: str | None = Field(description="The plan as it stands, as canonical JSON.")
    statements: list[StatementOut]
    still_needed: list[NeededOut]
    changed_since_asked: list[str]
    changed_since_signed: list[str] | None = Field(
        description="Since the last sign-off of this kind; empty when nothing has, none when there is none."
    )
    authors: list[str]
    authors_note: str
    may_sign: bool
    why_not: str | None


class SignOffMade(BaseModel):
    """A sign-off as it stands now, and the version that it is of."""

    id: str
    rule: str
    status: str
    version: str
    authors_note: str | None = None


@dataclass(frozen=True)
class Asked:
    """A sign-off that was asked for, with its plan."""

    asking: SignOff
    plan: Plan


@router.get("/sign-offs")
def asked_of_me(world: AtRuntime, actor: Holder) -> list[AskingOut]:
    """What is asked of the person whose key this is, in the areas where they hold the role."""
    with world.database.reading() as session:
        return [
            _asking_out(session, world.books[plan.edition], row, plan, actor)
            for row, plan in signatories.asked_of(session, actor, world.books, world.today())
        ]


@router.get("/sign-offs/{sign_off_id}")
def read_what_is_to_be_signed(world: AtRuntime, actor: Holder, sign_off_id: Id) -> ToSign:
    """Exactly what is to be signed, for who is asked, and for the team."""
    with world.database.reading() as session:
        occasion = world.occasion(actor)
        return _to_sign(session, occasion, asked_of(session, actor, sign_off_id, occasion))


@router.post("/plans/{plan_id}/sign-offs", status_code=201, response_model=SignOffMade)
def ask(submitted: Submitted, form: AskForm) -> Response:
    """Ask for a sign-off of the plan as it stands, naming who wrote it."""

    def work(at: At) -> SignOffMade:
        row = sign_offs.ask(at.session, at.occasion, at.plan, form.rule, form.due, form.authors)
        return SignOffMade(**_made(row), authors_note=BY_THE_KEY)

    return submitted.once(form, work)


@dataclass(frozen=True)
class Signing:
    """What a person sends about a sign-off that is asked of them."""

    sender: Sender
    sign_off_id: str

    def once(self, form: Form, work: Callable[[Here, Asked, Person], BaseModel]) -> Response:
        """Work it on the locked plan and keep the answer."""

        def admit(session: Session) -> Asked:
            asked = asked_of(session, self.sender.actor, self.sign_off_id, self.sender.occasion)
            permissions.require_open(self.sender.actor, asked.plan.area_id)
            lock(session, f"plan:{asked.plan.id}", asked.plan, asked.asking)
            return asked

        def worked(here: Here, asked: Asked) -> BaseModel:
            return work(here, asked, here.session.get_one(Person, here.occasion.actor.person_id))

        return self.sender.once(form, admit, worked, 201)


def signing(sending: Sending, sign_off_id: Id) -> Signing:
    """A person of whom it is asked. Raises NotYours, and NotAllowed for the team's own key."""
    with sending.world.database.reading() as session:
        asked = asked_of(session, sending.actor, sign_off_id, sending.occasion)
    if sending.actor.person_id is None:
        raise NotAllowed(A_NAMED_PERSON)
    permissions.require_open(sending.actor, asked.plan.area_id)
    return Signing(sending, sign_off_id)


AskedOfMe = Annotated[Signing, Depends(signing)]


@router.post("/sign-offs/{sign_off_id}/sign", status_code=201, response_model=SignOffMade)
def sign(asked: AskedOfMe, form: SignForm) -> Response:
    """Sign, with a key of your own, the version that you read, under every statement."""

    def work(here: Here, asked: Asked, person: Person) -> SignOffMade:
        row = sign_offs.sign(
            here.session,
            here.occasion,
            asked.plan,
            asked.asking.rule,
            person,
            form.version,
            tuple(form.statements),
            form.on_behalf_of,
        )
        return SignOffMade(**_made(row))

    return asked.once(form, work)


@router.post("/sign-offs/{sign_off_id}/decline", status_code=201, response_model=SignOffMade)
def decline(asked: AskedOfMe, form: DeclineForm) -> Response:
    """Decline to sign, with the reason."""

    def work(here: Here, asked: Asked, person: Person) -> SignOffMade:
        row = sign_offs.decline(
            here.session,
            here.occasion,
            asked.plan,
            asked.asking.rule,
            person,
            form.reason,
            form.on_behalf_of,
        )
        return SignOffMade(**_made(row))

    return asked.once(form, work)


def asked_of(session: Session, actor: Actor, sign_off_id: str, occasion: Occasion) -> Asked:
    """A sign-off that is asked of this actor's role in the area, or that their team asked for.

    Raises NotYours for anybody else: to them it does not exist.
    """
    row = session.get(SignOff, sign_off_id)
    plan = queries.plan(session, row.plan_id) if row is not None and row.status == "asked" else None
    if row is None or plan is None:
        raise NotYours
    entry = occasion.book_of(plan).sign_off(row.rule)
    ours = permissions.reads_as_team(actor, plan.area_id, plan.erb_id)
    if not ours and not signatories.signs(session, actor, plan, entry, occasion.today):
        raise NotYours
    return Asked(row, plan)


def _asking_out(session: Session, book: Rulebook, row: SignOff, plan: Plan, actor: Actor) -> AskingOut:
    due = queries.deadline_of(session, plan.id, "signature", row.id)
    others = [
        other
        for other in decided.sign_offs_of(session, plan.id)
        if other.rule == row.rule and other.asking == row.id
    ]
    return AskingOut(
        id=row.id,
        plan=plan.id,
        rule=row.rule,
        title=book.sign_off(row.rule).title,
        version=row.version,
        due=due.due if due else None,
        answered=any(other.status == "signed" for other in others),
        answered_by_me=any(other.person_id == actor.person_id for other in others),
    )


def _to_sign(session: Session, occasion: Occasion, asked: Asked) -> ToSign:
    plan, row, book = asked.plan, asked.asking, occasion.book_of(asked.plan)
    entry, text = book.sign_off(row.rule), versions.text_of(session, plan, row.rule)
    dossier = queries.dossier(session, plan)
    team = permissions.reads_as_team(occasion.actor, plan.area_id, plan.erb_id)
    why_not, hides = _why_not(session, occasion, asked)
    last = _last_given(session, plan, row.rule)
    authors = signatories.authors_of(session, plan, row.rule)
    return ToSign(
        id=row.id,
        plan=plan.id,
        rule=row.rule,
        title=entry.title,
        cite=entry.cite,
        version=digest(text),
        content=None if hides else text,
        statements=[StatementOut(key=each.key, text=each.text) for each in entry.statements],
        still_needed=[]
        if hides
        else [
            NeededOut(
                code=each.code,
                text=each.text,
                cite=each.cite,
                strength=each.strength,
                refuses=each.refuses,
                accepted_because=each.accepted_because,
            )
            for each in rules.gaps(dossier, book, occasion.today, rule=row.rule, team=team)
        ],
        changed_since_asked=[] if hides else versions.changes_since(session, plan, row.version, row.rule),
        changed_since_signed=None
        if hides or not last
        else versions.changes_since(session, plan, last, row.rule),
        authors=sorted(session.get_one(Person, key).name or key for key in authors),
        authors_note=BY_THE_KEY,
        may_sign=why_not is None,
        why_not=why_not,
    )


def _why_not(session: Session, occasion: Occasion, asked: Asked) -> tuple[str | None, bool]:
    """Why the reader may not sign, and whether that is an interest, which hides what it is about."""
    entry, actor = occasion.book_of(asked.plan).sign_off(asked.asking.rule), occasion.actor
    if actor.person_id is None:
        return A_NAMED_PERSON, False
    if interest := signatories.in_the_way(session, occasion, asked.plan, entry, actor.person_id):
        return interest, True
    if not signatories.signs(session, actor, asked.plan, entry, occasion.today):
        return f"“{entry.title}” is signed by: {rules.signers(entry)}.", False
    return signatories.why_not(session, occasion, asked.plan, entry, actor.person_id), False


def _last_given(session: Session, plan: Plan, rule: str) -> str | None:
    """The version of the last sign-off of this rule that was given."""
    given = [row for row in decided.sign_offs_of(session, plan.id) if row.rule == rule and counts(row)]
    given = [row for row in given if row.version and row.decided_on]
    return max(given, key=lambda row: row.decided_on or date.min).version if given else None


def _made(row: SignOff) -> dict[str, Any]:
    return {"id": row.id, "rule": row.rule, "status": row.status, "version": row.version}
