"""Who signs: a named person with the role on the day, or somebody in their place; no author, no interest."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from lsip_workflow.model import Delegation, Person, Plan, SignOff
from lsip_workflow.rulebook import Rulebook, SignOffRule
from lsip_workflow.rules import delegation as passed_on
from lsip_workflow.rules import permissions
from lsip_workflow.rules import sign_offs as rules
from lsip_workflow.rules.interests import covered
from lsip_workflow.rules.permissions import Actor, NotAllowed
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import delegations, queries
from lsip_workflow.store.record import Occasion


def signs_themselves(session: Session, plan: Plan, entry: SignOffRule, person: Person, on: date) -> bool:
    """Whether a person signs this by a role of their own; those of the team for their own ERB only."""
    if person.erased_at is not None:
        return False
    held = {row.role for row in queries.roles_of(session, person.id, on) if row.area_id == plan.area_id}
    return any(
        role not in permissions.TEAM or person.organisation_id == plan.erb_id
        for role in held & set(rules.roles_of(entry))
    )


def in_whose_place(
    session: Session, plan: Plan, entry: SignOffRule, person_id: str, on: date
) -> list[Delegation]:
    """The delegations under which a person may sign this, while the signatories hold their roles."""
    return [
        row
        for row in delegations.to_person(session, person_id, on, plan.id)
        if passed_on.is_for(row, entry.key)
        and signs_themselves(session, plan, entry, session.get_one(Person, row.signatory_id), on)
    ]


def signs(session: Session, actor: Actor, plan: Plan, entry: SignOffRule, on: date) -> bool:
    """Whether this is asked of an actor who may come in: by a role of their own, or in somebody's place."""
    if permissions.holds_for(actor, plan.area_id, plan.erb_id, *rules.roles_of(entry)):
        return True
    comes_in = actor.person_id is not None and plan.area_id in actor.areas
    return comes_in and bool(in_whose_place(session, plan, entry, actor.person_id or "", on))


def asked_of(
    session: Session, actor: Actor, books: Mapping[str, Rulebook], on: date
) -> list[tuple[SignOff, Plan]]:
    """What is asked of an actor in the areas in which they hold a role."""
    return [
        (row, plan)
        for row, plan in decided.askings(session, actor.areas)
        if signs(session, actor, plan, books[plan.edition].sign_off(row.rule), on)
    ]


def hand(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    entry: SignOffRule,
    person: Person,
    on_behalf_of: str | None,
) -> Delegation | None:
    """The delegation under which a person acts here; None when it is their own signature.

    Raises NotAllowed for who neither holds the role on the day nor stands in for the one who is named.
    """
    places = in_whose_place(session, plan, entry, person.id, occasion.today)
    if on_behalf_of is not None:
        if (row := next((row for row in places if row.signatory_id == on_behalf_of), None)) is not None:
            return row
        raise NotAllowed("You are not named to sign this in that person's place today.")
    if signs_themselves(session, plan, entry, person, occasion.today):
        return None
    if places:
        raise NotAllowed("You sign this in another person's place only: say in whose.")
    raise NotAllowed(
        f"“{entry.title}” is signed by: {rules.signers(entry)}. This person does not hold that role here."
    )


def require_free(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    entry: SignOffRule,
    person: Person,
    under: Delegation | None,
) -> None:
    """Neither the hand that signs nor the person in whose place it does wrote it, or has an interest in it.

    Raises NotAllowed.
    """
    if sentence := why_not(session, occasion, plan, entry, person.id, under):
        raise NotAllowed(sentence)


def why_not(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    entry: SignOffRule,
    person_id: str,
    under: Delegation | None = None,
) -> str | None:
    """Why this person does not sign, though it is asked of them; None when nothing is in the way."""
    if sentence := wrote(session, plan, entry, person_id):
        return sentence
    if sentence := in_the_way(session, occasion, plan, entry, person_id):
        return sentence
    if under is None:
        return None
    theirs = wrote(session, plan, entry, under.signatory_id)
    theirs = theirs or in_the_way(session, occasion, plan, entry, under.signatory_id)
    return passed_on.NOT_IN_THEIR_PLACE if theirs else None


def in_the_way(
    session: Session, occasion: Occasion, plan: Plan, entry: SignOffRule, person_id: str
) -> str | None:
    """The sentence for somebody with an interest in what this decides; None when they have none."""
    hidden = decided.hidden_from(session, plan, person_id, occasion.today)
    whole = entry.never_the_author is not None
    found = covered(entry, whole=whole, hidden=hidden, dossier=queries.dossier(session, plan))
    if not found:
        return None
    return (
        f"You have an interest in {', '.join(found)}, so this is not yours to sign. Thank you for saying so. "
        "Somebody else who holds the role signs, or the body's decision is recorded with who left the room."
    )


def wrote(session: Session, plan: Plan, entry: SignOffRule, person_id: str) -> str | None:
    """The sentence for an author, under whichever entry they wrote; None when they did not, or may sign."""
    authors = authors_of(session, plan, entry.key)
    each = (rules.wrote(entry, key, authors) for key in decided.same_person(session, person_id))
    return next((sentence for sentence in each if sentence), None)


def authors_of(session: Session, plan: Plan, rule: str) -> set[str]:
    """Who wrote what is asked about: named with the asking, or recorded under their own key since then."""
    asking = decided.newest_asking(session, plan.id, rule)
    return set(asking.authors if asking else ()) | decided.recorded_by(session, plan.id, rules.WRITING)
