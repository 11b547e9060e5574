"""What a gate asks for, simulated: content that is invented and says so, put in by the real journeys."""

from datetime import date

from sqlmodel import Session, select

from lsip_workflow import rulebook as rb
from lsip_workflow.journeys import authorities, decisions, plans, submission
from lsip_workflow.model import (
    Action,
    AuthorityAnswer,
    CommitmentKind,
    DeliveryRoute,
    Evidence,
    Organisation,
    Plan,
    PlanProvider,
    Priority,
    PriorityKind,
    Role,
    SkillsNeed,
    Strength,
    digest,
)
from lsip_workflow.reference import Reference
from lsip_workflow.rehearsal.cast import Cast
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion

INVENTED = "Invented for this rehearsal."
NO_MINUTE = "Rehearsal: there is no letter or minute"
# One occupation, whose codes the reference data know.
OCCUPATION, SOC, SIC, ON_THE_MAP = "Electricians and electrical fitters", "5241", "432", "OCC0152"
BODIES = {
    "board": "The board of the employer representative body",
    "secretary_of_state": "The Secretary of State",
    "governing_body": "The governing body",
    "strategic_authority": "The strategic authority",
}


class Supplier:
    """Puts in what one plan still needs, in the transaction that is open."""

    def __init__(self, session: Session, at: Occasion, plan: Plan, cast: Cast, reference: Reference) -> None:
        self.session, self.at, self.plan = session, at, plan
        self.cast, self.reference = cast, reference

    def supply(self, condition: rb.AnyCondition) -> None:
        """Put in what a condition asks for; where nothing is to be invented, go on with a reason."""
        match condition:
            case rb.Considered(test=test):
                plans.consider(self.session, self.at, self.plan, test, INVENTED)
            case rb.Decided(sign_off=rule):
                self._decide(rule)
            case rb.EvidenceRecorded() | rb.RecruitmentDifficulty():
                self._evidence()
            case rb.NeedsClassified():
                self._need()
            case rb.PriorityCount() | rb.PrioritiesNameNeeds():
                self._priority()
            case rb.ActionsIdentified() | rb.ActionsComplete() | rb.ActionsCommitted():
                self._action()
            case rb.AuthoritiesAnswered():
                self._authorities()
            case rb.Published(document=kind):
                publish(self.session, self.at, self.plan, kind)
            case rb.ReportComplete():
                self.report()
            case rb.Submitted():
                self._submit()
            case _:
                self._go_on(condition)

    def report(self) -> None:
        """Say of every action that nothing was done, as nothing is invented about that."""
        for action in queries.action_codes(self.session, self.plan.id).values():
            plans.record_progress(self.session, self.at, action, no_progress_because=INVENTED)

    def _decide(self, rule: str) -> None:
        entry = self.at.book_of(self.plan).sign_off(rule)
        body = next((BODIES[by] for by in entry.by if by in BODIES), BODIES["board"])
        lead = self._lead()
        decide(self.session, self.at, lead, self.plan, rule, body)

    def _evidence(self) -> None:
        row = Evidence(
            plan_id=self.plan.id,
            title="Evidence (invented)",
            source=INVENTED,
            soc=SOC,
            recruitment_difficulty=True,
            finding=INVENTED,
        )
        plans.record_evidence(self.session, self.at, row)

    def _need(self) -> SkillsNeed:
        query = select(SkillsNeed).where(SkillsNeed.plan_id == self.plan.id)
        if there := self.session.exec(query).first():
            return there
        row = SkillsNeed(
            plan_id=self.plan.id, occupation=OCCUPATION, soc=SOC, sic=SIC, occupation_code=ON_THE_MAP, level=3
        )
        return plans.record_need(self.session, self.at, row, self.reference)

    def _priority(self) -> None:
        need = self._need()
        row = Priority(
            plan_id=self.plan.id,
            code="P1",
            title="Priority (invented)",
            kind=PriorityKind.SECTOR,
            needs=[need.id],
        )
        plans.record_priority(self.session, self.at, row)

    def _action(self) -> None:
        """One action, led by the first provider of the plan, its commitment sought."""
        query = select(PlanProvider.provider_id).where(PlanProvider.plan_id == self.plan.id)
        lead = min(self.session.exec(query), default=self.plan.erb_id)
        row = Action(
            plan_id=self.plan.id,
            code="A1",
            title="Action (invented)",
            lead_id=lead,
            planned_for=date(self.at.today.year + 1, 9, 30),
            measure=INVENTED,
            route=DeliveryRoute.BOTH,
        )
        plans.record_action(self.session, self.at, row)
        by = self.session.get_one(Organisation, lead)
        plans.record_commitment(self.session, self.at, self.plan, row, by, CommitmentKind.SOUGHT)

    def _submit(self) -> None:
        who = BODIES["secretary_of_state"]
        submission.submit(
            self.session, self.at, self.plan, addressee=who, on=self.at.today, reference=NO_MINUTE
        )

    def _authorities(self) -> None:
        query = select(AuthorityAnswer).where(
            AuthorityAnswer.plan_id == self.plan.id, AuthorityAnswer.answer == "not_asked"
        )
        for row in self.session.exec(query).all():
            authorities.answer(self.session, self.at, row, answer="agreed", on=self.at.today)

    def _go_on(self, condition: rb.AnyCondition) -> None:
        if condition.strength is Strength.LAW:
            return  # nobody goes on without what the Act asks; the line then says what is still needed
        plans.accept_condition(self.session, self._lead(), self.plan, condition.key, INVENTED)

    def _lead(self) -> Occasion:
        """This instant, with the invented lead of the area as whoever acts."""
        lead = self.cast.actor(self.session, self.plan.area_id, Role.ERB_LEAD)
        return Occasion(lead, self.at.now, self.at.books)


def decide(session: Session, entered: Occasion, checked: Occasion, plan: Plan, rule: str, body: str) -> None:
    """Record a body's decision: entered by one, checked by another, under no reference."""
    minute = decisions.Minute(body=body, on=entered.today, reference=NO_MINUTE)
    row = decisions.enter(session, entered, plan, rule, minute)
    decisions.check(session, checked, row)


def publish(session: Session, at: Occasion, plan: Plan, kind: str) -> None:
    """Record a publication at an address that nobody has."""
    url = f"https://rehearsal.example/{plan.id}/{kind}-{at.today}"
    plans.publish(session, at, plan, kind, url, digest(f"rehearsal: {url}"), at.today)
