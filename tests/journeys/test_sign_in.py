"""Links to sign in: for whom, until when, once; and the message that carries one before all others."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlmodel import select

from lsip_workflow.journeys import parties, people, sign_in
from lsip_workflow.model import (
    Area,
    Organisation,
    OutboxRow,
    OutboxStatus,
    Person,
    Post,
    Role,
    RoleHeld,
    SignedIn,
    SignInLink,
)
from lsip_workflow.outbox.deliver import send_next
from lsip_workflow.outbox.door import NOT_KEPT, TOO_LATE, link_of, token
from lsip_workflow.store import chain
from tests import builders
from tests.journeys.working import Working

MO = "mo@northshire.example"
HERE, ELSEWHERE = "this browser", "another browser"


def ask(at: Working, address: str = MO, browser: str = HERE) -> None:
    with at.world.database.transaction() as session:
        sign_in.ask(session, at.clock(), at.clock().date(), address, after="/plans", browser=browser)


def use(at: Working, link: SignInLink, browser: str = HERE, typed: str = "") -> SignInLink | None:
    with at.world.database.transaction() as session:
        today = at.clock().date()
        return sign_in.use(session, at.clock(), today, link.id, browser=browser, typed=typed)


def test_a_link_opens_the_door_once_where_it_was_asked_for(at: Working) -> None:
    builders.scene(at.world)
    ask(at, " MO@Northshire.example ")
    link = at.one(SignInLink)
    assert (link.address, link.next, link.browser == HERE) == (MO, "/plans", False)
    assert use(at, link) is not None
    assert use(at, link) is None


def test_of_two_who_press_at_once_one_comes_in(at: Working) -> None:
    builders.scene(at.world)
    ask(at)
    link = at.one(SignInLink)
    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(lambda _: use(at, link), range(4)))
    assert len([row for row in won if row]) == 1


def test_elsewhere_the_address_opens_it_and_no_other_word_does(at: Working) -> None:
    builders.scene(at.world)
    ask(at)
    link = at.one(SignInLink)
    for typed in ("", "pat@northshire.example", f"{MO}x", HERE):
        assert use(at, link, ELSEWHERE, typed) is None
    assert use(at, link, "", "") is None
    assert use(at, link, ELSEWHERE, " Mo@Northshire.Example") is not None


def test_a_link_ends_by_time_and_by_a_newer_one(at: Working) -> None:
    builders.scene(at.world)
    ask(at)
    first = at.one(SignInLink)
    at.clock.on(minutes=1)
    ask(at)
    assert use(at, first) is None
    second = at.one(SignInLink)
    at.clock.on(minutes=15)
    assert use(at, second) is None


def test_it_is_for_those_who_are_on_record_with_a_role_today(at: Working) -> None:
    made = builders.scene(at.world)
    for nobody in ("who@else.example", "", "%", "mo@northshire.exampl_"):
        ask(at, nobody)
    assert at.all(SignInLink) == []
    ask(at)
    link = at.one(SignInLink)
    with at.world.database.transaction() as session:
        (held,) = session.exec(select(RoleHeld).where(RoleHeld.person_id == made.manager))
        parties.end_role(session, builders.occasion(at.world), held, at.clock().date())
    assert use(at, link) is None, "the role ended while the link lay in the mail"
    ask(at)
    assert at.one(SignInLink).id == link.id, "nothing new was made"


def test_somebody_who_was_erased_leaves_nothing_at_the_door(at: Working) -> None:
    made = builders.scene(at.world)
    ask(at)
    link = at.one(SignInLink)
    with at.world.database.transaction() as session:
        session.add(SignedIn(id="x", address=MO, how="link", began_at=at.clock(), expires_at=at.clock()))
        people.erase_person(session, builders.occasion(at.world), session.get_one(Person, made.manager))
    assert use(at, link) is None
    assert (at.all(SignInLink), at.all(SignedIn)) == ([], [])


def test_the_message_goes_before_all_others_and_we_keep_it_without_its_link(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        session.get_one(Person, made.manager).post = Post.CHIEF_EXECUTIVE
    before = len(at.all(OutboxRow))
    at.clock.on(minutes=1)
    ask(at)
    row = at.one(OutboxRow, OutboxRow.template == "sign_in")
    assert before > 0
    assert (row.status, row.plan_id) == (OutboxStatus.OWED, None), "whoever asks is nobody's draft"
    assert send_next(at.post)
    row = at.one(OutboxRow, OutboxRow.template == "sign_in")
    assert row.status is OutboxStatus.SENT
    assert NOT_KEPT in (row.body or "")
    mail = (at.world.settings.data_dir / "messages" / f"{row.id}.eml").read_text()
    (sent,) = re.findall(r"^http://pages.example/sign-in/(\w+)$", mail, re.MULTILINE)
    assert link_of(at.world.secret, sent) == at.one(SignInLink).id
    assert sent not in str([each.model_dump() for each in at.all(OutboxRow)])


def test_a_message_whose_link_has_run_out_does_not_go(at_sqlite: Working) -> None:
    builders.scene(at_sqlite.world)
    ask(at_sqlite)
    at_sqlite.clock.on(minutes=20)
    at_sqlite.rest()
    row = at_sqlite.one(OutboxRow, OutboxRow.template == "sign_in")
    assert (row.status, row.skipped_because) == (OutboxStatus.SKIPPED, TOO_LATE)


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "0", lambda t: t.upper(), lambda t: "0" * 48]
)
def test_a_token_that_was_cut_or_made_up_names_no_link(at_sqlite: Working, change: object) -> None:
    assert callable(change)
    secret, link = at_sqlite.world.secret, "ab" * 16
    assert link_of(secret, token(secret, link)) == link
    assert link_of(secret, change(token(secret, link))) is None
    assert link_of(b"of another installation", token(secret, link)) is None


def test_one_sitting_covers_two_bodies_and_sessions_end_one_by_one_or_all(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        when, area = builders.occasion(at.world), session.get_one(Area, made.area)
        college = session.get_one(Organisation, made.provider)
        twin = builders.person(session, when, college, "Mo Northshire", MO.upper())
        people.grant_role(session, when, twin, area, Role.PROVIDER_DEPUTY, date(2026, 1, 1))
        assert len(sign_in.known(session, MO, when.today)) == 2
        for number in "abc":
            until = at.clock() + timedelta(hours=12)
            session.add(
                SignedIn(id=number * 64, address=MO, how="link", began_at=at.clock(), expires_at=until)
            )
        session.flush()
        sign_in.end(session, at.clock(), MO, "b" * sign_in.SHORT)
        sign_in.end(session, at.clock(), "pat@northshire.example", "a" * sign_in.SHORT)
        assert [row.id[0] for row in sign_in.sessions_of(session, at.clock(), MO)] == ["a", "c"]
        sign_in.end(session, at.clock(), MO)
        assert list(sign_in.sessions_of(session, at.clock(), MO)) == []


def test_none_of_it_is_in_the_chain_and_old_rows_are_tidied_away(at: Working) -> None:
    builders.scene(at.world)
    events = at.events()
    ask(at)
    at.clock.on(days=2)
    ask(at, "pat@northshire.example")
    assert at.one(SignInLink).address == "pat@northshire.example"
    assert at.events() == events
    with at.world.database.reading() as session:
        assert chain.verify(session).holds
