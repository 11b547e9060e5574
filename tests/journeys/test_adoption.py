"""Taking a plan over from a workbook: as it is today, whole or not at all, and silent."""

import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from openpyxl import Workbook
from sqlmodel import select

from lsip_workflow.adopt import Reading, read
from lsip_workflow.journeys import adoption, deadlines, sweep
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Action,
    Deadline,
    Evidence,
    File,
    Organisation,
    OutboxRow,
    OutboxStatus,
    PastEvent,
    Person,
    Plan,
    Precision,
    Priority,
    SignOff,
    SkillsNeed,
    canonical,
)
from lsip_workflow.store.chain import verify
from tests import workbooks
from tests.builders import NOW, occasion
from tests.journeys.adopting import adopt, proves, told
from tests.journeys.working import Working, counts
from tests.workbooks import Change, put, workbook


def test_forty_actions_and_sixty_contacts_become_a_running_plan(at: Working) -> None:
    plan = adopt(at, workbook())
    assert (plan.id, plan.stage, plan.held, plan.page_count) == (
        "kent-and-medway-2025-28",
        "roadmap",
        True,
        28,
    )
    assert [len(at.all(kind)) for kind in (Action, Priority, SkillsNeed, Person)] == [40, 3, 3, 60]
    first = next(action for action in at.all(Action) if action.code == "A1")
    lead = next(row for row in at.all(Organisation) if row.id == first.lead_id)
    assert (lead.name, first.local_status, first.done) == (
        "College 1",
        "Ongoing/research",
        "Two meetings held",
    )
    assert str(first.progress_on) == "2026-10-01"
    proves(at)


REPORTING = put("Plan", "B5", "Progress reporting")
WAITING = {OutboxStatus.OWED, OutboxStatus.CLAIMED, OutboxStatus.SENT, OutboxStatus.DRAFT}


def sweep_on(at: Working, days: int) -> list[str]:
    """Let so many mornings go by; the templates of what was owed or sent on them."""
    for _ in range(days):
        at.clock.on(days=1)
        with at.world.database.transaction() as session:
            sweep.sweep(session, at.occasion("deadlines"), at.world.calendar)
        at.rest()
    return [row.template for row in at.all(OutboxRow) if row.status in WAITING]


def test_nothing_is_sent_or_owed_until_a_person_starts_it_even_as_a_date_comes(at: Working) -> None:
    plan = adopt(at, workbook(REPORTING))
    with at.world.database.transaction() as session:
        row = session.exec(select(Deadline).where(Deadline.subject == "progress-report")).one()
        due = NOW.date() + timedelta(days=15)
        deadlines.move(session, occasion(at.world), row, due, "correction")
    assert sweep_on(at, 12) == []
    with at.world.database.transaction() as session:
        session.get_one(Plan, plan.id).held = False  # as the start of its reminders leaves it
    assert sweep_on(at, 5) != []


def test_the_dates_of_todays_stage_open_with_it(at: Working) -> None:
    plan = adopt(at, workbook(REPORTING))
    opened = {row.subject for row in at.all(Deadline) if row.plan_id == plan.id and row.kind == "rulebook"}
    assert opened == {"progress-report"}


def test_what_happened_before_is_kept_as_told_and_signs_nothing(at_sqlite: Working) -> None:
    at = at_sqlite
    adopt(at, workbook())
    past = {row.what: row for row in at.all(PastEvent)}
    agreed = past["Board agreed the priorities"]
    assert (agreed.day_in_words, agreed.precision, agreed.said_by) == (
        "summer 2026",
        Precision.SEASON,
        "A. Clerk",
    )
    assert (agreed.stage, str(agreed.on), agreed.reference) == ("priorities", "2026-08-31", "Minute 12")
    assert past["Designated"].said_by == "Jo Weald, who kept the plan until now"
    assert past["Employers were surveyed"].precision is Precision.MONTH
    assert at.all(SignOff) == []


def test_a_priority_names_its_needs_by_code_or_by_name(at_sqlite: Working) -> None:
    adopt(at_sqlite, workbook())
    needs = {row.id: row.occupation for row in at_sqlite.all(SkillsNeed)}
    care = next(row for row in at_sqlite.all(Priority) if row.code == "P2")
    assert [needs[key] for key in care.needs] == ["Care workers", "Heat pump installers"]


def test_the_workbook_is_kept_without_its_contacts(at_sqlite: Working) -> None:
    plan = adopt(at_sqlite, workbook())
    kept = at_sqlite.one(File)
    assert kept.plan_id == plan.id
    assert "Contacts" not in workbooks.opened(kept.content or b"").sheetnames
    assert b"person7@place.example" not in b"".join(parts(kept.content or b""))


def parts(content: bytes) -> list[bytes]:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return [packed.read(name) for name in packed.namelist()]


def test_a_fault_anywhere_leaves_nothing_behind(at: Working) -> None:
    with at.world.database.reading() as session:
        before = counts(session)
    said = told(at, workbook(put("Actions", "E41", "29/02/2027"), put("Plan", "B1", "Atlantis")))
    assert [line.partition(":")[0] for line in said] == ["Plan!B1", "Actions!E41"]
    with at.world.database.reading() as session:
        assert counts(session) == before


def twenty_mistakes(book: Workbook) -> None:
    for cell, value in {
        "Plan!B1": "Atlantis",
        "Plan!B2": "The Atlantis Chamber",
        "Plan!B4": "2031-something",
        "Plan!B6": "30 February 2026",
        "Before!B2": "some time ago",
        "Before!E4": "survey at example",
        "Needs!C2": "99999",
        "Needs!E3": "3 to 5",
        "Priorities!A5": "P1",
        "Priorities!B5": "Another",
        "Priorities!C5": "Sector",
        "Priorities!C4": "important",
        "Priorities!D2": "N9",
        "Actions!A5": "A3",
        "Actions!B6": None,
        "Actions!C7": "P77",
        "Actions!D8": "Colege 1",
        "Actions!E9": "29/02/2027",
        "Actions!E10": "summer 2026",
        "Actions!G11": "somehow",
        "Organisations!C3": "10000000",
        "Organisations!C5": "1234",
        "Contacts!B6": "person1@place.example",
        "Contacts!B7": "not an address",
        "Contacts!D8": "Nobody Ltd",
        "Contacts!E9": "Overlord",
    }.items():
        sheet, _, place = cell.partition("!")
        book[sheet][place] = value


def test_twenty_kinds_of_mistake_are_all_told_at_once_with_their_cells(at_sqlite: Working) -> None:
    said = told(at_sqlite, workbook(twenty_mistakes))
    places = [line.partition(":")[0] for line in said]
    assert places == [
        *("Plan!B1", "Plan!B2", "Plan!B4", "Plan!B6", "Before!B2", "Before!E4", "Needs!C2", "Needs!E3"),
        *("Priorities!D2", "Priorities!C4", "Priorities!A5", "Actions!A5", "Actions!B6", "Actions!C7"),
        *("Actions!D8", "Actions!E9", "Actions!E10", "Actions!G11", "Organisations!C3", "Organisations!C5"),
        *("Contacts!B6", "Contacts!B7", "Contacts!D8", "Contacts!E9"),
    ]
    assert "the nearest is College 1" in said[places.index("Actions!D8")]
    assert at_sqlite.events() == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            put("Plan", "B5", "Bridge"),
            "Plan!B5: “Bridge” is not a stage of 2025-joint-ownership: Designation",
        ),
        (put("Plan", "B6", "2026-12-01"), "Plan!B6: 1 December 2026 lies ahead; write when it came there."),
        (put("Before", "B2", "2026-12-24"), "Before!B2: 24 December 2026 lies ahead"),
        (put("Before", "C2", "Bridge"), "Before!C2: “Bridge” is not one of Designation"),
        (put("Actions", "J2", "2026-12-24"), "Actions!J2: this day lies ahead; write when it was told."),
        (
            put("Contacts", "E5", "Project manager"),
            "Contacts!E5: “project manager” is for people of a employer",
        ),
        (put("Plan", "B8", None), "Before!G2: say who tells this"),
    ],
)
def test_what_cannot_be_is_said_with_its_cell(at_sqlite: Working, change: Change, says: str) -> None:
    said = told(at_sqlite, workbook(change))
    assert any(line.startswith(says) for line in said), said


def test_a_second_plan_for_the_same_cycle_is_a_fault(at: Working) -> None:
    adopt(at, workbook())
    said = told(at, workbook(cycle="2025–28"))
    assert said[0].startswith("Plan!B3: Kent and Medway has its plan for 2025–28 here already")


def test_looking_writes_nothing_and_says_what_is_kept(at_sqlite: Working) -> None:
    reading: Reading = read(workbooks.published())
    with at_sqlite.world.database.reading() as session:
        checked = adoption.look(
            session,
            occasion(at_sqlite.world),
            reading,
            at_sqlite.world.reference,
            merges={},
            demonstration=True,
        )
    assert checked.faults == []
    assert "Kept with the file, not read: “Annex C”." in checked.notes
    assert at_sqlite.all(Evidence) == []
    assert at_sqlite.events() == []


def test_of_two_who_take_the_same_workbook_over_at_once_one_is_told(at: Working) -> None:
    content = workbook()
    with ThreadPoolExecutor(2) as both:
        tries = [both.submit(adopt, at, content) for _ in range(2)]
    faults = [error for error in (done.exception() for done in tries) if error is not None]
    assert len(faults) == 1
    assert isinstance(faults[0], Faulty)
    assert faults[0].faults[0].startswith("Plan!B3: Kent and Medway has its plan for 2025-28 here already")
    assert len(at.all(Plan)) == 1
    proves(at)


def test_own_words_and_own_columns_that_were_changed_by_hand_are_found(at_sqlite: Working) -> None:
    adopt(at_sqlite, workbooks.published())
    with at_sqlite.world.database.transaction() as session:
        one, two = session.exec(select(Action).order_by(Action.code).limit(2)).all()
        one.local_status = "Complete"
        two.extra = [["RAG", "Green"]]
    with at_sqlite.world.database.reading() as session:
        assert [fault.partition(": ")[2] for fault in verify(session).faults] == [
            "its words are not those that were sealed."
        ] * 2


def test_rows_without_words_of_their_own_are_sealed_as_they_always_were() -> None:
    row = Action(plan_id="p", code="A1", title="Open a course", salt="00")
    sealed = {name: getattr(row, name) for name in Action.sealed}
    assert row.seal() == hmac.new(b"00", canonical(sealed).encode(), hashlib.sha256).hexdigest()
    row.local_status = "Ongoing"
    assert row.seal() != hmac.new(b"00", canonical(sealed).encode(), hashlib.sha256).hexdigest()
