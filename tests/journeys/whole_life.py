"""The state machine of the whole life of plans: what can happen, in the orders nobody thought of."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from sqlmodel import Session, select

from lsip_workflow.journeys import (
    areas,
    carried_in,
    carry_over,
    cycles,
    deadlines,
    designations,
    drafts,
    parties,
    people,
    plans,
    providers,
)
from lsip_workflow.journeys import terms as changed_terms
from lsip_workflow.journeys.sweep import sweep
from lsip_workflow.model import (
    Action,
    Area,
    CarryOverChoice,
    CarryOverPart,
    Deadline,
    Designation,
    DesignationTerms,
    Organisation,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Request,
    Role,
    RoleHeld,
)
from lsip_workflow.rules.carry_over import Choice, Into
from lsip_workflow.store.record import Occasion
from tests.journeys import life_watch as watch
from tests.journeys.life_answers import Answers
from tests.journeys.life_base import ANYONE, DAYS, EITHER, SAYS, TEAM, Life, N, act
from tests.journeys.life_content import Content
from tests.journeys.life_deciding import PAST, Deciding, Department
from tests.journeys.life_world import AREAS, EAST, EDITIONS, ERBS, PROVIDERS, WEST

STAGES_2022 = (
    "designation",
    "research",
    "roadmap",
    "submission",
    "approval",
    "publication",
    "progress_reporting",
)
STAGES_2025 = ("research", "priorities", "authority_agreement", "submission", "progress_reporting", "review")
# Days on which something is different: holidays, weekends, the change of the clocks, the leap day.
ODD_DAYS = (
    date(2025, 10, 26), date(2025, 12, 25), date(2026, 1, 3), date(2026, 4, 3), date(2027, 3, 28),
    date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2029, 2, 28),
)  # fmt: skip
CHANGED = date(2025, 10, 1)


class Around(Life):
    """What happens around a plan: its dates, providers, area, ERB and people, and the plan that follows."""

    @act(n=N, what=("move", "suspend", "resume"), days=DAYS, known=EITHER)
    def date(self, n: int, what: str, days: int, known: bool) -> None:
        key = self.world.one(Deadline, None, n)
        if key is None:
            return
        home = self.world.known.home[Deadline, key]
        reason = "provider_capacity" if known else "because"

        def journey(session: Session, when: Occasion) -> None:
            row, due = session.get_one(Deadline, key), when.today + timedelta(days=days)
            match what:
                case "move":
                    deadlines.move(session, when, row, due, reason)
                case "suspend":
                    deadlines.suspend(session, when, row, reason)
                case _:
                    deadlines.resume(session, when, row, due)

        self.world.act(journey, home)

    @act(n=N, of=PROVIDERS, into=PROVIDERS, m=N, says=SAYS, days=PAST,
          what=("add", "remove", "succeed"))  # fmt: skip
    def provider(self, n: int, of: str, into: str, m: int, says: str, days: int, what: str) -> None:
        plan = self.plan(n)
        asked = self.world.one(Request, plan, m)

        def journey(session: Session, when: Occasion) -> None:
            row, body = session.get_one(Plan, plan), session.get_one(Organisation, of)
            match what:
                case "add":
                    plans.add_provider(session, when, row, body, reason=says)
                case "remove":
                    providers.remove_provider(session, when, row, body, says)
                case _:
                    other = session.get_one(Organisation, into)
                    on = when.today - timedelta(days=days)
                    readdress = [asked] if asked and m % 2 else []
                    providers.succeed(
                        session, when, row, body, other, on=on, source=says, readdress=readdress
                    )

        self.do(plan, journey)

    @act(n=N, m=N, says=SAYS, days=PAST,
          what=("designate", "remove", "terms", "object", "accept", "take in"))  # fmt: skip
    def area(self, n: int, m: int, says: str, days: int, what: str) -> None:
        area = AREAS[n % len(AREAS)]
        held, terms = self.world.one(Designation, area, m), self.world.one(DesignationTerms, area, m)

        def journey(session: Session, when: Occasion) -> None:
            row, on = session.get_one(Area, area), when.today - timedelta(days=days)
            match what:
                case "designate":
                    body = session.get_one(Organisation, ERBS[area])
                    designations.designate(session, when, row, body, on=on, reference=says)
                case "remove" if held:
                    there = session.get_one(Designation, held)
                    designations.remove(session, when, there, on=on, reference=says)
                case "terms":
                    changed_terms.change_terms(
                        session, when, row, self.world.world.calendar, title=says, received_on=on
                    )
                case "object" if terms:
                    changed = session.get_one(DesignationTerms, terms)
                    changed_terms.object_to(session, when, changed, on=on, reasons=says)
                case "accept" if terms:
                    changed_terms.accept(session, when, session.get_one(DesignationTerms, terms), on=on)
                case "take in":
                    areas.take_in(session, when, self.world.world.reference, CHANGED if m < 5 else on)

        streams = [f"area:{one}" for one in AREAS] if what == "take in" else [f"area:{area}"]
        self.world.act(journey, *streams)

    @act(n=N, m=N, says=SAYS, what=("grant", "end", "correct", "erase"), who=TEAM)
    def person(self, n: int, m: int, says: str, what: str, who: str) -> None:
        area, role = AREAS[n % len(AREAS)], list(Role)[m % len(Role)]
        held = self.world.one(RoleHeld, area, n + m)
        key = self.world.facts(RoleHeld, held).person_id

        def journey(session: Session, when: Occasion) -> None:
            person = session.get_one(Person, key)
            match what:
                case "grant":
                    parties.grant(session, when, session.get_one(Area, area), person, role, when.today)
                case "end":
                    parties.end_role(session, when, session.get_one(RoleHeld, held), when.today)
                case "correct":
                    people.correct_person(session, when, person, name=says)
                case _:
                    people.erase_person(session, when, person)

        if what != "erase" or m > 4:
            self.world.act(journey, f"area:{area}", actor=self.world.actor(area, who))


class Following(Life):
    """The plan of the next cycle, what is carried over into it, and handing over."""

    @act(n=N, m=N, what=("open", "next", "name", "hand over"), number=N)
    def next_plan(self, n: int, m: int, what: str, number: int) -> None:
        area, plan = AREAS[n % len(AREAS)], self.plan(m)
        identity = f"{area}-{number % 2 + 2}"
        named = self.plan(n)

        def journey(session: Session, when: Occasion) -> None:
            row, old = session.get_one(Area, area), session.get_one(Plan, plan)
            erb = session.get_one(Organisation, ERBS[area])
            cycle: Any = {"cycle": f"Cycle {number}", "edition": EDITIONS[EAST], "plan_id": identity}
            match what:
                case "open":
                    designations.open_plan(session, when, row, erb=erb, **cycle)
                case "next":
                    cycles.open_next(
                        session,
                        when,
                        replaces=[old],
                        area=row,
                        erb=erb,
                        stage="roadmap",
                        example=True,
                        **cycle,
                    )
                case "name":
                    cycles.name_replaced(session, when, session.get_one(Plan, named), old)
                case _:
                    on = when.today - timedelta(days=number - 2)
                    cycles.hand_over(session, when, old, row, erb, on)

        streams = [f"plan:{identity}", f"plan:{plan}", f"plan:{named}", f"area:{area}"]
        self.world.act(journey, *streams)

    @act(n=N, m=N, choice=tuple(CarryOverChoice), who=TEAM, says=SAYS)
    def carry_over(self, n: int, m: int, choice: CarryOverChoice, who: str, says: str) -> None:
        following = [one for one in self.world.plans if not one.endswith("-1")]
        plan = self.plan(n % 2)
        codes = [self.world.facts(Action, key).code for key in self.world.keys(Action, plan)]
        into = tuple(Into(one, f"N{m}" if m > 3 else "") for one in following[-1 - m % 2 :])

        def journey(session: Session, when: Occasion) -> None:
            wanted = () if choice is CarryOverChoice.CLOSED else into
            choices = [Choice(codes[m % len(codes)], choice, wanted, says)]
            carry_over.decide(session, when, session.get_one(Plan, plan), choices)

        self.do(plan, journey, who, *(f"plan:{one}" for one in following))

    @act(n=N, accept=EITHER, says=SAYS, right=EITHER)
    def answer_what_is_proposed(self, n: int, accept: bool, says: str, right: bool) -> None:
        key = self.world.one(CarryOverPart, None, n)
        if key is None:
            return
        into = self.world.facts(CarryOverPart, key).plan_id
        plan = into if right else self.plan(n)

        def journey(session: Session, when: Occasion) -> bool:
            row = session.get_one(Plan, plan)
            if accept:
                carried_in.accept(session, when, row, key)
            else:
                carried_in.decline(session, when, row, key, says)
            return True

        assert not (self.do(plan, journey) and plan != into), "another plan answered"


class Time(Life):
    """The clock, the morning sweep, the relay, and messages that a person sends or not."""

    @act(days=(0, 1, 2, 7, 30, 200), hour=(0, 6, 9, 23))
    def days_go_by(self, days: int, hour: int) -> None:
        self._go_to(self.world.at.clock.now.date() + timedelta(days=days), hour)

    @act(day=ODD_DAYS, hour=(0, 9, 23))
    def an_odd_day_comes(self, day: date, hour: int) -> None:
        self._go_to(day, hour)

    def _go_to(self, day: date, hour: int) -> None:
        then = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
        self.world.at.clock.now = max(self.world.at.clock.now + timedelta(seconds=1), then)

    @act(twice=EITHER)
    def morning(self, twice: bool) -> None:
        """The sweep of today; a second one adds nothing."""
        database, calendar = self.world.world.database, self.world.world.calendar
        with database.reading() as session:
            before = set(session.exec(select(OutboxItem.id)))
        for _ in range(1 + twice):
            with database.transaction() as session:
                sweep(session, self.world.occasion(self.world.actor(WEST, "flow")), calendar)
            with database.reading() as session:
                made = [row for row in session.exec(select(OutboxItem)) if row.id not in before]
            watch.reminded(self.world, made)
            before |= {row.id for row in made}
        if twice:
            assert not made, "a second sweep of a morning owed more"

    @act()
    def the_relay_works(self) -> None:
        watch.rest(self.world)

    @act(n=N, send=EITHER, who=ANYONE)
    def a_draft(self, n: int, send: bool, who: str) -> None:
        with self.world.world.database.reading() as session:
            query = select(OutboxRow).where(OutboxRow.status == OutboxStatus.DRAFT).order_by(OutboxRow.key)
            rows = session.exec(query).all()
        if not rows:
            return
        row = rows[n % len(rows)]
        area = self.world.area_of(row.plan_id) if row.plan_id else str(row.area_id)

        def journey(session: Session, when: Occasion) -> bool:
            found = session.get_one(OutboxRow, row.id)
            if send:
                drafts.send_draft(session, when, found)
            else:
                drafts.discard(session, when, found)
            return True

        stream = f"plan:{row.plan_id}" if row.plan_id else f"area:{row.area_id}"
        if self.world.act(journey, stream, actor=self.world.actor(area, who)):
            assert who not in ("erb", "other erb", "flow", *PROVIDERS), "no person sent it"


class WholeLife(Content, Answers, Deciding, Department, Around, Following, Time):
    """All of it at once, and what has to hold meanwhile and in the end."""

    @initialize(west=st.sampled_from(STAGES_2022), east=st.sampled_from(STAGES_2025))
    def begin(self, west: str, east: str) -> None:
        self.world.begin_plan(WEST, west)
        self.world.begin_plan(EAST, east)

    @rule(seed=st.integers(0, 2**32 - 1), many=st.integers(1, 20))
    def things_happen(self, seed: int, many: int) -> None:
        self.happen(seed, many)

    @rule(seed=st.integers(0, 2**32 - 1), many=st.integers(1, 20))
    def things_happen_and_the_relay_works(self, seed: int, many: int) -> None:
        self.happen(seed, many)
        watch.rest(self.world)

    def teardown(self) -> None:
        try:
            if self.world.plans:
                watch.rest(self.world)
                watch.dates_have_their_subjects(self.world)
                watch.acknowledged_is_stored_chained_and_handled(self.world, self.taken)
                watch.given_again(self.world, self.taken)
                watch.proved(self.world)
        finally:
            self.world.world.database.close()
