"""What people put into a plan, for the state machine: rules in any order, good and bad."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from lsip_workflow.journeys import barriers as barriers_of
from lsip_workflow.journeys import (
    consultation,
    content,
    corrections,
    engagement,
    findings,
    plans,
)
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
    Engagement,
    EngagementKind,
    EngagementParty,
    Evidence,
    Finding,
    Organisation,
    ParticipantKind,
    Plan,
    Priority,
    PriorityKind,
    SkillsNeed,
    Test,
)
from lsip_workflow.model.consultation import Outcome
from lsip_workflow.store.record import Occasion
from tests.builders import action
from tests.journeys.life_base import DAYS, SAYS, TEAM, WHICH, Life, N, act
from tests.journeys.life_world import PROVIDERS

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
