"""Named reads about one person: every row that points at them, and every text in which their name stands."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import Column, ColumnElement, String, Table, false, or_, select, true
from sqlmodel import Session, SQLModel, col, func
from sqlmodel import select as rows_of
from sqlmodel.sql.sqltypes import AutoString

from lsip_workflow.model import (
    Contact,
    EventRow,
    OutboxRow,
    Person,
    PersonOfArea,
    Plan,
    RoleHeld,
    Sealed,
)

# Of no area, and for every team that knows the person: what it does about their address and their wishes.
OF_EVERY_TEAM = frozenset({"bounce", "correction_ask"})
SECRETS = frozenset({"salt", "key_hash"})
_PERSON, _OUTBOX = str(Person.__tablename__), str(OutboxRow.__tablename__)


@dataclass(frozen=True)
class Team:
    """Who asks about a person: a team of these areas, and there of the plans of its own body.

    With no body it is of everybody's plans: what is to be erased goes wherever it stands.
    """

    areas: Collection[str]
    body: str = ""

    @property
    def plans(self) -> Any:
        """The ids of its plans, to select from."""
        here = rows_of(col(Plan.id)).where(col(Plan.area_id).in_(self.areas))
        return here.where(col(Plan.erb_id) == self.body) if self.body else here


@dataclass(frozen=True)
class Mention:
    """A text in which somebody's name stands: of which table, under which id, of which plan."""

    table: str
    id: str
    plan: str
    text: str


def pointing_at_people() -> Iterator[tuple[Table, Column[Any]]]:
    """Every table with a column that points at a person, whoever adds one."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == _PERSON for key in column.foreign_keys):
                yield table, column


def rows_about(session: Session, person: Person, team: Team | None) -> dict[str, list[Any]]:
    """The rows that point at a person, by table; what a team answers for, or all of them with None."""
    found: dict[str, list[Any]] = {}
    for table, column in pointing_at_people():
        query = select(table).where(column == person.id).where(_of(table, team))
        for row in session.execute(query):
            said = {name: _plain(value) for name, value in row._mapping.items() if name not in SECRETS}
            found.setdefault(table.name, []).append(said)
    return found


def _of(table: Table, team: Team | None) -> ColumnElement[bool]:
    """Of this team, where a table says of which it is; what is of none is the person's and no team's."""
    if team is None or table.name in OF_EVERY_TEAM:
        return true()
    where: list[ColumnElement[bool]] = []
    if "plan_id" in table.c:
        where.append(table.c.plan_id.in_(team.plans))
    if "area_id" in table.c:
        where.append(table.c.area_id.in_(team.areas))
    return or_(*where) if where else false()


def acts_of(session: Session, person_id: str, team: Team | None) -> list[dict[str, Any]]:
    """What a person did here, as the record has it: what, when, in which stream."""
    query = rows_of(EventRow).where(EventRow.actor == f"person:{person_id}").order_by(col(EventRow.id))
    streams = None if team is None else streams_of(session, team)
    return [
        {"what": row.type, "at": row.at.isoformat(), "stream": row.stream}
        for row in session.exec(query)
        if streams is None or row.stream in streams
    ]


def streams_of(session: Session, team: Team) -> set[str]:
    """The streams of a team's areas and plans."""
    return {f"area:{area}" for area in team.areas} | {f"plan:{plan}" for plan in session.exec(team.plans)}


def areas_that_know(session: Session, person_id: str) -> set[str]:
    """Every area that wrote a person down, or in which they hold or held a role."""
    listed = rows_of(PersonOfArea.area_id).where(PersonOfArea.person_id == person_id)
    held = rows_of(RoleHeld.area_id).where(RoleHeld.person_id == person_id)
    return {*session.exec(listed), *session.exec(held)}


def calls_that_name(session: Session, person: Person, team: Team | None) -> list[Contact]:
    """The notes of calls with a person's organisation in which their name stands."""
    query = rows_of(Contact).where(
        Contact.provider_id == person.organisation_id, col(Contact.erased_at).is_(None)
    )
    if team is not None:
        query = query.where(col(Contact.plan_id).in_(team.plans))
    return [
        row
        for row in session.exec(query.order_by(Contact.plan_id, Contact.id))
        if _names(person, f"{row.with_whom or ''}\n{row.said or ''}")
    ]


def mentions(session: Session, person: Person, team: Team | None) -> list[Mention]:
    """Texts in people's own words in which a person's name stands, apart from what is about them anyhow."""
    if not person.name:
        return []
    theirs = {row.id for row in calls_that_name(session, person, team)}
    return [
        found
        for kind in Sealed.__subclasses__()
        if hasattr(kind, "__table__") and kind.__tablename__ != _PERSON
        for found in _mentions(session, kind, person, team)
        if found.id not in theirs
    ]


def _mentions(session: Session, kind: type[Sealed], person: Person, team: Team | None) -> Iterator[Mention]:
    table: Table = kind.__table__  # type: ignore[attr-defined]
    words = [name for name in (*kind.sealed, *kind.sealed_since, *kind.sealed_later) if _is_text(table, name)]
    if not words:
        return
    about = [column for of, column in pointing_at_people() if of is table]
    name = (person.name or "").lower()
    holds = or_(*(func.lower(table.c[word]).contains(name, autoescape=True) for word in words))
    scoped = (
        _of(table, team)
        if {"plan_id", "area_id"} & set(table.c.keys())
        else (true() if team is None else false())
    )
    query = select(table).where(holds, scoped)
    for row in session.execute(query.order_by(*table.primary_key)):
        said = row._mapping
        text = "\n".join(said[word] or "" for word in words)
        if _names(person, text) and all(said[column.name] != person.id for column in about):
            key = "|".join(str(said[column.name]) for column in table.primary_key)
            yield Mention(table.name, key, str(said.get("plan_id") or ""), text)


def _is_text(table: Table, name: str) -> bool:
    return isinstance(table.c[name].type, String | AutoString)


def _names(person: Person, text: str) -> bool:
    """Whether a name stands in a text as whole words, in whatever letters."""
    return bool(person.name) and bool(
        re.search(rf"(?<!\w){re.escape(person.name or '')}(?!\w)", text, re.IGNORECASE)
    )


def _plain(value: Any) -> Any:
    """A value as JSON has it; of bytes only how many there are."""
    match value:
        case Enum():
            return value.value
        case bytes():
            return f"{len(value)} bytes"
        case date():
            return value.isoformat()
    return value
