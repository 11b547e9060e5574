"""Who was heard is counted by kind and district as they were on the day, with a line for the silent ones."""

from datetime import date
from typing import Any

import pytest

from lsip_workflow.journeys import content, corrections, engagement
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Engagement,
    EngagementKind,
    EngagementParty,
    Evidence,
    ParticipantKind,
    SizeBand,
)
from lsip_workflow.rules import geography
from lsip_workflow.rules.engagement import Heard, count
from tests import builders
from tests.builders import Scene
from tests.journeys import researching
from tests.journeys.researching import now, proved
from tests.journeys.working import Working

ON = date(2026, 10, 1)
EMPLOYER, PROVIDER = ParticipantKind.EMPLOYER, ParticipantKind.PROVIDER
HARTLEPOOL, DARLINGTON = "E06000001", "E06000005"


@pytest.fixture
def made(at: Working) -> Scene:
    return builders.scene(at.world)


def heard(at: Working, made: Scene, *parties: dict[str, Any], **more: Any) -> str:
    """An entry of the log, with who took part; its id."""
    with at.world.database.transaction() as session:
        values: dict[str, Any] = {"title": "Breakfast", "kind": EngagementKind.MEETING, "on": ON}
        row = Engagement(plan_id=made.plan, **values | more)
        rows = [EngagementParty(plan_id=made.plan, engagement_id=row.id, **one) for one in parties]
        return engagement.record_engagement(session, now(at), row, rows, at.world.reference).id


def employers(district: str | None, took_part: int, **more: Any) -> dict[str, Any]:
    return {"kind": EMPLOYER, "district": district, "took_part": took_part, **more}


def test_those_least_heard_from_come_first_and_zero_is_said(at: Working, made: Scene) -> None:
    heard(at, made, employers("Hartlepool", 3, invited=9, sector="C"), employers(DARLINGTON, 1))
    heard(at, made, {"kind": PROVIDER, "district": HARTLEPOOL, "took_part": 2}, employers(None, 4))
    with at.world.database.reading() as session:
        log, rows = engagement.log_of(session, made.plan)
    counted = count(log, rows, at.world.reference, "tees-valley", ON)
    assert [(one.name, one.took_part) for one in counted.districts] == [
        ("Middlesbrough", 0),
        ("Redcar and Cleveland", 0),
        ("Stockton-on-Tees", 0),
        ("Darlington", 1),
        ("district not said", 4),
        ("Hartlepool", 5),
    ]
    assert Heard(EMPLOYER, HARTLEPOOL, 9, 3) in counted.cells
    assert Heard(PROVIDER, HARTLEPOOL, 0, 2) in counted.cells
    assert Heard(ParticipantKind.LEARNER_VOICE, DARLINGTON, 0, 0) in counted.cells
    assert len(counted.cells) == 6 * len(ParticipantKind)
    assert counted.engagements[EngagementKind.MEETING] == 2
    proved(at)


def test_a_district_of_elsewhere_is_counted_and_said_to_be_elsewhere(at: Working, made: Scene) -> None:
    heard(at, made, employers("Surrey Heath", 1))
    with at.world.database.reading() as session:
        log, rows = engagement.log_of(session, made.plan)
    found = {
        one.name: one.in_area for one in count(log, rows, at.world.reference, "tees-valley", ON).districts
    }
    assert found["Surrey Heath"] is False
    assert found["Hartlepool"] is True
    later = count(log, rows, at.world.reference, "surrey", date(2027, 4, 1))
    assert [(one.name, one.in_area) for one in later.districts] == [("Surrey Heath", None)], "ended since"
    assert "Add what follows" in later.note


def test_an_area_that_the_reference_data_do_not_know_is_counted_by_what_was_said(
    at: Working, made: Scene
) -> None:
    heard(at, made, employers(HARTLEPOOL, 2))
    with at.world.database.reading() as session:
        log, rows = engagement.log_of(session, made.plan)
    counted = count(log, rows, at.world.reference, made.area, ON)
    assert [(one.name, one.in_area, one.took_part) for one in counted.districts] == [("Hartlepool", None, 2)]
    assert counted.note.startswith("The districts of this area on that day are not known here")


def test_the_size_of_an_employer_is_unknown_until_somebody_says(at: Working, made: Scene) -> None:
    heard(at, made, employers(None, 1), employers(None, 1, size_band=SizeBand.MICRO))
    assert {row.size_band for row in at.all(EngagementParty)} == {SizeBand.UNKNOWN, SizeBand.MICRO}
    proved(at)


def test_what_is_wrong_is_told_all_at_once_with_its_place(at: Working, made: Scene) -> None:
    with pytest.raises(Faulty) as faulty:
        heard(
            at,
            made,
            employers("Nowhere", 1, sector="Z"),
            {"kind": PROVIDER, "size_band": SizeBand.MICRO, "took_part": 1},
            employers(None, 0),
            title="",
            on=date(2026, 11, 3),
            sent=1,
        )
    assert researching.faults(faulty.value) == [
        "title: say what it was.",
        "on: record it once it has taken place; this day lies in the future.",
        "sent: only a wave of a survey has this.",
        "heard.0.sector: “Z” is not a section of SIC 2007; write one letter, A to U.",
        "heard.0.district: 'Nowhere' is not the name or code of a district in England; the "
        "nearest is Rother.",
        "heard.1: a size and a sector are of employers only.",
        "heard.2: say how many were invited, how many took part, or both.",
    ]
    assert at.all(Engagement) == []


def test_a_wave_of_a_survey_has_no_more_answers_than_were_sent(at: Working, made: Scene) -> None:
    wave = {"kind": EngagementKind.SURVEY_WAVE, "title": "Wave 1", "sent": 100}
    with pytest.raises(Faulty, match="answered: 101 is more than the 100"):
        heard(at, made, **wave, answered=101)
    heard(at, made, **wave, answered=41)
    assert at.one(Engagement).answered == 41


def test_an_entry_recorded_twice_is_taken_out_and_counted_no_more(at: Working, made: Scene) -> None:
    entry = heard(at, made, employers(HARTLEPOOL, 2))
    with at.world.database.transaction() as session:
        plan = researching.plan(session, made)
        corrections.withdraw(session, now(at), plan, "engagement", entry, "Recorded twice.")
        assert engagement.log_of(session, made.plan) == ([], [])
    proved(at)


def collected(at: Working, made: Scene, **geography: Any) -> Evidence:
    with at.world.database.transaction() as session:
        row = Evidence(plan_id=made.plan, title="Survey", source="The chamber", **geography)
        return content.record_evidence(session, now(at), row, at.world.reference)


def test_evidence_keeps_the_geography_it_was_collected_on_and_says_what_became_of_it(
    at: Working, made: Scene
) -> None:
    then = date(2025, 6, 1)
    row = collected(at, made, geography_area="Heart of the South-West", geography_on=then)
    assert row.geography_area == "heart-of-the-south-west"
    same_day = geography.shown(row, at.world.reference, then)
    assert same_day.since == []
    now_shown = geography.shown(row, at.world.reference, ON)
    assert now_shown.area_name == same_day.area_name
    assert "Greater Devon" in now_shown.since[0]
    assert "Somerset" in now_shown.since[0]
    proved(at)


def test_a_district_that_changed_its_area_is_still_shown_where_it_was(at: Working, made: Scene) -> None:
    row = collected(at, made, geography_districts=["Rutland"], geography_on=date(2025, 6, 1))
    shown = geography.shown(row, at.world.reference, ON)
    assert [one["name"] for one in shown.districts] == ["Rutland"]
    assert shown.since == [
        f"Rutland ({row.geography_districts[0]}) was in Greater Lincolnshire; it is now in Leicester, "
        "Leicestershire and Rutland."
    ]


def test_a_geography_without_its_day_or_of_another_day_is_a_fault(at: Working, made: Scene) -> None:
    with pytest.raises(Faulty, match="geography_on: say the day on which it was collected"):
        collected(at, made, geography_area="tees-valley")
    with pytest.raises(Faulty) as faulty:
        collected(
            at,
            made,
            soc="1",
            geography_area="somerset",
            geography_districts=["x"],
            geography_on=date(2025, 6, 1),
        )
    assert [fault.partition(":")[0] for fault in researching.faults(faulty.value)] == [
        "soc",
        "geography_area",
        "geography_districts.0",
    ]
