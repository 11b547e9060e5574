"""An answer in the making, one thing on a page: filled in, saved, handed to a colleague."""

import hashlib

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session, select

from lsip_workflow.journeys import files, handed_parts, saved_answers
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.journeys.saved_answers import AlreadySent, ChangedMeanwhile
from lsip_workflow.model import Area, File, Organisation, Plan, RequestStatus, Role
from lsip_workflow.rules import answer_parts
from lsip_workflow.rules.files import harmless
from lsip_workflow.rules.permissions import Actor, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import asked as store
from lsip_workflow.store import queries
from lsip_workflow.store.queries import Asked
from lsip_workflow.web import faults, saying
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.pages.asked import already, brand, mine
from lsip_workflow.web.pages.place import IDENTITY
from lsip_workflow.web.posted import GivenFile, Posted, Posting
from lsip_workflow.web.showing import go, page
from lsip_workflow.web.views import asked_parts as views
from lsip_workflow.web.views.asked_parts import At, Theirs
from lsip_workflow.web.visitor import SignedInVisitor, Visitor

router = APIRouter(default_response_class=HTMLResponse)
MOST_FILES = 20


def _at(session: Session, world: Runtime, visitor: Visitor, request_id: str, part: str) -> At | None:
    """Where a part is filled in; None when nothing is being written. Raises NotYours."""
    if answer_parts.model_of(part) is None or not IDENTITY.fullmatch(part.replace("_", "-")):
        raise NotYours
    try:
        here = mine(session, world, visitor, request_id)
        actor, asked, whole = here.actor, here.asked, True
    except NotYours:
        actor, asked = _handed(session, visitor, request_id, part)
        whole = False
    saved = saved_answers.of(session, request_id)
    if saved is None or asked.request.status is RequestStatus.NOT_NEEDED:
        return None
    actions = saved_answers.askable(session, asked.plan.id, saved.said)
    here_at = At(session, world, actor, asked, saved, actions, whole)
    if part not in answer_parts.parts(saved.said, here_at.titles):
        raise NotYours
    return here_at


def _handed(session: Session, visitor: Visitor, request_id: str, part: str) -> tuple[Actor, Asked]:
    """Whoever was handed this part. Raises NotYours."""
    asked = queries.asked(session, request_id) if IDENTITY.fullmatch(request_id) else None
    hats = (hat for hat in visitor.hats if asked and saved_answers.may_fill(session, hat, asked, part))
    hat = next(hats, None)
    if asked is None or hat is None:
        raise NotYours
    return hat, asked


@router.get("/asked/{request_id}/part/{part}")
def fill_in(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str, part: str
) -> Response:
    """One part to fill in, for whoever speaks for the provider or was handed it."""
    with world.database.reading() as session:
        try:
            at = _at(session, world, visitor, request_id, part)
        except NotYours:
            if not _helps_there(session, visitor, request_id):
                raise
            return page(request, "asked/not_with_you.html", 404)
        if at is None:
            return go(f"/asked/{request_id}")
        return _shown(request, at, views.part_page(at, part))


def _helps_there(session: Session, visitor: Visitor, request_id: str) -> bool:
    """Whether they fill in parts for the provider that was asked: then the link was theirs once."""
    asked = queries.asked(session, request_id) if IDENTITY.fullmatch(request_id) else None
    if asked is None:
        return False
    area, provider = asked.plan.area_id, asked.request.provider_id
    theirs = (hat for hat in visitor.hats if hat.organisation_id == provider)
    return any(hat.holds(area, Role.PROVIDER_COLLEAGUE) for hat in theirs)


def _shown(request: Request, at: At, shown: views.PartPage, status: int = 200) -> Response:
    area = at.session.get_one(Area, at.plan.area_id).name
    erb = at.session.get_one(Organisation, at.plan.erb_id).name
    origin = "check" if request.query_params.get("from") == "check" else ""
    return page(
        request,
        "asked/part.html",
        status,
        brand=brand(at.session, at.plan.erb_id),
        shown=shown,
        area=area,
        erb=erb,
        origin=origin,
    )


@router.post("/asked/{request_id}/part/{part}")
def save(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str, part: str, sent: Posting
) -> Response:
    """Save a part; what is wrong comes back with everything that was typed."""
    with world.database.reading() as session:
        at = _at(session, world, visitor, request_id, part)
        if at is None:
            return _gone(request, world, visitor, request_id, sent)
        if part == answer_parts.FILES:
            held, told = _files(at, sent)
        else:
            held, told = views.filled_in(at, part, sent)
        if told:
            return _shown(request, at, views.part_page(at, part, held, told, as_of=_number(sent)), 422)
        actor = at.actor
    try:
        with world.database.transaction() as session:
            occasion = world.occasion(actor)
            saved_answers.save(session, occasion, request_id, sent.one("key"), part, held, _number(sent))
    except AlreadySent:
        return _gone(request, world, visitor, request_id, sent)
    except ChangedMeanwhile as told_of:
        return _both(request, world, visitor, request_id, part, held, told_of)
    return _next(request, world, visitor, request_id, part, sent)


def _number(sent: Posted) -> int:
    text = sent.one("as_of")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _gone(request: Request, world: Runtime, visitor: Visitor, request_id: str, sent: Posted) -> Response:
    """The answer was sent, or put away, while this page was open. Raises NotYours for a colleague."""
    hidden = ("key", "as_of", "once", "later", "kind", "commitment")
    typed = {name: sent.one(name) for name in sent.fields if name not in hidden}
    return already(request, world, visitor, request_id, typed)


def _both(
    request: Request,
    world: Runtime,
    visitor: Visitor,
    request_id: str,
    part: str,
    held: dict[str, object],
    changed: ChangedMeanwhile,
) -> Response:
    """Somebody saved this part meanwhile: theirs is shown, and what was typed stays in the boxes."""
    with world.database.reading() as session:
        at = _at(session, world, visitor, request_id, part)
        row = changed.theirs
        if at is None or row is None:
            raise NotYours
        who = store.names_of(session, [row.person_id]).get(row.person_id or "", "A colleague")
        said = answer_parts.reads_as(part, row.content)
        if part == answer_parts.ACTIONS:
            said = [("", at.titles[key]) for key in row.content["actions"] if key in at.titles]
        theirs = Theirs(who, saying.instant(row.saved_at), said)
        shown = views.part_page(at, part, held, theirs=theirs, as_of=row.version)
        return _shown(request, at, shown, 409)


def _next(
    request: Request, world: Runtime, visitor: Visitor, request_id: str, part: str, sent: Posted
) -> Response:
    """On to what is not filled in yet, or back to where they came from."""
    if "remove" in sent.fields or "add" in sent.fields:
        return go(f"/asked/{request_id}/part/{part}")
    with world.database.reading() as session:
        at = _at(session, world, visitor, request_id, part)
        if at is None or not at.whole:
            return go("/asked", "part-saved")
        following = views.after(at, part)
    if "later" in sent.fields:
        return go(f"/asked/{request_id}", "part-saved")
    if request.query_params.get("from") == "check" and part not in (answer_parts.KIND, answer_parts.ACTIONS):
        return go(f"/asked/{request_id}/check")
    return go(f"/asked/{request_id}/part/{following}" if following else f"/asked/{request_id}/check")


def _files(at: At, sent: Posted) -> tuple[dict[str, object], dict[str, str]]:
    """The files that are kept, without one that was taken out, and those that came just now."""
    there = at.saved.said.get(answer_parts.FILES, {}).get("files", [])
    stay = [key for key in there if key != sent.one("remove")]
    if len(stay) + len(sent.files.get("files", ())) > MOST_FILES:
        told = f"Up to {MOST_FILES} files can come with an answer; take one out first."
        return {"files": stay}, {"files": told}
    try:
        came = [_kept(at, each) for each in sent.files.get("files", ())]
    except Faulty as error:
        return {"files": stay}, {"files": " ".join(map(faults.told, error.faults))}
    return {"files": list(dict.fromkeys([*stay, *came]))}, {}


def _kept(at: At, given: GivenFile) -> str:
    """A file that came, by its id; the very same of the same provider is kept once. Raises Faulty."""
    provider = at.asked.request.provider_id
    with at.world.database.transaction() as session:
        same = select(File).where(File.plan_id == at.plan.id, File.organisation_id == provider)
        print_of = hashlib.sha256(given.content).hexdigest()
        rows = session.exec(same.where(File.fingerprint == print_of)).all()
        plan = session.get_one(Plan, at.plan.id)
        if there := next((row for row in rows if row.name and row.name == _called(given, row)), None):
            return there.id
        return files.keep(
            session,
            at.world.occasion(at.actor),
            plan,
            name=given.name,
            media_type=given.media_type,
            content=given.content,
            organisation_id=provider,
        ).id


def _called(given: GivenFile, row: File) -> str:
    return harmless(given.name, row.media_type)


@router.get("/asked/{request_id}/part/{part}/hand")
def colleagues(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str, part: str
) -> Response:
    """Whom to hand a part to: a colleague who is there, or one to invite."""
    return _colleagues(request, world, visitor, request_id, part)


def _colleagues(
    request: Request,
    world: Runtime,
    visitor: Visitor,
    request_id: str,
    part: str,
    told: dict[str, str] | None = None,
    sent: Posted | None = None,
) -> Response:
    with world.database.reading() as session:
        at = _at(session, world, visitor, request_id, part)
        if at is None or not at.whole or part == answer_parts.KIND:
            raise NotYours
        occasion = world.occasion(at.actor)
        people = handed_parts.colleagues(session, occasion, at.plan.area_id, at.asked.request.provider_id)
        shown = views.part_page(at, part)
        typed = {name: sent.one(name) if sent else "" for name in ("person", "name", "email")}
        return page(
            request,
            "asked/hand.html",
            422 if told else 200,
            brand=brand(session, at.plan.erb_id),
            shown=shown,
            people=[(row.id, row.name or row.email or "") for row in people],
            faults=faults.leading(told or {}),
            told=told or {},
            typed=typed,
            provider=session.get_one(Organisation, at.asked.request.provider_id).name,
        )


@router.post("/asked/{request_id}/part/{part}/hand")
def hand(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str, part: str, sent: Posting
) -> Response:
    """Hand a part to a colleague, who gets a message; one who is new is invited first."""
    with world.database.reading() as session:
        occasion = world.occasion(mine(session, world, visitor, request_id).actor)
    person = sent.one("person")
    if not person:
        told = {"person": "Choose a colleague, or somebody new."}
        return _colleagues(request, world, visitor, request_id, part, told, sent)
    try:
        if person == "new":
            with world.database.transaction() as session:
                who = {"name": sent.one("name")[:200], "email": sent.one("email")}
                person = handed_parts.invite(session, occasion, request_id, **who).id
        with world.database.transaction() as session:
            handed_parts.hand(session, occasion, request_id, sent.one("key"), part, person)
    except AlreadySent:
        return already(request, world, visitor, request_id, {})
    except Faulty as error:
        return _colleagues(request, world, visitor, request_id, part, faults.by_box(error.faults), sent)
    return go(f"/asked/{request_id}", "part-handed")


@router.post("/asked/{request_id}/part/{part}/take-back")
def take_back(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str, part: str, sent: Posting
) -> Response:
    """Take a part back from a colleague."""
    with world.database.reading() as session:
        occasion = world.occasion(mine(session, world, visitor, request_id).actor)
    with world.database.transaction() as session:
        handed_parts.take_back(session, occasion, request_id, part)
    return go(f"/asked/{request_id}", "part-taken-back")
