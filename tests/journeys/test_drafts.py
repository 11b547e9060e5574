"""Drafts: whatever is for a principal, a chair or a chief executive waits until a person sends it."""

from dataclasses import replace
from datetime import date

import pytest

from lsip_workflow.journeys import drafts, people, sign_offs
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Area,
    Organisation,
    OrganisationKind,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Post,
    Role,
)
from lsip_workflow.rules.permissions import Actor, ActorKind, NotAllowed
from lsip_workflow.store import chain
from tests import builders
from tests.builders import Scene
from tests.journeys.test_dates_and_sweep import on, said, swept
from tests.journeys.test_reminders_started import hold
from tests.journeys.working import Working

SENIOR = (Post.PRINCIPAL, Post.CHAIR, Post.CHIEF_EXECUTIVE)


def named(at: Working, person: str, post: Post) -> None:
    with at.world.database.transaction() as session:
        row = session.get_one(Person, person)
        people.correct_person(session, builders.occasion(at.world, at.clock()), row, post=post)


def waiting(at: Working) -> list[OutboxRow]:
    return [row for row in at.all(OutboxRow) if row.status is OutboxStatus.DRAFT]


def act(at: Working, row: OutboxRow, send: bool, actor: Actor | None = None) -> None:
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world, at.clock())
        when = replace(when, actor=actor) if actor else when
        (drafts.send_draft if send else drafts.discard)(session, when, session.get_one(OutboxRow, row.id))


def now(at: Working, row: OutboxRow) -> OutboxRow:
    return next(each for each in at.all(OutboxRow) if each.id == row.id)


@pytest.mark.parametrize("post", SENIOR)
def test_a_reminder_for_a_senior_post_waits_until_a_person_sends_it(at: Working, post: Post) -> None:
    made = builders.scene(at.world)
    at.rest()
    named(at, made.respondent, post)
    on(at, 2026, 11, 16)
    (message,) = swept(at)
    assert message.draft
    at.rest()
    (row,) = waiting(at)
    assert (row.person_id, row.plan_id, row.by_a_person) == (made.respondent, made.plan, True)
    on(at, 2026, 11, 23)
    assert said(at) == [
        "The 2nd reminder to the provider respondent of Northshire College (example) waits as a draft "
        "for a person to send."
    ]
    act(at, row, send=True)
    at.rest()
    sent = now(at, row)
    assert (sent.status, sent.recipient) == (OutboxStatus.SENT, "pat@northshire.example")
    assert at.events(f"plan:{made.plan}")[-1] == "draft.sent"
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_any_other_post_is_written_to_as_anybody(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    named(at_sqlite, made.respondent, Post.OTHER)
    on(at_sqlite, 2026, 11, 16)
    assert [message.draft for message in swept(at_sqlite)] == [False]


def test_a_notification_for_a_chair_is_a_draft_by_whatever_role(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world)
        area, erb = session.get_one(Area, made.area), session.get_one(Organisation, made.erb)
        chair = Person(organisation_id=erb.id, name="Chris", email="chair@n.example", post=Post.CHAIR)
        people.record_person(session, when, chair)
        people.grant_role(session, when, chair, area, Role.BOARD_MEMBER, date(2026, 1, 1))
        sign_offs.ask(session, when, session.get_one(Plan, made.plan), "roadmap", authors=[made.manager])
    at.rest()
    (row,) = waiting(at)
    assert row.template == "sign_off_requested"
    act(at, row, send=False)
    assert (now(at, row).status, now(at, row).skipped_because) == (OutboxStatus.SKIPPED, drafts.NOT_SENT)
    at.rest()
    assert now(at, row).sent_at is None


@pytest.mark.parametrize("send", [True, False])
def test_what_went_or_was_decided_on_is_not_decided_again(at_sqlite: Working, send: bool) -> None:
    row = one_draft(at_sqlite, builders.scene(at_sqlite.world))
    act(at_sqlite, row, send=send)
    for again in (True, False):
        with pytest.raises(Faulty, match="somebody sent this message already, or decided not to"):
            act(at_sqlite, row, send=again)


def test_no_key_of_an_organisation_sends_a_draft(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    row = one_draft(at_sqlite, made)
    key = Actor(ActorKind.CREDENTIAL, "x", made.erb, "erb", frozenset({made.area}))
    with pytest.raises(NotAllowed, match="a person of the team"):
        act(at_sqlite, row, send=True, actor=key)
    assert now(at_sqlite, row).status is OutboxStatus.DRAFT


def test_while_reminders_are_held_no_draft_goes_either(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    row = one_draft(at_sqlite, made)
    hold(at_sqlite, made)
    with pytest.raises(Faulty, match="Reminders of this plan have not been started"):
        act(at_sqlite, row, send=True)


def test_a_draft_may_go_to_an_organisations_address_and_say_what_a_person_wrote(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    with at.world.database.transaction() as session:
        when, plan = builders.occasion(at.world), session.get_one(Plan, made.plan)
        department = Organisation(
            kind=OrganisationKind.DEPARTMENT, name="The department (example)", example=True
        )
        people.record_organisation(session, when, department, at.world.reference, demonstration=True)

        def notice() -> OutboxRow:
            return drafts.draft(
                session,
                when,
                plan,
                key="notice:1",
                template="decision_recorded",
                why="A conflict was declared",
                to=department,
                address="lsip@dept.example",
                subject="A conflict of interest",
                body="One was declared today.",
            )

        row = notice()
        assert notice() is row
    act(at, row, send=True)
    at.rest()
    sent = now(at, row)
    assert (sent.status, sent.recipient) == (OutboxStatus.SENT, "lsip@dept.example")
    assert sent.subject == "[Demonstration] A conflict of interest"
    assert (sent.body or "").endswith("One was declared today.\n")


def one_draft(at: Working, made: Scene) -> OutboxRow:
    """A scene in which one reminder waits as a draft."""
    at.rest()
    named(at, made.respondent, Post.PRINCIPAL)
    on(at, 2026, 11, 16)
    swept(at)
    (row,) = waiting(at)
    assert len(at.all(OutboxItem)) == 1
    return row
