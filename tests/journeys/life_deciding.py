"""Who decides, what is sent to the department, reported and released, for the state machine."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from lsip_workflow import rulebook as rb
from lsip_workflow.journeys import (
    authorities,
    conflicts,
    content,
    decisions,
    interests,
    plans,
    releases,
    reports,
    sign_offs,
    submission,
    versions,
)
from lsip_workflow.model import (
    Action,
    Area,
    AuthorityAnswer,
    ConflictNotice,
    Evidence,
    Feedback,
    FeedbackPoint,
    Interest,
    Meeting,
    Organisation,
    Person,
    Plan,
    ProgressReport,
    Release,
    Role,
    RoleHeld,
    SignOff,
    SkillsNeed,
    digest,
)
from lsip_workflow.rules.lifecycle import blockers
from lsip_workflow.rules.sign_offs import roles_of
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion
from tests.builders import action
from tests.journeys.life_base import ANYONE, EITHER, SAYS, TEAM, WHICH, Life, N, act

OUTCOMES = ("agreed", "agreed_with_changes", "agreed", "not_agreed", "agreed", "returned")
ROLES = (Role.ERB_LEAD, Role.PROJECT_MANAGER, Role.BOARD_MEMBER, Role.AUDITOR)
PAST = (0, 0, 0, 1, 30, -1)


def body_of(rule: str) -> str:
    """A body under a name that the minute gives."""
    return f"The body that decides on {rule}"


class Deciding(Life):
    """Sign-offs asked, signed, declined; decisions entered and checked; conditions raised and accepted."""

    def book(self, plan: str) -> rb.Rulebook:
        """The edition of a plan."""
        return self.world.occasion().books[self.world.facts(Plan, plan).edition]

    def rule_of(self, plan: str, m: int) -> rb.SignOffRule:
        """The sign-off that the stage waits for, most often; else another one of the edition."""
        book, stage = self.book(plan), self.world.facts(Plan, plan).stage
        wanted = [
            book.sign_off(one.sign_off)
            for gate in book.gates_leaving(stage)
            for one in book.conditions_of(gate.key)
            if isinstance(one, rb.Decided)
        ]
        every = [*wanted, *wanted, *wanted, *book.sign_offs] if m < 5 else list(book.sign_offs)
        return every[m % len(every)]

    @act(n=N, m=N, days=(None, -1, 5, 20), who=TEAM, author=ROLES)
    def ask_for_a_sign_off(self, n: int, m: int, days: int | None, who: str, author: Role) -> None:
        plan = self.plan(n)
        wrote = self.world.people[self.world.area_of(plan), author]

        def journey(session: Session, when: Occasion) -> None:
            due = None if days is None else when.today + timedelta(days=days)
            row = session.get_one(Plan, plan)
            sign_offs.ask(session, when, row, self.rule_of(plan, m).key, due=due, authors=[wrote])

        self.do(plan, journey, who)

    @act(n=N, m=N, role=ROLES, stale=EITHER, ticked=EITHER, declines=EITHER)
    def sign(self, n: int, m: int, role: Role, stale: bool, ticked: bool, declines: bool) -> None:
        plan = self.plan(n)
        entry = self.rule_of(plan, m)
        key = self.world.people[self.world.area_of(plan), role]
        version = "0" * 64 if stale and m > 3 else ""
        statements = tuple(one.key for one in entry.statements) if ticked or m < 4 else ("another",)

        def journey(session: Session, when: Occasion) -> tuple[str, SignOff]:
            row, person = session.get_one(Plan, plan), session.get_one(Person, key)
            now = versions.version_of(session, row)
            if declines and m > 4:
                return now, sign_offs.decline(session, when, row, entry.key, person, "Not as it is.")
            shown = version or now
            return now, sign_offs.sign(session, when, row, entry.key, person, shown, statements)

        got = self.do(plan, journey, role.value)
        if got is None:
            return
        now, row = got
        held = [self.world.facts(RoleHeld, one) for one in self.world.keys(RoleHeld)]
        roles = {one.role for one in held if one.person_id == key}
        assert roles & set(roles_of(entry)), f"{roles} signed {entry.key}"
        if row.status == "signed":
            assert row.version == now, "another version was signed than the one that is there"
            asked = self.world.keys(SignOff, plan)
            wrote = [self.world.facts(SignOff, one) for one in asked if one == row.asking]
            barred = entry.never_the_author is not None
            assert not (barred and any(key in one.authors for one in wrote)), "an author signed"

    @act(n=N, m=N, outcome=OUTCOMES, who=ANYONE, days=PAST, says=SAYS, correct=EITHER)
    def enter_a_decision(
        self, n: int, m: int, outcome: Any, who: str, days: int, says: str, correct: bool
    ) -> None:
        plan = self.plan(n)
        entered = [
            one
            for one in self.world.keys(SignOff, plan)
            if getattr(self.world.facts(SignOff, one), "status", "") == "questioned"
        ]
        member = self.world.people[self.world.area_of(plan), Role.BOARD_MEMBER]

        def journey(session: Session, when: Occasion) -> None:
            minute = decisions.Minute(
                body=says, on=when.today - timedelta(days=days), reference=says, outcome=outcome,
                corrects=entered[-1] if entered and correct else None,
                present=(decisions.Present("Bo", member),),
            )  # fmt: skip
            decisions.enter(session, when, session.get_one(Plan, plan), self.rule_of(plan, m).key, minute)

        self.do(plan, journey, who)

    @act(n=N, who=ANYONE, question=("", "", "Is this the right day?"))
    def check_a_decision(self, n: int, who: str, question: str) -> None:
        """Never by who entered it, never with an organisation's key, and once."""
        waiting = [
            one
            for one in self.world.keys(SignOff)
            if getattr(self.world.facts(SignOff, one), "status", "") in ("entered", "decided", "questioned")
        ]
        if not waiting:
            return
        key = waiting[-1 - n % len(waiting)]
        plan = self.home(SignOff, key)
        before = self.world.facts(SignOff, key)
        stood, by = before.status, getattr(before, "entered_by", "")
        actor = self.world.actor(self.world.area_of(plan), who)
        got = self.do(
            plan,
            lambda session, when: decisions.check(session, when, session.get_one(SignOff, key), question),
            who,
        )
        if got is not None:
            assert stood == "entered", f"a decision that was {stood} was checked"
            assert by != str(actor), "checked by who entered it"
            assert actor.kind in ("person", "command"), f"checked by a {actor.kind}"

    @act(n=N, m=N, accept=EITHER, says=SAYS, who=ANYONE)
    def condition(self, n: int, m: int, accept: bool, says: str, who: str) -> None:
        plan = self.plan(n)
        book, stage = self.book(plan), self.world.facts(Plan, plan).stage
        here = [one.key for gate in book.gates_leaving(stage) for one in book.conditions_of(gate.key)]
        keys = here or [one.key for one in book.conditions]
        key = keys[m % len(keys)]

        def journey(session: Session, when: Occasion) -> bool:
            row = session.get_one(Plan, plan)
            if accept:
                plans.accept_condition(session, when, row, key, says)
            else:
                plans.raise_condition(session, when, row, key)
            return True

        if self.do(plan, journey, who) and accept:
            assert who in ("administrator", "second administrator", "flow", "erb_lead"), who

    @act(n=N, m=N, outcome=OUTCOMES)
    def supply(self, n: int, m: int, outcome: str) -> None:
        """One thing that the stage still needs, so that plans come to where the rest can happen."""
        plan = self.plan(n)

        def journey(session: Session, when: Occasion) -> None:
            row = session.get_one(Plan, plan)
            book = when.book_of(row)
            needed = blockers(queries.dossier(session, row), book, when.today)
            if needed:
                codes = list(dict.fromkeys(one.code for one in needed))
                conditions = {one.key: one for one in book.conditions}
                self._supply(session, when, row, conditions[codes[m % len(codes)]], outcome)

        self.do(plan, journey)

    def _supply(  # noqa: PLR0912
        self, session: Session, when: Occasion, row: Plan, one: rb.AnyCondition, outcome: Any
    ) -> None:
        match one:
            case rb.Considered(test=test):
                plans.consider(session, when, row, test, "Paper 7.")
            case rb.Decided(sign_off=rule):
                decisions.record_decision(
                    session,
                    when,
                    row,
                    rule,
                    body=body_of(rule),
                    on=when.today,
                    reference="M1",
                    outcome=outcome,
                )
            case rb.EvidenceRecorded() | rb.RecruitmentDifficulty():
                found = Evidence(
                    plan_id=row.id, title="E", source="S", soc="5241", recruitment_difficulty=True
                )
                content.record_evidence(session, when, found, self.world.world.reference)
            case rb.NeedsClassified():
                need = SkillsNeed(
                    plan_id=row.id, occupation="E", soc="5241", sic="432", occupation_code="OCC0152", level=3
                )
                content.record_need(session, when, need, self.world.world.reference)
            case rb.ActionsIdentified():
                content.record_action(session, when, action(row, f"B{when.now:%H%M%S%f}", row.erb_id))
            case rb.Submitted():
                submission.submit(session, when, row, addressee="DfE", on=when.today, reference="L1")
            case rb.Published(document=kind):
                plans.publish(session, when, row, kind, "https://a.example/", digest(kind), when.today)
            case rb.FeedbackAnswered():
                for key in self.world.keys(FeedbackPoint, row.id):
                    submission.answer_point(
                        session, when, session.get_one(FeedbackPoint, key), "changed", "So."
                    )
            case rb.AuthoritiesAnswered():
                for key in self.world.keys(AuthorityAnswer, row.id):
                    there = session.get_one(AuthorityAnswer, key)
                    authorities.answer(session, when, there, answer="agreed", on=when.today)
            case rb.ReportComplete():
                for found_ in queries.action_codes(session, row.id).values():
                    plans.record_progress(session, when, found_, no_progress_because="Nothing yet.")


class Department(Life):
    """Submission, feedback and return; publication and reports; authorities; interests; releases."""

    @act(n=N, m=N, what=("submit", "feedback", "answer", "pages"), says=SAYS, days=PAST)
    def department(self, n: int, m: int, what: str, says: str, days: int) -> None:
        plan = self.plan(n)
        point = self.world.one(FeedbackPoint, plan, m)

        def journey(session: Session, when: Occasion) -> None:
            row, on = session.get_one(Plan, plan), when.today - timedelta(days=days)
            match what:
                case "submit":
                    version = "0" * 64 if m == 6 else None
                    submission.submit(
                        session, when, row, addressee=says, on=on, reference=says, version=version
                    )
                case "feedback":
                    points = [("needs", "More."), ("actions", "Fewer.")][: m % 3]
                    due = when.today + timedelta(days=14) if m % 2 else None
                    submission.take_feedback(
                        session, when, row, reference=says, on=on, points=points, gives_back=m < 5, due=due
                    )
                case "answer":
                    about = session.get_one(FeedbackPoint, point)
                    submission.answer_point(session, when, about, "changed", says)
                case _:
                    plans.count_pages(session, when, row, 40 + m)

        if what != "answer" or point is not None:
            self.do(plan, journey)

    @act(n=N, m=N, what=("plan", "progress_report", "hand over"), days=PAST, who=TEAM)
    def publish(self, n: int, m: int, what: str, days: int, who: str) -> None:
        plan = self.plan(n)
        report = self.world.one(ProgressReport, plan, m)

        def journey(session: Session, when: Occasion) -> None:
            row = session.get_one(Plan, plan)
            if what == "hand over":
                there = session.get_one(ProgressReport, report)
                writer = self.world.people[self.world.area_of(plan), Role.AUDITOR]
                reports.hand_over(session, when, row, there, authors=(writer,) if m else ())
            else:
                on = when.today - timedelta(days=days)
                plans.publish(session, when, row, what, f"https://a.example/{m}", digest(str(m)), on)

        if what != "hand over" or report is not None:
            self.do(plan, journey, who)

    @act(n=N, m=N, what=("note", "ask", "answer", "end", "take in"), says=SAYS, days=PAST)
    def authority(self, n: int, m: int, what: str, says: str, days: int) -> None:
        plan = self.plan(n)
        key = self.world.one(AuthorityAnswer, plan, m)
        answers: Any = ("agreed", "not_agreed", "no_reply")[m % 3]

        def journey(session: Session, when: Occasion) -> None:
            row, on = session.get_one(Plan, plan), when.today - timedelta(days=days)
            there = session.get(AuthorityAnswer, key or "")
            match what:
                case "note":
                    authorities.note(session, when, row, session.get_one(Organisation, "authority"), since=on)
                case "take in":
                    authorities.take_in(session, when, row, self.world.world.reference)
                case "ask" if there:
                    authorities.ask(session, when, there, due=on if m else None)
                case "answer" if there:
                    authorities.answer(session, when, there, answer=answers, on=on, our_reasons=says)
                case "end" if there:
                    authorities.end(session, when, there, on)

        self.do(plan, journey)

    @act(
        n=N, m=N, says=SAYS, days=PAST, role=ROLES,
        what=("register", "end", "review", "meeting", "declare", "conflict", "told"),
    )  # fmt: skip
    def interest(self, n: int, m: int, says: str, days: int, role: Role, what: str) -> None:
        plan = self.plan(n)
        area = self.world.area_of(plan)
        kinds: dict[str, Any] = {"end": Interest, "declare": Meeting, "told": ConflictNotice}
        key = self.world.one(kinds[what], area if what == "end" else plan, m) if what in kinds else "none"
        if key is None:
            return
        feedback = self.world.keys(Feedback, plan)
        known = f"action:{self.world.one(Action, plan, m) or 'none'}"
        matters = [known, "sign_off:submission", "action:none"][: 1 + m % 4]

        def journey(session: Session, when: Occasion) -> None:
            row, on = session.get_one(Plan, plan), when.today - timedelta(days=days)
            there = session.get_one(Area, area)
            person = session.get_one(Person, self.world.people[area, role])
            match what:
                case "register":
                    interests.register(
                        session, when, there, person, words=says, since=on, matters=matters if m else []
                    )
                case "end":
                    interests.end(session, when, session.get_one(Interest, key), on)
                case "review":
                    interests.review(session, when, there, says)
                case "meeting":
                    interests.hold_meeting(session, when, row, body=says, on=on, matters=matters)
                case "declare":
                    held = session.get_one(Meeting, key)
                    matter = (held.matters or ["action:none"])[0]
                    interests.declare(
                        session, when, held, matter=matter, words=says, left=bool(feedback), person=person
                    )
                case "conflict":
                    body = session.get_one(Organisation, "department") if m % 2 else None
                    conflicts.see_conflict(
                        session,
                        when,
                        row,
                        self.world.world.calendar,
                        words=says,
                        to=body,
                        address="a@b.example",
                    )
                case _:
                    conflicts.told(session, when, session.get_one(ConflictNotice, key), on, says)

        self.do(plan, journey)

    @act(n=N, m=N, what=("release", "end"), which=WHICH, says=SAYS, who=TEAM)
    def release(self, n: int, m: int, what: str, which: int, says: str, who: str) -> None:
        plan, key = self.plan(n), self.world.one(Release, self.plan(n), m)
        audience: Any = ("board", "public", "organisation")[which]

        def journey(session: Session, when: Occasion) -> None:
            if what == "end":
                releases.end(session, when, session.get_one(Release, key), says)
            else:
                stale = "0" * 64 if m == 6 else None
                row = session.get_one(Plan, plan)
                releases.release(session, when, row, audience=audience, title=says, version=stale)

        if what == "release" or key is not None:
            self.do(plan, journey, who)
