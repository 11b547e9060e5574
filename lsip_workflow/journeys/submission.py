"""The plan between the ERB and the department: submitted, commented on, given back, sent again."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, files, versions
from lsip_workflow.journeys.refusals import Faulty, Refused, refuse_absent
from lsip_workflow.model import Feedback, FeedbackPoint, File, Plan, Role, Strength, Submission, new_id
from lsip_workflow.rulebook import Rulebook, StageRule, Submitted
from lsip_workflow.rules.lifecycle import Blocker, still_needed
from lsip_workflow.store import life, queries
from lsip_workflow.store.record import Occasion, lock, record

LADDER = "plan"
Answer = Literal["changed", "not_changed"]


def submit(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    *,
    addressee: str,
    on: date,
    reference: str,
    version: str | None = None,
    file: str | None = None,
    note: str = "",
) -> tuple[Submission, list[str]]:
    """Record that a person submitted the plan as it stands: to whom, when, under which reference.

    Raises Refused with all that the gate still asks for, or when the edition or the stage has no submission,
    or when `version` is not what the plan says now; Faulty with the rest. Gives what should be known as well.
    """
    lock(session, f"plan:{plan.id}", plan)
    kept = _file(session, plan, file, faults := _dated(occasion, on, reference))
    if not addressee.strip():
        faults.append("addressee: say to whom the plan was submitted.")
    if faults:
        raise Faulty(faults)
    _require_ready(session, occasion, plan)
    content = versions.version_of(session, plan)
    if version is not None and version != content:
        raise Refused([_stale(occasion.book_of(plan), plan, content)])
    before = life.submissions(session, plan.id)
    row = Submission(
        id=new_id(),
        plan_id=plan.id,
        version=versions.keep_version(session, occasion, plan),
        file_id=kept,
        made_on=on,
        reference=reference.strip(),
        addressee=addressee.strip(),
        note=note or None,
    )
    fact = events.SubmissionMade(
        plan=plan.id, submission=row.id, content=content, file=kept, reference=row.reference, on=on
    )
    record(session, occasion, fact, row)
    for letter in queries.dossier(session, plan).feedback:
        deadlines.close(session, occasion, queries.deadline_of(session, plan.id, "return", letter.id))
    same = [one for one in before if (one.version, one.file_id) == (content, kept)]
    return row, ["This is the version that was submitted before: nothing in it has changed."] if same else []


def _dated(occasion: Occasion, on: date, reference: str) -> list[str]:
    faults = [] if reference.strip() else ["reference: give the reference of the letter or message."]
    return faults + (["on: this cannot lie in the future."] if on > occasion.today else [])


def _file(session: Session, plan: Plan, file: str | None, faults: list[str]) -> str | None:
    if file is None:
        return None
    try:
        return files.of_plan(session, plan, file).id
    except Faulty as faulty:
        faults += faulty.faults
        return None


def submission_stage(book: Rulebook) -> StageRule:
    """The stage in which a plan is submitted. Raises Refused where this edition says that it has none."""
    refuse_absent(book, "submission")
    gates = {condition.gate for condition in book.conditions if isinstance(condition, Submitted)}
    leaves = {gate.leaves for gate in book.gates if gate.key in gates}
    for stage in book.stages:
        if stage.key in leaves:
            return stage
    raise Faulty([f"edition: {book.edition.title} has no stage in which a plan is submitted."])


def _require_ready(session: Session, occasion: Occasion, plan: Plan) -> None:
    """The plan is in its stage of submission, and nothing but the act itself is still needed."""
    book = occasion.book_of(plan)
    stage = submission_stage(book)
    if plan.stage != stage.key:
        text = f"The plan is in “{book.stage(plan.stage).title}”; it is submitted in “{stage.title}”."
        raise Refused([Blocker(code="stage", text=text, cite=stage.cite, strength=Strength.GUIDANCE)])
    acts = {condition.key for condition in book.conditions if isinstance(condition, Submitted)}
    needed = still_needed(queries.dossier(session, plan), book, occasion.today)
    if reasons := [one for one in needed if one.refuses and one.code not in acts]:
        raise Refused(reasons)
    if any(row.status == "made" for row in life.submissions(session, plan.id)):
        text = "The plan is submitted already; it goes on by itself within a moment."
        raise Refused([Blocker(code="submission", text=text, cite=stage.cite, strength=Strength.GUIDANCE)])


def _stale(book: Rulebook, plan: Plan, content: str) -> Blocker:
    return Blocker(
        code="version",
        text=f"The plan has changed since that version was read: its document reference is now {content}.",
        cite=book.stage(plan.stage).cite,
        strength=Strength.GUIDANCE,
    )


def take_feedback(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    *,
    reference: str,
    on: date,
    points: Sequence[tuple[str, str]],
    gives_back: bool = True,
    due: date | None = None,
    file: str | None = None,
) -> Feedback:
    """Take in a letter of the department: its points, each a section and what it says.

    Where it gives the plan back for changes, the plan returns to be submitted anew, by `due` if a day is
    named. Raises Refused where the edition knows no submission or the plan is not with the department;
    Faulty with the rest.
    """
    lock(session, f"plan:{plan.id}", plan)
    book = occasion.book_of(plan)
    refuse_absent(book, "submission")
    kept = _file(session, plan, file, faults := _dated(occasion, on, reference))
    if gives_back and not points:
        faults.append("points: write each thing that the department asks for as a point.")
    if due is not None and (due < on or not gives_back):
        faults.append("due: name a day after the letter's, for a plan that is given back.")
    if faults:
        raise Faulty(faults)
    sent = [row for row in life.submissions(session, plan.id) if row.status == "made"]
    letter = Feedback(
        id=new_id(),
        plan_id=plan.id,
        submission_id=sent[-1].id if sent else None,
        file_id=kept,
        reference=reference.strip(),
        received_on=on,
    )
    back_to = _back_to(book, plan) if gives_back else None
    _record_letter(session, occasion, letter, points)
    if back_to is not None:
        _give_back(session, occasion, plan, letter, back_to, due)
    return letter


def _record_letter(
    session: Session, occasion: Occasion, letter: Feedback, points: Sequence[tuple[str, str]]
) -> None:
    rows = [
        FeedbackPoint(
            id=new_id(), plan_id=letter.plan_id, feedback_id=letter.id, number=n, section=section, text=text
        )
        for n, (section, text) in enumerate(points, start=1)
    ]
    session.add(letter)
    session.flush()  # the letter before its points, which name it
    fact = events.FeedbackReceived(
        plan=letter.plan_id,
        feedback=letter.id,
        submission=letter.submission_id,
        file=letter.file_id,
        points=tuple(row.id for row in rows),
        reference=letter.reference,
        on=letter.received_on,
    )
    record(session, occasion, fact, letter, *rows)


def _back_to(book: Rulebook, plan: Plan) -> StageRule:
    here = book.stage(plan.stage)
    if here.returns_to is None:
        text = f"The plan is in “{here.title}”, so it is not with the department to be given back."
        raise Refused([Blocker(code="stage", text=text, cite=here.cite, strength=Strength.GUIDANCE)])
    return book.stage(here.returns_to)


def _give_back(
    session: Session, occasion: Occasion, plan: Plan, letter: Feedback, stage: StageRule, due: date | None
) -> None:
    fact = events.PlanReturned(
        plan=plan.id,
        feedback=letter.id,
        submission=letter.submission_id,
        stage=stage.key,
        came_from=plan.stage,
        on=occasion.today,
    )
    record(session, occasion, fact)
    if due is not None:
        deadlines.open_deadline(
            session,
            occasion,
            plan,
            kind="return",
            subject=letter.id,
            title="The plan is submitted again",
            holder=Role.PROJECT_MANAGER,
            ladder=LADDER,
            due=due,
            cite=f"Letter of the department, {letter.reference}",
        )


def answer_point(
    session: Session, occasion: Occasion, point: FeedbackPoint, answer: Answer, words: str
) -> FeedbackPoint:
    """Answer a point of the department's feedback: what changed, or why nothing did; again, to correct it.

    Raises Faulty without words, and for a point that went out with a submission that answered it.
    """
    lock(session, f"plan:{point.plan_id}", point)
    faults = [] if words.strip() else ["words: write what changed, or why it did not."]
    if point.answer and any(row.status == "made" for row in life.submissions(session, point.plan_id)):
        faults.append("answer: it went to the department with the plan as it is; it stands.")
    if faults:
        raise Faulty(faults)
    point.words = words.strip()
    fact = events.FeedbackAnswered(
        plan=point.plan_id, point=point.id, number=point.number, answer=answer, on=occasion.today
    )
    record(session, occasion, fact, point)
    return point


def version_sent(session: Session, plan: Plan) -> str:
    """The version that a publication of the plan is of: the last one submitted, else the present one."""
    sent = life.submissions(session, plan.id)
    return sent[-1].version if sent else versions.version_of(session, plan)


def not_as_sent(session: Session, plan: Plan, fingerprint: str) -> list[str]:
    """What should be known of a published file: that it is not the file that was submitted."""
    sent = [row.file_id for row in life.submissions(session, plan.id) if row.file_id]
    kept = session.get_one(File, sent[-1]) if sent else None
    if kept is None or kept.fingerprint == fingerprint:
        return []
    return [
        f"This is not the file that was submitted: its document reference is {kept.fingerprint}. If only the "
        "layout differs, nothing more is needed; else publish the file that was approved."
    ]
