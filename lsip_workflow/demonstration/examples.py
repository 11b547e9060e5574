"""The invented examples: a script for each in `config/demonstration/`, played by the real journeys."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from lsip_workflow.demonstration.past import at_rest, keep_silent
from lsip_workflow.demonstration.scene import Scene, Step
from lsip_workflow.demonstration.steps import STEPS
from lsip_workflow.journeys import parties, people, plans
from lsip_workflow.model import (
    Area,
    Organisation,
    OrganisationKind,
    Person,
    Plan,
    ProviderClass,
    Role,
)
from lsip_workflow.rules import permissions
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.runtime import Runtime, shipped
from lsip_workflow.store.record import Occasion

Script = Mapping[str, Any]
# In this order on the first page's progress: the plan with most to see comes first.
NAMES = ("northshire", "eastmarch", "westhaven", "southmere", "midvale")
MORNING = time(9, 5)
BETWEEN = timedelta(minutes=7)


def scripts() -> tuple[Script, ...]:
    """The scripts of the examples, as data."""
    folder = shipped("config") / "demonstration"
    return tuple(tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")) for name in NAMES)


def load(runtime: Runtime, script: Script) -> None:
    """Play the past of one example, in one transaction; one that is there already is left as it is."""
    with runtime.database.transaction() as session:
        if session.get(Plan, script["plan"]) is None:
            _play(session, runtime, script)


def _play(session: Session, runtime: Runtime, script: Script) -> None:
    now = Occasion(permissions.command("demonstration"), runtime.now(), runtime.books)
    opened = day_of(runtime, now.today, script)
    area = Area(id=script["area"], name=script["name"])
    session.add(area)
    organisations = _parties(session, now, runtime, script, area, opened)
    first = _occasion(now, datetime.combine(opened, time(9), tzinfo=LONDON))
    plan = plans.open_plan(
        session,
        first,
        plan_id=script["plan"],
        area=area,
        erb=organisations["erb"],
        cycle=script["cycle"],
        edition=script["edition"],
        stage=script["opens_in"],
        example=True,
    )
    scene = Scene(session, runtime, plan, now.today)
    _live_through(scene, first, script["history"])
    keep_silent(session, now, plan, area.name)


def _live_through(scene: Scene, first: Occasion, history: Sequence[Step]) -> None:
    """Step by step, never back in time; at the end of each day whatever the day caused is done as well."""
    last = first
    for step in history:
        day = day_of(scene.runtime, scene.today, step)
        if day != last.today:
            at_rest(scene.session, _occasion(last, last.now + BETWEEN), scene.plan, scene.runtime.calendar)
        begins = datetime.combine(day, MORNING, tzinfo=LONDON)
        last = _occasion(last, max(begins, last.now + BETWEEN))
        take(scene, last, step)
    at_rest(scene.session, _occasion(last, last.now + BETWEEN), scene.plan, scene.runtime.calendar)


def take(scene: Scene, at: Occasion, step: Step) -> None:
    """Take one step as whoever takes it: the provider for its answer, or else the project manager."""
    who = step.get("by") or (step["org"] if step["does"] == "answer" else "manager")
    STEPS[step["does"]](scene, Occasion(scene.actor(who), at.now, at.books), step)


def _occasion(like: Occasion, now: datetime) -> Occasion:
    return Occasion(like.actor, now, like.books)


def day_of(runtime: Runtime, today: date, step: Step) -> date:
    """A day of the calendar, or so many days ago and then a day on which people work."""
    if "on" in step:
        on: date = step["on"]
        return on
    return runtime.calendar.on_or_before(today - timedelta(days=step["ago"]))


def _parties(
    session: Session, now: Occasion, runtime: Runtime, script: Script, area: Area, since: date
) -> dict[str, Organisation]:
    """The organisations and people; they are recorded now, and hold their roles since the plan began."""
    organisations = {
        entry["key"]: _organisation(session, now, runtime, area, entry) for entry in script["organisations"]
    }
    for entry in script["people"]:
        row = Person(
            id=f"{area.id}-{entry['key']}",
            organisation_id=organisations[entry["of"]].id,
            name=entry["name"],
            email=entry["email"],
            phone=entry.get("phone"),
        )
        person = people.record_person(session, now, row)
        for role in entry["roles"]:
            held = people.grant_role(session, now, person, area, Role(role), since)
            if "days" in entry:  # an auditor reads for a time
                parties.end_role(session, now, held, now.today + timedelta(days=entry["days"]))
    return organisations


def _organisation(
    session: Session, now: Occasion, runtime: Runtime, area: Area, entry: Script
) -> Organisation:
    row = Organisation(
        id=f"{area.id}-{entry['key']}",
        kind=OrganisationKind(entry["kind"]),
        name=entry["name"],
        ukprn=entry.get("ukprn"),
        provider_class=ProviderClass(entry.get("class", "unknown")),
        url=entry.get("url", ""),
        example=True,
    )
    return people.record_organisation(session, now, row, runtime.reference, demonstration=True)
