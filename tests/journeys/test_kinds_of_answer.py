"""Answers as they come: each kind is whole, has its receipt, and ends reminders or moves them."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from lsip_workflow.journeys.refusals import Faulty, KeyReused
from lsip_workflow.journeys.responses import Receipt, submit
from lsip_workflow.model import (
    AnswerKind,
    Commitment,
    Deadline,
    DeadlineStatus,
    DutyAct,
    EventRow,
    HeardHow,
    OutboxRow,
    OutboxStatus,
    Request,
    RequestStatus,
    Response,
    ResponseStatus,
    canonical,
    digest,
)
from lsip_workflow.rules.answer_kinds import DID, NEXT
from lsip_workflow.rules.responses import read
from lsip_workflow.store import chain
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import ANSWER, Scene
from tests.journeys.relaying import work
from tests.journeys.test_answers import holder
from tests.journeys.test_dates_and_sweep import carried, on, reminders, swept
from tests.journeys.test_rendering import NEVER, rendered
from tests.journeys.working import Working
from tests.web.reading import read as page_of
from tests.web.signed import signed_in

UNTIL = date(2026, 12, 14)
MORE_TIME = {"kind": "more_time", "until": "2026-12-14", "because": "Our governors meet in December."}
NOT_FOR_ME = {"kind": "not_for_me", "pass_to": "The head of engineering at Southmere College"}
DOES_NOT_APPLY = {"kind": "does_not_apply", "because": "We teach no engineering."}
ELSEWHERE = {"kind": "answered_elsewhere", "link": "https://college.example/statement"}
WILL_NOT = {"kind": "will_not_commit", "because": "No workshop.", "what_would_help": "A shared workshop."}
KINDS: list[dict[str, Any]] = [ANSWER, MORE_TIME, NOT_FOR_ME, DOES_NOT_APPLY, ELSEWHERE, WILL_NOT]
OTHERS = KINDS[1:]
ENDING = [NOT_FOR_ME, DOES_NOT_APPLY, ELSEWHERE, WILL_NOT]


def kind_of(body: Any) -> AnswerKind:
    return AnswerKind(body.get("kind", "answer"))


def send(at: Working, made: Scene, body: Any, key: str = "k1", by: str | None = None) -> Receipt:
    actor = holder(at.world, by or made.provider_key)
    with at.world.database.transaction() as session:
        occasion = Occasion(actor, at.clock(), at.world.books)
        return submit(session, occasion, made.request, read(body), key)


def holds(at: Working) -> bool:
    with at.world.database.reading() as session:
        return chain.verify(session).faults == []


@pytest.mark.parametrize("body", KINDS, ids=kind_of)
def test_each_kind_is_stored_whole_with_its_event_its_messages_and_its_receipt(
    at: Working, body: Any
) -> None:
    made = builders.scene(at.world)
    receipt = json.loads(send(at, made, body).text)
    row = at.one(Response)
    assert (row.kind, row.heard_how, row.version) == (kind_of(body), None, 1)
    assert read(json.loads(row.content or "")) == read(body)
    assert (receipt["reference"], receipt["what_happens_next"]) == (row.reference, NEXT[row.kind])
    (submitted,) = [event for event in at.all(EventRow) if event.type == "response.submitted"]
    assert json.loads(submitted.payload)["answer_kind"] == row.kind
    written = [word for name, word in body.items() if name not in ("kind", "answers")]
    assert [word for word in written if word in submitted.payload] == []
    owed = {message.template for message in at.all(OutboxRow) if message.event_id == submitted.id}
    assert owed == {"response_received", "response_arrived"}
    assert holds(at)


@pytest.mark.parametrize("body", KINDS, ids=kind_of)
def test_each_kind_sent_twice_is_taken_once_and_is_itself_in_the_comparison(at: Working, body: Any) -> None:
    made = builders.scene(at.world)
    first, again = send(at, made, body), send(at, made, body)
    assert (first.text, first.repeated, again.repeated) == (again.text, False, True)
    with pytest.raises(KeyReused):
        send(at, made, DOES_NOT_APPLY | {"because": "Another reason."})
    assert at.one(Response).version == 1


@pytest.mark.parametrize("body", ENDING, ids=kind_of)
def test_a_kind_that_ends_it_closes_the_date_and_no_reminder_follows(at: Working, body: Any) -> None:
    made = builders.scene(at.world)
    send(at, made, body)
    closed = DeadlineStatus.NOT_NEEDED if body is NOT_FOR_ME else DeadlineStatus.MET
    assert at.one(Deadline).status is closed
    assert at.one(Request).status is RequestStatus.ANSWERED
    on(at, 2026, 11, 23)
    assert swept(at) == []
    assert reminders(at) == []


def test_more_time_moves_the_date_and_reminders_come_before_the_new_one_only(at: Working) -> None:
    made = builders.scene(at.world)
    send(at, made, MORE_TIME)
    deadline = at.one(Deadline)
    assert (deadline.status, deadline.due, deadline.reason) == (
        DeadlineStatus.OPEN,
        UNTIL,
        "provider_capacity",
    )
    request = at.one(Request)
    assert (request.status, request.current_response_id) == (RequestStatus.OPEN, at.one(Response).id)
    for day in (16, 23):
        on(at, 2026, 11, day)
        assert swept(at) == []
    on(at, 2026, 12, 7)
    assert [len(message.items) for message in swept(at)] == [1]
    assert len(reminders(at)) == 1
    assert [(day, number) for day, number, _ in carried(at)] == [(date(2026, 12, 14), 1)]


def test_the_answer_after_more_time_is_version_two_and_closes_the_date(at: Working) -> None:
    made = builders.scene(at.world)
    send(at, made, MORE_TIME)
    on(at, 2026, 12, 10)
    assert json.loads(send(at, made, ANSWER, "k2").text)["version"] == 2
    assert at.one(Deadline).status is DeadlineStatus.MET
    assert at.one(Request).status is RequestStatus.ANSWERED
    first, second = sorted(at.all(Response), key=lambda row: row.version)
    assert (first.kind, second.kind, second.follows_id) == (AnswerKind.MORE_TIME, AnswerKind.ANSWER, first.id)
    on(at, 2026, 12, 14)
    assert swept(at) == []
    assert holds(at)


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        (-1, "until: name a day after today."),
        (0, "until: name a day after today."),
        (1, None),
        (366, None),
        (367, "until: name a day within a year from today."),
    ],
)
def test_time_is_asked_for_until_a_day_after_today_and_within_a_year(
    at_sqlite: Working, days: int, fault: str | None
) -> None:
    made = builders.scene(at_sqlite.world)
    body = MORE_TIME | {"until": (at_sqlite.clock().date() + timedelta(days=days)).isoformat()}
    if fault is None:
        assert send(at_sqlite, made, body).status == 201
        return
    with pytest.raises(Faulty) as faulty:
        send(at_sqlite, made, body)
    assert faulty.value.faults == (fault,)
    assert at_sqlite.all(Response) == []


def test_today_is_the_day_of_london_for_more_time_too(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    at_sqlite.clock.now = datetime(2027, 6, 13, 23, 30, tzinfo=UTC)
    with pytest.raises(Faulty, match="until: name a day after today"):
        send(at_sqlite, made, MORE_TIME | {"until": "2027-06-14"})


@pytest.mark.parametrize("body", [ANSWER, NOT_FOR_ME], ids=kind_of)
def test_more_time_for_what_is_answered_has_no_date_to_move_and_says_so(at: Working, body: Any) -> None:
    made = builders.scene(at.world)
    send(at, made, body)
    before = at.events()
    with pytest.raises(Faulty) as faulty:
        send(at, made, MORE_TIME | {"until": "2026-01-01"}, "k2")
    assert [fault.partition(":")[0] for fault in faulty.value.faults] == ["kind", "until"]
    assert at.events() == before


@pytest.mark.parametrize("body", OTHERS, ids=kind_of)
def test_only_the_answer_itself_speaks_of_actions_and_few_kinds_are_acts(at: Working, body: Any) -> None:
    made = builders.scene(at.world)
    send(at, made, body)
    row = at.one(Response)
    assert work(at) == [f"{row.reference}: the provider {DID[row.kind]}"]
    assert at.all(Commitment) == []
    acts = [act.act for act in at.all(DutyAct)]
    assert acts == (["received"] if body in (ELSEWHERE, WILL_NOT) else [])
    assert at.one(Response).status is ResponseStatus.MATCHED
    assert holds(at)


@pytest.mark.parametrize("body", [NOT_FOR_ME, ELSEWHERE], ids=kind_of)
def test_what_a_provider_committed_to_before_stays_its_word_until_it_takes_it_back(
    at: Working, body: Any
) -> None:
    made = builders.scene(at.world)
    send(at, made, ANSWER)
    work(at)
    before = sorted((row.action_id, row.kind) for row in at.all(Commitment))
    send(at, made, body, "k2")
    work(at)
    assert sorted((row.action_id, row.kind) for row in at.all(Commitment)) == before


@pytest.mark.parametrize("body", KINDS, ids=kind_of)
@pytest.mark.parametrize("how", HeardHow)
def test_what_the_team_records_for_a_provider_says_how_it_was_heard(
    at_sqlite: Working, body: Any, how: HeardHow
) -> None:
    made = builders.scene(at_sqlite.world)
    send(at_sqlite, made, body | {"heard_how": how}, by=made.erb_key)
    row = at_sqlite.one(Response)
    assert (row.kind, row.heard_how, row.provider_id) == (kind_of(body), how, made.provider)
    assert holds(at_sqlite)


def test_who_records_for_a_provider_says_how_and_a_provider_itself_does_not(at: Working) -> None:
    made = builders.scene(at.world)
    wrong = {"kind": "more_time", "until": "2026-11-02", "because": "Later."}
    for body, key in ((wrong, made.erb_key), (wrong | {"heard_how": "letter"}, made.provider_key)):
        with pytest.raises(Faulty) as faulty:
            send(at, made, body, by=key)
        assert [fault.partition(":")[0] for fault in faulty.value.faults] == ["until", "heard_how"]
    assert at.all(Response) == []


def test_the_comparison_of_answers_of_today_is_as_it_was_before_there_were_kinds() -> None:
    as_it_was = {
        "answers": [{"action": "A1", "commitment": "firm", "alternative": "", "risk": "", "comment": ""}],
        "current_provision": "",
        "planned_changes": "",
        "comment": "Yes",
    }
    body = {"answers": [{"action": "A1", "commitment": "firm"}], "comment": "Yes"}
    for written in (body, body | {"kind": "answer"}, body | {"heard_how": None}):
        assert digest(canonical(read(written).model_dump(mode="json"))) == digest(canonical(as_it_was))
    assert "heard_how" in read(body | {"heard_how": "letter"}).model_dump(mode="json")


def message(at: Working, template: str) -> str:
    with at.world.database.reading() as session:
        row = session.exec(select(OutboxRow).where(OutboxRow.template == template)).one()
        told = rendered(session, at, row)
    return f"{told.subject}\n{told.body}"


RECEIVED = {
    "more_time": "The date is now 14 December 2026.",
    "not_for_me": "Thank you for saying who is the one to ask",
    "does_not_apply": "does not apply to you.",
    "answered_elsewhere": "is answered already.",
    "will_not_commit": "Thank you for saying plainly that you will not commit",
}
ARRIVED = {
    "more_time": "has asked for more time to answer what the Northshire (example) plan asked. The date",
    "not_for_me": "has said that somebody else is the one to ask",
    "does_not_apply": "does not apply to it, and why.",
    "answered_elsewhere": "has said where what the Northshire (example) plan asked is answered already.",
    "will_not_commit": "has said that it will not commit to what",
}


@pytest.mark.parametrize("body", OTHERS, ids=kind_of)
def test_the_provider_is_thanked_and_the_manager_hears_in_words_of_each_kind(
    at_sqlite: Working, body: Any
) -> None:
    made = builders.scene(at_sqlite.world)
    send(at_sqlite, made, body)
    received, arrived = message(at_sqlite, "response_received"), message(at_sqlite, "response_arrived")
    assert received.partition("\n\n")[2].startswith("Thank you for saying")
    assert RECEIVED[body["kind"]] in received
    assert ARRIVED[body["kind"]] in arrived
    for text in (received, arrived):
        assert [word for word in NEVER if word in text.lower()] == []
        assert "\n\n\n" not in text
        assert "recorded for" not in text
        assert body["kind"] not in text


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("telephone", "a telephone call"),
        ("meeting", "a meeting"),
        ("email", "an e-mail"),
        ("letter", "a letter"),
    ],
)
@pytest.mark.parametrize("body", [ANSWER, NOT_FOR_ME], ids=kind_of)
def test_the_provider_hears_that_something_was_recorded_for_it_and_may_correct_it(
    at_sqlite: Working, body: Any, how: str, words: str
) -> None:
    made = builders.scene(at_sqlite.world)
    send(at_sqlite, made, body | {"heard_how": how}, by=made.erb_key)
    told = message(at_sqlite, "response_received")
    chamber = "Northshire Chamber (example)"
    assert (
        f"It was recorded for you by {chamber} after {words}; please correct it if it is not right." in told
    )
    assert "\n\n\n" not in told
    by_whom = f"It was recorded for Northshire College (example) by {chamber} after {words}."
    assert by_whom in message(at_sqlite, "response_arrived")


def test_every_message_of_every_kind_is_sent(at: Working) -> None:
    made = builders.scene(at.world)
    for number, body in enumerate([*OTHERS, ANSWER]):
        send(at, made, {**body, "heard_how": "email"}, f"k{number}", by=made.erb_key)
    at.rest()
    told = [row for row in at.all(OutboxRow) if row.template.startswith("response_")]
    assert len(told) == 12
    assert {row.status for row in told} == {OutboxStatus.SENT}
    assert {row.status for row in at.all(Response)} == {ResponseStatus.MATCHED, ResponseStatus.RECEIVED}
    assert holds(at)


@pytest.mark.parametrize(
    ("change", "fault"),
    [("kind", "kind is not what its events say"), ("heard_how", "heard_how is not what its events say")],
)
def test_a_kind_that_was_changed_by_hand_is_found(at: Working, change: str, fault: str) -> None:
    made = builders.scene(at.world)
    send(at, made, WILL_NOT | {"heard_how": "meeting"}, by=made.erb_key)
    with at.world.database.transaction() as session:
        row = session.exec(select(Response)).one()
        setattr(row, change, AnswerKind.ANSWER if change == "kind" else HeardHow.LETTER)
    with at.world.database.reading() as session:
        (found,) = chain.verify(session).faults
    assert found.endswith(f"{fault}.")


SHOWN = {
    "more_time": ("14 December 2026", "Our governors meet in December."),
    "not_for_me": ("The head of engineering at Southmere College",),
    "does_not_apply": ("We teach no engineering.",),
    "answered_elsewhere": ("https://college.example/statement",),
    "will_not_commit": ("No workshop.", "A shared workshop."),
}


@pytest.mark.parametrize("body", OTHERS, ids=kind_of)
def test_the_page_of_the_request_and_the_timeline_tell_the_kind_in_words(
    at_sqlite: Working, body: Any
) -> None:
    made = builders.scene(at_sqlite.world)
    send(at_sqlite, made, body | {"heard_how": "telephone"}, by=made.erb_key)
    pages = as_manager(at_sqlite)
    page = page_of(pages, f"/plans/{made.plan}/requests/{made.request}")
    assert "heard in a telephone call and recorded by the team" in page
    assert [words for words in SHOWN[body["kind"]] if words not in page] == []
    timeline = page_of(pages, f"/plans/{made.plan}/timeline")
    did = DID[AnswerKind(body["kind"])]
    assert f"Northshire College (example) {did} (reference" in timeline
    assert body["kind"] not in page


def test_the_page_of_a_request_waits_for_the_new_date_after_more_time(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    send(at_sqlite, made, MORE_TIME)
    page = page_of(as_manager(at_sqlite), f"/plans/{made.plan}/requests/{made.request}")
    assert "Awaiting reply: due 14 December 2026" in page


def as_manager(at: Working) -> TestClient:
    """The pages as the plan's manager sees them, at the clock of the test."""
    at.world.__dict__["now"] = at.clock
    return signed_in(at.world, "mo@northshire.example")
