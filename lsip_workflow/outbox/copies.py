"""What a message says again in full: what was recorded for a provider, so that it can correct it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from lsip_workflow.model import (
    Contact,
    DeadlineStatus,
    Delegation,
    DutyAct,
    File,
    HandedPart,
    Organisation,
    OutboxRow,
    Person,
    Plan,
    Question,
    Request,
    Response,
    SectionComment,
)
from lsip_workflow.reference.reading import spoken
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules import answer_parts
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.delegation import is_for
from lsip_workflow.rules.duties import Line, duty_of
from lsip_workflow.rules.responses import ResponseForm, read_kept
from lsip_workflow.store import asked, delegations, queries, register

COMMITMENTS = {"firm": "firm commitment", "in_principle": "yes in principle", "declined": "cannot take part"}
# What each field says, in the order in which it is read.
FIELDS = {
    "until": "Until",
    "pass_to": "Who to ask",
    "link": "The page",
    "because": "Because",
    "what_would_help": "What would help",
    "current_provision": "What is offered now",
    "planned_changes": "What is planned",
    "comment": "A comment",
}
NOT_THEIRS = "The part was sent, or taken back, before the message was to go."
OF_ACTION = {"alternative": "an alternative", "risk": "the risk", "comment": "a comment"}
ACTS = {
    "asked": "you were asked",
    "received": "something was received from you",
    "discussed": "something was discussed with you",
    "published": "something was published",
}


def words(
    session: Session, book: Rulebook, row: OutboxRow, plan: Plan, fact: dict[str, Any]
) -> dict[str, Any]:
    """What the event of a message adds to its words; nothing for most."""
    if row.template == "part_handed":
        return _handed(session, row, plan)
    match fact.get("type"):
        case "request.sent":
            return {"update": asked.is_update(session, fact["request"])}
        case "response.submitted":
            response = session.get_one(Response, fact["response"])
            return {"said": _answer(session, response)}
        case "contact.recorded":
            contact = session.get_one(Contact, fact["contact"])
            promised = [f"Promised for: {spoken(contact.promised_for)}"] if contact.promised_for else []
            said = [f"Who: {contact.with_whom or ''}", f"What was said: {contact.said or ''}", *promised]
            due = queries.deadline_of(session, plan.id, "request", contact.request_id)
            return {
                "said": said + _files(session, contact.files),
                "heard_on": spoken(contact.on),
                "due": when(due) if due and due.due and due.status is DeadlineStatus.OPEN else "",
            }
        case "question.asked" | "question.answered":
            question = session.get_one(Question, fact["question"])
            due = queries.deadline_of(session, plan.id, "question", question.id)
            return {
                "ask": question.ask or "",
                "reply": question.reply or "",
                "due": when(due) if due and due.due else "",
            }
        case "duty_act.recorded":
            provider = session.get_one(Organisation, fact["organisation"])
            lines = [_line(book, line) for line in _untold(session, row, plan)]
            return {"provider": provider.name, "lines": lines}
        case "delegation.given" | "delegation.ended":
            return _passed_on(session, book, row, session.get_one(Delegation, fact["delegation"]))
        case "sign_off.requested":
            return {"in_place_of": _in_whose_place(session, row, plan, fact["rule"])}
        case "section_comment.answered":
            comment = session.get_one(SectionComment, fact["section_comment"])
            changed = fact["outcome"] == "changed"
            said_on = spoken(comment.said_on)
            return {"commented_on": said_on, "changed": changed, "release": comment.release_id}
        case "confirmation.asked":
            rules = [rule for rule in book.sign_offs if rule.key == "provider-statement"]
            return {"heading": rules[0].heading if rules else ""}
        case _:
            return {}


def _passed_on(session: Session, book: Rulebook, row: OutboxRow, passed: Delegation) -> dict[str, Any]:
    """Who signs what in whose place, and from when until when."""
    return {
        "signatory": session.get_one(Person, passed.signatory_id).name or "a colleague",
        "delegate": session.get_one(Person, passed.delegate_id).name or "a colleague",
        "to_delegate": row.person_id == passed.delegate_id,
        "what": book.sign_off(passed.rule).title if passed.rule else "each decision that is signed there",
        "since": spoken(passed.since),
        "until": spoken(passed.until),
        "ended": spoken(passed.ended_on) if passed.ended_on else "",
    }


def _in_whose_place(session: Session, row: OutboxRow, plan: Plan, rule: str) -> list[str]:
    """In whose place somebody signs who is asked for that alone, each with the last day of it."""
    if row.role is not None or row.person_id is None:
        return []
    day = row.owed_since.astimezone(LONDON).date()
    passed = delegations.to_person(session, row.person_id, day, plan.id)
    found = [
        (each.until, session.get_one(Person, each.signatory_id)) for each in passed if is_for(each, rule)
    ]
    return [f"{person.name or 'a colleague'}, until {spoken(until)}" for until, person in found]


def _handed(session: Session, row: OutboxRow, plan: Plan) -> dict[str, Any]:
    """Which part of which answer a colleague is asked to fill in, and by whom."""
    _, request_id, part, *_ = row.key.split(":")
    request, handed = session.get_one(Request, request_id), session.get(HandedPart, (request_id, part))
    by = session.get(Person, handed.handed_by) if handed and handed.handed_by else None
    titles = {action.id: action.title for action in queries.action_codes(session, plan.id).values()}
    return {
        "provider": session.get_one(Organisation, request.provider_id).name,
        "by": (by.name if by else "") or "",
        "part": f"{request.title}: {answer_parts.question(part, titles).title}",
        "request": request_id,
        "of_answer": part,
    }


def not_needed(session: Session, row: OutboxRow, plan: Plan) -> str:
    """Why a message has nothing to ask or to show any more; empty while it has."""
    if row.template == "part_handed":
        _, request_id, part, _, person_id, _ = row.key.split(":")
        handed = session.get(HandedPart, (request_id, part))
        return "" if handed and handed.person_id == person_id else NOT_THEIRS
    if row.template != register.SHOWS or _untold(session, row, plan):
        return ""
    return "The provider had seen this already when the message was to go."


def _untold(session: Session, row: OutboxRow, plan: Plan) -> list[Line]:
    """The lines that a morning's message tells: those that the provider has not seen yet."""
    _, _, provider_id, morning, _ = row.key.split(":", 4)
    day = date.fromisoformat(morning)
    return [
        line
        for line in register.lines(session, plan, provider_id)
        if line.act.seen_on is None and line.act.tell_on is not None and line.act.tell_on <= day
    ]


def _line(book: Rulebook, line: Line) -> str:
    act: DutyAct = line.act
    rule = duty_of(book, act.duty)
    words = [f"{spoken(act.on)}: {ACTS.get(act.act, act.act)}"]
    words += [act.about or ("your answer" if act.subject else "")]
    text = ", ".join(word for word in words if word)
    more = [f"({rule.title})" if rule else "", act.note or "", act.url or ""]
    return " ".join([text, *(word for word in more if word)])


def _answer(session: Session, response: Response) -> list[str]:
    """An answer in words, line by line, with the files that came with it."""
    if response.content is None:
        return []
    form = read_kept(response.content)
    lines = [f"{name}: {_plain(getattr(form, field))}" for field, name in FIELDS.items() if _has(form, field)]
    if isinstance(form, ResponseForm):
        lines = [*_of_actions(form), *lines]
    return lines + _files(session, response.files)


def _of_actions(form: ResponseForm) -> Iterator[str]:
    for answer in form.answers:
        more = [
            f"{name}: {getattr(answer, field)}" for field, name in OF_ACTION.items() if _has(answer, field)
        ]
        yield "; ".join([f"{answer.action}: {COMMITMENTS[answer.commitment]}", *more])


def _files(session: Session, ids: Sequence[str]) -> list[str]:
    names = [file.name or "a file" for file in (session.get(File, key) for key in ids) if file]
    return [f"With it: {', '.join(names)}"] if names else []


def _has(form: object, field: str) -> bool:
    return bool(getattr(form, field, None))


def _plain(value: object) -> str:
    return spoken(value) if isinstance(value, date) else str(value)
