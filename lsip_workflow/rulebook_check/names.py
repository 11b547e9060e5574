"""Every name in a rulebook meets its entry, and no entry shares its key."""

from collections.abc import Collection, Iterator

from lsip_workflow.rulebook_check.place import Fault, Sheet, nearest, quoted, tables, words

SECTIONS = (
    "stages",
    "gates",
    "conditions",
    "deadlines",
    "ladders",
    "duties",
    "sign_offs",
    "notifications",
    "reports",
    "report_sections",
    "absent",
    "unknowns",
)
REFERENCES = (
    ("stages", "next", "stages"),
    ("stages", "returns_to", "stages"),
    ("gates", "leaves", "stages"),
    ("conditions", "gate", "gates"),
    ("conditions", "sign_off", "sign_offs"),
    ("deadlines", "stage", "stages"),
    ("deadlines", "ladder", "ladders"),
    ("duties", "deadlines", "deadlines"),
    ("reports", "deadline", "deadlines"),
)
ONE = {
    "stages": "stage",
    "gates": "gate",
    "sign_offs": "sign-off",
    "ladders": "ladder",
    "deadlines": "deadline",
}


def faults(sheet: Sheet, events: Collection[str], templates: Collection[str]) -> Iterator[Fault]:
    """Duplicate keys, and names of things that this rulebook or this program does not have."""
    yield from _duplicates(sheet)
    for section, field, target in REFERENCES:
        yield from _unknown(sheet, section, field, sheet.keys(target), ONE[target])
    yield from _unknown(sheet, "notifications", "on", events, "event")
    yield from _unknown(sheet, "notifications", "template", templates, "template")


def _duplicates(sheet: Sheet) -> Iterator[Fault]:
    nested = [((*loc, "statements"), entry.get("statements")) for loc, entry in sheet.entries("sign_offs")]
    for loc, entries in [((section,), sheet.raw.get(section)) for section in SECTIONS] + nested:
        seen: set[str] = set()
        for entry_loc, entry in tables(entries, loc):
            key = entry.get("key")
            if isinstance(key, str) and key in seen:
                text = f"The key {quoted(key)} is used above; give each entry a key of its own."
                yield sheet.fault((*entry_loc, "key"), text)
            elif isinstance(key, str):
                seen.add(key)


def _unknown(sheet: Sheet, section: str, field: str, known: Collection[str], thing: str) -> Iterator[Fault]:
    for loc, entry in sheet.entries(section):
        for word in words(entry.get(field)):
            if word not in known:
                yield sheet.fault((*loc, field), _sentence(thing, word, known))


def _sentence(thing: str, word: str, known: Collection[str]) -> str:
    return f"There is no {thing} {quoted(word)}{nearest(word, known)}"
