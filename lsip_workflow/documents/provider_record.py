"""All that is recorded about a provider, to take away: one JSON file, and a CSV file for each kind."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def bundle(tables: Tables) -> bytes:
    """The tables as a ZIP file."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("about-you.json", json.dumps(tables, indent=2, ensure_ascii=False))
        for name, rows in tables.items():
            packed.writestr(f"{name}.csv", "\ufeff" + as_csv(rows))
    return kept.getvalue()


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows with a line of headings; nothing in them is taken for a formula by a spreadsheet."""
    written = io.StringIO()
    if rows:
        writer = csv.DictWriter(written, list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({name: harmless(value) for name, value in row.items()} for row in rows)
    return written.getvalue()


def harmless(value: Any) -> str:
    """A value as text that stays text."""
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(LIKE_A_FORMULA) or text.lstrip().startswith(LIKE_A_FORMULA) else text
