"""Inputs of research: evidence, skills needs, findings, barriers."""

from collections.abc import Sequence
from typing import Any, TypeVar

from lsip_workflow.model import Barrier, BarrierAsk, Evidence, Finding, SkillsNeed
from lsip_workflow.web import saying
from lsip_workflow.web.api import content, research
from lsip_workflow.web.inputs import choices
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place
from lsip_workflow.web.views.plan_said import BARRIERS, BODIES, SIDES

Row = TypeVar("Row", Evidence, SkillsNeed, Finding, Barrier, BarrierAsk)
AS_OF = Asked("", hidden=True)


def _whole(place: Place, kind: type[Row], name: str, *fields: str) -> dict[str, Any]:
    row = place.row(kind, name)
    return row.model_dump(include=set(fields)) | {"as_of": getattr(row, "version", None)}


def _areas(place: Place) -> list[Choice]:
    """The plan's own area, and the one that the evidence names where that is another."""
    found = [Choice(place.this_plan.area_id, place.area.name if place.area else place.this_plan.area_id)]
    there = _there(place)
    if there and there.geography_area and there.geography_area != place.this_plan.area_id:
        found.append(Choice(there.geography_area, saying.sentence(saying.spoken(there.geography_area))))
    return found


def _districts(place: Place) -> list[Choice]:
    """The districts of the area today, and those of their day that the evidence names."""
    found, there = choices.districts(place), _there(place)
    known = {each.value for each in found}
    for code in there.geography_districts if there else ():
        if code not in known and there and there.geography_on:
            name = place.world.reference.district(code, there.geography_on).name
            found.append(Choice(code, name, f"As on {saying.day(there.geography_on)}"))
    return found


def _there(place: Place) -> Evidence | None:
    """The evidence that is being changed; none where some is recorded anew."""
    return place.row(Evidence, "evidence_id") if "evidence_id" in place.subject else None


def _finding(place: Place) -> dict[str, Any]:
    lists = ("rests_on", "contradicted_by", "needs", "barriers")
    return _whole(place, Finding, "finding_id", "says", "so_what", "used_because", *lists)


def _need(place: Place) -> dict[str, Any]:
    """What stands, with a suggested code in its place where one was chosen on the page of the needs."""
    names = ("occupation", "soc", "sic", "occupation_code", "cluster_id", "level", "horizon")
    held = _whole(place, SkillsNeed, "need_id", *names)
    suggested = {name: place.subject[name] for name in ("soc", "occupation_code") if name in place.subject}
    return held | suggested


def _barrier(place: Place) -> dict[str, Any]:
    held = _whole(place, Barrier, "barrier_id", "title", "detail", "kind", "side", "remover_kind", "national")
    return held | {"remover": place.row(Barrier, "barrier_id").remover_id}


def _asked_about(place: Place) -> str:
    row = place.row(BarrierAsk, "ask_id")
    return f"Asked on {saying.day(row.asked_on)}: {row.asked}"


def _answered(place: Place) -> dict[str, Any]:
    row = place.row(BarrierAsk, "ask_id")
    return {"answer": row.answer, "on": row.answered_on}


def _today(place: Place) -> dict[str, Any]:
    return {"on": place.world.today()}


PLACE, OCCUPATION, CODES = (
    "Which place it is about",
    "Which occupation it is about",
    "Codes for the annexed table",
)
OTHERWISE, REMOVER = "If some evidence says otherwise", "Who could remove it"
EVIDENCE = {
    "title": Asked("What is it?", "Such as “Employer survey, autumn 2026”."),
    "finding": Asked("What does it say?", long=True),
    "source": Asked("Where was it found?", "Who says it, and in which publication."),
    "locator": Asked("Where in it?", "A page, a table or an address."),
    "sample_size": Asked("How many were asked, or answered?"),
    "geography": Asked(
        "For which place, in its own words?", "Such as “the travel-to-work area of X”.", under=PLACE
    ),
    "geography_area": Asked(
        "For which area?", "Where it is about the whole of it.", choices=_areas, under=PLACE
    ),
    "geography_districts": Asked("For which districts?", choices=_districts, under=PLACE),
    "geography_on": Asked(
        "By the boundaries of which day?",
        "Where an area or districts are chosen. Evidence keeps the places that it was collected on.",
        under=PLACE,
    ),
    "soc": Asked("Its SOC 2020 code", "Four digits, where it is about one occupation.", under=OCCUPATION),
    "recruitment_difficulty": Asked(
        "It says how hard it is to recruit for this occupation", under=OCCUPATION
    ),
    "as_of": AS_OF,
}
NEED = {
    "occupation": Asked("Which occupation or skill is needed?", "In your own words, such as: welder."),
    "level": Asked("Level", choices=choices.levels),
    "horizon": Asked("When is it needed?", choices=choices.words(saying.HORIZONS)),
    "soc": Asked(
        "SOC 2020 code", "Four digits. Leave it blank and we suggest some from your wording.", under=CODES
    ),
    "sic": Asked("SIC 2007 code of the industry", "A letter, or two or three digits.", under=CODES),
    "occupation_code": Asked("Occupation on the occupational map", "Such as OCC0038C.", under=CODES),
    "cluster_id": Asked(
        "Cluster of the occupational map", "Its number, where no one occupation fits.", under=CODES
    ),
    "as_of": AS_OF,
}
FINDING = {
    "says": Asked("What does the evidence say?", long=True),
    "so_what": Asked("What follows from it?", long=True),
    "rests_on": Asked("Which evidence does it rest on?", choices=choices.evidence),
    "needs": Asked("Which skills needs is it about?", choices=choices.needs),
    "barriers": Asked("Which barriers is it about?", choices=choices.barriers),
    "contradicted_by": Asked("Which evidence says otherwise?", choices=choices.evidence, under=OTHERWISE),
    "used_because": Asked("Why is this followed all the same?", long=True, under=OTHERWISE),
    "as_of": AS_OF,
}
BARRIER = {
    "title": Asked("What stops the system from responding?", "Such as: pay of teaching staff."),
    "detail": Asked("In more words", long=True),
    "kind": Asked("What is it about?", choices=choices.words(BARRIERS)),
    "side": Asked("Where does it lie?", choices=choices.words(SIDES)),
    "remover": Asked("Which organisation could remove it?", choices=choices.bodies, under=REMOVER),
    "remover_kind": Asked("Or which kind of body?", choices=choices.words(BODIES), under=REMOVER),
    "national": Asked("Only national government could remove it", under=REMOVER),
    "as_of": AS_OF,
}


def _input(
    key: str, title: str, send: Any, done: str, back: str, asked: dict[str, Asked], **more: Any
) -> Input:
    return Input(key, title, send, done, asked, f"/plans/{{plan_id}}/{back}", **more)


INPUTS: Sequence[Input] = (
    _input(
        "record-evidence",
        "Record a piece of evidence",
        content.record_evidence,
        "The evidence is recorded.",
        "evidence",
        EVIDENCE,
    ),
    _input(
        "correct-evidence",
        "Change a piece of evidence",
        research.correct_evidence,
        "The evidence is changed; the timeline says who changed what.",
        "evidence",
        EVIDENCE,
        begins=lambda place: _whole(place, Evidence, "evidence_id", *EVIDENCE),
    ),
    _input(
        "record-need",
        "Record a skills need",
        content.record_need,
        "The skills need is recorded. Codes that it lacks are suggested below.",
        "needs",
        NEED,
        begins=lambda _place: {"horizon": "current"},
    ),
    _input(
        "correct-need",
        "Change a skills need",
        research.correct_need,
        "The skills need is changed; the timeline says who changed what.",
        "needs",
        NEED,
        begins=_need,
    ),
    _input(
        "record-finding",
        "Record a finding",
        research.record_finding,
        "The finding is recorded.",
        "findings",
        FINDING,
    ),
    _input(
        "correct-finding",
        "Change a finding",
        research.correct_finding,
        "The finding is changed; the timeline says who changed what.",
        "findings",
        FINDING,
        begins=_finding,
    ),
    _input(
        "record-barrier",
        "Record a barrier",
        research.record_barrier,
        "The barrier is recorded.",
        "barriers",
        BARRIER,
    ),
    _input(
        "correct-barrier",
        "Change a barrier",
        research.correct_barrier,
        "The barrier is changed; the timeline says who changed what.",
        "barriers",
        BARRIER,
        begins=_barrier,
    ),
    _input(
        "ask-about-barrier",
        "Record what was asked about a barrier",
        research.ask_about_barrier,
        "It is recorded what was asked.",
        "barriers",
        {
            "asked": Asked("What was asked?", long=True),
            "on": Asked("On which day?"),
            "whom": Asked("Whom, in words", "Where it is none of the organisations below."),
            "organisation": Asked("Which organisation?", choices=choices.bodies),
        },
        begins=_today,
    ),
    _input(
        "answer-about-barrier",
        "Record what was answered about a barrier",
        research.answer_about_barrier,
        "The answer is recorded.",
        "barriers",
        {"answer": Asked("What was answered?", long=True), "on": Asked("On which day?")},
        begins=_answered,
        intro=_asked_about,
    ),
)
