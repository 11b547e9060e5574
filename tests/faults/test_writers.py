"""Many who write to one plan at once, from threads of several processes: no fork, no gap, nothing twice."""

import json
import multiprocessing
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlmodel import col, select

from lsip_workflow.journeys import responses
from lsip_workflow.journeys.responses import Receipt
from lsip_workflow.model import (
    EventRow,
    Handling,
    HandlingStatus,
    IdempotencyKey,
    OutboxRow,
    Request,
    Response,
    Stream,
)
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store import chain
from tests import builders
from tests.journeys.working import Working

PROCESSES, THREADS, EACH = 3, 8, 10
ALL = PROCESSES * THREADS * EACH
PATIENCE = 120


def submit(world: Runtime, request: str, key: str, comment: str) -> Receipt:
    form = ResponseForm.model_validate({"comment": comment})
    with world.database.transaction() as session:
        return responses.submit(session, builders.occasion(world), request, form, key)


def write(folder: Path, database_url: str, request: str, process: int) -> None:
    """What one process does: eight threads with ten answers each; an error is another exit code than 0."""
    world = Runtime(Settings(data_dir=folder, database_url=database_url, demonstration=True))

    def thread(number: int) -> None:
        for turn in range(EACH):
            words = f"{process}-{number}-{turn}"
            submit(world, request, f"key-{words}", f"Version {words}")

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(thread, range(THREADS)))
    world.database.close()


def test_twenty_four_writers_of_three_processes_make_one_chain(world: Runtime) -> None:
    made = builders.scene(world)
    spawn = multiprocessing.get_context("spawn")
    given = (world.settings.data_dir, world.settings.database_url, made.request)
    processes = [spawn.Process(target=write, args=(*given, number)) for number in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    stream = f"plan:{made.plan}"
    with world.database.reading() as session:
        assert chain.verify(session).faults == []
        events = session.exec(
            select(EventRow).where(EventRow.stream == stream).order_by(col(EventRow.seq))
        ).all()
        answers = session.exec(select(Response).order_by(col(Response.version))).all()
        keys = session.exec(select(IdempotencyKey)).all()
        owed = session.exec(select(OutboxRow)).all()
        current = session.get_one(Request, made.request).current_response_id
        head = session.get_one(Stream, stream)
    assert [event.seq for event in events] == list(range(1, head.seq + 1))
    assert [row.version for row in answers] == list(range(1, ALL + 1))
    assert [row.follows_id for row in answers] == [None, *(row.id for row in answers[:-1])]
    assert current == answers[-1].id
    assert len({row.content for row in answers}) == len(keys) == ALL
    assert {json.loads(key.receipt)["response"] for key in keys} == {row.id for row in answers}
    kinds = Counter(event.type for event in events)
    assert (kinds["response.submitted"], kinds["deadline.met"]) == (ALL, 1)
    messages = Counter(row.template for row in owed)
    assert (messages["response_received"], messages["response_arrived"]) == (ALL, ALL)


def test_what_many_wrote_is_handled_once_each(world: Runtime) -> None:
    made = builders.scene(world)
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda n: submit(world, made.request, f"k{n}", f"Version {n}"), range(24)))
    at = Working(world)
    with ThreadPoolExecutor(3) as relays:
        list(relays.map(lambda _: at.rest(most=200), range(3)))
    at.clock.on(hours=1)
    at.rest()
    assert Counter(row.status for row in at.all(Handling)) == {HandlingStatus.HANDLED: 24}
    assert at.events().count("response.matched") == 1, "the others were replaced before they were handled"
    with world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_a_hundred_at_once_under_one_key_are_one_row_and_a_hundred_equal_receipts(world: Runtime) -> None:
    made = builders.scene(world)
    with ThreadPoolExecutor(16) as threads:
        receipts = list(threads.map(lambda _: submit(world, made.request, "one", "The same"), range(100)))
    assert len({receipt.text for receipt in receipts}) == 1
    assert Counter(receipt.repeated for receipt in receipts) == {True: 99, False: 1}
    at = Working(world)
    assert at.one(Response).version == 1
    assert at.one(IdempotencyKey).receipt == receipts[0].text
    assert at.events().count("response.submitted") == 1
