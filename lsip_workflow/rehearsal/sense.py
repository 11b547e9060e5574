"""What the lines of a scenario rest on: every name in them meets something that is there on its day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lsip_workflow.journeys.deadlines import MOVED_BECAUSE
from lsip_workflow.model import AnswerKind
from lsip_workflow.reference import Reference
from lsip_workflow.rehearsal import scenario as sc
from lsip_workflow.rehearsal.places import areas_meant
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rulebook_check import Fault
from lsip_workflow.rulebook_check.place import Sheet, nearest, quoted

Found = Iterator[tuple[str, str]]
"""The field of a line that is at fault, and the sentence about it."""
NEEDS_NO_PLAN = (sc.Happens, sc.Designate, sc.Open, sc.ChangeAreas)


@dataclass
class Story:
    """What the lines before this one have brought about, as far as it can be told from the lines alone."""

    books: Mapping[str, Rulebook]
    reference: Reference
    providers: frozenset[str]
    plans: dict[str, dict[str, str]] = field(default_factory=dict)
    """The cycles that each area has a plan for, with its edition; in the order of their opening."""
    asked: set[tuple[str, str]] = field(default_factory=set)

    def edition(self, area: str, cycle: str | None) -> str | None:
        """The edition of a plan that was opened, or None; whether there is such an edition is asked there."""
        opened = self.plans.get(area, {})
        return opened.get(cycle) if cycle else next(reversed(opened.values()), None)


def sense_faults(
    sheet: Sheet, read: Mapping[int, sc.AnyLine], books: Mapping[str, Rulebook], reference: Reference
) -> list[Fault]:
    """Every name that meets nothing, every day out of its bounds, and every act before what it rests on."""
    heading = sheet.raw.get("scenario")
    said: Mapping[str, object] = heading if isinstance(heading, dict) else {}
    starts, ends, providers = said.get("starts"), said.get("ends"), said.get("providers")
    named = providers if isinstance(providers, list) else []
    story = Story(books, reference, frozenset(word for word in named if isinstance(word, str)))
    faults = []
    if type(starts) is date and type(ends) is date and ends < starts:
        faults.append(sheet.fault(("scenario", "ends"), "The last day lies before the first."))
    for place, line in sorted(read.items(), key=lambda item: (item[1].on, item[1].at, item[0])):
        found = [*_days(line, starts, ends), *_sourced(line), *_line(story, line)]
        there = sheet.raw["lines"][place]  # type: ignore[index]
        for step, text in found:
            loc = ("lines", place, step) if step in there else ("lines", place)
            faults.append(sheet.fault(loc, text))
    return faults


def _days(line: sc.AnyLine, starts: object, ends: object) -> Found:
    if type(starts) is date and line.on < starts:
        yield "on", f"This day lies before the scenario starts, on {starts}."
    if type(ends) is date and line.on > ends:
        yield "on", f"This day lies after the scenario ends, on {ends}."
    due = getattr(line, "due", None) or getattr(line, "until", None)
    if due is not None and due < line.on:
        yield "due" if hasattr(line, "due") else "until", f"This day lies before the line's own, {line.on}."


def _sourced(line: sc.AnyLine) -> Found:
    if line.source is None and line.known != "simulated":
        what = "known: say where it is read" if line.known == "known" else "assumed: say what that rests on"
        yield "known", f"The source is missing of a line that is {what}, in `source`."


def _line(story: Story, line: sc.AnyLine) -> Found:
    areas, unknown = areas_meant(line.areas, line.areas_of or line.on, story.reference)
    yield from (("areas", text) for text in unknown)
    if not isinstance(line, NEEDS_NO_PLAN):
        without = [area.name for area in areas if story.edition(area.slug, line.cycle) is None]
        if without:
            of = f" for {line.cycle}" if line.cycle else ""
            yield "do", f"No plan{of} was opened before this in: {', '.join(without)}."
    slugs = [area.slug for area in areas]
    if look := LOOKS.get(type(line)):
        yield from look(story, line, slugs)
    if not isinstance(line, NEEDS_NO_PLAN):
        editions = dict.fromkeys(story.edition(slug, line.cycle) for slug in slugs)
        for key in editions:
            if key is not None and key in story.books:
                yield from _names(line, story.books[key])


def _names(line: sc.AnyLine, book: Rulebook) -> Found:
    """Names of an edition that a line uses, and that this edition has not."""
    looked = {
        "stage": [rule.key for rule in book.stages],
        "date": [rule.key for rule in book.deadlines],
        "meets": [rule.key for rule in book.deadlines],
        "sign_off": [rule.key for rule in book.sign_offs],
        "condition": [rule.key for rule in book.conditions],
    }
    for field_, known in looked.items():
        word = getattr(line, field_, None)
        if word is not None and word not in known:
            called = {"meets": "date", "sign_off": "sign-off"}.get(field_, field_)
            text = f"The edition {book.edition.key} has no {called} {quoted(word)}{nearest(word, known)}"
            yield field_, text
    reason = getattr(line, "reason", None)
    if isinstance(line, sc.Move | sc.Suspend) and reason not in MOVED_BECAUSE:
        yield "reason", f"There is no reason {quoted(str(reason))}{nearest(str(reason), MOVED_BECAUSE)}"


def _designate(story: Story, line: sc.Designate, slugs: list[str]) -> Found:
    names = story.reference.erb_names
    if line.erb is not None and line.erb not in names:
        yield "erb", f"There is no body {quoted(line.erb)} in erbs.csv{nearest(line.erb, names)}"


def _open(story: Story, line: sc.Open, slugs: list[str]) -> Found:
    book = story.books.get(line.edition)
    if book is None:
        yield "edition", f"There is no edition {quoted(line.edition)}{nearest(line.edition, story.books)}"
    elif line.stage is not None and line.stage not in {rule.key for rule in book.stages}:
        known = [rule.key for rule in book.stages]
        text = f"The edition {line.edition} has no stage {quoted(line.stage)}{nearest(line.stage, known)}"
        yield "stage", text
    for slug in slugs:
        cycles = story.plans.setdefault(slug, {})
        if line.cycle in cycles:
            yield "cycle", f"{slug} has its plan for {line.cycle} already."
        cycles[line.cycle] = line.edition


def _ask(story: Story, line: sc.Ask, slugs: list[str]) -> Found:
    yield from _cast(story, line.providers)
    story.asked |= {(slug, word) for slug in slugs for word in line.providers}


def _answer(story: Story, line: sc.Answers, slugs: list[str]) -> Found:
    yield from _cast(story, line.providers)
    for word in line.providers:
        silent = [slug for slug in slugs if (slug, word) not in story.asked]
        if silent and word in story.providers:
            yield "providers", f"Nothing was asked of {quoted(word)} before this in: {', '.join(silent)}."
    if (line.kind is AnswerKind.MORE_TIME) is (line.until is None):
        yield "until", "The day is named in `until` by a provider that needs more time, and by no other."


def _cast(story: Story, classes: tuple[str, ...]) -> Found:
    for word in classes:
        if word not in story.providers:
            text = f"{quoted(word)} is not among the `providers` of [scenario]; add it there."
            yield "providers", text


def _authority(story: Story, line: sc.Authority | sc.AuthorityAnswers, slugs: list[str]) -> Found:
    known = story.reference.authorities
    if line.authority is None:
        return
    if line.authority not in known:
        text = f"There is no strategic authority {quoted(line.authority)}{nearest(line.authority, known)}"
        yield "authority", text
        return
    for slug in slugs:
        there = story.reference.authorities_of(slug, line.areas_of or line.on)
        if line.authority not in {body.key for body in there}:
            yield "authority", f"{known[line.authority].name} does not cover {slug} on {line.on}."


LOOKS: dict[type, Callable[[Story, "sc.AnyLine", list[str]], Found]] = {
    sc.Designate: _designate,  # type: ignore[dict-item]
    sc.Open: _open,  # type: ignore[dict-item]
    sc.Ask: _ask,  # type: ignore[dict-item]
    sc.Answers: _answer,  # type: ignore[dict-item]
    sc.Authority: _authority,  # type: ignore[dict-item]
    sc.AuthorityAnswers: _authority,  # type: ignore[dict-item]
}
