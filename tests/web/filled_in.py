"""The form of a page filled in as somebody in a hurry would: the first choice, some words, a day."""

from collections.abc import Iterator
from html.parser import HTMLParser

WORDS = {
    "email": "new.one@example.org",
    "url": "https://example.org/plan",
    "phone": "01632 960001",
    "fingerprint": "d" * 64,
    "code": "Z9",
    "day": "3",
    "month": "11",
    "year": "2026",
    "pages": "41",
    "number": "1",
}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._form: dict[str, str] = {}
        self._choosing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: text or "" for name, text in attrs}
        if tag == "form":
            self._form = {}
            if said.get("method") == "post":
                self.forms.append(self._form)
        elif tag == "select":
            self._choosing = said.get("name", "")
        elif tag == "option" and self._choosing and said.get("value"):
            self._form.setdefault(self._choosing, said["value"])
        elif tag in ("input", "textarea") and said.get("name") and said.get("type") != "file":
            self._form.setdefault(said["name"], said.get("value") or _words(said["name"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._choosing = ""


def _words(name: str) -> str:
    return next((text for part, text in WORDS.items() if part in name.lower()), "Some words.")


def filled_in(page: str) -> Iterator[dict[str, str]]:
    """What each form of a page would send."""
    made = _Forms()
    made.feed(page)
    yield from made.forms
