"""People exported, corrected and erased: the acts stay, the chain holds, and an erasure is shown as one."""

import json

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from lsip_workflow.journeys import people
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Credential,
    EventRow,
    Organisation,
    OrganisationKind,
    OutboxRow,
    OutboxStatus,
    Person,
)
from lsip_workflow.outbox.deliver import send_next
from lsip_workflow.store import chain
from lsip_workflow.web.access import actor_of
from tests import builders
from tests.journeys.working import Working

NUMBER = "01632 960001"


def proof(at: Working) -> chain.Proof:
    with at.world.database.reading() as session:
        return chain.verify(session)


def erase(at: Working, person: str) -> None:
    with at.world.database.transaction() as session:
        found = session.get_one(Person, person)
        people.erase_person(session, builders.occasion(at.world, at.clock()), found)


def test_what_we_hold_about_a_person_can_be_read_by_them(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    with at.world.database.reading() as session:
        held = people.export_person(session, session.get_one(Person, made.respondent))
    assert held["person"]["email"] == "pat@northshire.example"
    assert [role["role"] for role in held["roles"]] == ["provider_respondent"]
    assert [message["template"] for message in held["messages"]] == ["request_sent"]
    assert held["messages"][0]["recipient"] == "pat@northshire.example"
    assert "salt" not in json.dumps(held)
    assert "Mo Northshire" in json.dumps(held), "the telephone line of the message that they were sent"


def test_a_correction_brings_a_new_seal_and_the_chain_holds(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        person = session.get_one(Person, made.manager)
        people.correct_person(session, builders.occasion(at.world), person, email="mo@elsewhere.example")
    found = proof(at)
    assert (found.faults, found.erased) == ([], 0)
    with at.world.database.reading() as session:
        person = session.get_one(Person, made.manager)
    assert (person.name, person.email, person.phone) == ("Mo Northshire", "mo@elsewhere.example", NUMBER)


def test_an_erased_person_is_shown_as_erased_and_not_as_tampering(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    erase(at, made.respondent)
    found = proof(at)
    assert (found.faults, found.erased) == ([], 1)
    with at.world.database.reading() as session:
        person = session.get_one(Person, made.respondent)
        messages = session.exec(select(OutboxRow).where(OutboxRow.person_id == made.respondent)).all()
    assert (person.name, person.email, person.phone, person.salt) == (None, None, None, "")
    assert messages
    assert {(row.recipient, row.subject, row.body) for row in messages} == {(None, None, None)}


def everything(at: Working) -> str:
    """Every value of every table, as one text."""
    with at.world.database.reading() as session:
        return "\n".join(
            str(row) for table in SQLModel.metadata.sorted_tables for row in session.execute(table.select())
        )


def test_after_an_erasure_no_table_holds_the_name_the_address_or_the_number(at: Working) -> None:
    made = builders.scene(at.world)
    at.channel_url = "smtp://127.0.0.1:1"  # nobody listens there: the tries leave their traces
    while send_next(at.post):
        pass
    at.channel_url = "eml://"
    at.clock.on(hours=1)
    at.rest()
    assert "mo@northshire.example" in everything(at)
    erase(at, made.respondent)
    erase(at, made.manager)
    left = everything(at)
    for words in ("Pat", "pat@northshire.example", "mo@northshire.example"):
        assert words not in left


def test_an_address_that_a_server_repeats_in_its_refusal_is_not_kept(at_sqlite: Working) -> None:
    builders.scene(at_sqlite.world)
    at_sqlite.channel_url = "smtp://127.0.0.1:1"
    at_sqlite.rest()
    assert "pat@northshire.example" not in "".join(
        line for line in everything(at_sqlite).splitlines() if "Connection" in line
    )


def test_a_message_owed_to_an_erased_person_is_not_sent_and_says_why(at: Working) -> None:
    made = builders.scene(at.world)
    erase(at, made.respondent)
    at.rest()
    (message,) = [row for row in at.all(OutboxRow) if row.person_id == made.respondent]
    assert message.status is OutboxStatus.SKIPPED
    assert message.skipped_because == "The person is no longer in our records."


def test_what_was_erased_cannot_be_corrected(at: Working) -> None:
    made = builders.scene(at.world)
    erase(at, made.respondent)
    with at.world.database.transaction() as session:
        person = session.get_one(Person, made.respondent)
        with pytest.raises(Faulty, match="was erased"):
            people.correct_person(session, builders.occasion(at.world), person, name="Pat")


def test_words_that_are_gone_without_an_event_are_tampering(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        gone = text(
            "update person set name = null, email = null, phone = null, salt = '', erased_at = :now "
            "where id = :id"
        )
        session.execute(gone, {"now": at.clock().replace(tzinfo=None), "id": made.respondent})
    assert proof(at).faults == [
        f"person:{made.respondent}: its words are gone, and no event says that they were erased."
    ]


def test_names_and_addresses_are_in_no_event(at: Working) -> None:
    builders.scene(at.world)
    payloads = "".join(row.payload for row in at.all(EventRow))
    for words in ("Pat", "Mo Northshire", "@northshire.example", NUMBER):
        assert words not in payloads


def test_a_key_is_shown_once_kept_as_its_hash_and_revoked_for_good(at: Working) -> None:
    made = builders.scene(at.world)
    assert made.provider_key not in everything(at)
    with at.world.database.transaction() as session:
        assert actor_of(session, made.provider_key, builders.NOW.date())
        held = session.exec(select(Credential).where(Credential.organisation_id == made.provider)).one()
        people.revoke_key(session, builders.occasion(at.world), held)
        assert actor_of(session, made.provider_key, builders.NOW.date()) is None
    assert proof(at).holds


@pytest.mark.parametrize(
    ("example", "ukprn", "fault"),
    [
        (True, "10000001", "not on the list kept for invented providers"),
        (False, "19990001", "ukprn"),
        (False, "1234", "ukprn"),
    ],
)
def test_a_ukprn_that_is_not_known_is_refused(
    at_sqlite: Working, example: bool, ukprn: str, fault: str
) -> None:
    row = Organisation(kind=OrganisationKind.PROVIDER, name="North College", ukprn=ukprn, example=example)
    with at_sqlite.world.database.transaction() as session:
        when = builders.occasion(at_sqlite.world)
        with pytest.raises(Faulty, match=fault):
            people.record_organisation(session, when, row, at_sqlite.world.reference, demonstration=True)
    assert at_sqlite.all(Organisation) == []
