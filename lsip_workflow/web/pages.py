"""Pages."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

router = APIRouter()
static = StaticFiles(directory="lsip_workflow/web")


def missing(_request: Request) -> Response:
    """404."""
    return HTMLResponse("<h1>There is nothing here</h1>", 404)


@router.get("/")
def home() -> Response:
    """Home."""
    return HTMLResponse("<h1>hello</h1>")
