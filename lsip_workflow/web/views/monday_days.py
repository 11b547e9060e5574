"""The next fourteen days: what falls due, which messages go and why, and on which days nobody is in."""

from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from lsip_workflow.journeys import reminders
from lsip_workflow.model import Plan
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import monday, news
from lsip_workflow.web import saying

DAYS = 14
KEPT_AT_MOST = 64
HOLIDAY = "bank holiday"
REPLIES = {"request": ("reply", "replies"), "question": ("reply to a question", "replies to questions")}


Places = tuple[tuple[str, str], ...]
"""Names of areas, each with the page to go on to; the page may be empty."""


@dataclass(frozen=True)
class DateLine:
    """What falls due on a day, and where."""

    text: str
    places: Places


@dataclass(frozen=True)
class GoingLine:
    """Messages that go on a day for one reason: so many, about what, why then, and in which areas."""

    text: str
    why: str
    places: Places


@dataclass(frozen=True)
class DayShown:
    """One day: whether offices are open, and if not, why in words."""

    day: date
    name: str
    closed: str
    dates: tuple[DateLine, ...]
    going: tuple[GoingLine, ...]

    @property
    def holiday(self) -> bool:
        """Whether it is a bank holiday."""
        return self.closed == HOLIDAY


Going = Mapping[date, Sequence[GoingLine]]
_kept: OrderedDict[tuple[object, ...], Going] = OrderedDict()


def days(
    session: Session,
    world: Runtime,
    actor: Actor,
    plans: Sequence[tuple[Plan, str]],
    areas: Mapping[str, str],
) -> tuple[DayShown, ...]:
    """The next fourteen days, today first."""
    today = world.today()
    ids = {plan.id for plan, _ in plans}
    falling: defaultdict[date, list[DateLine]] = defaultdict(list)
    found = monday.ahead(session, ids, areas, today, today + timedelta(days=DAYS - 1))
    for (day, kind, _), those in _together(found).items():
        falling[day].append(_date(kind, those, areas))
    going = _going(session, world, actor, plans)
    every = (today + timedelta(days=number) for number in range(DAYS))
    return tuple(
        DayShown(
            day=day,
            name=f"{day:%A}",
            closed=_closed(world, day),
            dates=tuple(falling.get(day, ())),
            going=tuple(going.get(day, ())),
        )
        for day in every
    )


def forget() -> None:
    """Work everything out anew at the next look, as after a start."""
    _kept.clear()


def _closed(world: Runtime, day: date) -> str:
    if day in world.calendar.holidays:
        return HOLIDAY
    return "" if world.calendar.is_working_day(day) else "weekend"


def _together(found: Sequence[monday.Ahead]) -> Mapping[tuple[date, str, str], Sequence[monday.Ahead]]:
    """The replies of a day in one line, whatever the plan; every other date in a line of its own."""
    gathered: defaultdict[tuple[date, str, str], list[monday.Ahead]] = defaultdict(list)
    for each in found:
        gathered[each.due, each.kind, "" if each.kind in REPLIES else each.title].append(each)
    return gathered


def _date(kind: str, those: Sequence[monday.Ahead], areas: Mapping[str, str]) -> DateLine:
    text, page = those[0].title, "dates"
    if kind in REPLIES:
        text = f"{saying.count(sum(each.count for each in those), *REPLIES[kind])} due"
        page = "requests?show=awaited"
    places = {
        areas.get(each.area_id, ""): f"/plans/{each.plan_id}/{page}" if each.plan_id else "" for each in those
    }
    return DateLine(text, tuple(places.items()))


def _going(session: Session, world: Runtime, actor: Actor, plans: Sequence[tuple[Plan, str]]) -> Going:
    """What goes by the rule of the morning; worked out anew only after something changed for reminders."""
    running = {plan.id: area for plan, area in plans if not plan.held}
    if not running:
        return {}
    key = (world.settings.database, world.today(), *sorted(running), *news.state_of_reminders(session))
    if (known := _kept.get(key)) is None:
        known = _kept[key] = _worked_out(session, world, actor, running)
        while len(_kept) > KEPT_AT_MOST:
            _kept.popitem(last=False)
    return known


def _worked_out(session: Session, world: Runtime, actor: Actor, running: Mapping[str, str]) -> Going:
    at = world.occasion(actor)
    gathered: defaultdict[tuple[date, str, str, bool], list[tuple[str, str]]] = defaultdict(list)
    for message in reminders.ahead(session, at, world.calendar, running, DAYS):
        for each in message.dates:
            gathered[message.day, each.title, each.why, message.draft].append((each.plan_id, message.name))
    found: defaultdict[date, list[GoingLine]] = defaultdict(list)
    for (day, title, why, draft), told in gathered.items():
        found[day].append(_message_line(day, title, why, told, running, draft=draft))
    return found


def _message_line(
    day: date,
    title: str,
    why: str,
    told: Sequence[tuple[str, str]],
    running: Mapping[str, str],
    *,
    draft: bool,
) -> GoingLine:
    one, many = ("draft for you to send", "drafts for you to send") if draft else ("message", "messages")
    whom = f" to {told[0][1]}" if len(told) == 1 and told[0][1] else ""
    places = {running[plan]: f"/messages/ahead?plan={plan}#d{day}" for plan, _ in told}
    return GoingLine(
        f"{saying.count(len(told), one, many)}{whom}: {title}", why, tuple(sorted(places.items()))
    )
