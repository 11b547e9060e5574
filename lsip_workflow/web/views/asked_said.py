"""What was said of something asked, and what is being said, as pages show it to its provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow.journeys import saved_answers
from lsip_workflow.journeys.saved_answers import Saved
from lsip_workflow.model import (
    AnswerKind,
    Confirmation,
    Contact,
    File,
    Organisation,
    Plan,
    Question,
    QuestionStatus,
    Response,
)
from lsip_workflow.rules import answer_parts
from lsip_workflow.rules.answer_kinds import NEXT
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.responses import read_kept
from lsip_workflow.store import asked as store
from lsip_workflow.store import queries
from lsip_workflow.web import saying
from lsip_workflow.words import outside

Said = Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True)
class AnswerShown:
    """A version of an answer, as it was said."""

    id: str
    reference: str
    version: int
    kind: str
    at: str
    heard: str
    said: Said
    files: Sequence[tuple[str, str]]
    accepted_on: date | None
    confirmed: str
    next: str


@dataclass(frozen=True)
class QuestionShown:
    """A question about an answer, with its reply."""

    id: str
    asked_on: date
    ask: str
    due: str
    open: bool
    reply: str


@dataclass(frozen=True)
class PartShown:
    """A part of the answer in the making, as a line of the list of tasks."""

    part: str
    title: str
    standing: str
    by: str
    said: Sequence[tuple[str, str]]
    lent: str
    handed: str


def action_titles(session: Session, plan: Plan) -> dict[str, str]:
    """The plan's actions as they are named on a page, by their ids."""
    rows = saved_answers.actions_of(session, plan.id)
    return {key: f"{row.code}: {row.title}" for key, row in rows.items()}


def versions(session: Session, request_id: str) -> Sequence[Response]:
    query = select(Response).where(Response.request_id == request_id)
    return session.exec(query.order_by(col(Response.version).desc())).all()


def answer_shown(session: Session, row: Response, titles: Mapping[str, str]) -> AnswerShown:
    return AnswerShown(
        id=row.id,
        reference=row.reference,
        version=row.version,
        kind=kind_of(row, "An answer"),
        at=saying.instant(row.submitted_at),
        heard=saying.HEARD[row.heard_how] if row.heard_how else "",
        said=said_of(row, titles),
        files=named_files(session, row.files),
        accepted_on=row.accepted_on,
        confirmed=confirmed_words(row),
        next=NEXT[row.kind],
    )


def kind_of(row: Response, answer: str) -> str:
    """Which kind of answer it is; one in its own words is called as is said here."""
    return answer if row.kind is AnswerKind.ANSWER else answer_parts.KINDS[row.kind][0]


def heard_by(row: Response) -> str:
    """That somebody else recorded it, to be put behind it; empty where the provider sent it itself."""
    return f", recorded for you after {saying.HEARD[row.heard_how]}" if row.heard_how else ""


def said_of(row: Response, titles: Mapping[str, str]) -> Said:
    """An answer as it reads, part by part; an action that is no longer there by its code."""
    if row.content is None:
        return [("", [("", saying.ERASED)])]
    form = read_kept(row.content)
    ids = {title.partition(": ")[0]: key for key, title in titles.items()}
    gone = {each.action: each.action for each in getattr(form, "answers", ()) if each.action not in ids}
    said = answer_parts.apart(form, ids | gone)
    shown = [part for part in said if part not in (answer_parts.ACTIONS, answer_parts.FILES)]
    ordered = sorted(shown, key=lambda part: not part.startswith(answer_parts.ACTION))
    lines = [(answer_parts.question(part, titles).title, part) for part in ordered if part != "kind"]
    return [(title, answer_parts.reads_as(part, said[part])) for title, part in lines]


def named_files(session: Session, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Files by their ids, with their names."""
    rows = session.exec(select(File).where(col(File.id).in_(ids))) if ids else ()
    return [(row.id, row.name or "a file") for row in rows]


def confirmed_words(row: Response) -> str:
    if row.confirmation is Confirmation.CONFIRMED and row.confirmed_on:
        by = " by who sent it" if row.confirmed_by_sender else ""
        return f"Confirmed{by} on {saying.day(row.confirmed_on)}"
    return "Not confirmed yet" if row.confirmation is Confirmation.SENT else ""


def questions(session: Session, plan: Plan, request_id: str) -> list[QuestionShown]:
    query = select(Question).where(Question.request_id == request_id)
    found = []
    for row in session.exec(query.order_by(col(Question.asked_on).desc(), col(Question.id))):
        due = queries.deadline_of(session, plan.id, "question", row.id)
        by_version = "A new version of your answer says it." if row.answered_by else ""
        gone = outside("excused") if row.status is QuestionStatus.NOT_NEEDED else ""
        found.append(
            QuestionShown(
                id=row.id,
                asked_on=row.asked_on,
                ask=row.ask or saying.ERASED,
                due=when(due) if due and due.due else "",
                open=row.status is QuestionStatus.OPEN,
                reply=row.reply or by_version or gone,
            )
        )
    return found


def noted(session: Session, request_id: str) -> list[str]:
    query = select(Contact).where(Contact.request_id == request_id).order_by(col(Contact.on).desc())
    return [call(row) for row in session.exec(query)]


def call(row: Contact) -> str:
    """A call or letter as it was noted: when, with whom, and what was said."""
    whom, said = row.with_whom or saying.ERASED, row.said or saying.ERASED
    return f"{saying.day(row.on)}, {saying.HEARD[row.how]} with {whom}: {said}"


def parts(session: Session, saved: Saved, plan: Plan) -> list[PartShown]:
    """The parts of an answer in the making, in their order, with who filled in what."""
    askable = saved_answers.askable(session, plan.id, saved.said)
    titles = {key: f"{row.code}: {row.title}" for key, row in askable.items()}
    ids = [part.person_id for part in saved.parts.values()]
    names = store.names_of(session, [*ids, *(row.person_id for row in saved.handed.values())])
    lent = lent_by(session, saved)
    found = []
    for part in answer_parts.parts(saved.said, titles):
        row, handed = saved.parts.get(part), saved.handed.get(part)
        wanted = part.startswith(answer_parts.ACTION) or answer_parts.QUESTIONS[part].needed
        said = answer_parts.reads_as(part, row.content) if row else []
        if row and part == answer_parts.ACTIONS:
            said = [("", titles[key]) for key in row.content["actions"] if key in titles]
        if row and part == answer_parts.FILES:
            said = [("", name) for _, name in named_files(session, row.content["files"])]
        found.append(
            PartShown(
                part=part,
                title=answer_parts.question(part, titles).title,
                standing="Completed" if row else "Not started" if wanted else "Optional",
                by=names.get(row.person_id or "", "") if row else "",
                said=said,
                lent=lent.get(row.source_id or "", "") if row else "",
                handed=names.get(handed.person_id, "a colleague") if handed else "",
            )
        )
    return found


def lent_by(session: Session, saved: Saved) -> dict[str, str]:
    """Where words were taken from, by the earlier answer's id."""
    ids = {part.source_id for part in saved.parts.values() if part.source_id}
    query = (
        select(Response, Organisation)
        .join(Plan, col(Plan.id) == Response.plan_id)
        .join(Organisation, col(Organisation.id) == Plan.erb_id)
        .where(col(Response.id).in_(ids))
    )
    return {
        row.id: f"from your answer to {erb.name} of {saying.instant(row.submitted_at)}, {row.reference}"
        for row, erb in session.exec(query)
    }
