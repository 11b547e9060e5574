"""What is handed out as a file: to be saved, and never to be opened in our name."""

from urllib.parse import quote

from starlette.responses import Response

CSV = "text/csv; charset=utf-8"


def as_file(content: bytes | str, media_type: str, name: str) -> Response:
    """Something to save under a name, whatever letters that has."""
    plain = "".join(
        "_" if letter in '?"\\' else letter for letter in name.encode("ascii", "replace").decode()
    )
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(content, 200, headers, media_type=media_type)
