"""The JSON API, files: handed in by the ERB team or a provider of the plan, and downloaded again."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from lsip_workflow.journeys import files
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import File
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import as_reader
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.downloads import as_file
from lsip_workflow.web.forms import Form
from lsip_workflow.web.once import At, SubmittedByParty

router = APIRouter(prefix="/api/v1/plans/{plan_id}")
ONE_FILE = "file: send one file, in a form of the type multipart/form-data with the single field “file”."
# Read by ourselves, after the key was looked at: nobody without one has a large body taken in.
BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        }
    },
}


class FileOut(BaseModel):
    """A file as it was kept: what it is its bytes say; the fingerprint is their SHA-256."""

    id: str
    name: str
    media_type: str
    size: int
    fingerprint: str


class HandedIn(Form):
    """What makes a file handed in again the same submission."""

    name: str
    media_type: str
    fingerprint: str


class Upload:
    """The one file of a form."""

    def __init__(self, name: str, media_type: str, content: bytes) -> None:
        self.name, self.media_type, self.content = name, media_type, content

    @property
    def form(self) -> HandedIn:
        """Its name and its fingerprint."""
        fingerprint = hashlib.sha256(self.content).hexdigest()
        return HandedIn(name=self.name, media_type=self.media_type, fingerprint=fingerprint)


async def upload(_submitted: SubmittedByParty, request: Request) -> Upload:
    """The file of a form, read once it is known who sends it. Raises Faulty."""
    return await one_file(request)


async def one_file(request: Request) -> Upload:
    """The one file of a form. Raises Faulty."""
    try:
        async with request.form(max_files=2, max_fields=10) as form:
            parts = form.multi_items()
            if len(parts) != 1 or parts[0][0] != "file" or not isinstance(parts[0][1], UploadFile):
                raise Faulty([ONE_FILE])
            given = parts[0][1]
            name = (given.filename or "").encode("utf-8", "replace").decode()  # half a letter is no text
            return Upload(name, given.content_type or "", await given.read())
    except HTTPException:
        raise Faulty([ONE_FILE]) from None


@router.post("/files", status_code=201, response_model=FileOut, openapi_extra={"requestBody": BODY})
def hand_in(submitted: SubmittedByParty, given: Annotated[Upload, Depends(upload)]) -> Response:
    """Hand in a file of at most 25 MB; name its id where a form takes a `file`.

    Taken are PDF, docx, xlsx, odt, ods, PNG, JPEG, plain text, CSV and eml. What a provider hands in the
    team of the plan sees as well, and no other provider.
    """

    def work(at: At) -> FileOut:
        row = files.keep(
            at.session,
            at.occasion,
            at.plan,
            name=given.name,
            media_type=given.media_type,
            content=given.content,
            organisation_id=_own(at.occasion.actor),
        )
        return FileOut(**row.model_dump(include=set(FileOut.model_fields)))

    return submitted.once(given.form, work)


@router.get("/files/{file_id}", response_class=Response)
def download(world: AtRuntime, actor: Holder, plan_id: Id, file_id: Id) -> Response:
    """A file as it came; a provider gets its own, and what was attached to an answer recorded for it."""
    with world.database.reading() as session:
        plan = as_reader(session, actor, plan_id)
        return as_download(files.for_reading(session, plan, file_id, _own(actor)))


def as_download(row: File) -> Response:
    """A file as it came."""
    return as_file(row.content or b"", row.media_type, row.name or "file")


def _own(actor: Actor) -> str | None:
    """The provider whose own a file is; None for the team."""
    return actor.organisation_id if actor.organisation_kind == "provider" else None
