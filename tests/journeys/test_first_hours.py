"""The first person of an installation, and a workbook between its preview and its taking over."""

from pathlib import Path

import pytest
from sqlmodel import select

from lsip_workflow.adopt import annotated, read
from lsip_workflow.journeys import adoption, first_run, handed
from lsip_workflow.journeys.first_run import Beginning
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Designation, HandedWorkbook, Organisation, Person, Role, RoleHeld
from lsip_workflow.rules.permissions import Actor, ActorKind, NotYours
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store import handed as handed_store
from lsip_workflow.store.chain import verify
from lsip_workflow.store.migrate import claim_kind
from lsip_workflow.store.record import Occasion
from tests import builders, workbooks
from tests.conftest import make_world
from tests.journeys.adopting import adopt
from tests.journeys.working import Working
from tests.workbooks import put

KENT = Beginning(
    area="kent-and-medway",
    body="kent-invicta-chamber",
    body_name="",
    notice="Notice of designated ERBs, page updated 10 July 2026",
    on=builders.NOW.date(),
    name="Sam O’Brien <b>",
    email="sam@chamber.example",
)


@pytest.fixture
def real(tmp_path: Path) -> Working:
    """An empty installation of real records."""
    made = make_world(tmp_path, "")
    made.settings = Settings(data_dir=tmp_path, demonstration=False)
    with made.database.transaction() as session:
        claim_kind(session, demonstration=False, now=builders.NOW)
    return Working(made)


def begin(world: Runtime, said: Beginning) -> str:
    with world.database.transaction() as session:
        return first_run.first_person(
            session, builders.occasion(world, who="first run"), world.reference, said
        ).id


def test_the_first_person_leads_manages_and_administers_and_there_is_only_one(real: Working) -> None:
    secret = real.world.secret
    with real.world.database.reading() as session:
        assert first_run.opens(session, secret, first_run.word(secret))
        assert not first_run.opens(session, secret, first_run.word(b"another"))
        assert not first_run.opens(session, secret, "ß")
    person = begin(real.world, KENT)
    assert {row.role for row in real.all(RoleHeld) if row.person_id == person} == set(first_run.FIRST_ROLES)
    assert real.one(Designation).erb_id == "kent-invicta-chamber"
    with pytest.raises(NotYours):
        begin(real.world, KENT)
    with real.world.database.reading() as session:
        assert not first_run.opens(session, secret, first_run.word(secret))
        assert verify(session).faults == []


def test_a_demonstration_has_no_first_person(at_sqlite: Working) -> None:
    with at_sqlite.world.database.transaction() as session:
        claim_kind(session, demonstration=True, now=builders.NOW)
        assert not first_run.empty(session)


def test_everything_wrong_with_a_beginning_is_told_at_once(real: Working) -> None:
    nothing = Beginning(area="", body="", body_name="", notice=" ", on=None, name=" ", email="sam")
    with pytest.raises(Faulty) as caught:
        begin(real.world, nothing)
    places = [fault.partition(":")[0] for fault in caught.value.faults]
    assert places == ["area", "body", "notice", "on", "name", "email"]
    assert real.all(Person) == []


def person(at: Working, made: builders.Scene, *roles: Role) -> Occasion:
    held = frozenset((made.area, role) for role in roles)
    actor = Actor(ActorKind.PERSON, made.manager, made.erb, "erb", frozenset({made.area}), held)
    return Occasion(actor, at.clock(), at.world.books)


def test_a_handed_workbook_is_its_persons_for_a_day_and_only_the_last_one(at: Working) -> None:
    made = builders.scene(at.world)
    mine = person(at, made, Role.PROJECT_MANAGER)
    with at.world.database.transaction() as session:
        first = handed.hand_in(session, mine, name="a.xlsx", content=workbooks.workbook()).id
        row = handed.hand_in(session, mine, name="../b<c>.xlsx", content=workbooks.workbook())
        handed.answer(row, {"College": "new"})
        handed.answer(row, {"Person": "7"})
        assert handed.answers_of(row) == {"College": "new", "Person": "7"}
        assert (row.name, list(session.exec(select(HandedWorkbook.id)))) == ("b c.xlsx", [row.id])
        with pytest.raises(NotYours):
            handed.mine(session, mine, first)
        other = Occasion(Actor(ActorKind.PERSON, made.respondent), at.clock(), at.world.books)
        with pytest.raises(NotYours):
            handed.mine(session, other, row.id)
    at.clock.on(hours=25)
    with at.world.database.transaction() as session:
        with pytest.raises(NotYours):
            handed.mine(session, person(at, made, Role.PROJECT_MANAGER), row.id)
        handed_store.clear(session, at.clock())
    assert at.all(HandedWorkbook) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "choose the workbook"), (b"Area,Kent", "not an Excel workbook"), (b"%PDF-1.7", "not an Excel")],
)
def test_what_is_no_workbook_is_not_kept(at_sqlite: Working, content: bytes, told: str) -> None:
    made = builders.scene(at_sqlite.world)
    with at_sqlite.world.database.transaction() as session, pytest.raises(Faulty, match=told):
        handed.hand_in(session, person(at_sqlite, made), name="a.xlsx", content=content)


def test_a_person_takes_over_only_for_their_own_body_and_learns_nothing_of_others(at_sqlite: Working) -> None:
    at = at_sqlite
    adopt(at, workbooks.workbook())  # Kent is another body's, with its people and employers
    made = builders.scene(at.world, number=40)
    with at.world.database.reading() as session:
        mine = person(at, made, Role.PROJECT_MANAGER)
        at_kent = adoption.look(
            session, mine, read(workbooks.workbook()), at.world.reference, merges={}, demonstration=True
        )
        own = workbooks.workbook(
            put("Plan", "B1", "Northshire (example)"),
            put("Plan", "B2", "Northshire Chamber (example)"),
            put("Organisations", "A2", "Northshire Chamber (example)"),
            put("Contacts", "E2", "ERB lead"),
        )
        checked = adoption.look(session, mine, read(own), at.world.reference, merges={}, demonstration=True)
        body = session.get_one(Organisation, made.erb).name
    said = [str(fault) for fault in at_kent.faults]
    assert len([text for text in said if "you work for here" in text]) == 2, said
    assert not at_kent.questions
    assert "kent-and-medway-2025-28" not in " ".join(said)
    assert checked.erb is not None
    assert checked.erb.name == body
    assert not checked.questions, "60 contacts are known to Kent, and not told here"
    assert "the ERB lead is named by the present lead" in " ".join(str(fault) for fault in checked.faults)


def test_a_workbook_comes_back_with_its_faults_in_place(at_sqlite: Working) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    content = workbooks.workbook(put("Actions", "E3", "someday"), put("Plan", "B4", "=1+1"))
    reading = read(content)
    book = load_workbook(BytesIO(annotated(content, reading.faults)))
    assert book.sheetnames[0] == "To put right"
    listed = [tuple(cell.value for cell in row) for row in book["To put right"].iter_rows(min_row=2)]
    assert {(sheet, cell) for sheet, cell, _ in listed} >= {("Actions", "E3"), ("Plan", "B4")}
    note = book["Actions"]["E3"].comment
    assert note is not None
    assert "is not a day" in note.text
    again = annotated(annotated(content, reading.faults), [])
    assert load_workbook(BytesIO(again)).sheetnames.count("To put right") == 1
    assert read(annotated(content, reading.faults)).faults == reading.faults
