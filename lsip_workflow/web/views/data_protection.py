"""What is held about people, in words: for themselves, for the team, and for a privacy notice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from lsip_workflow.journeys import people, personal_data
from lsip_workflow.model import (
    Area,
    CorrectionAsk,
    Organisation,
    Person,
    Role,
)
from lsip_workflow.rules.retention import RetentionRule
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import life, personal, retention
from lsip_workflow.store.personal import Team
from lsip_workflow.web import saying
from lsip_workflow.web.views.notices import PLACES, ClassLine, bodies, kept
from lsip_workflow.web.views.people import last_day

FOUND = 20  # people shown of a search
SHOWN = 50  # messages and acts shown of one person; the file has them all
TABLES = {"outbox": "messages", "contact": "notes of calls", "evidence": "evidence", "response": "answers"}
OUTCOMES = {"put_right": "It was put right", "left_as_it_is": "It stays as it is"}


@dataclass(frozen=True)
class Asked:
    """What somebody asked to be put right."""

    id: str
    who: str
    asked_on: date
    words: str
    answered: str
    reply: str
    area_id: str


@dataclass(frozen=True)
class RoleLine:
    """A role, where, and from when until when."""

    role: str
    area: str
    since: str
    until: str


@dataclass(frozen=True)
class MessageSent:
    """A message to a person."""

    subject: str
    when: str
    status: str


@dataclass(frozen=True)
class PersonPage:
    """What is held about one person, in words; the file that goes with it has everything."""

    id: str
    area_id: str
    name: str
    email: str
    phone: str
    post: str
    organisation: str
    erased: bool
    roles: tuple[RoleLine, ...]
    messages: tuple[MessageSent, ...]
    all_messages: int
    calls: tuple[tuple[str, str, str], ...]
    acts: int
    elsewhere: tuple[tuple[str, int], ...]
    named_in: tuple[tuple[str, str, str], ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class TeamPage:
    """What a team sees to: corrections that were asked for, people, and what was kept for long enough."""

    asked: tuple[Asked, ...]
    query: str
    found: tuple[tuple[str, str, str], ...]
    more: bool
    classes: tuple[ClassLine, ...]
    notices: tuple[tuple[str, str], ...]


def person_page(
    session: Session, person: Person, team: Team | None, area_id: str, *, texts: bool
) -> PersonPage:
    """One person. Texts in others' words that name them are shown to a team, which may hold others' data."""
    held = people.export_person(session, person, team)
    names = {area.id: area.name for area in session.exec(select(Area))}
    organisation = session.get_one(Organisation, person.organisation_id)
    return PersonPage(
        id=person.id,
        area_id=area_id,
        name=person.name or saying.ERASED,
        email=person.email or "",
        phone=person.phone or "",
        post=saying.spoken(person.post) if person.post else "",
        organisation=organisation.name,
        erased=person.erased_at is not None,
        roles=tuple(_role(row, names) for row in held["roles"]),
        messages=tuple(_message(row) for row in held["messages"][:SHOWN]),
        all_messages=len(held["messages"]),
        calls=tuple((row["on"], row["with_whom"] or "", row["said"] or "") for row in held["calls"]),
        acts=len(held["acts"]),
        elsewhere=tuple(_elsewhere(held)),
        named_in=_named_in(session, person, team) if texts else (),
        asked=tuple(_asked(session, row, area_id) for row in personal_data.asks_of(session, [person.id])),
    )


def _elsewhere(held: Mapping[str, Any]) -> list[tuple[str, int]]:
    """What else points at them, in words, and how often."""
    besides = {"sign_off": held["sign_offs"], "interest": held["interests"]}
    besides |= {"declaration": held["declarations"], "attendance": held["attendances"]}
    besides |= {name: rows for name, rows in held["elsewhere"].items() if name != "outbox_item"}
    return [
        (saying.sentence(PLACES.get(name, saying.spoken(name))), len(rows))
        for name, rows in sorted(besides.items())
        if rows
    ]


def _named_in(session: Session, person: Person, team: Team | None) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (TABLES.get(each.table, saying.spoken(each.table)), each.plan, " ".join(each.text.split())[:300])
        for each in personal.mentions(session, person, team)[:SHOWN]
    )


def _role(row: Mapping[str, Any], names: Mapping[str, str]) -> RoleLine:
    since, until = date.fromisoformat(row["since"]), row["until"]
    return RoleLine(
        saying.sentence(saying.ROLES[Role(row["role"])].phrase),
        names[row["area_id"]],
        saying.day(since),
        saying.day(max(since, last_day(date.fromisoformat(until)))) if until else "",
    )


def _message(row: Mapping[str, Any]) -> MessageSent:
    about = row["subject"] or saying.TEMPLATES.get(row["template"]) or saying.spoken(row["template"])
    at = datetime.fromisoformat(row["sent_at"] or row["owed_since"])
    return MessageSent(saying.sentence(about), saying.day_of(at), saying.MESSAGES[row["status"]])


def _asked(session: Session, row: CorrectionAsk, area_id: str) -> Asked:
    person = session.get_one(Person, row.person_id)
    return Asked(
        id=row.id,
        who=person.name or saying.ERASED,
        asked_on=row.asked_on,
        words=row.words or saying.ERASED,
        answered=f"{OUTCOMES[row.outcome]}, {saying.day(row.answered_on)}" if row.answered_on else "",
        reply=row.reply or "",
        area_id=area_id,
    )


def team_page(session: Session, world: Runtime, areas: frozenset[str], query: str) -> TeamPage:
    """What the teams of these areas see to; the people whose name or address has what was typed."""
    known = {row.id: (row, area) for area in sorted(areas) for row in life.people_of(session, area)}
    asks = personal_data.asks_of(session, list(known))
    typed = " ".join(query.split()).casefold()[:100]
    found = [
        (row.id, row.name or saying.ERASED, session.get_one(Organisation, row.organisation_id).name)
        for row, _ in known.values()
        if typed and row.erased_at is None and typed in f"{row.name} {row.email}".casefold()
    ]
    found.sort(key=lambda each: each[1].casefold())
    asked = [_asked(session, row, known[row.person_id][1]) for row in asks]
    return TeamPage(
        asked=tuple(sorted(asked, key=lambda each: bool(each.answered))),
        query=query,
        found=tuple(found[:FOUND]),
        more=len(found) > FOUND,
        classes=tuple(_class(session, world, rule, areas) for rule in world.retention),
        notices=bodies(session, areas),
    )


def _class(session: Session, world: Runtime, rule: RetentionRule, areas: Collection[str]) -> ClassLine:
    due = [(area, retention.due(session, rule, world.books, {area}, world.today()).number) for area in areas]
    return ClassLine(
        title=rule.title,
        kept=kept(rule),
        source=rule.source,
        verified=rule.status == "sourced",
        due=tuple(
            (session.get_one(Area, area).name, number, f"/areas/{area}/do/erase-due?of_class={rule.key}")
            for area, number in sorted(due)
            if number
        ),
    )


def before_erasing(session: Session, person: Person, areas: frozenset[str] | None) -> str:
    """What goes and what stays, for whoever is about to erase it."""
    held = people.export_person(session, person, None if areas is None else Team(areas))
    today = [row for row in held["roles"] if row["until"] is None]
    says = [
        f"{person.name or saying.ERASED}: the name, address and number go"
        f"{_words_that_go(len(held['messages']), len(held['calls']))}. It cannot be undone."
    ]
    if today:
        says.append("They still hold a role: messages for it then go to nobody until somebody else has it.")
    if held["texts_that_name_them"]:
        number = saying.count(held["texts_that_name_them"], "text")
        says.append(f"Their name also stands in {number} in other words; look at those on their page first.")
    says.append(
        "What they did stays under an id that names nobody; a signature keeps its name, as the proof of a "
        "statutory act. The name itself stays while another body has this person on record."
    )
    return " ".join(says)


def _words_that_go(messages: int, calls: int) -> str:
    """Of what else the words go, where there is any."""
    of = [saying.count(messages, "message")] if messages else []
    of += [saying.count(calls, "note of a call", "notes of calls")] if calls else []
    return f", with the text of {' and of '.join(of)}" if of else ""


def own_pages(session: Session, person_ids: Sequence[str]) -> tuple[PersonPage, ...]:
    """What is held about whoever looks, under each of the bodies that has them on record."""
    rows = [session.get_one(Person, key) for key in person_ids]
    return tuple(person_page(session, row, None, "", texts=False) for row in rows)
