"""One sign-off: exactly what is signed, what changed, what is still needed, and who signs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from lsip_workflow.journeys import signatories, versions
from lsip_workflow.model import Organisation, Person, Plan, SignOff, SourceStatus, digest
from lsip_workflow.rulebook import SignOffRule
from lsip_workflow.rules import permissions
from lsip_workflow.rules import sign_offs as rules
from lsip_workflow.rules.lifecycle import counts
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion
from lsip_workflow.web import saying
from lsip_workflow.web.views.signed import Given, given, since, where
from lsip_workflow.web.views.versions import Changed, PartShown, parts


@dataclass(frozen=True)
class Gap:
    """Something still needed, on whose word."""

    text: str
    cite: str
    weight: str
    accepted: str


@dataclass(frozen=True)
class ToSign:
    """One page: what is to be signed, whole; without it for whoever has an interest in it."""

    id: str
    plan_id: str
    title: str
    where: str
    erb: str
    heading: str
    cite: str
    sourced: bool
    due: date | None
    ahead: str
    reference: str
    number: int
    asked_number: int | None
    statements: tuple[tuple[str, str], ...]
    parts: tuple[PartShown, ...] | None
    gaps: tuple[Gap, ...]
    since_asked: tuple[Changed, ...]
    last: Given | None
    since_last: tuple[Changed, ...]
    authors: tuple[str, ...]
    said: tuple[Given, ...]
    mine: tuple[Given, ...]
    may_sign: bool
    why_not: str
    places: tuple[tuple[str, str], ...]
    """In whose place the reader signs: ids and names; empty for themselves."""
    by_body: bool
    team: bool
    rule: str

    @property
    def done(self) -> bool:
        """Whether the reader signed this very version already, and has no other's place to sign in."""
        signed = any(one.says == "signed" and one.reference == self.reference for one in self.mine)
        return signed and len(self.places) < 2

    def radios(self, chosen: str | None) -> list[dict[str, Any]]:
        """Whose signature it is, to choose from; at first the reader's own where it can be."""
        return [
            {"value": key, "text": name, "checked": key == (chosen or self.places[0][0])}
            for key, name in self.places
        ]


def to_sign(session: Session, world: Runtime, actor: Actor, asking: SignOff, plan: Plan) -> ToSign:
    """Exactly what is to be signed, for one reader. Whoever has an interest in it is shown none of it."""
    occasion = world.occasion(actor)
    book = world.books[plan.edition]
    entry, text = book.sign_off(asking.rule), versions.text_of(session, plan, asking.rule)
    team = permissions.reads_as_team(actor, plan.area_id, plan.erb_id)
    hides = actor.person_id and signatories.in_the_way(session, occasion, plan, entry, actor.person_id)
    numbers, reference = decided.version_numbers(session, plan.id), digest(text)
    rows = [row for row in decided.sign_offs_of(session, plan.id) if row.rule == asking.rule]
    given_last = last(rows, numbers)
    due = queries.deadline_of(session, plan.id, "signature", asking.id)
    why_not, places = _right(session, occasion, plan, entry, hides or "")
    return ToSign(
        id=asking.id,
        plan_id=plan.id,
        title=entry.title,
        where=where(session, plan),
        erb=session.get_one(Organisation, plan.erb_id).name,
        heading=entry.heading,
        cite=entry.cite,
        sourced=entry.status is SourceStatus.SOURCED,
        due=due.due if due else None,
        ahead=saying.ahead(due.due, world.today()) if due and due.due else "",
        reference=reference,
        number=numbers.get(reference, len(numbers) + 1),
        asked_number=numbers.get(asking.version),
        statements=tuple((each.key, each.text) for each in entry.statements),
        parts=None if hides else parts(json.loads(text)),
        gaps=() if hides else _gaps(session, world, plan, asking.rule, team=team),
        since_asked=() if hides else since(session, plan, asking.version, text),
        last=given(given_last, numbers) if given_last else None,
        since_last=() if hides or given_last is None else since(session, plan, given_last.version, text),
        authors=_authors(session, plan, asking.rule),
        said=tuple(given(row, numbers) for row in rows if row.asking == asking.id),
        mine=tuple(
            given(row, numbers)
            for row in rows
            if row.asking == asking.id and row.person_id == actor.person_id and actor.person_id
        ),
        may_sign=not why_not,
        why_not=why_not,
        places=places,
        by_body=any(name in saying.BODIES for name in entry.by),
        team=permissions.in_team(actor, plan.area_id, plan.erb_id),
        rule=asking.rule,
    )


def _right(
    session: Session, occasion: Occasion, plan: Plan, entry: SignOffRule, hides: str
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Why the reader does not sign, if they do not; and in whose places they do."""
    person_id, today = occasion.actor.person_id, occasion.today
    if person_id is None:
        return "This is signed by a named person.", ()
    if hides:
        return hides, ()
    person = session.get_one(Person, person_id)
    under = signatories.in_whose_place(session, plan, entry, person_id, today)
    own = signatories.signs_themselves(session, plan, entry, person, today)
    if not own and not under:
        return f"“{entry.title}” is signed by {saying.by(entry.by)}.", ()
    reasons = {row.id: signatories.why_not(session, occasion, plan, entry, person_id, row) for row in under}
    free = [row for row in under if not reasons[row.id]]
    mine = signatories.why_not(session, occasion, plan, entry, person_id) if own else "not theirs"
    names = [(row.signatory_id, session.get_one(Person, row.signatory_id).name or "") for row in free]
    places = ([("", "Myself")] if mine is None else []) + names
    if places:
        return "", tuple(places)
    return (mine if own else next(iter(reasons.values()))) or "", ()


def _gaps(session: Session, world: Runtime, plan: Plan, rule: str, *, team: bool) -> tuple[Gap, ...]:
    book, dossier = world.books[plan.edition], queries.dossier(session, plan)
    return tuple(
        Gap(each.text, each.cite, saying.spoken(each.strength), each.accepted_because or "")
        for each in rules.gaps(dossier, book, world.today(), rule=rule, team=team)
        if not any(
            condition.key == each.code and getattr(condition, "kind", "") == "decided"
            for condition in book.conditions
        )
    )


def last(rows: Iterable[SignOff], numbers: Mapping[str, int]) -> SignOff | None:
    """The last sign-off of its kind that counts, and that is of a version."""
    found = [row for row in rows if counts(row) and row.version and row.decided_on]
    return max(found, key=lambda row: (row.decided_on or date.min, numbers.get(row.version, 0)), default=None)


def _authors(session: Session, plan: Plan, rule: str) -> tuple[str, ...]:
    keys = signatories.authors_of(session, plan, rule)
    return tuple(sorted(session.get_one(Person, key).name or saying.ERASED for key in keys))
