"""A provider's answer is taken in whole, with its event, work, messages and receipt, or not at all."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from lsip_workflow.journeys import requests, responses
from lsip_workflow.journeys.refusals import Faulty, KeyReused, Refused
from lsip_workflow.journeys.responses import Receipt
from lsip_workflow.model import (
    Deadline,
    DeadlineStatus,
    EventRow,
    Handling,
    HandlingStatus,
    IdempotencyKey,
    Organisation,
    OutboxRow,
    OutboxStatus,
    Plan,
    Request,
    RequestStatus,
    Response,
)
from lsip_workflow.rules.permissions import Actor, NotYours
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.store.database import Database
from lsip_workflow.store.record import Occasion
from lsip_workflow.web.access import actor_of
from tests import builders
from tests.builders import ANSWER, Scene
from tests.journeys.working import Working, counts

FORM = ResponseForm.model_validate(ANSWER)
OTHER_FORM = ResponseForm.model_validate({"comment": "We will telephone."})
HEARD = ResponseForm.model_validate({"comment": "They will telephone.", "heard_how": "meeting"})


def holder(world: Runtime, key: str) -> Actor:
    with world.database.reading() as session:
        actor = actor_of(session, key, builders.NOW.date())
    assert actor is not None
    return actor


def submit(
    at: Working, made: Scene, form: ResponseForm = FORM, key: str = "k1", by: str | None = None
) -> Receipt:
    actor = holder(at.world, by or made.provider_key)
    with at.world.database.transaction() as session:
        occasion = Occasion(actor, at.clock(), at.world.books)
        return responses.submit(session, occasion, made.request, form, key)


def test_an_answer_brings_its_event_its_work_its_messages_and_its_receipt(at: Working) -> None:
    made = builders.scene(at.world)
    receipt = submit(at, made)
    told = json.loads(receipt.text)
    response = at.one(Response)
    (submitted,) = [row for row in at.all(EventRow) if row.type == "response.submitted"]
    assert told["reference"] == response.reference
    assert (told["version"], told["response"], told["request"]) == (1, response.id, made.request)
    assert submitted.stream == f"plan:{made.plan}"
    assert submitted.actor.startswith("credential:")
    assert str(ANSWER["current_provision"]) not in submitted.payload
    handling = at.one(Handling)
    assert (handling.event_id, handling.flow, handling.status) == (
        submitted.id,
        "responses",
        HandlingStatus.WAITING,
    )
    owed = {row.template: row for row in at.all(OutboxRow) if row.event_id == submitted.id}
    assert owed.keys() == {"response_received", "response_arrived"}
    assert owed["response_received"].person_id == made.respondent
    assert owed["response_arrived"].person_id == made.manager
    assert {row.status for row in owed.values()} == {OutboxStatus.OWED}
    assert at.one(IdempotencyKey).receipt == receipt.text
    assert at.one(Deadline).status is DeadlineStatus.MET
    assert at.one(Request).status is RequestStatus.ANSWERED


class Fuse(Exception):
    """The statement at which a test lets the database fail."""


@contextmanager
def failing_at(database: Database, number: int) -> Iterator[None]:
    """Let the database fail at the statement of that number."""
    left = [number]

    def burn(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Fuse

    event.listen(database.writer, "before_cursor_execute", burn)
    try:
        yield
    finally:
        event.remove(database.writer, "before_cursor_execute", burn)


def test_at_whatever_statement_it_fails_nothing_of_an_answer_is_there(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.reading() as session:
        before = counts(session)
    for number in range(1, 100):
        try:
            with failing_at(at.world.database, number):
                submit(at, made)
        except Fuse:
            with at.world.database.reading() as session:
                assert counts(session) == before, f"after failing at statement {number}"
                assert chain.verify(session).holds
        else:
            break
    assert number > 15
    assert at.one(Response).version == 1
    with at.world.database.reading() as session:
        assert chain.verify(session).holds


def test_the_same_key_with_the_same_body_gets_the_same_bytes(at: Working) -> None:
    made = builders.scene(at.world)
    first = submit(at, made)
    with at.world.database.reading() as session:
        before = counts(session)
    at.clock.on(days=3)
    again = submit(at, made)
    assert again.text.encode() == first.text.encode()
    assert (first.repeated, again.repeated) == (False, True)
    with at.world.database.reading() as session:
        assert counts(session) == before


def test_the_same_key_with_another_body_is_refused_and_nothing_is_stored(at: Working) -> None:
    made = builders.scene(at.world)
    submit(at, made)
    with pytest.raises(KeyReused):
        submit(at, made, OTHER_FORM)
    assert at.one(Response).version == 1


def test_the_same_key_for_another_request_is_refused(at: Working) -> None:
    made = builders.scene(at.world)
    submit(at, made)
    other = ask_again(at, made)
    with pytest.raises(KeyReused):
        submit(at, Scene(**(vars(made) | {"request": other})))


def ask_again(at: Working, made: Scene) -> str:
    with at.world.database.transaction() as session:
        plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, made.provider)
        return builders.ask(session, builders.occasion(at.world), plan, provider, "A second question").id


def test_a_key_is_an_organisations_own(at: Working) -> None:
    made = builders.scene(at.world)
    first = submit(at, made)
    second = submit(at, made, HEARD, by=made.erb_key)
    assert json.loads(second.text)["version"] == 2
    assert first.text != second.text
    assert {row.organisation_id for row in at.all(IdempotencyKey)} == {made.provider, made.erb}


def test_a_second_answer_is_a_version_that_follows_the_first_and_stands_alone(at: Working) -> None:
    made = builders.scene(at.world)
    submit(at, made)
    submit(at, made, OTHER_FORM, "k2")
    first, second = sorted(at.all(Response), key=lambda row: row.version)
    assert (second.version, second.follows_id) == (2, first.id)
    assert at.one(Request).current_response_id == second.id
    assert first.content != second.content
    closings = [kind for kind in at.events(f"plan:{made.plan}") if kind == "deadline.met"]
    assert closings == ["deadline.met"]


def test_a_late_answer_is_taken_like_any_other(at: Working) -> None:
    made = builders.scene(at.world)
    at.clock.on(days=200)
    assert submit(at, made).status == 201
    assert at.one(Deadline).status is DeadlineStatus.MET


def test_a_request_that_was_withdrawn_takes_no_answer_and_says_why(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        requests.withdraw(session, builders.occasion(at.world), session.get_one(Request, made.request))
    assert at.one(Deadline).status is DeadlineStatus.NOT_NEEDED
    with pytest.raises(Refused) as refused:
        submit(at, made)
    assert [reason.code for reason in refused.value.reasons] == ["request_not_needed"]
    assert "not needed any more" in str(refused.value)
    assert at.all(Response) == []
    assert at.all(IdempotencyKey) == []


def test_actions_that_are_not_the_plans_are_all_told_with_their_places(at: Working) -> None:
    made = builders.scene(at.world)
    answers = [{"action": code, "commitment": "firm"} for code in ("X1", "A1", "X2")]
    with pytest.raises(Faulty) as faulty:
        submit(at, made, ResponseForm.model_validate({"answers": answers}))
    assert faulty.value.faults == (
        "answers.0.action: “X1” is not an action of this plan.",
        "answers.2.action: “X2” is not an action of this plan.",
    )
    assert at.all(Response) == []


def test_to_another_provider_and_to_the_erb_of_another_area_the_request_is_not_there(at: Working) -> None:
    made, other = builders.scene(at.world), builders.scene(at.world, "southshire", 2)
    for key in (other.provider_key, other.erb_key):
        with pytest.raises(NotYours):
            submit(at, made, by=key)
    with pytest.raises(NotYours):
        submit(at, Scene(**(vars(made) | {"request": "f" * 32})))
    assert at.all(Response) == []


def test_the_erb_of_the_area_may_record_an_answer_for_the_provider(at: Working) -> None:
    made = builders.scene(at.world)
    assert submit(at, made, HEARD, by=made.erb_key).status == 201
    assert at.one(Response).provider_id == made.provider
    (submitted,) = [row for row in at.all(EventRow) if row.type == "response.submitted"]
    credential = holder(at.world, made.erb_key).id
    assert submitted.actor == f"credential:{credential}"
    assert json.loads(submitted.payload)["credential"] == credential


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("title", "  ", "title: say in a few words what is asked."),
        ("due", builders.NOW.date().replace(day=1), "due: the date has gone by already."),
    ],
)
def test_a_request_is_refused_with_what_is_wrong_with_it(
    at_sqlite: Working, field: str, value: Any, fault: str
) -> None:
    made = builders.scene(at_sqlite.world)
    with pytest.raises(Faulty) as faulty:
        ask(at_sqlite, made, made.provider, **{field: value})
    assert faulty.value.faults == (fault,)


def ask(at: Working, made: Scene, whom: str, **more: Any) -> None:
    whole: dict[str, Any] = {"title": "What you can offer", "due": at.clock().date()}
    with at.world.database.transaction() as session:
        plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, whom)
        requests.ask(session, builders.occasion(at.world), plan, provider, **(whole | more))


def test_a_request_to_somebody_who_is_no_provider_of_the_plan_has_every_fault_told(
    at_sqlite: Working,
) -> None:
    made = builders.scene(at_sqlite.world)
    with pytest.raises(Faulty) as faulty:
        ask(at_sqlite, made, made.erb, title="", due=at_sqlite.clock().date().replace(year=2020))
    assert [fault.partition(":")[0] for fault in faulty.value.faults] == [
        "provider",
        "provider",
        "title",
        "due",
    ]


def test_a_request_withdrawn_twice_or_after_its_answer_changes_nothing(at: Working) -> None:
    made = builders.scene(at.world)
    submit(at, made)
    before = at.events()
    with at.world.database.transaction() as session:
        request = session.exec(select(Request)).one()
        requests.withdraw(session, builders.occasion(at.world), request)
    assert at.events() == before
    assert at.one(Request).status is RequestStatus.ANSWERED
