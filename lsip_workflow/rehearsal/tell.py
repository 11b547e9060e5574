"""A rehearsal in words, day by day, and as data: the same scenario gives the same bytes each time."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lsip_workflow.model import ProviderClass
from lsip_workflow.reference.reading import spoken
from lsip_workflow.rehearsal.cast import CALLED
from lsip_workflow.rehearsal.listening import Followed, Standing, Told
from lsip_workflow.rehearsal.run import Course, Day, Done

NOT_A_RECORD = (
    "A rehearsal, not a record: nothing here was done, and no message was sent. "
    "Providers and people are invented; what a gate asked for is simulated."
)
FEW = 3
NUMBERED = re.compile(r"Invented ([a-z -]+?) \d+")
ACTS = {
    "happens": "It happens",
    "designate": "Designated",
    "open": "A plan is opened",
    "reach": "The plan goes on",
    "ask": "Providers are asked",
    "answer": "Providers answer",
    "ask_sign_off": "A decision is asked for",
    "decide": "A decision is recorded",
    "move": "A date is moved",
    "suspend": "A date is put off, with no new day",
    "resume": "A date counts again",
    "publish": "A document is published",
    "authority": "A strategic authority is noted",
    "authority_answer": "A strategic authority answers",
    "go_on": "The lead goes on with a reason",
    "change_areas": "Areas change",
}


@dataclass(frozen=True)
class Wanted:
    """Which part of a rehearsal is told."""

    area: str | None = None
    first: date | None = None
    last: date | None = None
    words: bool = False

    def days(self, course: Course) -> Iterator[Day]:
        """The days wanted, with what is wanted of them; those of which nothing is left are left out."""
        for day in course.days:
            if (self.first or day.day) <= day.day <= (self.last or day.day):
                part = day if self.area is None else _of_area(day, self.area)
                if not part.empty:
                    yield part


def _of_area(day: Day, area: str) -> Day:
    done = [
        Done(each.line, tuple(a for a in each.areas if a == area), _only(each, area))
        for each in day.done
        if area in each.areas or any(slug == area for slug, _ in each.not_done)
    ]
    followed = [each for each in day.followed if each.area == area]
    told = [each for each in day.told if area in each.areas]
    return Day(day.day, done, followed, told, day.names)


def _only(done: Done, area: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(pair for pair in done.not_done if pair[0] == area)


def as_text(course: Course, wanted: Wanted) -> Iterator[str]:
    """The rehearsal in lines of text."""
    yield from _heading(course)
    for day in wanted.days(course):
        yield ""
        yield f"{day.day:%A} {spoken(day.day)}"
        yield from _of_day(day, words=wanted.words)
    yield ""
    yield f"How it stands on {spoken(course.scenario.scenario.ends)}"
    yield from _stands(course, [each for each in course.standing if wanted.area in (None, each.area)])


def _heading(course: Course) -> Iterator[str]:
    heading, counts = course.scenario.scenario, course.scenario.counts()
    yield f"{heading.title} ({spoken(heading.starts)} to {spoken(heading.ends)})"
    yield NOT_A_RECORD
    said = ", ".join(f"{count} {word}" for word, count in counts.items())
    yield f"Lines of the scenario: {said}; each says which it is, and its source."
    yield (
        f"Areas by their employer representative bodies: {course.bodies_named} where a source names it, "
        f"{course.bodies_not_named} where none was found that does."
    )


def _of_day(day: Day, *, words: bool) -> Iterator[str]:
    """What a day brought, by its times: what is done, what follows by itself, who is told."""
    times = {each.line.at for each in day.done} | {each.at.time() for each in day.followed}
    times |= {each.at.time() for each in day.told}
    for at in sorted(times):
        for done in (each for each in day.done if each.line.at == at):
            yield from _done(day.names, done)
        yield from _followed(day.names, [each for each in day.followed if each.at.time() == at])
        yield from _told(day.names, [each for each in day.told if each.at.time() == at], words=words)


def _done(names: Mapping[str, str], done: Done) -> Iterator[str]:
    line = done.line
    says = line.says or f"{ACTS[line.do]}{_detail(line)}."
    yield f"  {line.at:%H:%M}  {says}"
    if done.areas:
        yield f"         {_areas(names, done.areas)}"
    yield f"         [{line.known}: {line.source or 'invented for this rehearsal'}]"
    for areas, reasons in _together(done.not_done):
        yield f"         not done in {_areas(names, areas)}: {' '.join(reasons)}"


def _detail(line: Any) -> str:
    """What the line names, in a few words."""
    said = {
        name: getattr(line, name, None)
        for name in ("stage", "sign_off", "date", "document", "authority", "answer", "condition", "title")
    }
    words = [str(value).replace("_", " ").replace("-", " ") for value in said.values() if value]
    words += [CALLED[ProviderClass(kind)] for kind in getattr(line, "providers", ())]
    if due := getattr(line, "due", None) or getattr(line, "until", None):
        words.append(f"by {spoken(due)}")
    return f": {', '.join(words)}" if words else ""


def _together(pairs: Sequence[tuple[str, tuple[str, ...]]]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The areas by what they have in common."""
    found: dict[tuple[str, ...], list[str]] = {}
    for area, same in pairs:
        found.setdefault(same, []).append(area)
    return [(tuple(areas), same) for same, areas in found.items()]


def _followed(names: Mapping[str, str], followed: Sequence[Followed]) -> Iterator[str]:
    said = _together([(each.area, (_in_general(each.says),)) for each in followed])
    exact = _together([(each.area, (each.says,)) for each in followed])
    for areas, (says,) in said if len(said) < len(exact) else exact:
        yield f"  {followed[0].at:%H:%M}  by itself: {says} — {_areas(names, tuple(dict.fromkeys(areas)))}"


def _in_general(text: str) -> str:
    """The text with the invented providers by their class only, so that what is alike is told once."""
    return NUMBERED.sub(r"an invented \1", text)


def _told(names: Mapping[str, str], told: Sequence[Told], *, words: bool) -> Iterator[str]:
    pairs: dict[tuple[str, ...], list[Told]] = {}
    for each in told:
        subject = _in_general(_without(names, each.subject, each.areas))
        pairs.setdefault((each.role, subject, each.why, each.not_sent), []).append(each)
    for (role, subject, why, not_sent), same in pairs.items():
        at = f"{same[0].at:%H:%M}"
        areas = tuple(dict.fromkeys(area for each in same for area in each.areas))
        who = f"{_who(role, same)}, {_areas(names, areas)}"
        reads = same[0].subject if len({each.subject for each in same}) == 1 else subject
        verb = "drafted for a person to send" if same[0].draft else "told"
        yield f"  {at}  not told: {who}: {not_sent}" if not_sent else f"  {at}  {verb}: {who}: “{reads}”"
        yield f"         why: {'; '.join(dict.fromkeys(why.split('; ')))}"
        if words and same[0].body:
            yield from (f"         | {text}" for text in same[0].body.splitlines())


def _who(role: str, same: Sequence[Told]) -> str:
    people = {(each.organisation, each.areas) for each in same}
    named = role.replace("_", " ") or "nobody"
    if len({each.organisation for each in same}) == 1 and same[0].organisation:
        return f"{named} of {same[0].organisation}"
    return f"{len(people)} × {named}" if len(people) > 1 else named


def _without(names: Mapping[str, str], subject: str, areas: Sequence[str]) -> str:
    """A subject that many messages share: with a mark in place of each area's name."""
    for area in areas:
        subject = subject.replace(names.get(area, area), "[area]")
    return subject


def _areas(names: Mapping[str, str], areas: Sequence[str]) -> str:
    if len(areas) <= FEW:
        return ", ".join(names.get(area, area) for area in areas)
    missing = sorted(set(names) - set(areas))
    if len(missing) <= FEW < len(areas) and missing:
        return f"{len(areas)} areas (not {', '.join(names[area] for area in missing)})"
    return f"{len(areas)} areas"


def _stands(course: Course, plans: Sequence[Standing]) -> Iterator[str]:
    pairs = [
        (plan.area, (plan.stage, *(f"{title}: {when}" for title, _, when in plan.dates))) for plan in plans
    ]
    for areas, (stage, *dates) in _together(pairs):
        yield f"  {stage} — {_areas(course.names, areas)}"
        yield from (f"         {each}" for each in dates)


def as_json(course: Course, wanted: Wanted) -> str:
    """The rehearsal as JSON with sorted keys and ISO dates, without anything that is drawn by lot."""
    heading = course.scenario.scenario
    whole = {
        "rehearsal": NOT_A_RECORD,
        "scenario": heading.model_dump(mode="json"),
        "lines": course.scenario.counts(),
        "bodies": {"named": course.bodies_named, "not_named_in_a_source": course.bodies_not_named},
        "areas": course.names,
        "days": [_day(day, words=wanted.words) for day in wanted.days(course)],
        "standing": [_standing(each) for each in course.standing if wanted.area in (None, each.area)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _day(day: Day, *, words: bool) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "weekday": f"{day.day:%A}",
        "done": [
            {
                "line": done.line.model_dump(mode="json", exclude={"areas"}),
                "areas": list(done.areas),
                "not_done": {area: list(reasons) for area, reasons in done.not_done},
            }
            for done in day.done
        ],
        "followed": [_heard(each) for each in day.followed],
        "told": [_heard(each, words=words) for each in day.told],
    }


def _heard(heard: Followed | Told, *, words: bool = True) -> dict[str, Any]:
    """What was heard, without what is empty; the words of a message only where they are wanted."""
    said = {**vars(heard), "at": heard.at.isoformat()}
    if isinstance(heard, Told):
        said["dates"] = [vars(each) for each in heard.dates]
    if not words:
        said.pop("body", None)
    return {key: value for key, value in said.items() if value}


def _standing(plan: Standing) -> dict[str, Any]:
    dates = [{"title": title, "due": due, "when": when} for title, due, when in plan.dates]
    return {"area": plan.area, "plan": plan.plan, "stage": plan.stage, "dates": dates}
