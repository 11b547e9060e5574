"""Fourteen days ahead, worked out in one go, are what fourteen mornings would make one after the other."""

import random
from dataclasses import replace
from datetime import date, timedelta

from lsip_workflow.model import Basis, Deadline, DeadlineStatus, Precision, Role
from lsip_workflow.rulebook import LadderRule, RungRule
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.messages_ahead import ahead, messages
from lsip_workflow.rules.reminded import Carried, Dated, Holder, Standing, Told
from lsip_workflow.rules.reminders import decide

FIRST = date(2026, 12, 14)  # two weeks with Christmas in them
CALENDAR = Calendar({date(2026, 12, 25), date(2026, 12, 28)})
TO = (Role.PROVIDER_RESPONDENT, Role.PROJECT_MANAGER)


def morning_by_morning(standing: Standing, days: int) -> list[tuple[date, list[Carried]]]:
    """What each morning makes, with what the mornings before it made."""
    told, last, found = set(standing.told), dict(standing.last or {}), []
    for day in (FIRST + timedelta(days=number) for number in range(days)):
        sent = messages(decide(replace(standing, told=told, last=last), day, CALENDAR))
        for message in sent:
            told |= {item.told(draft=message.draft) for item in message.items}
            if not message.draft:
                last[message.holder.person_id] = day
        found.append((day, sent))
    return found


def near(chance: random.Random, before: int, after: int) -> date:
    return FIRST + timedelta(days=chance.randint(-before, after))


def some(chance: random.Random) -> Standing:
    """Dates, roles and what was told, of every kind that a plan may have."""
    rungs = [RungRule(days=days, to=tuple(chance.sample(TO, chance.randint(1, 2)))) for days in (-5, 0, 4, 9)]
    ladder = LadderRule(
        key="l",
        title="L",
        unit=chance.choice(["working_days", "days"]),
        rungs=tuple(rungs),
        cite="C",
        status="sourced",
    )
    bodies = [f"body{number}" for number in range(3)]
    dates = [
        Dated(
            deadline=Deadline(
                id=f"d{number}",
                plan_id=f"p{number % 2}",
                kind="request",
                subject=str(number),
                title=f"T{number}",
                holder=Role.PROVIDER_RESPONDENT,
                organisation_id=chance.choice(bodies),
                ladder="l",
                due=chance.choice([near(chance, 12, 25), None]) if number % 5 == 0 else near(chance, 12, 25),
                opened_on=near(chance, 40, 3),
                precision=Precision.DAY,
                basis=Basis.CALENDAR,
                status=DeadlineStatus.SUSPENDED if number % 7 == 6 else DeadlineStatus.OPEN,
                held_until=near(chance, 3, 12) if number % 4 == 3 else None,
            ),
            area_id="a",
            ladder=ladder,
            held=number % 9 == 8,
        )
        for number in range(12)
    ]
    holders = [
        Holder(
            person_id=f"person{number}",
            name=f"N{number}",
            area_id="a",
            role=chance.choice([*TO, Role.PROVIDER_DEPUTY]),
            since=near(chance, 50, 8) if chance.random() < 0.2 else FIRST - timedelta(days=90),
            until=near(chance, -1, 9) if chance.random() < 0.2 else None,
            organisation_id=chance.choice(bodies),
            senior=chance.random() < 0.2,
        )
        for number in range(6)
    ]
    told = {
        Told(
            each.deadline.id,
            each.deadline.due,
            chance.randint(1, 3),
            chance.choice(holders).person_id,
            chance.random() < 0.8,
            chance.random() < 0.1,
        )
        for each in dates
        if each.deadline.due is not None and chance.random() < 0.6
    }
    return Standing(dates, holders, told, {holders[0].person_id: near(chance, 8, 0)})


def test_the_days_ahead_are_what_the_mornings_make() -> None:
    sent = 0
    for seed in range(150):
        standing = some(random.Random(seed))
        made = ahead(standing, FIRST, 14, CALENDAR)
        assert made == morning_by_morning(standing, 14), seed
        sent += sum(len(carried) for _, carried in made)
    assert sent > 500, "there was something to compare"
