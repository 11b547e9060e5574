"""Each message as it arrives, kept in tests/golden to be read.

`python -m tests.journeys.test_rendering` writes them anew; the difference is what a reviewer looks at.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from lsip_workflow.journeys import (
    authorities,
    bounces,
    decisions,
    delegation,
    invitations,
    people,
    personal_data,
    releases,
    section_comments,
    sign_in,
    sign_offs,
)
from lsip_workflow.model import Area, Organisation, OrganisationKind, OutboxRow, Person, Plan, Response, Role
from lsip_workflow.outbox.render import Message, render
from lsip_workflow.relay import operators
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor, ActorKind
from lsip_workflow.runtime import Runtime, templates
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.conftest import make_world
from tests.journeys.about_answers import about_answers
from tests.journeys.relaying import answer
from tests.journeys.test_dates_and_sweep import on, swept
from tests.journeys.working import Working

GOLDEN = Path(__file__).parent.parent / "golden"
NEVER = (
    "failure",
    "must",
    "urgent",
    "final",
    "non-compliant",
    "overdue",
    "reminder 1",
    "prefect",
    "deadline",
)


def told(at: Working) -> dict[str, str]:
    """One message of each template, as its reader sees it."""
    made = builders.scene(at.world)
    when = builders.occasion(at.world, at.clock())
    answer(at, made, "k1")
    with at.world.database.transaction() as session:
        plan, area = session.get_one(Plan, made.plan), session.get_one(Area, made.area)
        erb = session.get_one(Organisation, made.erb)
        chair = builders.person(session, when, erb, "Chris Chair", "chair@northshire.example")
        people.grant_role(session, when, chair, area, Role.BOARD_MEMBER, date(2026, 1, 1))
        people.grant_role(session, when, chair, area, Role.ADMINISTRATOR, date(2026, 1, 1))
        sign_offs.ask(session, when, plan, "roadmap", authors=[made.manager])
    assert operators.tell(at.works, "responses · Northshire", "run-7") == "1 administrator(s) told"
    with at.world.database.transaction() as session:
        plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, made.provider)
        builders.ask(session, when, plan, provider, "A second question")
        sign_offs.record_decision(
            session, when, plan, "roadmap", body="The board", on=when.today, reference="Minute 7"
        )
        minute = decisions.Minute(body="The board", on=when.today, reference="Minute 8")
        decisions.enter(session, when, plan, "roadmap", minute)
        passed_on(session, when, made)
    at.rest()
    about_answers(at, made)
    on(at, 2026, 11, 16)
    swept(at)
    at_the_door(at, made)
    looked_after(at, made)
    commented(at, made)
    with at.world.database.reading() as session:
        to_somebody = select(OutboxRow).where(col(OutboxRow.person_id).is_not(None))
        rows = session.exec(to_somebody.order_by(col(OutboxRow.owed_since), col(OutboxRow.key))).all()
        found = session.exec(select(Response.reference).order_by(col(Response.version))).all()
        seen = {row.template: as_read(session, at, row) for row in rows}
    first, second = found
    return {
        name: re.sub("/(asked|requests|sign-offs|decisions|released)/[0-9a-f]{32}", r"/\1/0f1e2d3c", text)
        .replace(first, "ABCD-2345")
        .replace(second, "EFGH-6789")
        for name, text in sorted(seen.items())
    }


def passed_on(session: Session, when: Occasion, made: builders.Scene) -> None:
    """The chair passes signing on to the manager, who gives it back: each time the other is told."""
    plan, mo = session.get_one(Plan, made.plan), session.get_one(Person, made.manager)
    chair = session.exec(select(Person).where(Person.email == "chair@northshire.example")).one()
    row = delegation.give(
        session, replace(when, actor=somebody(chair)), plan, signatory=chair, delegate=mo, rule="priorities",
        since=when.today, until=date(2026, 11, 30), why="On leave.",
    )  # fmt: skip
    delegation.end(session, replace(when, actor=somebody(mo)), row)


def somebody(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.id, person.organisation_id, "erb")


def at_the_door(at: Working, made: builders.Scene) -> None:
    """The respondent is invited to the pages, and asks for a link to sign in."""
    when = builders.occasion(at.world, at.clock())
    with at.world.database.transaction() as session:
        area, person = session.get_one(Area, made.area), session.get_one(Person, made.respondent)
        invitations.invite(session, when, area, person, reachable=True)
        sign_in.ask(session, when.now, when.today, person.email or "", after="/", browser="")


def looked_after(at: Working, made: builders.Scene) -> None:
    """Mail to the respondent came back and goes again; they ask for a correction; the manager tries mail."""
    when = builders.occasion(at.world, at.clock())
    with at.world.database.transaction() as session:
        person, manager = session.get_one(Person, made.respondent), session.get_one(Person, made.manager)
        bounces.record_bounce(session, when, person, "Mailbox unknown")
        bounces.address_is_right(session, when, person)
        personal_data.ask_correction(session, when, person, "It is Patricia.")
        bounces.try_channel(session, when, manager, made.area)


def commented(at: Working, made: builders.Scene) -> None:
    """An authority's officer comments on what was released to it, and the team answers."""
    when = builders.occasion(at.world, at.clock())
    kind, named = OrganisationKind.STRATEGIC_AUTHORITY, "Northshire Authority (example)"
    with at.world.database.transaction() as session:
        plan, area = session.get_one(Plan, made.plan), session.get_one(Area, made.area)
        row = Organisation(kind=kind, name=named, example=True)
        body = people.record_organisation(session, when, row, at.world.reference, demonstration=True)
        officer = builders.person(session, when, body, "Olu Officer", "olu@authority.example")
        people.grant_role(session, when, officer, area, Role.AUTHORITY_OFFICER, when.today)
        authorities.note(session, when, plan, body)
        shared = releases.release(session, when, plan, audience="authorities", title="The draft")
        theirs = Actor(ActorKind.CREDENTIAL, "key", body.id, "strategic_authority")
        said = section_comments.comment(
            session, replace(when, actor=theirs), shared, section="whole", words="Say by when."
        )
        section_comments.answer(session, when, said, outcome="changed", words="It says so now.")


def as_read(session: Session, at: Working, row: OutboxRow) -> str:
    message = rendered(session, at, row)
    return f"To: {message.name} <{message.to}>\nSubject: {message.subject}\n\n{message.body}"


def rendered(session: Session, at: Working, row: OutboxRow) -> Message:
    when = Occasion(permissions.flow("post"), at.clock(), at.world.books)
    message = render(session, when, row, "https://lsip.example")
    assert isinstance(message, Message), message
    return message


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    world = make_world(tmp_path_factory.mktemp("rendering"), "")
    yield told(Working(world))
    world.database.close()


@pytest.mark.parametrize("template", sorted(templates()))
def test_a_message_reads_as_it_was_agreed(messages: dict[str, str], template: str) -> None:
    assert messages[template] == (GOLDEN / f"{template}.txt").read_text(encoding="utf-8")


def test_every_message_is_kept_and_nothing_else() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} >= templates()


@pytest.mark.parametrize("template", sorted(templates()))
def test_a_message_is_kind(messages: dict[str, str], template: str) -> None:
    text = messages[template].lower()
    assert [word for word in NEVER if word in text] == []
    assert "{" not in text
    assert "none" not in text.split()


def only_message(at: Working, template: str) -> OutboxRow:
    (row,) = [row for row in at.all(OutboxRow) if row.template == template]
    return row


def rename(world: Runtime, person: str, **words: Any) -> None:
    with world.database.transaction() as session:
        found = session.get_one(Person, person)
        people.correct_person(session, builders.occasion(world), found, **words)


def test_line_ends_in_names_and_titles_become_spaces_in_the_headers(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    rename(at_sqlite.world, made.respondent, name="Pat\r\nBcc: everybody@else.example")
    with at_sqlite.world.database.transaction() as session:
        area = session.get_one(Area, made.area)
        area.name = "North\r\nX-Other: header"
    with at_sqlite.world.database.reading() as session:
        message = rendered(session, at_sqlite, only_message(at_sqlite, "request_sent"))
    assert message.name == "Pat Bcc: everybody@else.example"
    assert message.subject.startswith("[Demonstration] Your part in the North X-Other: header skills plan")
    mail = at_sqlite.post.channel.as_email(message)
    assert mail["Bcc"] is None
    assert mail["X-Other"] is None


def test_a_template_in_a_name_is_only_a_name(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    rename(at_sqlite.world, made.manager, name="{{ 7 * 7 }} {% raw %}")
    with at_sqlite.world.database.reading() as session:
        message = rendered(session, at_sqlite, only_message(at_sqlite, "request_sent"))
    assert "{{ 7 * 7 }} {% raw %} is glad to help" in message.body


def test_without_an_address_nothing_is_sent_and_it_says_so(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    rename(at_sqlite.world, made.respondent, email="")
    with at_sqlite.world.database.reading() as session:
        row = only_message(at_sqlite, "request_sent")
        when = builders.occasion(at_sqlite.world)
        assert render(session, when, row, "https://lsip.example") == "We have no address for this person."


def write() -> None:
    """Write the messages as they are now; the difference is there to be read."""
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder), "")
        for name, text in told(Working(world)).items():
            (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")
        world.database.close()


if __name__ == "__main__":
    write()
