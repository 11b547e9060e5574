"""An answer in the making: nothing typed is lost, nothing is sent twice, and nobody else reads along."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, select

from lsip_workflow.journeys import (
    files,
    handed_parts,
    parties,
    people,
    plans,
    requests,
    responses,
    saved_answers,
)
from lsip_workflow.journeys.handed_parts import hand, invite, take_back
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.journeys.responses import Receipt
from lsip_workflow.journeys.saved_answers import AlreadySent, ChangedMeanwhile, Saved, save, send, start
from lsip_workflow.model import (
    Action,
    Area,
    EventRow,
    HandedPart,
    Organisation,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Request,
    Response,
    Role,
    SavedAnswer,
    SavedPart,
)
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.rules.responses import read
from lsip_workflow.store import asked, chain, life
from lsip_workflow.store.record import Occasion
from lsip_workflow.web.access import person_actor
from tests import builders
from tests.builders import Scene
from tests.journeys.about_answers import by, person_key
from tests.journeys.working import Working

Outcome = TypeVar("Outcome")


def as_person(at: Working, person_id: str) -> Occasion:
    with at.world.database.reading() as session:
        row = session.get_one(Person, person_id)
        body = session.get_one(Organisation, row.organisation_id)
        actor = person_actor(session, person_id, body, at.clock().date())
    assert actor is not None
    return Occasion(actor, at.clock(), at.world.books)


def does(at: Working, who: Occasion, act: Callable[..., Outcome], *given: Any, **more: Any) -> Outcome:
    with at.world.database.transaction() as session:
        return act(session, who, *given, **more)


def saved(at: Working, made: Scene) -> Saved:
    with at.world.database.reading() as session:
        found = saved_answers.of(session, made.request)
    assert found is not None
    return found


def action_id(at: Working, code: str = "A1") -> str:
    with at.world.database.reading() as session:
        return session.exec(select(Action.id).where(Action.code == code)).one()


def begun(at: Working, made: Scene) -> tuple[Occasion, str]:
    """An answer begun by the respondent, and its key."""
    pat = as_person(at, made.respondent)
    return pat, does(at, pat, start, made.request).key


def filled(at: Working, made: Scene) -> tuple[Occasion, str]:
    """The same, with all that it needs."""
    pat, key = begun(at, made)
    one = f"action-{action_id(at)}"
    for part, content in (
        ("kind", {"kind": "answer"}),
        ("actions", {"actions": [action_id(at)]}),
        (one, {"commitment": "declined", "alternative": "We could host it.", "risk": "", "comment": ""}),
        ("current_provision", {"words": "Level 3 engineering."}),
    ):
        does(at, pat, save, made.request, key, part, content, 0)
    return pat, key


def sent(at: Working, made: Scene, who: Occasion, key: str) -> Receipt:
    return does(at, who, send, made.request, key, saved(at, made).answer.version)


def test_what_is_saved_part_by_part_is_sent_as_one_answer_and_then_gone(at: Working) -> None:
    made = builders.scene(at.world)
    pat, key = filled(at, made)
    before = len(at.all(EventRow))
    version = saved(at, made).answer.version
    receipt = sent(at, made, pat, key)
    (answer,) = at.all(Response)
    assert answer.reference in receipt.text
    assert '"alternative":"We could host it."' in (answer.content or "")
    assert "Level 3 engineering." in (answer.content or "")
    assert answer.sent_by == f"person:{made.respondent}"
    assert not at.all(SavedAnswer)
    assert not at.all(SavedPart)
    again = does(at, pat, send, made.request, key, version)
    assert again.repeated
    assert again.text == receipt.text
    assert len(at.all(Response)) == 1
    assert len(at.all(EventRow)) > before
    with at.world.database.reading() as session:
        assert chain.verify(session).holds


def test_saving_is_no_event_and_the_team_cannot_look_at_it(at: Working) -> None:
    made = builders.scene(at.world)
    before = len(at.all(EventRow))
    filled(at, made)
    assert len(at.all(EventRow)) == before
    for stranger in (by(at, made.erb_key), as_person(at, made.manager), builders.occasion(at.world)):
        with pytest.raises(NotYours):
            does(at, stranger, start, made.request)


def test_two_people_on_two_parts_lose_nothing_and_on_one_part_the_second_sees_the_first(at: Working) -> None:
    made = builders.scene(at.world)
    pat, key = begun(at, made)
    person_key(at, made, made.provider, "Dep Uty", Role.PROVIDER_DEPUTY)
    with at.world.database.reading() as session:
        deputy = session.exec(select(Person.id).where(Person.name == "Dep Uty")).one()
    dep = as_person(at, deputy)
    does(at, pat, save, made.request, key, "comment", {"words": "Ours"}, 0)
    does(at, dep, save, made.request, key, "current_provision", {"words": "Theirs"}, 0)
    with pytest.raises(ChangedMeanwhile) as told:
        does(at, dep, save, made.request, key, "comment", {"words": "Mine"}, 0)
    assert told.value.theirs is not None
    assert told.value.theirs.content == {"words": "Ours"}
    assert told.value.theirs.person_id == made.respondent
    assert does(at, dep, save, made.request, key, "comment", {"words": "Ours"}, 0).version == 1
    does(at, dep, save, made.request, key, "comment", {"words": "Mine"}, 1)
    assert {name: part.person_id for name, part in saved(at, made).parts.items()} == {
        "comment": deputy,
        "current_provision": deputy,
    }


def test_what_was_read_before_is_what_is_sent(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    pat, key = filled(at_sqlite, made)
    read = saved(at_sqlite, made).answer.version
    does(at_sqlite, pat, save, made.request, key, "comment", {"words": "A late word"}, 0)
    with pytest.raises(ChangedMeanwhile):
        does(at_sqlite, pat, send, made.request, key, read)
    assert at_sqlite.all(Response) == []


def test_a_page_that_was_left_open_says_that_the_answer_was_sent(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    pat, key = filled(at_sqlite, made)
    sent(at_sqlite, made, pat, key)
    for late in ("old", "new"):
        if late == "new":
            does(at_sqlite, pat, start, made.request)
        with pytest.raises(AlreadySent):
            does(at_sqlite, pat, save, made.request, key, "comment", {"words": "Late"}, 0)


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ({}, ["kind: "]),
        ({"kind": {"kind": "more_time"}}, ["more_time: "]),
        ({"kind": {"kind": "answer"}}, ["actions: "]),
        ({"kind": {"kind": "answer"}, "comment": {"words": ""}}, ["actions: "]),
        ({"kind": {"kind": "answer"}, "files": {"files": []}}, ["actions: "]),
        ({"kind": {"kind": "more_time"}, "more_time": {"until": "2026-11-01", "because": "x"}}, ["until: "]),
    ],
)
def test_an_answer_that_is_not_whole_is_not_sent(
    at_sqlite: Working, parts: dict[str, dict[str, Any]], wanted: list[str]
) -> None:
    made = builders.scene(at_sqlite.world)
    pat, key = begun(at_sqlite, made)
    for part, content in parts.items():
        does(at_sqlite, pat, save, made.request, key, part, content, 0)
    with pytest.raises(Faulty) as told:
        sent(at_sqlite, made, pat, key)
    assert [fault[: len(start)] for fault, start in zip(told.value.faults, wanted, strict=True)] == wanted
    assert saved(at_sqlite, made).said == parts


def test_a_chosen_action_wants_its_answer_and_one_taken_out_does_not(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    pat, key = filled(at_sqlite, made)
    both = {"actions": [action_id(at_sqlite), action_id(at_sqlite, "A2")]}
    does(at_sqlite, pat, save, made.request, key, "actions", both, 1)
    with pytest.raises(Faulty) as told:
        sent(at_sqlite, made, pat, key)
    assert told.value.faults == (f"action-{both['actions'][1]}: this still has to be filled in.",)
    with at_sqlite.world.database.transaction() as session:
        row = session.exec(select(Action).where(Action.code == "A2")).one()
        row.withdrawn_on = at_sqlite.clock().date()
    sent(at_sqlite, made, pat, key)
    assert '"action":"A1"' in (at_sqlite.all(Response)[0].content or "")


def test_an_answer_that_is_not_needed_any_more_takes_no_parts(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    pat, key = filled(at_sqlite, made)
    with at_sqlite.world.database.transaction() as session:
        requests.withdraw(session, builders.occasion(at_sqlite.world), session.get_one(Request, made.request))
    for act, given in ((start, ()), (save, (key, "comment", {"words": "x"}, 0)), (send, (key, 4))):
        with pytest.raises(Refused):
            does(at_sqlite, pat, act, made.request, *given)


def test_a_new_version_begins_with_the_last_and_another_area_lends_what_is_offered_only(
    at_sqlite: Working,
) -> None:
    made = builders.scene(at_sqlite.world)
    pat, key = filled(at_sqlite, made)
    sent(at_sqlite, made, pat, key)
    (first,) = at_sqlite.all(Response)
    does(at_sqlite, pat, start, made.request, first.id)
    said = saved(at_sqlite, made).said
    assert said["actions"] == {"actions": [action_id(at_sqlite)]}
    assert said[f"action-{action_id(at_sqlite)}"]["alternative"] == "We could host it."
    assert {part.source_id for part in saved(at_sqlite, made).parts.values()} == {first.id}
    other = builders.scene(at_sqlite.world, "southshire", 2)
    lent = _ask_here(at_sqlite, other, made.provider)
    does(at_sqlite, as_person(at_sqlite, made.respondent), start, lent, first.id)
    with at_sqlite.world.database.reading() as session:
        found = saved_answers.of(session, lent)
    assert found is not None
    assert found.said == {"kind": {"kind": "answer"}, "current_provision": {"words": "Level 3 engineering."}}
    with pytest.raises(Faulty):  # another provider's answer is not there
        does(at_sqlite, as_person(at_sqlite, other.respondent), start, other.request, first.id)


def test_what_was_recorded_with_a_file_of_the_team_is_corrected_without_it(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    with at_sqlite.world.database.transaction() as session:
        plan, when = session.get_one(Plan, made.plan), builders.occasion(at_sqlite.world)
        letter = files.keep(session, when, plan, name="letter.txt", media_type="text/plain", content=b"Dear")
        heard = read({"comment": "By letter.", "heard_how": "letter", "files": (letter.id,)})
        responses.submit(session, by(at_sqlite, made.erb_key), made.request, heard, "k")
    pat = as_person(at_sqlite, made.respondent)
    (noted,) = at_sqlite.all(Response)
    key = does(at_sqlite, pat, start, made.request, noted.id).key
    sent(at_sqlite, made, pat, key)
    own = at_sqlite.all(Response)[-1]
    assert (own.version, own.heard_how, own.files) == (2, None, [])


def _ask_here(at: Working, other: Scene, provider: str) -> str:
    """The first scene's provider is asked in another area as well, by the same person."""
    when = builders.occasion(at.world)
    with at.world.database.transaction() as session:
        plan, body = session.get_one(Plan, other.plan), session.get_one(Organisation, provider)
        plans.add_provider(session, when, plan, body, reason="It teaches here too.")
        pat = session.exec(select(Person).where(Person.organisation_id == provider)).one()
        area = session.get_one(Area, other.area)
        people.grant_role(session, when, pat, area, Role.PROVIDER_RESPONDENT, when.today)
        return builders.ask(session, when, plan, body).id


def test_an_invited_colleague_fills_in_the_part_that_was_handed_to_them_and_no_other(at: Working) -> None:
    made = builders.scene(at.world)
    pat, key = filled(at, made)
    invited = does(at, pat, invite, made.request, name="Cole League", email="Cole@north.example")
    assert does(at, pat, invite, made.request, name="", email="cole@NORTH.example").id == invited.id
    does(at, pat, hand, made.request, key, "comment", invited.id)
    does(at, pat, hand, made.request, key, "comment", invited.id)
    (message,) = [row for row in at.all(OutboxRow) if row.template == "part_handed"]
    assert (message.person_id, message.status) == (invited.id, OutboxStatus.OWED)
    cole = as_person(at, invited.id)
    does(at, cole, save, made.request, key, "comment", {"words": "From the workshop."}, 0)
    for act, given in (
        (save, (key, "current_provision", {"words": "x"}, 1)),
        (send, (key, saved(at, made).answer.version)),
        (start, ()),
    ):
        with pytest.raises(NotYours):
            does(at, cole, act, made.request, *given)
    does(at, pat, take_back, made.request, "comment")
    with pytest.raises(NotYours):
        does(at, cole, save, made.request, key, "comment", {"words": "More"}, 1)
    sent(at, made, pat, key)
    assert "From the workshop." in (at.all(Response)[0].content or "")
    assert at.all(HandedPart) == []


def test_a_part_goes_to_a_colleague_of_the_same_provider_only(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    pat, key = filled(at_sqlite, made)
    for person in (made.manager, made.respondent, "nobody"):
        with pytest.raises(Faulty):
            does(at_sqlite, pat, hand, made.request, key, "comment", person)
    for name, email in (("", "no address"), ("Cole", "cole@localhost"), ("", "a@b.example, c@d.example")):
        with pytest.raises(Faulty):
            does(at_sqlite, pat, invite, made.request, name=name, email=email)
    with pytest.raises(NotYours):
        does(
            at_sqlite, as_person(at_sqlite, made.manager), invite, made.request, name="A", email="a@b.example"
        )


def test_the_message_to_a_colleague_is_not_sent_when_the_part_is_not_theirs_any_more(
    at_sqlite: Working,
) -> None:
    made = builders.scene(at_sqlite.world)
    pat, key = filled(at_sqlite, made)
    invited = does(at_sqlite, pat, invite, made.request, name="Cole League", email="cole@north.example")
    does(at_sqlite, pat, hand, made.request, key, "comment", invited.id)
    does(at_sqlite, pat, take_back, made.request, "comment")
    at_sqlite.rest()
    (message,) = [row for row in at_sqlite.all(OutboxRow) if row.template == "part_handed"]
    assert message.skipped_because.startswith("The part was sent, or taken back")


def _colleagues(session: Session, who: Occasion, made: Scene) -> list[str | None]:
    return [row.name for row in handed_parts.colleagues(session, who, made.area, made.provider)]


def test_the_colleagues_to_choose_from_are_those_with_a_part_here_today(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    pat, _ = begun(at_sqlite, made)
    person_key(at_sqlite, made, made.provider, "Dep Uty", Role.PROVIDER_DEPUTY)
    person_key(at_sqlite, made, made.provider, "No Role")
    person_key(at_sqlite, made, made.erb, "Someone Else", Role.PROJECT_MANAGER)
    with at_sqlite.world.database.reading() as session:
        assert _colleagues(session, pat, made) == ["Dep Uty"]


def test_a_colleague_whose_part_in_the_area_ended_fills_in_nothing_there(at_sqlite: Working) -> None:
    at = at_sqlite
    made = builders.scene(at.world)
    pat, key = filled(at, made)
    other = builders.scene(at.world, "southshire", 2)
    cole = does(at, pat, invite, made.request, name="Cole League", email="cole@north.example").id
    does(at, pat, hand, made.request, key, "comment", cole)
    with at.world.database.transaction() as session:
        when, row = builders.occasion(at.world, at.clock()), session.get_one(Person, cole)
        assert [one.part.part for one in asked.handed(session, [as_person(at, cole).actor])] == ["comment"]
        south = session.get_one(Area, other.area)
        people.grant_role(session, when, row, south, Role.PROVIDER_COLLEAGUE, when.today)
        (held,) = [each for each in life.roles_in(session, made.area) if each.person_id == cole]
        parties.end_role(session, when, held, when.today)
    gone = as_person(at, cole)
    with at.world.database.reading() as session:
        assert asked.handed(session, [gone.actor]) == []
    with pytest.raises(NotYours):
        does(at, gone, save, made.request, key, "comment", {"words": "x"}, 0)
