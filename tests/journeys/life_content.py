"""What people put into a plan, ask and answer, for the state machine: rules in any order, good and bad."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from lsip_workflow.journeys import barriers as barriers_of
from lsip_workflow.journeys import (
    confirmation,
    consultation,
    content,
    corrections,
    duties,
    engagement,
    findings,
    plans,
    questions,
    requests,
    responses,
)
from lsip_workflow.journeys import files as files_of
from lsip_workflow.model import (
    Action,
    Barrier,
    BarrierAsk,
    BarrierKind,
    BarrierSide,
    Commitment,
    CommitmentKind,
    Consideration,
    ConsultationComment,
    ConsultationRound,
    DutyAct,
    Engagement,
    EngagementKind,
    EngagementParty,
    Evidence,
    File,
    Finding,
    HeardHow,
    Organisation,
    ParticipantKind,
    Plan,
    Priority,
    PriorityKind,
    Question,
    Request,
    Response,
    SkillsNeed,
    Test,
)
from lsip_workflow.model.consultation import Outcome
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
from tests.builders import action
from tests.journeys.life_base import ANYONE, SAYS, TEAM, WHICH, Life, N, act
from tests.journeys.life_world import PROVIDERS

DAYS = (21, 3, 9, 30, 0, -1)
ENTRIES: dict[str, Any] = {
    "evidence": Evidence,
    "finding": Finding,
    "need": SkillsNeed,
    "barrier": Barrier,
    "priority": Priority,
    "action": Action,
    "engagement": Engagement,
    "consideration": Consideration,
}
REPLACED = ("consideration", "engagement")


class Content(Life):
    """The content of a plan: recorded, corrected, taken out, shared and commented on."""

    @act(n=N, m=N, what=tuple(ENTRIES), who=TEAM, says=SAYS)
    def record(self, n: int, m: int, what: str, who: str, says: str) -> None:
        plan = self.plan(n)
        reference = self.world.world.reference
        needs = self.world.keys(SkillsNeed, plan)
        evidence = self.world.keys(Evidence, plan)

        def journey(session: Session, when: Occasion) -> None:
            row = session.get_one(Plan, plan)
            match what:
                case "evidence":
                    found = Evidence(
                        plan_id=plan, title=says, source=says, soc="5241", recruitment_difficulty=True
                    )
                    content.record_evidence(session, when, found, reference)
                case "finding":
                    finding = Finding(
                        plan_id=plan, says=says, rests_on=evidence[:1], contradicted_by=evidence[1:2]
                    )
                    findings.record_finding(session, when, finding)
                case "need":
                    soc = ("5241", "9999", None)[m % 3]
                    need = SkillsNeed(
                        plan_id=plan, occupation=says, soc=soc, sic="432", occupation_code="OCC0152"
                    )
                    content.record_need(session, when, need, reference)
                case "barrier":
                    barrier = Barrier(
                        plan_id=plan, title=says, kind=next(iter(BarrierKind)), side=next(iter(BarrierSide)),
                        remover_id="college" if m else None, national=bool(m),
                    )  # fmt: skip
                    barriers_of.record_barrier(session, when, barrier)
                case "priority":
                    priority = Priority(
                        plan_id=plan, code=f"P{m}", title=says, kind=PriorityKind.SECTOR, needs=needs[:1]
                    )
                    content.record_priority(session, when, priority)
                case "action":
                    content.record_action(session, when, action(row, f"A{m}", PROVIDERS[m % 3]))
                case "engagement":
                    self._engage(session, when, plan, m, says)
                case _:
                    plans.consider(session, when, row, list(Test)[m % 5], says)

        self.do(plan, journey, who)

    def _engage(self, session: Session, when: Occasion, plan: str, m: int, says: str) -> None:
        day = when.today + timedelta(days=m - 3)
        row = Engagement(plan_id=plan, kind=EngagementKind.INTERVIEW, on=day, title=says)
        heard = EngagementParty(
            plan_id=plan, engagement_id=row.id, kind=ParticipantKind.EMPLOYER, invited=m + 1, took_part=m
        )
        engagement.record_engagement(session, when, row, [heard], self.world.world.reference)

    def _replace(self, session: Session, when: Occasion, row: Any) -> None:
        """Another in the place of what was considered, or of who was heard."""
        text = f"Changed for the time {row.version}"
        if isinstance(row, Consideration):
            plan = session.get_one(Plan, row.plan_id)
            plans.consider(session, when, plan, row.test, text, replaces=row)
            return
        new = Engagement(plan_id=row.plan_id, kind=row.kind, on=row.on, title=text)
        engagement.record_engagement(session, when, new, [], self.world.world.reference, replaces=row)

    @act(n=N, m=N, what=("evidence", "need", "priority", "action", *REPLACED), ahead=WHICH, who=TEAM)
    def correct(self, n: int, m: int, what: str, ahead: int, who: str) -> None:
        """With the version that is there, an older one, a newer one, or none."""
        plan = self.plan(n)
        key = self.world.one(ENTRIES[what], plan, m)
        if key is None:
            return

        def journey(session: Session, when: Occasion) -> int:
            row = corrections.standing(session, session.get_one(ENTRIES[what], key))
            as_of = int(row.version) + ahead - 1
            row = corrections.take(session, row, as_of)
            if what in REPLACED:
                self._replace(session, when, row)
                return as_of
            named = "occupation" if what == "need" else "title"
            changed = corrections.put(row, {named: f"Changed for the time {row.version}"})
            match what:
                case "evidence":
                    content.record_evidence(session, when, row, changed=changed)
                case "need":
                    content.record_need(session, when, row, self.world.world.reference, changed=changed)
                case "priority":
                    content.record_priority(session, when, row, changed=changed)
                case _:
                    content.record_action(session, when, row, changed=changed)
            return as_of

        seen = self.world.facts(ENTRIES[what], key)
        while getattr(seen, "replaced_by", None):
            seen = self.world.facts(ENTRIES[what], seen.replaced_by)
        before = seen.version
        as_of = self.do(plan, journey, who)
        assert as_of in (None, before), "a change over a change that was not seen"

    @act(n=N, m=N, what=tuple(ENTRIES), reason=SAYS, who=TEAM)
    def take_out(self, n: int, m: int, what: str, reason: str, who: str) -> None:
        plan, key = self.plan(n), self.world.one(ENTRIES[what], self.plan(n), m)
        by_code = what in ("priority", "action")

        def journey(session: Session, when: Occasion) -> None:
            name = session.get_one(ENTRIES[what], key).code if by_code else key
            corrections.withdraw(session, when, session.get_one(Plan, plan), what, name, reason)  # type: ignore[arg-type]

        if key is not None:
            self.do(plan, journey, who)

    @act(n=N, m=N, kind=tuple(CommitmentKind), of=PROVIDERS, says=SAYS)
    def commit(self, n: int, m: int, kind: CommitmentKind, of: str, says: str) -> None:
        plan, key = self.plan(n), self.world.one(Action, self.plan(n), m)

        def journey(session: Session, when: Occasion) -> Commitment:
            row, body = session.get_one(Action, key), session.get_one(Organisation, of)
            plans.record_progress(session, when, row, done=says)
            return plans.record_commitment(
                session, when, session.get_one(Plan, plan), row, body, kind, alternative=says
            )

        if key is not None:
            self.do(plan, journey)

    @act(n=N, m=N, what=("ask", "answer"), says=SAYS, days=(0, -9, 2))
    def about_a_barrier(self, n: int, m: int, what: str, says: str, days: int) -> None:
        plan = self.plan(n)
        barrier, ask = self.world.one(Barrier, plan, m), self.world.one(BarrierAsk, plan, m)

        def journey(session: Session, when: Occasion) -> None:
            on = when.today + timedelta(days=days)
            if what == "ask":
                row = session.get_one(Barrier, barrier)
                barriers_of.ask(session, when, row, asked=says, on=on, whom=says)
            else:
                barriers_of.answer(session, when, session.get_one(BarrierAsk, ask), said=says, on=on)

        if (barrier if what == "ask" else ask) is not None:
            self.do(plan, journey)

    @act(n=N, m=N, what=("open", "comment", "answer", "close"), says=SAYS, days=DAYS)
    def consult(self, n: int, m: int, what: str, says: str, days: int) -> None:
        plan = self.plan(n)
        there = self.world.one(ConsultationRound, plan, m)
        comment = self.world.one(ConsultationComment, plan, m)

        def journey(session: Session, when: Occasion) -> None:
            if what == "open":
                bodies = [session.get_one(Organisation, key) for key in ("college", "authority")[: m + 1]]
                until = when.today + timedelta(days=days)
                row = session.get_one(Plan, plan)
                consultation.open_round(session, when, row, title=says, parties=bodies, until=until)
            elif what == "answer":
                about = session.get_one(ConsultationComment, comment)
                consultation.answer(session, when, about, list(Outcome)[m % 2], says)
            elif what == "close":
                consultation.close(session, when, session.get_one(ConsultationRound, there))
            else:
                held = session.get_one(ConsultationRound, there)
                consultation.comment(session, when, held, ("college", "academy")[m % 2], says)

        if what == "open" or (comment if what == "answer" else there) is not None:
            self.do(plan, journey)


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
