"""What providers are asked and answer, for the state machine: rules in any order, good and bad."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from lsip_workflow.journeys import (
    confirmation,
    duties,
    questions,
    requests,
    responses,
)
from lsip_workflow.journeys import files as files_of
from lsip_workflow.model import (
    DutyAct,
    File,
    HeardHow,
    Organisation,
    Plan,
    Question,
    Request,
    Response,
)
from lsip_workflow.rules.duties import Act
from lsip_workflow.rules.responses import (
    AnsweredElsewhere,
    AnyForm,
    DoesNotApply,
    MoreTime,
    NotForMe,
    ResponseForm,
    WillNotCommit,
)
from lsip_workflow.store.record import Occasion
from tests.journeys.life_base import ANYONE, DAYS, SAYS, TEAM, WHICH, Life, N, act
from tests.journeys.life_world import PROVIDERS


class Answers(Life):
    """Requests and their answers of six kinds, questions about them, and the register of duties."""

    @act(n=N, of=PROVIDERS, days=DAYS, who=TEAM, says=SAYS)
    def ask(self, n: int, of: str, days: int, who: str, says: str) -> None:
        plan = self.plan(n)
        self.do(
            plan,
            lambda session, when: requests.ask(
                session, when, session.get_one(Plan, plan), session.get_one(Organisation, of),
                title=says, due=when.today + timedelta(days=days),
            ),
            who,
        )  # fmt: skip

    @act(n=N, kind=N, who=ANYONE, key=N, days=DAYS, own=WHICH)
    def answer(self, n: int, kind: int, who: str, key: int, days: int, own: int) -> None:
        """By the provider that was asked, by the team for it, or by somebody whose it is not."""
        request = self.world.one(Request, None, n)
        if request is None:
            return
        facts = self.world.facts(Request, request)
        plan = self.home(Request, request)
        sender = facts.provider_id if own else who
        form = self._form(kind, days, sender)
        name = f"key {key}"
        got = self.do(
            plan,
            lambda session, when: responses.submit(session, when, request, form, name),
            sender,
        )
        if got is None:
            return
        team = ("administrator", "second administrator", "flow", "erb", "erb_lead", "project_manager")
        assert sender in (*team, facts.provider_id), f"{sender} answered for {facts.provider_id}"
        if sender == facts.provider_id:
            self.took(request, name, form, got.text)

    def _form(self, kind: int, days: int, sender: str) -> AnyForm:
        heard: Any = None if sender in PROVIDERS else "telephone"
        match kind % 7:
            case 0 | 1 | 6:
                code = "A1" if kind < 6 else "A99"
                answers: Any = ({"action": code, "commitment": ("firm", "in_principle")[kind % 2]},)
                return ResponseForm(
                    answers=answers, comment=f"Said on {self.world.occasion().today}.", heard_how=heard
                )
            case 2:
                until = self.world.occasion().today + timedelta(days=days)
                return MoreTime(
                    kind="more_time", until=until, because="Our governors meet then.", heard_how=heard
                )
            case 3:
                return NotForMe(kind="not_for_me", pass_to="The academy", heard_how=heard)
            case 4:
                return DoesNotApply(kind="does_not_apply", because="No such course.", heard_how=heard)
            case _ if days > 0:
                return AnsweredElsewhere(
                    kind="answered_elsewhere", link="https://a.example/", heard_how=heard
                )
        return WillNotCommit(
            kind="will_not_commit", because="No money.", what_would_help="A grant.", heard_how=heard
        )

    @act(n=N, m=N, what=("ask", "reply", "accept", "withdraw"), says=SAYS, days=DAYS, who=ANYONE)
    def question(self, n: int, m: int, what: str, says: str, days: int, who: str) -> None:
        about = Response if what in ("ask", "accept") else Question
        key = self.world.one(about, None, n)
        if key is None:
            return
        plan = self.home(about, key)

        def journey(session: Session, when: Occasion) -> None:
            row, found = session.get_one(Plan, plan), session.get_one(about, key)
            match found, what:
                case Response(), "ask":
                    due = when.today + timedelta(days=days)
                    questions.ask(session, when, row, found, text=says, due=due)
                case Response(), _:
                    questions.accept(session, when, row, found)
                case Question(), "reply":
                    heard = None if when.actor.organisation_id == found.provider_id else HeardHow.EMAIL
                    questions.reply(session, when, row, found, text=says, heard_how=heard)
                case Question(), _:
                    questions.withdraw(session, when, found)

        self.do(plan, journey, who if what == "reply" else "project_manager")

    @act(n=N, m=N, what=("withdraw", "contact", "file"), says=SAYS, days=DAYS)
    def about_a_request(self, n: int, m: int, what: str, says: str, days: int) -> None:
        key = self.world.one(Request, None, n)
        if key is None:
            return
        plan = self.home(Request, key)
        attached = self.world.keys(File)[:1] if m % 2 else []

        def journey(session: Session, when: Occasion) -> None:
            row = session.get_one(Request, key)
            match what:
                case "withdraw":
                    requests.withdraw(session, when, row)
                case "contact":
                    questions.record_contact(
                        session, when, session.get_one(Plan, plan), row, how=HeardHow.TELEPHONE,
                        on=when.today - timedelta(days=days), with_whom=says, said=says, attached=attached,
                    )  # fmt: skip
                case _:
                    files_of.keep(
                        session, when, session.get_one(Plan, plan), name="minute.pdf",
                        media_type="application/pdf", content=b"%PDF-1.7\n" + says.encode(),
                    )  # fmt: skip

        self.do(plan, journey)

    @act(n=N, what=("on", "off", "confirm"), who=ANYONE)
    def confirmation(self, n: int, what: str, who: str) -> None:
        """The lead switches it; somebody of the provider, or its own key, confirms."""
        key = self.world.one(Response, None, n)
        plan = self.home(Response, key) if key and what == "confirm" else self.plan(n)

        def journey(session: Session, when: Occasion) -> bool:
            row = session.get_one(Plan, plan)
            if what == "confirm":
                confirmation.confirm(session, when, row, session.get_one(Response, key))
            else:
                confirmation.switch(session, when, row, what == "on")
            return True

        if what == "confirm" and key is None:
            return
        if self.do(plan, journey, who) and what != "confirm":
            assert who in ("administrator", "second administrator", "flow", "erb_lead"), who

    @act(n=N, of=PROVIDERS, what=("act", "see", "account", "position"), says=SAYS)
    def duty(self, n: int, of: str, what: str, says: str) -> None:
        plan = self.plan(n)
        line = self.world.one(DutyAct, None, n) or "no-line"

        def journey(session: Session, when: Occasion) -> bool:
            row, body = session.get_one(Plan, plan), session.get_one(Organisation, of)
            match what:
                case "act":
                    duties.record_act(
                        session, when, row, body, duty="d3-have-regard", act=Act.DISCUSSED,
                        on=when.today, about=says,
                    )  # fmt: skip
                case "see":
                    duties.see(session, when, row, [line])
                case "account":
                    duties.give_account(session, when, row, line, says)
                case _:
                    duties.state_position(session, when, row, duty="d3-have-regard", words=says)
            return True

        own = what != "act" and n % 4 > 0
        happened = self.do(plan, journey, of if own else "erb")
        assert not (happened and what != "act" and not own), "the team spoke for a provider"
