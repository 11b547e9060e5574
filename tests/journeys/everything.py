"""A record with something in every table that events bring, made by the journeys, to try the proof on."""

import atexit
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp

from sqlmodel import Session, select

from lsip_workflow.journeys import (
    authorities,
    barriers,
    bounces,
    branding,
    conflicts,
    consultation,
    content,
    cycles,
    decisions,
    delegation,
    designations,
    duties,
    engagement,
    files,
    findings,
    interests,
    judged,
    parties,
    people,
    personal_data,
    plans,
    progress_word,
    providers,
    releases,
    reports,
    section_comments,
    sharing,
    sign_offs,
    submission,
    versions,
)
from lsip_workflow.journeys import terms as changed_terms
from lsip_workflow.journeys.decisions import Minute, Present
from lsip_workflow.model import (
    Action,
    Area,
    Barrier,
    BarrierKind,
    BarrierSide,
    Colour,
    DutyAct,
    Engagement,
    EngagementKind,
    EngagementParty,
    FeedbackPoint,
    Finding,
    Organisation,
    OrganisationKind,
    ParticipantKind,
    PartnerKind,
    Person,
    Plan,
    ProgressReport,
    Role,
    SharedThing,
    SharedWith,
    Test,
)
from lsip_workflow.model.consultation import Outcome
from lsip_workflow.rules.permissions import Actor, ActorKind
from lsip_workflow.store.record import Occasion
from tests import builders, workbooks
from tests.builders import Scene
from tests.conftest import make_world
from tests.journeys import researching, two_cycles
from tests.journeys.about_answers import about_answers, by
from tests.journeys.adopting import adopt, undo
from tests.journeys.deciding import Deciders, as_person, as_team, deciders
from tests.journeys.relaying import answer, fill
from tests.journeys.test_carry_over import accept, decide, decline, part_of, split
from tests.journeys.test_progress_reports import morning, reporting, set_date, tell
from tests.journeys.working import Clock, Working


def everything(at: Working) -> Scene:
    """A plan with something of everything, beside one that reports, two cycles and an adoption undone."""
    made = builders.scene(at.world, "southshire", 3)
    who = deciders(at.world, made)
    answer(at, made, "k1")
    with at.world.database.transaction() as session:
        fill(at, made, session)
    about_answers(at, made)
    at.rest()
    for part in (
        _own_words,
        _designated,
        _researched,
        _consulted,
        _decided,
        _interested,
        _mailed,
        _said,
        _left,
    ):
        with at.world.database.transaction() as session:
            part(session, at, made, who)
        at.rest()
    _sent_and_released(at, made)
    _two_cycles(at)
    _reported(at)

    undo(at, adopt(at, workbooks.workbook()))
    at.rest()
    return made


@cache
def _once() -> tuple[Path, Scene, datetime]:
    folder = Path(mkdtemp(prefix="lsip-everything-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    at = Working(make_world(folder, ""))
    made = everything(at)
    at.world.database.close()
    return folder, made, at.clock.now


def with_everything(folder: Path) -> tuple[Working, Scene]:
    """A world of one's own on SQLite with everything in it: made once in a process, and copied."""
    kept, made, then = _once()
    copytree(kept, folder, dirs_exist_ok=True)
    return Working(make_world(folder, ""), Clock(then)), made


def now(at: Working) -> Occasion:
    """This instant, at the command line."""
    return builders.occasion(at.world, at.clock())


def _own_words(session: Session, at: Working, made: Scene, who: Deciders) -> None:
    """What the provider says for itself beside a line of the duty register."""
    plan, when = session.get_one(Plan, made.plan), by(at, made.provider_key)
    line = session.exec(select(DutyAct).where(DutyAct.plan_id == plan.id)).first()
    assert line is not None
    line_id = line.id
    duties.give_account(session, when, plan, line_id, "It was our proposal.")
    duties.state_position(session, when, plan, duty="d3-have-regard", words="We have regard to it.")
    files.keep(
        session,
        when,
        plan,
        name="a.txt",
        media_type="text/plain",
        content=b"Numbers.",
        organisation_id=made.provider,
    )


def _said(session: Session, at: Working, made: Scene, who: Deciders) -> None:
    """How the plan and an action of it come along, and what is shared of that."""
    when, plan = now(at), session.get_one(Plan, made.plan)
    action = session.exec(select(Action).where(Action.plan_id == plan.id).order_by(Action.code)).first()
    for about in (None, action):
        progress_word.say(
            session,
            when,
            plan,
            about,
            word=Colour.AMBER,
            sentence="It waits for a room.",
            next_step="Mo asks the council.",
        )
    sharing.decide(session, when, plan, SharedWith.ERBS, [SharedThing.STAGE])


def _designated(session: Session, at: Working, made: Scene, who: Deciders) -> None:
    when, area = now(at), session.get_one(Area, made.area)
    erb = session.get_one(Organisation, made.erb)
    designations.designate(session, when, area, erb, on=date(2025, 10, 1), reference="Notice 1")
    terms, _ = changed_terms.change_terms(
        session, when, area, at.world.calendar, title="Terms of 2026", received_on=when.today
    )
    changed_terms.object_to(session, when, terms, on=when.today, reasons="They came late.", reference="O 1")
    branding.change(session, when, erb, display_name="Southshire Skills", colour="#0b4f4a")
    branding.change_logo(session, when, erb, builders.picture())
    mayor = parties.list_organisation(
        session,
        when,
        area,
        at.world.reference,
        kind=OrganisationKind.STRATEGIC_AUTHORITY,
        name="Southshire Authority (example)",
    )
    someone = parties.list_person(
        session, when, area, organisation_id=made.erb, name="Di List", email="di@south.example"
    )
    held = people.grant_role(session, when, someone, area, Role.AUDITOR, date(2026, 1, 1))
    parties.end_role(session, when, held, when.today)
    row = authorities.note(session, when, session.get_one(Plan, made.plan), mayor)
    authorities.ask(session, when, row)
    authorities.answer(session, when, row, answer="agreed_with_comments", on=when.today, its_reasons="Good.")


def _researched(session: Session, at: Working, made: Scene, who: Deciders) -> None:
    when, plan = now(at), session.get_one(Plan, made.plan)
    survey = researching.evidence(session, at, made, "Interviews")
    finding = Finding(plan_id=plan.id, says="Welders are missing.", rests_on=[survey.id])
    findings.record_finding(session, when, finding)
    barrier = Barrier(
        plan_id=plan.id, title="Pay", detail="d", kind=BarrierKind.TEACHING_STAFF, side=BarrierSide.SUPPLY
    )
    barriers.record_barrier(session, when, barrier)
    asked = barriers.ask(session, when, barrier, asked="Bursaries?", on=when.today, whom="The department")
    barriers.answer(session, when, asked, said="Not this year.", on=when.today)
    log = Engagement(plan_id=plan.id, kind=EngagementKind.MEETING, on=when.today, title="Breakfast")
    there = EngagementParty(plan_id=plan.id, engagement_id=log.id, kind=ParticipantKind.EMPLOYER, took_part=4)
    engagement.record_engagement(session, when, log, [there], at.world.reference)
    read = plans.consider(session, when, plan, Test.ENVIRONMENT, "Paper 7.")
    plans.consider(session, when, plan, Test.ENVIRONMENT, "Paper 8.", replaces=read)
    action = session.exec(select(Action).where(Action.plan_id == plan.id, Action.code == "A1")).one()
    content.record_action(session, when, action, partners=[(made.erb, PartnerKind.EMPLOYER_BODY)])


def _consulted(session: Session, at: Working, made: Scene, who: Deciders) -> None:
    when, plan = now(at), session.get_one(Plan, made.plan)
    college = session.get_one(Organisation, made.provider)
    until = when.today + timedelta(days=30)
    draft = files.keep(session, when, plan, name="d.txt", media_type="text/plain", content=b"The draft.")
    shared = consultation.open_round(
        session, when, plan, title="Draft", parties=[college], until=until, file=draft
    )
    said = consultation.comment(session, by(at, made.provider_key), shared, made.provider, "Say more.")
    consultation.answer(session, when, said, Outcome.NOT_CHANGED, "It is said in part 2.")
    consultation.close(session, when, shared)


def _decided(session: Session, at: Working, made: Scene, who: Deciders) -> None:
    plan = session.get_one(Plan, made.plan)
    manager = as_person(at, made, who.manager, Role.PROJECT_MANAGER)
    lead = as_person(at, made, who.lead, Role.ERB_LEAD)
    sign_offs.ask(session, now(at), plan, "roadmap", authors=[who.manager])
    present = [Present("Bo Board", who.member, "A governor of the college.", left=True)]
    minute = Minute(body="The board", on=manager.today, reference="Minute 8", present=present, note="n")
    made_of = decisions.check(session, lead, decisions.enter(session, manager, plan, "roadmap", minute))
    row = session.exec(select(Action).where(Action.plan_id == plan.id, Action.code == "A2")).one()
    row.title = "Open a course (A2), in the evening"
    content.record_action(session, manager, row)
    judged.stands(
        session, lead, made_of, version=versions.version_of(session, plan, "roadmap"), words="It said so."
    )
    member, other = session.get_one(Person, who.member), session.get_one(Person, who.other_member)
    passed = delegation.give(
        session, lead, plan, signatory=member, delegate=other, since=lead.today, until=lead.today, why="Away."
    )
    delegation.end(session, lead, passed)


def _interested(session: Session, at: Working, made: Scene, who: Deciders) -> None:
    when, plan = as_team(at, made), session.get_one(Plan, made.plan)
    area, member = session.get_one(Area, made.area), session.get_one(Person, who.member)
    college = session.get_one(Organisation, made.provider)
    interest = interests.register(
        session, when, area, member, words="A governor.", since=date(2026, 1, 1), organisation=college
    )
    interests.review(session, when, area, "Looked through.")
    action = session.exec(select(Action).where(Action.plan_id == plan.id, Action.code == "A2")).one()
    matter = f"action:{action.id}"
    met = interests.hold_meeting(
        session, when, plan, body="The board", on=when.today, matters=[matter], title="Autumn"
    )
    interests.declare(session, when, met, matter=matter, words="As said.", left=True, person=member)
    words = conflicts.drafted("Southshire", "the governorship of a board member")
    notice = conflicts.see_conflict(session, when, plan, at.world.calendar, words=words, interest=interest)
    conflicts.told(session, when, notice, when.today, "Letter 12")


def _mailed(session: Session, at: Working, made: Scene, who: Deciders) -> None:
    """Mail to the lead came back, and the address was right after all; they asked for a correction."""
    when, lead = now(at), session.get_one(Person, who.lead)
    bounces.record_bounce(session, when, lead, "The mailbox was full.")
    bounces.address_is_right(session, when, lead)
    asked = personal_data.ask_correction(session, when, lead, "My name has an e in it.")
    personal_data.answer_correction(session, when, asked, "put_right", "Done.")


def _left(session: Session, at: Working, made: Scene, who: Deciders) -> None:
    when, plan = now(at), session.get_one(Plan, made.plan)
    joined = Organisation(
        kind=OrganisationKind.PROVIDER, name="Joined (example)", ukprn=builders.ukprn(4), example=True
    )
    people.record_organisation(session, when, joined, at.world.reference, demonstration=True)
    old = session.get_one(Organisation, made.provider)
    providers.succeed(session, when, plan, old, joined, on=date(2026, 8, 1), source="Their notice")


def _sent_and_released(at: Working, made: Scene) -> None:
    """Submitted, given back with a point, which was answered; and released, and taken back."""
    with at.world.database.transaction() as session:
        when, plan = now(at), session.get_one(Plan, made.plan)
        assert plan.stage == "submission", plan.stage
        submission.submit(session, when, plan, addressee="Skills England", on=when.today, reference="L 1")
    at.rest()
    with at.world.database.transaction() as session:
        when, plan = now(at), session.get_one(Plan, made.plan)
        letter = submission.take_feedback(
            session, when, plan, reference="F 1", on=when.today, points=[("1", "Say who leads.")]
        )
        point = session.exec(select(FeedbackPoint).where(FeedbackPoint.feedback_id == letter.id)).one()
        submission.answer_point(session, when, point, "changed", "Part 3 says it.")
        released = releases.release(session, when, plan, audience="board", title="The plan as sent")
        releases.end(session, when, released, "It is an older one.")
        releases.release(session, when, plan, audience="department", title="The plan as it is")
        shared = releases.release(session, when, plan, audience="authorities", title="The draft")
        named = Organisation.name == "Southshire Authority (example)"
        mayor = session.exec(select(Organisation).where(named)).one()
        theirs = Actor(ActorKind.CREDENTIAL, "key", mayor.id, "strategic_authority")
        said = section_comments.comment(
            session, replace(when, actor=theirs), shared, section="actions:A1", words="Say by when."
        )
        section_comments.answer(session, when, said, outcome="changed", words="It says so now.")
        releases.end(session, when, shared, "The plan has gone to the department.")


def _two_cycles(at: Working) -> None:
    """An area divided: one action split and taken over there, one declined, one closed; and handed over."""
    world = at.world
    two_cycles.devon(world)
    decide(world, split("A1"), split("A2"))
    accept(world, part_of(world, "A1"))
    decline(world, part_of(world, "A2"))
    with world.database.transaction() as session:
        old = session.get_one(Plan, "heart-of-the-south-west-2023")
        area, erb = session.get_one(Area, "somerset"), session.get_one(Organisation, "somerset-chamber")
        cycles.hand_over(session, two_cycles.at(world), old, area, erb, date(2026, 3, 2))


def _reported(at: Working) -> None:
    """A yearly report of another plan, told and handed to its signatories."""
    other = reporting(at)
    due = date(2027, 6, 30)
    set_date(at, other, due)
    morning(at, at.world.calendar.working_days_after(due, -60))
    tell(at, other)
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, other.plan)
        report = session.exec(select(ProgressReport).where(ProgressReport.plan_id == plan.id)).one()
        reports.hand_over(session, now(at), plan, report, authors=(other.manager,))
