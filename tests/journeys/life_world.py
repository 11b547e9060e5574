"""A world of two areas for the state machine: who is there, what was recorded, and one act at a time.

What the machine knows is folded from the events that were committed, and from nothing else.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, select

from lsip_workflow import events
from lsip_workflow.events import Fact, R, RowKey
from lsip_workflow.journeys import designations, people, plans
from lsip_workflow.journeys.refusals import Faulty, KeyReused, Refused
from lsip_workflow.model import Area, EventRow, Organisation, OrganisationKind, Plan, Role, RoleHeld
from lsip_workflow.reference import UnknownReference
from lsip_workflow.rules import permissions
from lsip_workflow.rules.areas import name_on
from lsip_workflow.rules.permissions import Actor, ActorKind, NotAllowed, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.chain import Folded
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.journeys.working import Clock, Working

# The reference data refuse with a sentence of their own, which the edge turns into a fault.
REFUSALS = (Faulty, Refused, NotAllowed, NotYours, KeyReused, UnknownReference)
BEGINS = datetime(2025, 10, 2, 9, 0, tzinfo=UTC)
WEST, EAST = "heart-of-the-south-west", "kent-and-medway"
PARTS = ("greater-devon", "somerset")
AREAS = (WEST, EAST, *PARTS)
ERBS = {WEST: "west-chamber", EAST: "east-chamber", "greater-devon": "west-chamber", "somerset": "third-body"}
EDITIONS = {WEST: "2022-statutory", EAST: "2025-joint-ownership"}
OLD = {WEST: "west-1", EAST: "east-1"}
PROVIDERS = ("college", "university", "academy")
TEAM = (Role.ERB_LEAD, Role.PROJECT_MANAGER, Role.BOARD_MEMBER, Role.AUDITOR)
Got = TypeVar("Got")
Journey = Callable[[Session, Occasion], Got]

MARK = text(
    "select (select count(*) from event), (select count(*) from outbox), (select count(*) from handling), "
    "(select coalesce(sum(times), 0) from ring), (select count(*) from idempotency_key), "
    "(select count(*) from stream), (select count(*) from plan_version), (select count(*) from deadline)"
)


class Known(Folded):
    """What events say of rows, in the order in which they first spoke of them, and where."""

    def __init__(self) -> None:
        super().__init__()
        self.home: dict[tuple[type[SQLModel], RowKey], str] = {}
        self.stream = ""

    def of(self, kind: type[R], key: RowKey) -> R:
        self.home.setdefault((kind, key), self.stream)
        return super().of(kind, key)


class World:
    """The areas, bodies and people, a clock, and everything that was committed so far."""

    def __init__(self, world: Runtime) -> None:
        self.at = Working(world, Clock(BEGINS))
        self.world = world
        self.known = Known()
        self.last = 0
        self.people: dict[tuple[str, Role], str] = {}
        self.told: list[tuple[EventRow, Fact]] = []
        self.read_on()
        if not self.told:
            with world.database.transaction() as session:
                self._begin(session)
            self.read_on()
        for key in self.keys(RoleHeld):
            held = self.facts(RoleHeld, key)
            self.people[held.area_id, held.role] = held.person_id

    def _begin(self, session: Session) -> None:
        when = self.occasion()
        for slug in (WEST, EAST):
            known = self.world.reference.area(slug, BEGINS.date().replace(day=1, month=9))
            session.add(Area(id=slug, name=known.name, began=known.began))
        for slug in PARTS:
            session.add(Area(id=slug, name=name_on(self.world.reference, slug, BEGINS.date())))
        session.flush()
        for key in dict.fromkeys(ERBS.values()):
            self._body(session, key, OrganisationKind.ERB)
        for number, key in enumerate(PROVIDERS):
            self._body(session, key, OrganisationKind.PROVIDER, builders.ukprn(number + 1))
        self._body(session, "authority", OrganisationKind.STRATEGIC_AUTHORITY)
        self._body(session, "department", OrganisationKind.DEPARTMENT)
        for slug in AREAS:
            self._staff(session, when, session.get_one(Area, slug))

    def _body(self, session: Session, key: str, kind: OrganisationKind, ukprn: str | None = None) -> None:
        row = Organisation(id=key, kind=kind, name=f"{key.title()} (example)", ukprn=ukprn, example=True)
        people.record_organisation(session, self.occasion(), row, self.world.reference, demonstration=True)

    def _staff(self, session: Session, when: Occasion, area: Area) -> None:
        """Who holds which role: the ERB's people, and two of the providers'."""
        erb, began = session.get_one(Organisation, ERBS[area.id]), date(2025, 1, 1)
        cast = [(role, erb) for role in TEAM] + [
            (Role.PROVIDER_RESPONDENT, session.get_one(Organisation, "college")),
            (Role.PROVIDER_CONFIRMER, session.get_one(Organisation, "university")),
        ]
        for role, body in cast:
            name = f"{role.value} of {area.id}".replace("_", " ").replace("-", " ")
            row = builders.person(
                session, when, body, name, f"{role.value}@{area.id}.example", "01632 960001"
            )
            people.grant_role(session, when, row, area, role, began)

    def begin_plan(self, area: str, stage: str) -> str:
        """The plan with which an area begins, in some stage; its ERB is designated, two providers in it."""
        with self.world.database.transaction() as session:
            when, row = self.occasion(), session.get_one(Area, area)
            erb = session.get_one(Organisation, ERBS[area])
            designations.designate(session, when, row, erb, on=date(2023, 8, 1), reference="Notice 1")
            plan = plans.open_plan(
                session, when, plan_id=OLD[area], area=row, erb=erb, cycle="First",
                edition=EDITIONS[area], stage=stage, example=True,
            )  # fmt: skip
            for key in PROVIDERS[:2]:
                provider = session.get_one(Organisation, key)
                plans.add_provider(session, when, plan, provider, reason="A person added it.")
            for code in ("A1", "A2"):
                plans.record_action(session, when, builders.action(plan, code, "college"))
        self.read_on()
        return OLD[area]

    def occasion(self, actor: Actor | None = None) -> Occasion:
        """This instant, with an administrator or somebody else as the actor."""
        return Occasion(actor or permissions.command("test"), self.at.clock(), self.world.books)

    def actor(self, area: str, who: str) -> Actor:
        """Somebody who acts in an area: its team, a member of its board, a provider, another ERB, a flow."""
        erb = ERBS[area]
        match who:
            case "administrator":
                return permissions.command("test")
            case "second administrator":
                return permissions.command("another")
            case "flow":
                return permissions.flow("test")
            case "erb":
                return Actor(ActorKind.CREDENTIAL, f"key-of-{erb}", erb, "erb", frozenset({area}))
            case "other erb":
                other = next(one for one in AREAS if ERBS[one] != erb)
                return self.actor(other, "erb")
            case _ if who in PROVIDERS:
                return Actor(ActorKind.CREDENTIAL, f"key-of-{who}", who, "provider", frozenset())
        role = Role(who)
        held = frozenset({(area, role)})
        return Actor(ActorKind.PERSON, self.people[area, role], erb, "erb", frozenset({area}), held)

    def act(self, journey: Journey[Got], *streams: str, actor: Actor | None = None) -> Got | None:
        """One journey in one transaction: it is committed, in these streams alone, or leaves no trace."""
        when = self.occasion(actor)
        before, refused = self.mark(), None
        try:
            with self.world.database.transaction() as session:
                got = journey(session, when)
        except REFUSALS as refusal:
            refused = refusal
        if refused is not None:
            assert self.mark() == before, f"a refusal left something behind: {refused}"
            said(refused)
            return None
        allowed = {*streams, "system"}
        strayed = [event.stream for event, _ in self.read_on() if event.stream not in allowed]
        assert not strayed, f"written into {strayed}, which is somebody else's"
        return got

    def mark(self) -> tuple[int, ...]:
        """How much there is of what only a journey that happened adds to."""
        with self.world.database.reading() as session:
            return tuple(session.execute(MARK).one())

    def read_on(self) -> list[tuple[EventRow, Fact]]:
        """Fold what was committed since."""
        with self.world.database.reading() as session:
            later = select(EventRow).where(col(EventRow.id) > self.last).order_by(col(EventRow.id))
            rows = session.exec(later).all()
        new = [(row, events.read(json.loads(row.payload))) for row in rows]
        for row, fact in new:
            self.known.stream = row.stream
            fact.apply(self.known)
            self.last = row.id or 0
        self.told += new
        return new

    def keys(self, kind: type[SQLModel], plan: str | None = None) -> list[Any]:
        """The keys of a kind in the order in which they came, of all plans or of one (or of an area)."""
        homes = (None,) if plan is None else (f"plan:{plan}", f"area:{plan}")
        return [
            key
            for (of, key), home in self.known.home.items()
            if of is kind and (plan is None or home in homes)
        ]

    def one(self, kind: type[SQLModel], plan: str | None, n: int) -> Any:
        """One of them, the newest first; None when there is none."""
        keys = self.keys(kind, plan)
        return keys[-1 - n % len(keys)] if keys else None

    def facts(self, kind: type[R], key: RowKey) -> R:
        """What events say of a row."""
        found: R = self.known.rows[kind, key]
        return found

    def area_of(self, plan: str) -> str:
        """The area of a plan."""
        return str(self.facts(Plan, plan).area_id)

    @property
    def plans(self) -> list[str]:
        """The plans, in the order in which they were opened."""
        return self.keys(Plan)


def said(refusal: Exception) -> None:
    """What was refused says why, in sentences, each fault with its place."""
    match refusal:
        case Faulty():
            assert refusal.faults, "nothing is said"
            for fault in refusal.faults:
                place, _, sentence = fault.partition(": ")
                assert re.fullmatch(r"[a-z_0-9.]+", place), f"no place: {fault}"
                assert re.fullmatch(r"(?s).{8,}[.?]", sentence.replace("None", "")), fault
        case Refused():
            assert refusal.reasons, "nothing is said"
            assert all(reason.text and reason.cite for reason in refusal.reasons), refusal.reasons
        case NotAllowed():
            assert len(str(refusal)) > 20, "the reason is not said"
