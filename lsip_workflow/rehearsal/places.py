"""Which areas a line is about: all, all but some, or some, as they were on a day."""

import re
from datetime import date

from lsip_workflow.reference import Area, Reference, UnknownReference


def areas_meant(said: str | tuple[str, ...], on: date, reference: Reference) -> tuple[list[Area], list[str]]:
    """The areas that the words mean on a day, by name, and a sentence for each that is not known then."""
    there = reference.areas(on)
    if isinstance(said, str) and (but := re.fullmatch(r"all(?: but (.+))?", said.strip())):
        left_out, faults = _named(but[1].split(",") if but[1] else [], on, reference)
        slugs = {area.slug for area in left_out}
        return [area for area in there if area.slug not in slugs], faults
    found, faults = _named([said] if isinstance(said, str) else list(said), on, reference)
    slugs = {area.slug for area in found}
    return [area for area in there if area.slug in slugs], faults


def _named(words: list[str], on: date, reference: Reference) -> tuple[list[Area], list[str]]:
    found, faults = [], []
    for word in words:
        try:
            found.append(reference.area(word.strip(), on))
        except UnknownReference as unknown:
            faults.append(str(unknown))
    return found, faults
