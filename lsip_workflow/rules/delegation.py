"""When somebody signs in another person's place: on which days, what, and who names them."""

from datetime import date

from lsip_workflow.model import Delegation, Role, Strength
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.rules.permissions import Actor, ActorKind, holds_for
from lsip_workflow.rules.sign_offs import PRACTICE

NOT_IN_THEIR_PLACE = (
    "The person in whose place you would sign may not decide this, so nobody signs it for them. Somebody "
    "else who holds the role signs, or the body's decision is recorded."
)
WHO_GIVES = "Signing is passed on by the person whose signature it is, or by the ERB lead, each in person."


def in_force(row: Delegation, on: date) -> bool:
    """Whether something is signed under a delegation on a day; on its last day it still is."""
    return row.since <= on <= row.until and (row.ended_on is None or on < row.ended_on)


def is_for(row: Delegation, rule: str) -> bool:
    """Whether a delegation is about this sign-off: about it alone, or about each."""
    return row.rule in ("", rule)


def overlaps(one: Delegation, other: Delegation) -> bool:
    """Whether two delegations say the same thing twice for some day."""
    same = (one.signatory_id, one.delegate_id) == (other.signatory_id, other.delegate_id)
    about = not one.rule or not other.rule or one.rule == other.rule
    days = one.since <= other.until and other.since <= one.until
    return same and about and days and other.ended_on is None


def may_give(actor: Actor, area_id: str, erb_id: str, signatory_id: str) -> bool:
    """Whether this is the signatory, the ERB lead of the plan, or an administrator at the command line."""
    if actor.kind is ActorKind.COMMAND:
        return True
    return actor.person_id == signatory_id or holds_for(actor, area_id, erb_id, Role.ERB_LEAD)


def there_already(row: Delegation) -> Blocker:
    """Why a delegation is not given a second time for the same days."""
    text = f"The same is passed on already, from {row.since} until {row.until}; end that first."
    return Blocker("done_already", text, PRACTICE, Strength.GOOD_PRACTICE)
