"""The provider's door: all that is asked of it, one thing of it, and what goes on about an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from lsip_workflow.documents.blank_copy import blank_copy
from lsip_workflow.journeys import files, saved_answers
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.journeys.saved_answers import AlreadySent
from lsip_workflow.model import Response as Answer
from lsip_workflow.rules import permissions
from lsip_workflow.rules.files import WORDS_OFFICE
from lsip_workflow.rules.permissions import Actor, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import asked as store
from lsip_workflow.store import queries
from lsip_workflow.store.queries import Asked
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.api.files import as_download
from lsip_workflow.web.branded import brand_of
from lsip_workflow.web.downloads import as_file
from lsip_workflow.web.faults import by_box, leading
from lsip_workflow.web.pages.place import IDENTITY
from lsip_workflow.web.posted import Posting
from lsip_workflow.web.showing import SAID, Brand, go, page
from lsip_workflow.web.views import asked as views
from lsip_workflow.web.views import asked_one, asked_sheet
from lsip_workflow.web.visitor import SignedInVisitor, Visitor

router = APIRouter(default_response_class=HTMLResponse)
SAID.update(
    {
        "part-saved": "Saved. You can come back to it whenever you like.",
        "part-handed": "Handed over: your colleague gets a message with a link.",
        "part-taken-back": "Taken back. What your colleague saved of it stays.",
        "put-away": "What was saved is put away.",
    }
)


@dataclass(frozen=True)
class Mine:
    """Something asked of a provider for which the visitor speaks, and the hat that they speak with."""

    session: Session
    world: Runtime
    visitor: Visitor
    actor: Actor
    asked: Asked

    @property
    def whom(self) -> store.Speaking:
        """All for whom the visitor speaks."""
        return store.speaking(self.visitor.hats)

    def shown(self) -> asked_one.OneAsked:
        """The page of it."""
        return asked_one.one_asked(self.session, self.world, self.asked, self.actor, self.whom)


def mine(session: Session, world: Runtime, visitor: Visitor, request_id: str) -> Mine:
    """A request to a provider for which this visitor speaks. Raises NotYours."""

    def admit(session: Session, actor: Actor, key: str) -> Asked:
        asked = queries.asked(session, key)
        if asked is None or actor.organisation_kind != "provider":
            raise NotYours
        if not permissions.speaks_for(actor, asked.plan.area_id, asked.request.provider_id):
            raise NotYours
        return asked

    if not IDENTITY.fullmatch(request_id):
        raise NotYours
    actor, asked = visitor.admitted(session, request_id, admit)
    return Mine(session, world, visitor, actor, asked)


def brand(session: Session, erb_id: str) -> Brand:
    """The name and the colours of the body that asks: its pages are shown under them."""
    return Brand(**brand_of(session, erb_id))


@router.get("/asked")
def everything(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """Everything that all areas ask of those for whom the visitor speaks."""
    with world.database.reading() as session:
        shown = views.asked_page(session, world, visitor)
    return page(request, "asked/all.html", shown=shown)


@router.get("/asked/{request_id}")
def one(request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str) -> Response:
    """One thing asked: why, by when, whom to phone, and what is to be done next."""
    return shown_one(request, world, visitor, request_id)


def shown_one(
    request: Request,
    world: Runtime,
    visitor: Visitor,
    request_id: str,
    told: Mapping[str, str] | None = None,
    held: str = "",
) -> Response:
    """`told` is what is wrong, by the box that it is about; `held` what was typed there."""
    with world.database.reading() as session:
        shown = mine(session, world, visitor, request_id).shown()
        asking = brand(session, shown.erb_id)
    name, told = "asked/one.html" if shown.open else "asked/over.html", told or {}
    status, faults = 422 if told else 200, leading(told)
    return page(request, name, status, brand=asking, shown=shown, faults=faults, told=told, held=held)


@router.post("/asked/{request_id}/begin")
def begin(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str, sent: Posting
) -> Response:
    """Begin an answer: empty, with an earlier one, or with its kind chosen already."""
    with world.database.reading() as session:
        actor = mine(session, world, visitor, request_id).actor
    source, kind = sent.one("source"), sent.one("kind")
    with world.database.transaction() as session:
        at = world.occasion(actor)
        row = saved_answers.start(session, at, request_id, source)
        if kind == "does_not_apply" and not saved_answers.of(session, request_id).said:  # type: ignore[union-attr]
            saved_answers.save(session, at, request_id, row.key, "kind", {"kind": kind}, 0)
            return go(f"/asked/{request_id}/part/does_not_apply")
    return go(f"/asked/{request_id}/part/kind" if not source else f"/asked/{request_id}")


@router.get("/asked/{request_id}/check")
def check(request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str) -> Response:
    """The whole answer, to be read before it is sent."""
    return _check(request, world, visitor, request_id)


def _check(
    request: Request,
    world: Runtime,
    visitor: Visitor,
    request_id: str,
    faults: tuple[str, ...] = (),
    changed: bool = False,
) -> Response:
    with world.database.reading() as session:
        shown = mine(session, world, visitor, request_id).shown()
        asking = brand(session, shown.erb_id)
    if not shown.key or not shown.open:
        return go(f"/asked/{request_id}")
    return page(
        request,
        "asked/check.html",
        422 if faults else 409 if changed else 200,
        brand=asking,
        shown=shown,
        faults=_leading(request_id, faults),
        changed=changed,
    )


def _leading(request_id: str, faults: tuple[str, ...]) -> list[dict[str, str]]:
    """Each fault with the part that it leads to."""
    where = {part: "more_time" if part == "until" else part.partition(".")[0] for part in by_box(faults)}
    return [
        {"text": text, "href": f"/asked/{request_id}/part/{where[part]}?from=check"}
        for part, text in by_box(faults).items()
    ]


@router.post("/asked/{request_id}/check")
def send(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str, sent: Posting
) -> Response:
    """Send the answer, once; pressed again it is the same receipt."""
    with world.database.reading() as session:
        actor = mine(session, world, visitor, request_id).actor
    key, version = sent.one("key"), sent.one("version")
    number = int(version) if version.isdecimal() and len(version) < 9 else -1
    try:
        with world.database.transaction() as session:
            saved_answers.send(session, world.occasion(actor), request_id, key, number)
            current = queries.asked(session, request_id)
            answer = current.current.id if current and current.current else ""
    except saved_answers.ChangedMeanwhile:
        return _check(request, world, visitor, request_id, changed=True)
    except Faulty as error:
        return _check(request, world, visitor, request_id, error.faults)
    except AlreadySent:
        return already(request, world, visitor, request_id, {})
    return go(f"/asked/{request_id}/sent/{answer}")


def already(
    request: Request, world: Runtime, visitor: Visitor, request_id: str, typed: Mapping[str, Any]
) -> Response:
    """Somebody sent it meanwhile: what is there now, and what was typed, to copy."""
    with world.database.reading() as session:
        shown = mine(session, world, visitor, request_id).shown()
        asking = brand(session, shown.erb_id)
    name = "asked/already.html" if shown.open else "asked/over.html"
    words = [str(text) for text in typed.values() if isinstance(text, str) and text]
    return page(request, name, 409, brand=asking, shown=shown, typed=words)


@router.get("/asked/{request_id}/sent/{answer_id}")
def receipt(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str, answer_id: str
) -> Response:
    """The confirmation: a reference, and what happens next."""
    with world.database.reading() as session:
        here = mine(session, world, visitor, request_id)
        row = session.get(Answer, answer_id)
        if row is None or row.request_id != here.asked.request.id:
            raise NotYours
        shown, asking = here.shown(), brand(session, here.asked.plan.erb_id)
        answer = next(each for each in (shown.answer, *shown.versions) if each and each.id == row.id)
        others = [
            line for line in views.asked_page(session, world, visitor).open if shown.id not in line.address
        ]
    return page(request, "asked/sent.html", brand=asking, shown=shown, answer=answer, others=others)


@router.post("/asked/{request_id}/put-away")
def put_away(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str, sent: Posting
) -> Response:
    """Forget what is saved of an answer."""
    with world.database.reading() as session:
        actor = mine(session, world, visitor, request_id).actor
    try:
        with world.database.transaction() as session:
            saved_answers.put_away(session, world.occasion(actor), request_id, sent.one("key"))
    except AlreadySent:
        return already(request, world, visitor, request_id, {})
    return go(f"/asked/{request_id}", "put-away")


@router.get("/asked/{request_id}/blank-copy")
def blank(world: AtRuntime, visitor: SignedInVisitor, request_id: str) -> Response:
    """The very same questions as a document, to pass round."""
    with world.database.reading() as session:
        here = mine(session, world, visitor, request_id)
        sheet = asked_sheet.sheet(session, here.shown(), here.asked.plan)
    return as_file(blank_copy(sheet), WORDS_OFFICE, "blank-copy.docx")


@router.get("/asked/{request_id}/files/{file_id}")
def download(world: AtRuntime, visitor: SignedInVisitor, request_id: str, file_id: str) -> Response:
    """A file of one's own, or that went with one's answer."""
    with world.database.reading() as session:
        here = mine(session, world, visitor, request_id)
        return as_download(
            files.for_reading(session, here.asked.plan, file_id, here.asked.request.provider_id)
        )
