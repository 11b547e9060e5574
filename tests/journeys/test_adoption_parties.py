"""Whom a workbook names: the same as somebody here, another, or a question until it is answered."""

from openpyxl import Workbook

from lsip_workflow.journeys import people
from lsip_workflow.model import (
    Organisation,
    OrganisationKind,
    Person,
    Role,
    RoleHeld,
)
from tests.builders import occasion, ukprn
from tests.journeys.adopting import adopt, proves, told
from tests.journeys.working import Working
from tests.workbooks import put, workbook


def record_organisation(at: Working, name: str, number: str | None = None) -> Organisation:
    kind = OrganisationKind.PROVIDER if number else OrganisationKind.OTHER
    with at.world.database.transaction() as session:
        row = Organisation(kind=kind, name=name, ukprn=number, example=True)
        return people.record_organisation(
            session, occasion(at.world), row, at.world.reference, demonstration=True
        )


def test_an_organisation_that_is_here_already_is_known_by_its_ukprn(at: Working) -> None:
    there = record_organisation(at, "College the First", ukprn(1))
    adopt(at, workbook())
    assert [row.id for row in at.all(Organisation) if row.ukprn == ukprn(1)] == [there.id]


def test_a_name_that_is_nearly_the_same_is_a_question_until_it_is_answered(at_sqlite: Working) -> None:
    at = at_sqlite
    there = record_organisation(at, "The Weald Employer Forum")
    said = told(at, workbook())
    assert len(said) == 1
    assert said[0].startswith(
        "Organisations!A23: “Weald Employers Forum” looks like “The Weald Employer Forum”"
    )
    assert there.id in said[0]
    plan = adopt(at, workbook(), Weald_Employers_Forum=there.id)
    assert "Weald Employers Forum" not in [row.name for row in at.all(Organisation)]
    proves(at)
    assert plan.held


def test_a_name_that_is_nearly_the_same_can_be_another(at_sqlite: Working) -> None:
    record_organisation(at_sqlite, "The Weald Employer Forum")
    adopt(at_sqlite, workbook(), Weald_Employers_Forum="new")
    names = [row.name for row in at_sqlite.all(Organisation)]
    assert {"Weald Employers Forum", "The Weald Employer Forum"} <= set(names)


def test_two_rows_that_are_nearly_the_same_are_a_question_too(at_sqlite: Working) -> None:
    def another(book: Workbook) -> None:
        book["Organisations"].append(["Weald Employers' Forums Ltd", "Other"])

    said = told(at_sqlite, workbook(another))
    assert [line.partition(":")[0] for line in said] == ["Organisations!A24"]
    assert "“Weald Employers Forum” (row 23)" in said[0]
    adopt(at_sqlite, workbook(another), **{"Weald Employers' Forums Ltd": "Weald Employers Forum"})
    assert [row.name for row in at_sqlite.all(Organisation) if "Weald" in row.name] == [
        "Weald Employers Forum"
    ]


def test_the_column_same_as_answers_for_good(at_sqlite: Working) -> None:
    there = record_organisation(at_sqlite, "The Weald Employer Forum")
    adopt(at_sqlite, workbook(put("Organisations", "E1", "Same as"), put("Organisations", "E23", there.id)))
    assert [row.name for row in at_sqlite.all(Organisation) if "Weald" in row.name] == [there.name]


def test_an_answer_about_no_row_is_a_fault(at_sqlite: Working) -> None:
    said = told(at_sqlite, workbook(), Nobody_at_all="new")
    assert said == ["--merge: no row is named “nobody at all”; write the name as it stands in the workbook."]


def test_a_person_who_is_here_already_is_taken_or_asked_about(at_sqlite: Working) -> None:
    at = at_sqlite
    college = record_organisation(at, "College 1", ukprn(1))
    with at.world.database.transaction() as session:
        row = Person(organisation_id=college.id, name="Person Four", email="person4@place.example")
        people.record_person(session, occasion(at.world), row)
    said = told(at, workbook())
    assert [line.partition(":")[0] for line in said] == ["Contacts!A5"]
    adopt(at, workbook(), Person_4=row.id)
    assert len(at.all(Person)) == 60
    assert [held.role for held in at.all(RoleHeld) if held.person_id == row.id] == [Role.PROVIDER_RESPONDENT]


def test_one_person_in_two_rows_holds_two_roles(at_sqlite: Working) -> None:
    def again(book: Workbook) -> None:
        book["Contacts"].append([*[cell.value for cell in book["Contacts"][2]][:4], "ERB lead; Board member"])

    adopt(at_sqlite, workbook(again))
    (person,) = [row for row in at_sqlite.all(Person) if row.name == "Person 1"]
    roles = {held.role for held in at_sqlite.all(RoleHeld) if held.person_id == person.id}
    assert roles == {Role.PROJECT_MANAGER, Role.ERB_LEAD, Role.BOARD_MEMBER}
