"""What tests make happen about an answer: a call, a question, an acceptance, a line of the register."""

from datetime import date, timedelta

from sqlmodel import Session, select

from lsip_workflow.journeys import confirmation, duties, handed_parts, people, questions, saved_answers
from lsip_workflow.model import Area, HeardHow, Organisation, Plan, Question, Request, Response, Role
from lsip_workflow.rules.duties import Act
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.store.record import Occasion
from lsip_workflow.web.access import person_actor
from tests import builders
from tests.builders import Scene
from tests.journeys.relaying import answer
from tests.journeys.test_answers import holder
from tests.journeys.working import Working

WORDS = "Does “firm” hold for September 2027 as well?"


def by(at: Working, key: str) -> Occasion:
    """Now, with the holder of a key as the actor."""
    return Occasion(actor(at, key), at.clock(), at.world.books)


def actor(at: Working, key: str) -> Actor:
    """Whoever holds a key."""
    return holder(at.world, key)


def person_key(at: Working, made: Scene, organisation: str, name: str, *roles: Role) -> str:
    """The personal key of somebody new, who holds these roles."""
    when = builders.occasion(at.world, at.clock())
    with at.world.database.transaction() as session:
        body, area = session.get_one(Organisation, organisation), session.get_one(Area, made.area)
        address = f"{name.split(maxsplit=1)[0].lower()}@northshire.example"
        row = builders.person(session, when, body, name, address)
        for role in roles:
            people.grant_role(session, when, row, area, role, date(2026, 1, 1))
        return people.issue_key(session, when, body, person=row)


def ask_about(at: Working, made: Scene, key: str = "", text: str = WORDS) -> str:
    """A question about the answer that stands, with a week for it."""
    with at.world.database.transaction() as session:
        plan, row = session.get_one(Plan, made.plan), current(session, made)
        due = at.clock().date() + timedelta(days=7)
        return questions.ask(session, by(at, key or made.erb_key), plan, row, text=text, due=due).id


def current(session: Session, made: Scene) -> Response:
    """The answer that stands."""
    request = session.get_one(Request, made.request)
    return session.get_one(Response, request.current_response_id)


def note(at: Working, made: Scene, on: date | None = None, act: Act = Act.DISCUSSED, url: str = "") -> str:
    """A line of the duty register about the provider."""
    with at.world.database.transaction() as session:
        plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, made.provider)
        return duties.record_act(
            session,
            by(at, made.erb_key),
            plan,
            provider,
            duty="d3-have-regard",
            act=act,
            on=on or at.clock().date(),
            about="the curriculum plan for 2027",
            note="It names two priorities of the plan.",
            url=url,
        ).id


def call(at: Working, made: Scene, key: str = "", files: tuple[str, ...] = ()) -> str:
    """A telephone call in which an answer was promised."""
    with at.world.database.transaction() as session:
        return questions.record_contact(
            session,
            by(at, key or made.erb_key),
            session.get_one(Plan, made.plan),
            session.get_one(Request, made.request),
            how=HeardHow.TELEPHONE,
            on=at.clock().date(),
            with_whom="Sam, the vice-principal",
            said="They will send it after their governors have met.",
            promised_for=at.clock().date() + timedelta(days=10),
            attached=files,
        ).id


def about_answers(at: Working, made: Scene) -> None:
    """One of everything that is told about an answer."""
    call(at, made)
    note(at, made)
    question = ask_about(at, made)
    with at.world.database.transaction() as session:
        plan, asked = session.get_one(Plan, made.plan), session.get_one(Question, question)
        questions.reply(session, by(at, made.provider_key), plan, asked, text="Yes, for both years.")
        questions.accept(session, by(at, made.erb_key), plan, current(session, made))
        confirmation.switch(session, builders.occasion(at.world, at.clock()), plan, True)
    person_key(at, made, made.provider, "Con Firmer", Role.PROVIDER_CONFIRMER)
    answer(at, made, "k-confirmed", comment="With a word from the governors.")
    with at.world.database.reading() as session:
        assert len(session.exec(select(Response)).all()) > 1
    hand_a_part(at, made)


def hand_a_part(at: Working, made: Scene) -> None:
    """The respondent begins a new version, and hands a part of it to a colleague who is invited."""
    with at.world.database.reading() as session:
        body = session.get_one(Organisation, made.provider)
        pat = person_actor(session, made.respondent, body, at.clock().date())
    assert pat is not None
    who = Occasion(pat, at.clock(), at.world.books)
    with at.world.database.transaction() as session:
        row = saved_answers.start(session, who, made.request)
        saved_answers.save(session, who, made.request, row.key, "kind", {"kind": "answer"}, 0)
        cole = handed_parts.invite(
            session, who, made.request, name="Cole League", email="cole@northshire.example"
        )
        handed_parts.hand(session, who, made.request, row.key, "current_provision", cole.id)
