"""What needs a person today: the most pressing first by its date, each with what can be done about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lsip_workflow.model import HeardHow
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.rules.permissions import TEAM
from lsip_workflow.store import awaiting, bounces, monday
from lsip_workflow.store.awaiting import Awaited, Replies
from lsip_workflow.store.monday import Due
from lsip_workflow.web import saying
from lsip_workflow.web.views.dates import distance
from lsip_workflow.web.views.monday_desk import Desk, Need, Standing
from lsip_workflow.web.views.monday_waits import own_word, unreached
from lsip_workflow.words import outside

MOST = 7
NEAR = timedelta(days=3)  # replies: before that, the reminders do their work
WEEK = timedelta(days=7)  # everything else
NAMED = 12  # who has not replied, by name; the rest is counted


@dataclass(frozen=True)
class Waiting:
    """Whose reply one plan awaits: so many, so many whose date has gone by, and the first of them by name."""

    plan: str
    area: str
    awaited: int
    past: int
    first: tuple[tuple[str, str, str], ...]
    """Name, since or until when, and the page of the request."""

    @property
    def more(self) -> int:
        """How many are not named here."""
        return self.awaited - len(self.first)


@dataclass(frozen=True)
class Needs:
    """The rows, how many there are besides, and whom the plans wait for."""

    rows: tuple[Need, ...]
    more: int
    waiting: tuple[Waiting, ...]


def needs(desk: Desk, standing: Sequence[Standing], said: Iterable[Need] = ()) -> Needs:
    """What needs a person today; `said` are the rows of what others said."""
    names, today = desk.plan_areas, desk.today
    # Enough to name those who have not replied as well; the rows are the first of them.
    replies = awaiting.awaited(desk.session, names, date.max, today, NAMED)
    counted = awaiting.replies(desk.session, names, today + NEAR, today)
    near = [each for each in replies if each.due <= today + NEAR][:MOST]
    others = sorted([*_others(desk, standing), *said], key=lambda row: row.on)
    rows = sorted([*_replies(desk, near), *others], key=lambda row: row.on)[:MOST]
    total = sum(each.near for each in counted.values()) + len(others)
    return Needs(tuple(rows), total - len(rows), tuple(_waiting(desk, counted, replies)))


def _replies(desk: Desk, near: Sequence[Awaited]) -> Iterator[Need]:
    asked = {each.provider_id for each in near}
    contacts = awaiting.contacts(desk.session, asked, desk.today) if asked else {}
    names = desk.plan_areas
    heard = awaiting.heard(desk.session, names, asked, desk.today) if asked else {}
    for each in near:
        name, phone = contacts.get((each.area_id, each.provider_id), ("", ""))
        yield Need(
            on=each.due,
            what=each.title,
            when=_reply_when(desk, each.due),
            area=names[each.plan_id],
            link=f"/plans/{each.plan_id}/requests/{each.request_id}",
            do="Read it",
            plan=each.plan_id,
            request=each.request_id if each.kind == "request" else "",
            deadline=each.deadline_id,
            contact=name,
            phone=phone,
            party=each.provider,
            heard="; ".join(_heard(how, whom) for how, whom in heard.get(each.provider_id, ())),
        )


def _heard(how: HeardHow, whom: str | None) -> str:
    return f"{saying.sentence(saying.HEARD[how])} today with {whom or saying.ERASED}"


def _reply_when(desk: Desk, due: date) -> str:
    if due < desk.today:
        ago = distance(due, desk.today, desk.world.calendar)
        return f"{outside('overdue', due=saying.day(due))}, {ago} ago"
    return f"Awaiting reply: due {desk.when(due)}"


def _waiting(desk: Desk, counted: Mapping[str, Replies], replies: Sequence[Awaited]) -> Iterator[Waiting]:
    for plan, name in desk.plan_areas.items():
        if plan in counted:
            first = tuple(
                (each.provider, _reply_when(desk, each.due), f"/plans/{plan}/requests/{each.request_id}")
                for each in replies
                if each.plan_id == plan
            )
            yield Waiting(plan, name, counted[plan].awaited, counted[plan].past, first)


def _others(desk: Desk, standing: Sequence[Standing]) -> Iterator[Need]:
    dates = list(_dates(desk))
    yield from dates
    yield from own_word(desk, standing, {(row.plan, row.what) for row in dates})
    yield from unreached(desk)
    yield from _decisions(desk)
    yield from _drafts(desk)
    yield from _came_back(desk)
    yield from _not_processed(desk)
    yield from _not_started(desk)
    yield from _without_needs(desk)


DO = {
    "signature": ("sign-offs", "See what is asked"),
    "authority": ("authorities", "Record what it answered"),
    "return": ("submission", "See what is asked"),
}


def _dates(desk: Desk) -> Iterator[Need]:
    for each in monday.due(desk.session, desk.plan_areas, desk.areas, desk.today + WEEK):
        page, do = DO.get(each.kind, ("dates", "See the date"))
        own = f"/areas/{each.area_id}/dates/{each.deadline_id}"
        yield Need(
            on=each.due,
            what=each.title,
            when=("Was due " if each.due < desk.today else "Due ") + desk.when(each.due),
            area=desk.plan_areas.get(each.plan_id or "", desk.areas.get(each.area_id, "")),
            link=f"/plans/{each.plan_id}/{page}" if each.plan_id else own,
            do=do,
            plan=each.plan_id or "",
            deadline=each.deadline_id if each.plan_id and not _own(each) else "",
        )


def _own(each: Due) -> bool:
    """Whether the team itself holds it: nobody writes themselves a reminder."""
    return each.holder in TEAM


def _decisions(desk: Desk) -> Iterator[Need]:
    for row in monday.decisions(desk.session, desk.plan_areas):
        if row.entered_by in desk.actors:
            continue  # who entered it does not check it
        on = row.decided_on or desk.today
        yield Need(
            on=on,
            what=f"A decision of {row.body or 'a body'} waits for a second person to check it",
            when=f"Decided {desk.when(on)}",
            area=desk.plan_areas[row.plan_id],
            link=f"/plans/{row.plan_id}/decisions/{row.id}",
            do="Check it",
        )


def _drafts(desk: Desk) -> Iterator[Need]:
    found = monday.drafts(desk.session, desk.plan_areas, desk.areas)
    if found:
        since = found[0][3].astimezone(LONDON).date()
        yield Need(
            on=since,
            what=f"{saying.count(len(found), 'message waits', 'messages wait')} for you to read and send",
            when=f"The oldest since {saying.day(since)}",
            area=", ".join(
                sorted({desk.plan_areas[plan] for _, _, plan, _ in found if plan in desk.plan_areas})
            ),
            link="/messages/drafts",
            do="Read and send",
        )


def _came_back(desk: Desk) -> Iterator[Need]:
    for row, person, organisation in bounces.wanted(desk.session, desk.areas):
        yield Need(
            on=row.seen_on,
            what=f"Mail to {person.name or 'a person'} of {organisation.name} came back",
            when=f"Since {saying.day(row.seen_on)}; nothing goes there until there is a new address",
            area="",
            link="/came-back",
            do="Give a new address",
        )


def _not_processed(desk: Desk) -> Iterator[Need]:
    streams = {f"plan:{plan}": name for plan, name in desk.plan_areas.items()}
    streams |= {f"area:{area}": name for area, name in desk.areas.items()}
    for stream, count, at in monday.set_aside(desk.session, streams):
        since = at.astimezone(LONDON).date()
        yield Need(
            on=since,
            what=f"{saying.count(count, 'arrival')}: {outside('set aside').lower()}",
            when=f"Since {saying.day(since)}; nothing is lost",
            area=streams[stream],
            link="/runs",
            do="See which",
        )


def _not_started(desk: Desk) -> Iterator[Need]:
    for plan, _area in desk.plans:
        if plan.held:
            yield Need(
                on=desk.today,
                what="No message goes until you have seen the first fourteen days and started them",
                when="When you are ready",
                area=desk.plan_areas[plan.id],
                link=f"/plans/{plan.id}/first-messages",
                do="See what would go",
            )


def _without_needs(desk: Desk) -> Iterator[Need]:
    found = monday.by_plan(monday.without_needs(desk.session, desk.plan_areas))
    for plan, codes in found.items():
        one = len(codes) == 1
        name = f"{'Priority' if one else 'Priorities'} {', '.join(codes)}"
        yield Need(
            on=date.max,
            what=f"{name} {'names' if one else 'name'} no skills need",
            when="Good practice, when you have a moment",
            area=desk.plan_areas[plan],
            link=f"/plans/{plan}/priorities",
            do="Link it" if one else "Link them",
        )
