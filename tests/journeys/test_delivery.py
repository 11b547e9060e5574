"""Delivery, to real mail servers: once from our side, again after a crash, and never in anybody's way."""

import email
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest

from lsip_workflow.journeys import people, sign_offs
from lsip_workflow.model import Attempt, Handling, HandlingStatus, OutboxRow, OutboxStatus, Person, Plan
from lsip_workflow.outbox.channels import Channel
from lsip_workflow.outbox.deliver import PAUSES, Post, Senders, send_next
from lsip_workflow.outbox.render import Message
from tests import builders
from tests.journeys.mail_server import LONG, Server, send_all
from tests.journeys.relaying import answer, work
from tests.journeys.working import Working


def message_of(at: Working, template: str = "request_sent") -> OutboxRow:
    (row,) = [row for row in at.all(OutboxRow) if row.template == template]
    return row


def test_a_message_is_sent_once_and_kept_as_it_was_sent(mailing: Working, server: Server) -> None:
    builders.scene(mailing.world)
    assert send_all(mailing.post) == 1
    assert send_all(mailing.post) == 0
    (mail,) = server.kept
    row = message_of(mailing)
    assert (row.status, row.sent_at) == (OutboxStatus.SENT, mailing.clock())
    assert mail["Message-ID"] == f"<{row.id}@north.example>"
    assert mail["To"] == "Pat Northshire <pat@northshire.example>"
    assert mail["From"] == "LSIP team <team@north.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == row.subject
    assert mail.get_content().replace("\r\n", "\n") == row.body
    assert row.recipient == "pat@northshire.example"
    assert [attempt.outcome for attempt in mailing.all(Attempt)] == ["sent"]


def test_a_server_that_says_not_now_is_tried_later_with_the_same_message_id(
    mailing: Working, server: Server
) -> None:
    builders.scene(mailing.world)
    server.answers = ["451 not now", "451 not now"]
    for pause in (*PAUSES[:2], None):
        assert send_all(mailing.post) == 1
        row = message_of(mailing)
        if pause is not None:
            assert (row.status, row.not_before) == (OutboxStatus.OWED, mailing.clock() + pause)
            mailing.clock.on(seconds=pause.total_seconds() - 1)
            assert send_all(mailing.post) == 0
            mailing.clock.on(seconds=1)
    assert message_of(mailing).status is OutboxStatus.SENT
    assert len(server.kept) == 3
    assert len({mail["Message-ID"] for mail in server.kept}) == 1
    assert len({mail["Date"] for mail in server.kept}) == 1


def test_a_server_that_never_takes_it_is_given_up_with_its_words_but_not_the_address(
    mailing: Working, server: Server
) -> None:
    builders.scene(mailing.world)
    server.refused, server.refusal = {"pat@northshire.example"}, "450 not for {} today"
    tries = 0
    while send_all(mailing.post):
        tries += 1
        mailing.clock.now = message_of(mailing).not_before or mailing.clock.now
    row = message_of(mailing)
    assert (tries, row.status) == (len(PAUSES) + 1, OutboxStatus.GIVEN_UP)
    assert row.skipped_because.startswith("Tried 6 times: SMTPRecipientsRefused")
    assert "not for the address today" in row.skipped_because
    said = "".join(attempt.outcome for attempt in mailing.all(Attempt))
    assert "pat@northshire.example" not in said + row.skipped_because


def test_a_server_that_takes_the_call_and_says_nothing_costs_one_time_out(at: Working) -> None:
    builders.scene(at.world)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        at.channel_url, at.seconds = f"smtp://127.0.0.1:{silent.getsockname()[1]}", 0.2
        assert send_all(at.post) == 1
    row = message_of(at)
    assert (row.status, row.not_before) == (OutboxStatus.OWED, at.clock() + PAUSES[0])
    assert "timed out" in at.one(Attempt).outcome


def beside(act: Callable[[], Any]) -> threading.Thread:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def test_a_server_that_hangs_holds_up_one_sender_and_nothing_else(mailing: Working, server: Server) -> None:
    north = builders.scene(mailing.world)
    server.hold, mailing.seconds = "pat@northshire.example", LONG
    stuck = beside(lambda: send_next(mailing.post))
    assert server.held.wait(LONG)
    builders.scene(mailing.world, "southshire", 2)
    answer(mailing, north, "k1")
    assert work(mailing), "the relay goes on"
    assert mailing.one(Handling).status is HandlingStatus.HANDLED
    mailing.seconds = 2
    sent = send_all(mailing.post)
    assert sent == 3, "the other sender sends all that is free, and not the one in hand"
    assert len(server.of("pat@southshire.example")) == 1
    assert stuck.is_alive()
    server.free.set()
    stuck.join(LONG)
    due = [
        row for row in mailing.all(OutboxRow) if row.not_before is None
    ]  # one waits for tomorrow's morning
    assert {row.status for row in due} == {OutboxStatus.SENT}
    assert len(server.kept) == 4


def test_a_claim_is_respected_until_it_runs_out_and_the_late_one_marks_nothing(
    mailing: Working, server: Server
) -> None:
    builders.scene(mailing.world)
    server.hold, mailing.seconds = "pat@northshire.example", LONG
    stuck = beside(lambda: send_next(mailing.post))
    assert server.held.wait(LONG)
    lease = mailing.post.lease
    assert lease > timedelta(seconds=3 * LONG)
    mailing.clock.on(seconds=lease.total_seconds() - 1)
    assert send_all(mailing.post) == 0
    mailing.clock.on(seconds=1)
    assert send_all(mailing.post) == 1
    sent = message_of(mailing)
    assert (sent.status, sent.fence) == (OutboxStatus.SENT, 2)
    server.answers = ["554 too late"]
    server.free.set()
    stuck.join(LONG)
    assert message_of(mailing) == sent
    assert len({mail["Message-ID"] for mail in server.kept}) == 1


class Crash(BaseException):
    """The process ends here."""


class Crashing(Channel):
    """Ends the process after the server's yes, before our mark."""

    def send(self, message: Message) -> None:
        super().send(message)
        raise Crash


def test_after_a_crash_between_the_yes_and_the_mark_it_is_sent_again_as_the_same_message(
    mailing: Working, server: Server
) -> None:
    builders.scene(mailing.world)
    sound = mailing.post
    channel = Crashing(sound.channel.url, sound.channel.sender, sound.channel.folder, sound.channel.seconds)
    with pytest.raises(Crash):
        send_next(Post(sound.database, channel, sound.pages, sound.occasion, sound.secret))
    assert message_of(mailing).status is OutboxStatus.CLAIMED
    assert send_all(sound) == 0
    mailing.clock.on(seconds=sound.lease.total_seconds())
    assert send_all(sound) == 1
    assert message_of(mailing).status is OutboxStatus.SENT
    first, second = server.kept
    assert first["Message-ID"] == second["Message-ID"]
    assert [attempt.outcome for attempt in mailing.all(Attempt)] == ["", "sent"]


def test_many_senders_never_send_the_same_message(mailing: Working, server: Server) -> None:
    for number in range(1, 9):
        made = builders.scene(mailing.world, f"shire{number}", number)
        answer(mailing, made, "k1")
    post = mailing.post
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda _: send_all(post), range(8))) == 24
    assert len(server.kept) == 24
    assert len({mail["Message-ID"] for mail in server.kept}) == 24
    assert {row.fence for row in mailing.all(OutboxRow)} == {1}


def test_the_senders_of_a_process_send_what_is_owed_and_stop(mailing: Working, server: Server) -> None:
    builders.scene(mailing.world)
    senders = Senders(mailing.post, 3, pause=0.01)
    server.hold = "pat@northshire.example"
    senders.start()
    assert server.held.wait(LONG)
    server.free.set()
    senders.stop(LONG)
    assert not any(thread.is_alive() for thread in senders.threads)
    assert message_of(mailing).status is OutboxStatus.SENT
    assert len(server.kept) == 1


def test_without_a_server_messages_are_files_one_for_each(at: Working) -> None:
    builders.scene(at.world)
    assert send_all(at.post) == 1
    row = message_of(at)
    (path,) = Path(at.post.channel.folder).iterdir()
    assert path.name == f"{row.id}.eml"
    mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Message-ID"]) == (
        "Pat Northshire <pat@northshire.example>",
        f"<{row.id}@north.example>",
    )


@pytest.mark.parametrize(
    ("words", "header"),
    [
        ({"name": "Pat\r\nBcc: all@else.example"}, '"Pat Bcc: all@else.example" <pat@northshire.example>'),
        (
            {"name": 'Pat "P" <x@else.example>, Q'},
            '"Pat \\"P\\" <x@else.example>, Q" <pat@northshire.example>',
        ),
        ({"name": "Zoë Ünsal"}, "Zoë Ünsal <pat@northshire.example>"),
    ],
    ids=["line ends", "another address", "letters"],
)
def test_a_name_is_never_a_second_address_or_header(
    mailing: Working, server: Server, words: dict[str, str], header: str
) -> None:
    rename(mailing, **words)
    send_all(mailing.post)
    (mail,) = server.kept
    assert mail["To"] == header
    assert [address.addr_spec for address in mail["To"].addresses] == ["pat@northshire.example"]
    assert mail["Bcc"] is None


@pytest.mark.parametrize(
    "address",
    ["pat@north.example\r\nBcc: all@else.example", "pat@north.example, all@else.example", "Pat", "@"],
)
def test_an_address_that_is_more_or_less_than_one_is_never_sent_to(
    mailing: Working, server: Server, address: str
) -> None:
    rename(mailing, email=address)
    send_all(mailing.post)
    assert server.kept == []
    row = message_of(mailing)
    assert row.status is OutboxStatus.SKIPPED
    assert row.skipped_because.endswith("is not one that mail can go to.")


def rename(at: Working, **words: Any) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        person = session.get_one(Person, made.respondent)
        people.correct_person(session, builders.occasion(at.world), person, **words)


def test_a_message_to_nobody_or_to_nowhere_is_skipped_and_says_why(mailing: Working, server: Server) -> None:
    rename(mailing, email="")
    send_all(mailing.post)
    row = message_of(mailing)
    assert (row.status, row.skipped_because) == (
        OutboxStatus.SKIPPED,
        "We have no address for this person.",
    )
    assert server.kept == []


def test_somebody_erased_while_the_server_thinks_is_not_written_down_again(
    mailing: Working, server: Server
) -> None:
    made = builders.scene(mailing.world)
    server.hold, mailing.seconds = "pat@northshire.example", LONG
    stuck = beside(lambda: send_next(mailing.post))
    assert server.held.wait(LONG)
    with mailing.world.database.transaction() as session:
        people.erase_person(
            session, builders.occasion(mailing.world), session.get_one(Person, made.respondent)
        )
    server.free.set()
    stuck.join(LONG)
    row = message_of(mailing)
    assert (row.status, row.sent_at) == (OutboxStatus.SENT, mailing.clock())
    assert (row.recipient, row.subject, row.body) == (None, None, None)


def test_a_channel_that_apprise_does_not_know_is_told_with_its_setting(at: Working) -> None:
    builders.scene(at.world)
    at.channel_url = "pigeon://loft"
    send_all(at.post)
    assert "LSIP_CHANNEL_URL" in at.one(Attempt).outcome


def test_a_role_that_nobody_holds_leaves_a_line_that_says_so(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        when, plan = builders.occasion(at.world), session.get_one(Plan, made.plan)
        sign_offs.ask(session, when, plan, "roadmap", authors=[made.manager])
    row = message_of(at, "sign_off_requested")
    assert row.status is OutboxStatus.SKIPPED
    assert row.skipped_because == "Nobody holds the role board member here yet."
    assert at.all(Attempt) == []
