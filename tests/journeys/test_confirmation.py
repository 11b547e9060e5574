"""Confirming answers: off unless the ERB lead switches it on; with no second person the record says so."""

import pytest

from lsip_workflow.journeys import confirmation
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Commitment,
    Confirmation,
    Deadline,
    DeadlineStatus,
    DutyAct,
    EventRow,
    OutboxRow,
    Plan,
    Response,
    ResponseStatus,
    Role,
)
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.store import chain
from tests import builders
from tests.builders import ANSWER, Scene
from tests.journeys.about_answers import by, person_key
from tests.journeys.test_questions import send
from tests.journeys.working import Working

MORE_TIME = {"kind": "more_time", "until": "2026-12-01", "because": "Governors."}


def holds(at: Working) -> bool:
    with at.world.database.reading() as session:
        return chain.verify(session).faults == []


def switch(at: Working, made: Scene, on: bool = True, key: str = "") -> None:
    with at.world.database.transaction() as session:
        occasion = by(at, key) if key else builders.occasion(at.world, at.clock())
        confirmation.switch(session, occasion, session.get_one(Plan, made.plan), on)


def confirm(at: Working, made: Scene, key: str, version: int = 1) -> Response:
    with at.world.database.transaction() as session:
        (row,) = [row for row in at.all(Response) if row.version == version]
        plan, again = session.get_one(Plan, made.plan), session.get_one(Response, row.id)
        confirmation.confirm(session, by(at, key), plan, again)
    return at.one(Response, Response.version == version)


def switched_on(at: Working) -> Scene:
    made = builders.scene(at.world)
    switch(at, made)
    return made


def test_it_is_off_by_default_and_an_answer_then_waits_for_nobody(at: Working) -> None:
    made = builders.scene(at.world)
    send(at, made, ANSWER, "k1")
    at.rest()
    row = at.one(Response)
    assert (row.confirmation, row.status) == (None, ResponseStatus.MATCHED)
    assert "confirmation.asked" not in at.events()
    with pytest.raises(Faulty, match="waits for no confirmation"):
        confirm(at, made, made.provider_key)


def test_only_the_lead_switches_it_with_a_key_of_their_own(at: Working) -> None:
    made = builders.scene(at.world)
    manager = person_key(at, made, made.erb, "Max Manager", Role.PROJECT_MANAGER)
    for key in (made.erb_key, manager, made.provider_key):
        with pytest.raises(NotAllowed, match="The ERB lead decides this"):
            switch(at, made, key=key)
    lead = person_key(at, made, made.erb, "Lee Lead", Role.ERB_LEAD)
    switch(at, made, key=lead)
    switch(at, made, key=lead)
    assert at.one(Plan).provider_confirms is True
    assert at.events().count("confirmation.switched") == 1
    assert holds(at)


def test_an_edition_without_the_statement_has_nothing_to_confirm(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world, edition="2021-trailblazer")
    with pytest.raises(Faulty, match="no statement that a provider confirms"):
        switch(at_sqlite, made)
    assert at_sqlite.one(Plan).provider_confirms is False


def test_an_answer_is_received_at_once_and_counts_once_it_is_confirmed_by_another(at: Working) -> None:
    made = switched_on(at)
    confirmer = person_key(at, made, made.provider, "Con Firmer", Role.PROVIDER_CONFIRMER)
    send(at, made, ANSWER, "k1")
    at.rest()
    row = at.one(Response)
    assert (row.confirmation, row.status) == (Confirmation.SENT, ResponseStatus.RECEIVED)
    assert at.one(Deadline).status is DeadlineStatus.MET, "it has come: nobody is reminded of it"
    assert at.all(Commitment) == []
    (asked,) = [message for message in at.all(OutboxRow) if message.template == "confirmation_asked"]
    assert "This statement has no statutory form" in (asked.body or "")
    with pytest.raises(NotAllowed, match="Somebody else of your organisation"):
        confirm(at, made, made.provider_key)
    row = confirm(at, made, confirmer)
    assert (row.confirmation, row.confirmed_by_sender) == (Confirmation.CONFIRMED, False)
    at.rest()
    assert len(at.all(Commitment)) == 2
    assert at.one(Response).status is ResponseStatus.MATCHED
    assert len(at.all(DutyAct)) == 1
    confirm(at, made, confirmer)
    assert at.events().count("response.confirmed") == 1
    assert holds(at)


def test_a_provider_with_no_second_person_confirms_its_own_answer_and_the_record_says_so(
    at: Working,
) -> None:
    made = switched_on(at)
    send(at, made, ANSWER, "k1")
    row = confirm(at, made, made.provider_key)
    assert (row.confirmation, row.confirmed_by_sender) == (Confirmation.CONFIRMED, True)
    (event,) = [event for event in at.all(EventRow) if event.type == "response.confirmed"]
    assert '"by_sender":true' in event.payload
    at.rest()
    assert len(at.all(Commitment)) == 2
    assert holds(at)


def test_a_confirmer_who_sent_it_is_no_second_person(at: Working) -> None:
    made = switched_on(at)
    own = person_key(at, made, made.provider, "Con Firmer", Role.PROVIDER_CONFIRMER)
    send(at, made, ANSWER, "k1", own)
    assert confirm(at, made, own).confirmed_by_sender is True
    person_key(at, made, made.provider, "Sec Ond", Role.PROVIDER_CONFIRMER)
    send(at, made, ANSWER | {"comment": "More."}, "k2", own)
    with pytest.raises(NotAllowed, match="Somebody else of your organisation"):
        confirm(at, made, own, 2)


def test_what_the_team_recorded_is_confirmed_by_the_provider_and_never_by_the_team(at: Working) -> None:
    made = switched_on(at)
    send(at, made, ANSWER | {"heard_how": "letter"}, "k1", made.erb_key)
    with pytest.raises(NotAllowed, match="confirmed by the provider itself"):
        confirm(at, made, made.erb_key)
    assert confirm(at, made, made.provider_key).confirmed_by_sender is False


def test_a_newer_version_is_the_one_to_confirm_and_more_time_waits_for_nobody(at: Working) -> None:
    made = switched_on(at)
    send(at, made, MORE_TIME, "k1")
    assert at.one(Response).confirmation is None
    send(at, made, ANSWER, "k2")
    send(at, made, ANSWER | {"comment": "More."}, "k3")
    with pytest.raises(Faulty, match="a newer version has come since"):
        confirm(at, made, made.provider_key, 2)
    assert confirm(at, made, made.provider_key, 3).confirmation is Confirmation.CONFIRMED


def test_switched_off_lets_go_what_was_waiting_and_only_once(at: Working) -> None:
    made = switched_on(at)
    send(at, made, ANSWER, "k1")
    at.rest()
    assert at.all(Commitment) == []
    switch(at, made, on=False)
    at.rest()
    assert len(at.all(Commitment)) == 2
    confirm(at, made, made.provider_key)
    at.rest()
    assert at.events().count("response.matched") == 1
    assert len(at.all(DutyAct)) == 1
    assert holds(at)
