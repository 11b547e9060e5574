"""The first page of an ERB's team: everything that a Monday morning asks, on one screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from lsip_workflow.model import Area, Plan
from lsip_workflow.rules import permissions
from lsip_workflow.rules.lifecycle import Blocker, still_needed
from lsip_workflow.rules.permissions import TEAM, Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import gates, monday
from lsip_workflow.web.views import monday_days, monday_needs, monday_news, monday_said, waiting
from lsip_workflow.web.views.monday_days import DayShown
from lsip_workflow.web.views.monday_desk import Desk, Standing
from lsip_workflow.web.views.monday_needs import Needs
from lsip_workflow.web.views.monday_news import News, Ran
from lsip_workflow.web.visitor import Visitor

NEEDED = 4  # what a plan still needs, by name; the rest is counted


@dataclass(frozen=True)
class PlanCard:
    """Where a plan stands, and what it still needs by name: from whom, and on whose word."""

    id: str
    area: str
    cycle: str
    stage: str
    standing: str
    needed: tuple[tuple[str, str, str], ...]
    """What, from whom, and the citation."""
    more: int


@dataclass(frozen=True)
class Monday:
    """The whole screen."""

    needs: Needs
    plans: tuple[PlanCard, ...]
    days: tuple[DayShown, ...]
    news: News
    ran: Ran

    @property
    def well(self) -> str:
        """That all is well, in a sentence; empty when something wants a person."""
        if self.needs.rows or not self.ran.well:
            return ""
        dates = [day for day in self.days if day.dates]
        ahead = f" The next date is {dates[0].name} {dates[0].day.day} {dates[0].day:%B}." if dates else ""
        return f"All is well: nothing needs you today, and nothing waits to be processed.{ahead}"

    @property
    def silent(self) -> bool:
        """Whether nothing falls due and nothing goes in all of the fourteen days."""
        return not any(day.dates or day.going for day in self.days)

    @property
    def shown(self) -> tuple[DayShown, ...]:
        """The days that are worth a line: each of them, or only the bank holidays when nothing is due."""
        return tuple(day for day in self.days if day.holiday) if self.silent else self.days


def screen(session: Session, world: Runtime, visitor: Visitor) -> Monday:
    """Everything that the first page of a team shows, for the areas in which the visitor is of the team."""
    desk = _desk(session, world, visitor)
    actor = visitor.hat(*TEAM)
    assert actor is not None  # or it were nobody's desk
    people = frozenset(hat.person_id for hat in visitor.hats if hat.person_id)
    news, standing = monday_news.news(desk, people), _standing(desk)
    return Monday(
        needs=monday_needs.needs(desk, standing, monday_said.rows(desk, news.since)),
        plans=tuple(_card(desk, each) for each in standing),
        days=monday_days.days(session, world, actor, desk.plans, desk.areas),
        news=news,
        ran=monday_news.ran(desk, news.since),
    )


def _desk(session: Session, world: Runtime, visitor: Visitor) -> Desk:
    areas = visitor.areas(*TEAM)
    plans = [
        (plan, name)
        for plan, name in monday.plans_in(session, areas)
        if any(permissions.in_team(hat, plan.area_id, plan.erb_id) for hat in visitor.hats)
    ]
    mine = {area for area in areas if any(_holds(hat, area) for hat in visitor.hats)}
    names = {plan.area_id: name for plan, name in plans}
    names |= {area: session.get_one(Area, area).name for area in mine - names.keys()}
    return Desk(
        session=session,
        world=world,
        plans=plans,
        areas={area: names[area] for area in mine},
        actors=frozenset(map(str, visitor.hats)),
    )


def _holds(hat: Actor, area: str) -> bool:
    return permissions.holds_area(hat, area) and area not in hat.closed


def _standing(desk: Desk) -> list[Standing]:
    """The plans that are not over, with what their stages ask."""
    live = [(plan, area) for plan, area in desk.plans if not _over(desk.world, plan)]
    books = desk.world.books
    found = gates.dossiers(desk.session, [plan for plan, _ in live], books)
    return [
        Standing(plan, area, found[plan.id], still_needed(found[plan.id], books[plan.edition], desk.today))
        for plan, area in live
    ]


def _card(desk: Desk, each: Standing) -> PlanCard:
    plan, book = each.plan, desk.world.books[each.plan.edition]
    open_ones = _in_order(each.needed)
    return PlanCard(
        id=plan.id,
        area=each.area,
        cycle=plan.cycle,
        stage=book.stage(plan.stage).title,
        standing=waiting.standing(plan, book, each.needed),
        needed=tuple((b.text, waiting.from_whom(b.code, book), b.cite) for b in open_ones[:NEEDED]),
        more=max(0, len(open_ones) - NEEDED),
    )


def _in_order(needed: Sequence[Blocker]) -> list[Blocker]:
    """What holds the plan up, without what only good practice asks."""
    return [blocker for blocker in needed if blocker.refuses]


def _over(world: Runtime, plan: Plan) -> bool:
    return world.books[plan.edition].stage(plan.stage).final
