"""A page of ours as a PDF, its HTML being the master: no network, no scripts, fonts that the machine has."""

from collections.abc import Callable
from pathlib import Path

STYLES = Path(__file__).parent / "paper.css"
LACKING = (
    "The PDF cannot be made on this machine: a system library that draws text is missing. Whoever looks "
    "after it installs Pango (on Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0; on "
    "macOS: brew install pango). Until then print this page from the browser; it says the same."
)


class NoPdf(RuntimeError):
    """The PDF cannot be made here; the text says what to install."""


def as_pdf(write: Callable[[int], str], most_pages: int = 0, most_density: int = 0) -> bytes:
    """The page as a tagged PDF; the first of the densities, from 0 up, at which it fits its pages.

    Long work: never within a transaction. Raises NoPdf.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except OSError:
        raise NoPdf(LACKING) from None
    # Nothing is fetched, from the network or from this machine: what a page needs stands in it.
    nothing = URLFetcher(allowed_protocols=())
    sheet = CSS(string=STYLES.read_text("utf-8"), url_fetcher=nothing)
    for density in range(most_density + 1):
        made = HTML(string=write(density), url_fetcher=nothing).render(
            stylesheets=[sheet], pdf_variant="pdf/ua-1"
        )
        if not most_pages or len(made.pages) <= most_pages:
            break
    return bytes(made.write_pdf() or b"")
