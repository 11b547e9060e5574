"""What goes on about an answer: calls before it, one question at a time, thanks, and what is taken back."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from lsip_workflow.journeys import files, questions, requests, responses
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Action,
    AnswerKind,
    Commitment,
    CommitmentKind,
    Contact,
    Deadline,
    DeadlineStatus,
    EventRow,
    HeardHow,
    Organisation,
    OutboxRow,
    Plan,
    Question,
    QuestionStatus,
    Request,
    RequestStatus,
    Response,
)
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.rules.responses import read
from lsip_workflow.store import chain
from tests import builders
from tests.builders import ANSWER, Scene
from tests.journeys.about_answers import WORDS, ask_about, by, call, current
from tests.journeys.relaying import answer
from tests.journeys.test_dates_and_sweep import on, swept
from tests.journeys.test_rendering import rendered
from tests.journeys.working import Working


def holds(at: Working) -> bool:
    with at.world.database.reading() as session:
        return chain.verify(session).faults == []


def answered(at: Working) -> Scene:
    """A plan whose request has its answer."""
    made = builders.scene(at.world)
    answer(at, made, "k1")
    return made


def question(at: Working) -> Question:
    return at.one(Question)


def date_of(at: Working, kind: str = "question") -> Deadline:
    (row,) = [row for row in at.all(Deadline) if row.kind == kind]
    return row


def reply(at: Working, made: Scene, key: str, text: str = "Yes.", **more: object) -> None:
    with at.world.database.transaction() as session:
        plan, row = session.get_one(Plan, made.plan), session.exec(select(Question)).one()
        questions.reply(session, by(at, key), plan, row, text=text, **more)  # type: ignore[arg-type]


def accept(at: Working, made: Scene) -> None:
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        questions.accept(session, by(at, made.erb_key), plan, current(session, made))


def send(at: Working, made: Scene, body: object, key: str, by_key: str = "") -> None:
    with at.world.database.transaction() as session:
        responses.submit(session, by(at, by_key or made.provider_key), made.request, read(body), key)


def text_of(at: Working, template: str) -> str:
    with at.world.database.reading() as session:
        row = session.exec(select(OutboxRow).where(OutboxRow.template == template)).one()
        told = rendered(session, at, row)
    return f"{told.subject}\n{told.body}"


def test_a_question_opens_one_date_for_the_provider_and_tells_it_in_its_words(at: Working) -> None:
    made = answered(at)
    ask_about(at, made)
    due = date_of(at)
    assert (due.organisation_id, due.status) == (made.provider, DeadlineStatus.OPEN)
    assert due.title == f"A question about your answer {at.one(Response).reference}"
    assert date_of(at, "request").status is DeadlineStatus.MET
    told = text_of(at, "question_asked")
    assert WORDS in told
    assert "by 9 November 2026" in told
    assert at.one(Request).status is RequestStatus.ANSWERED
    payloads = "".join(event.payload for event in at.all(EventRow))
    assert WORDS not in payloads
    assert holds(at)


def test_a_reply_closes_the_question_and_its_date_and_the_manager_hears_it(at: Working) -> None:
    made = answered(at)
    ask_about(at, made)
    reply(at, made, made.provider_key, "Yes, for both years.")
    row = question(at)
    assert (row.status, row.reply, row.heard_how) == (
        QuestionStatus.ANSWERED,
        "Yes, for both years.",
        None,
    )
    assert date_of(at).status is DeadlineStatus.MET
    told = text_of(at, "question_answered")
    assert f"You asked: {WORDS}" in told
    assert "Its reply: Yes, for both years." in told
    assert holds(at)


def test_a_newer_version_answers_the_question_and_more_time_does_not(at: Working) -> None:
    made = answered(at)
    ask_about(at, made)
    answer(at, made, "k2", comment="For both years.")
    row, second = question(at), max(at.all(Response), key=lambda response: response.version)
    assert (row.status, row.answered_by, row.reply) == (QuestionStatus.ANSWERED, second.id, None)
    assert date_of(at).status is DeadlineStatus.MET
    assert "please read that one" in text_of(at, "question_answered")
    assert holds(at)


def test_the_team_notes_a_reply_and_says_how_it_was_heard(at: Working) -> None:
    made = answered(at)
    ask_about(at, made)
    with pytest.raises(Faulty, match="heard_how: you record this for the provider"):
        reply(at, made, made.erb_key)
    with pytest.raises(Faulty, match="heard_how: this is for whoever records"):
        reply(at, made, made.provider_key, heard_how=HeardHow.LETTER)
    reply(at, made, made.erb_key, heard_how=HeardHow.TELEPHONE)
    assert question(at).heard_how is HeardHow.TELEPHONE
    assert holds(at)


def test_a_reply_that_comes_twice_or_too_late_says_why_and_changes_nothing(at: Working) -> None:
    made = answered(at)
    ask_about(at, made)
    reply(at, made, made.provider_key)
    before = at.events()
    with pytest.raises(Faulty) as faulty:
        reply(at, made, made.provider_key, "  ")
    assert [fault.partition(":")[0] for fault in faulty.value.faults] == ["reply", "question"]
    assert at.events() == before
    assert question(at).reply == "Yes."


def test_a_question_that_is_not_needed_any_more_closes_its_date(at: Working) -> None:
    made = answered(at)
    ask_about(at, made)
    for _ in range(2):
        with at.world.database.transaction() as session:
            questions.withdraw(session, by(at, made.erb_key), session.exec(select(Question)).one())
    assert (question(at).status, date_of(at).status) == (
        QuestionStatus.NOT_NEEDED,
        DeadlineStatus.NOT_NEEDED,
    )
    assert at.events().count("question.withdrawn") == 1
    with pytest.raises(Faulty, match="not needed any more"):
        reply(at, made, made.provider_key)


def test_what_is_not_asked_any_more_has_no_open_question(at: Working) -> None:
    made = answered(at)
    ask_about(at, made)
    with at.world.database.transaction() as session:
        requests.withdraw(session, by(at, made.erb_key), session.get_one(Request, made.request))
    assert (question(at).status, date_of(at).status) == (
        QuestionStatus.NOT_NEEDED,
        DeadlineStatus.NOT_NEEDED,
    )
    assert at.one(Request).status is RequestStatus.ANSWERED


def test_an_answer_is_accepted_once_with_thanks_and_open_questions_end(at: Working) -> None:
    made = answered(at)
    ask_about(at, made)
    accept(at, made)
    accept(at, made)
    assert at.one(Response).accepted_on == at.clock().date()
    assert question(at).status is QuestionStatus.NOT_NEEDED
    assert at.events().count("response.accepted") == 1
    assert "has no questions about it" in text_of(at, "response_accepted")
    with pytest.raises(Refused, match="was accepted, so nothing more is asked"):
        ask_about(at, made)
    assert holds(at)


def test_nobody_asks_about_or_accepts_what_is_no_answer_or_not_the_one_that_stands(at: Working) -> None:
    made = builders.scene(at.world)
    send(at, made, {"kind": "more_time", "until": "2026-12-01", "because": "Governors."}, "k1")
    for step in (ask_about, accept):
        with pytest.raises(Refused, match="its answer is still to come"):
            step(at, made)
    answer(at, made, "k2")
    with at.world.database.transaction() as session:
        first = session.exec(select(Response).where(Response.version == 1)).one()
        with pytest.raises(Refused, match="A newer version of this answer has come"):
            questions.accept(session, by(at, made.erb_key), session.get_one(Plan, made.plan), first)
    assert at.all(Question) == []


def test_a_question_has_words_and_a_day_that_is_still_to_come(at_sqlite: Working) -> None:
    made = answered(at_sqlite)
    with at_sqlite.world.database.transaction() as session:
        plan, row = session.get_one(Plan, made.plan), current(session, made)
        gone = at_sqlite.clock().date() - timedelta(days=1)
        with pytest.raises(Faulty) as faulty:
            questions.ask(session, by(at_sqlite, made.erb_key), plan, row, text=" ", due=gone)
    assert [fault.partition(":")[0] for fault in faulty.value.faults] == ["text", "due"]
    assert at_sqlite.all(Question) == []


def test_a_call_is_noted_moves_no_date_and_the_provider_gets_a_copy_to_correct(at: Working) -> None:
    made = builders.scene(at.world)
    before = date_of(at, "request")
    call(at, made)
    row = at.one(Contact)
    assert (row.how, row.promised_for) == (HeardHow.TELEPHONE, at.clock().date() + timedelta(days=10))
    after = date_of(at, "request")
    assert (after.due, after.status) == (before.due, DeadlineStatus.OPEN)
    assert at.one(Request).status is RequestStatus.OPEN
    assert at.all(Response) == []
    told = text_of(at, "contact_recorded")
    assert "- What was said: They will send it after their governors have met." in told
    assert "- Promised for: 12 November 2026" in told
    assert "the date is still 23 November 2026" in told
    payloads = "".join(event.payload for event in at.all(EventRow))
    assert "governors" not in payloads
    assert holds(at)


def test_a_note_of_a_call_says_all_that_is_wrong_with_it(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    today = at_sqlite.clock().date()
    with at_sqlite.world.database.transaction() as session:
        plan, request = session.get_one(Plan, made.plan), session.get_one(Request, made.request)
        with pytest.raises(Faulty) as faulty:
            questions.record_contact(
                session,
                by(at_sqlite, made.erb_key),
                plan,
                request,
                how=HeardHow.LETTER,
                on=today + timedelta(days=1),
                with_whom=" ",
                said="",
                promised_for=today,
                attached=["0" * 32],
            )
    places = [fault.partition(":")[0] for fault in faulty.value.faults]
    assert places == ["on", "said", "with_whom", "promised_for", "files.0"]
    assert at_sqlite.all(Contact) == []


def hand_in(at: Working, made: Scene, owner: str | None) -> str:
    with at.world.database.transaction() as session:
        return files.keep(
            session,
            by(at, made.erb_key),
            session.get_one(Plan, made.plan),
            name="Letter.txt",
            media_type="text/plain",
            content=b"We agree.",
            organisation_id=owner,
        ).id


def test_what_the_team_records_goes_to_the_provider_word_for_word_with_its_file(at: Working) -> None:
    made = builders.scene(at.world)
    kept = hand_in(at, made, None)
    body = ANSWER | {"heard_how": "telephone", "files": [kept]}
    send(at, made, body, "k1", made.erb_key)
    told = text_of(at, "response_received")
    for line in (
        "- A1: firm commitment; a comment: From September.",
        "- A2: cannot take part; an alternative: We could host it.",
        "- What is offered now: Level 3 engineering, 120 learners.",
        "- With it: Letter.txt",
    ):
        assert line in told
    with at.world.database.reading() as session:
        plan = session.get_one(Plan, made.plan)
        assert files.for_reading(session, plan, kept, made.provider).name == "Letter.txt"
    assert at.one(Response).files == [kept]
    assert holds(at)


def test_a_provider_sends_only_files_of_its_own_and_nobody_sends_anothers(at: Working) -> None:
    made, other = builders.scene(at.world), builders.scene(at.world, "southmere", 2)
    teams, own = hand_in(at, made, None), hand_in(at, made, made.provider)
    theirs, elsewhere = hand_in(at, made, other.provider), hand_in(at, other, None)
    with pytest.raises(Faulty) as faulty:
        send(at, made, ANSWER | {"files": [own, teams, theirs, elsewhere]}, "k1")
    places = [fault.partition(":")[0] for fault in faulty.value.faults]
    assert places == ["files.1", "files.2", "files.3"]
    with pytest.raises(Faulty, match=r"files\.1: there is no such file"):
        send(at, made, ANSWER | {"heard_how": "email", "files": [teams, theirs]}, "k1", made.erb_key)
    send(at, made, ANSWER | {"files": [own]}, "k1")
    with at.world.database.reading() as session, pytest.raises(NotYours):
        files.for_reading(session, session.get_one(Plan, made.plan), teams, made.provider)


def commitments(session: Session) -> dict[str, CommitmentKind]:
    rows = session.exec(select(Action, Commitment).where(Commitment.action_id == Action.id))
    return {action.code: row.kind for action, row in rows}


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "will_not_commit", "because": "No workshop.", "what_would_help": "A shared one."},
        {"kind": "does_not_apply", "because": "We teach no engineering."},
    ],
    ids=lambda body: AnswerKind(body["kind"]),
)
def test_what_a_newer_answer_takes_back_is_no_commitment_any_more(at: Working, body: object) -> None:
    made = answered(at)
    at.rest()
    with at.world.database.reading() as session:
        assert commitments(session) == {"A1": CommitmentKind.FIRM, "A2": CommitmentKind.DECLINED}
    send(at, made, body, "k2")
    at.rest()
    with at.world.database.reading() as session:
        assert commitments(session) == {"A1": CommitmentKind.DECLINED, "A2": CommitmentKind.DECLINED}
        second = session.exec(select(Response).where(Response.version == 2)).one()
        (taken_back,) = session.exec(select(Commitment).where(Commitment.response_id == second.id)).all()
    recorded = [
        json.loads(event.payload) for event in at.all(EventRow) if event.type == "commitment.recorded"
    ]
    assert [fact["of_kind"] for fact in recorded].count("declined") == 2
    assert (taken_back.alternative, taken_back.risk) == (None, None)
    assert holds(at)


def test_silence_about_an_action_takes_nothing_back(at: Working) -> None:
    made = answered(at)
    at.rest()
    only_second = {"answers": [{"action": "A2", "commitment": "in_principle"}]}
    send(at, made, only_second, "k2")
    at.rest()
    with at.world.database.reading() as session:
        assert commitments(session) == {"A1": CommitmentKind.FIRM, "A2": CommitmentKind.IN_PRINCIPLE}


def test_what_was_committed_in_the_answer_to_another_request_stays(at: Working) -> None:
    made = answered(at)
    at.rest()
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world, at.clock())
        plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, made.provider)
        second = builders.ask(session, when, plan, provider, "Another thing").id
    with at.world.database.transaction() as session:
        body = {"kind": "will_not_commit", "because": "No.", "what_would_help": "Time."}
        responses.submit(session, by(at, made.provider_key), second, read(body), "k2")
    at.rest()
    with at.world.database.reading() as session:
        assert commitments(session)["A1"] is CommitmentKind.FIRM


def test_a_question_is_reminded_of_like_any_date_and_a_reply_ends_that(at: Working) -> None:
    made = answered(at)
    ask_about(at, made)
    on(at, 2026, 11, 9)
    assert [len(message.items) for message in swept(at)] == [1]
    reply(at, made, made.provider_key)
    on(at, 2026, 11, 12)
    assert swept(at) == []
