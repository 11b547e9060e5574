"""Mail that comes back pauses one recipient and nobody else; a new address lets everything go that waited."""

from typing import Any

import pytest

from lsip_workflow.journeys import bounces, people
from lsip_workflow.journeys.refusals import Refused
from lsip_workflow.model import Bounce, OutboxRow, OutboxStatus, Person
from lsip_workflow.store import bounces as kept
from lsip_workflow.store import chain
from tests import builders
from tests.builders import Scene
from tests.journeys.mail_server import Server, send_all
from tests.journeys.relaying import answer
from tests.journeys.working import Working

PAT, NEW = "pat@northshire.example", "pat@college.example"


def came_back(at: Working, server: Server) -> Scene:
    made = builders.scene(at.world)
    server.refused = {PAT}
    send_all(at.post)
    return made


def messages(at: Working, template: str) -> list[OutboxRow]:
    return [row for row in at.all(OutboxRow) if row.template == template]


def move(at: Working, person: str, **words: Any) -> None:
    with at.world.database.transaction() as session:
        row = session.get_one(Person, person)
        people.correct_person(session, builders.occasion(at.world, at.clock()), row, **words)


def test_an_address_that_a_server_does_not_know_is_paused_and_the_team_is_asked(
    mailing: Working, server: Server
) -> None:
    made = came_back(mailing, server)
    row = mailing.one(Bounce)
    assert (row.person_id, row.how, row.code, row.settled_on) == (made.respondent, "server", 550, None)
    assert PAT not in (row.words or "")
    (lost,) = messages(mailing, "request_sent")
    assert (lost.status, row.message) == (OutboxStatus.SKIPPED, lost.id)
    (asked,) = messages(mailing, "contact_wanted")
    assert (asked.person_id, asked.status) == (made.manager, OutboxStatus.SENT)
    (mail,) = server.of("mo@northshire.example")
    assert "/came-back" in mail.get_content()
    assert "Pat" not in mail.get_content(), "who it is stays behind the door"
    answer(mailing, made, "k1")
    mailing.rest()
    waits = [row for row in messages(mailing, "response_received") if row.person_id == made.respondent]
    assert {row.status for row in waits} == {OutboxStatus.SKIPPED}
    assert server.of(PAT) == []


def test_a_new_address_lets_go_what_waited_and_the_chain_holds(mailing: Working, server: Server) -> None:
    made = came_back(mailing, server)
    move(mailing, made.respondent, phone="01632 960002")
    assert mailing.one(Bounce).settled_on is None, "a new number is no new address"
    move(mailing, made.respondent, email=NEW)
    row = mailing.one(Bounce)
    assert (row.settled_on, row.settled_how) == (mailing.clock().date(), "new_address")
    send_all(mailing.post)
    assert len(server.of(NEW)) == 1
    with mailing.world.database.reading() as session:
        assert chain.verify(session).faults == []
        assert not kept.wanted(session, {made.area})


@pytest.mark.parametrize(
    "refusal", ["450 come back later {}", "550 5.7.1 relaying denied for {}", "554 blocked as spam {}"]
)
def test_what_passes_or_is_about_us_pauses_nobody(at_sqlite: Working, server: Server, refusal: str) -> None:
    at_sqlite.channel_url = f"smtp://127.0.0.1:{server.port}"
    server.refusal = refusal
    came_back(at_sqlite, server)
    assert at_sqlite.all(Bounce) == []
    (row,) = messages(at_sqlite, "request_sent")
    assert row.status is OutboxStatus.OWED


def test_a_person_records_it_once_and_may_say_that_the_address_is_right(at: Working) -> None:
    made = builders.scene(at.world)
    when = builders.occasion(at.world)
    with at.world.database.transaction() as session:
        person = session.get_one(Person, made.respondent)
        bounces.record_bounce(session, when, person, "Mailbox unknown")
        with pytest.raises(Refused, match="recorded already"):
            bounces.record_bounce(session, when, person)
        assert kept.wanted(session, {"elsewhere"}) == []
    at.rest()
    (waits,) = messages(at, "request_sent")
    assert waits.status is OutboxStatus.SKIPPED
    with at.world.database.transaction() as session:
        person = session.get_one(Person, made.respondent)
        assert bounces.address_is_right(session, when, person) == 1
        with pytest.raises(Refused):
            bounces.address_is_right(session, when, person)
    at.rest()
    (went,) = messages(at, "request_sent")
    assert (went.status, went.recipient) == (OutboxStatus.SENT, PAT)


def test_an_address_that_was_put_right_while_we_sent_is_not_paused(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    move(at_sqlite, made.respondent, email=NEW)
    with at_sqlite.world.database.transaction() as session:
        person = session.get_one(Person, made.respondent)
        when = builders.occasion(at_sqlite.world)
        assert kept.came_back(session, when, person, address=PAT, how="server") is None
