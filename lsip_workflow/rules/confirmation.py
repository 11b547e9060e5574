"""Who confirms a provider's answer, where a plan asks for it: another, or the sender where nobody else is."""

from lsip_workflow.model import Response
from lsip_workflow.rules.permissions import Actor, NotAllowed

OF_THE_PROVIDER = "A provider's answer is confirmed by the provider itself, with its own key."
SOMEBODY_ELSE = (
    "Somebody else of your organisation confirms its answers, with a key of their own. Ask the team of the "
    "employer representative body if that has changed."
)


def by_sender(actor: Actor, response: Response, confirmers: frozenset[str]) -> bool:
    """Whether it is the sender who confirms, as the record then says. Raises NotAllowed.

    `confirmers` are the people who confirm for the provider today. One of them other than the sender is the
    second person; where there is none, whoever answers for the provider confirms as well.
    """
    if actor.organisation_id != response.provider_id:
        raise NotAllowed(OF_THE_PROVIDER)
    others = {person for person in confirmers if f"person:{person}" != response.sent_by}
    if actor.person_id in others:
        return False
    if others:
        raise NotAllowed(SOMEBODY_ELSE)
    if response.heard_how is not None:  # somebody else sent it for the provider
        return False
    sent_by_another = (response.sent_by or "").startswith("person:") and response.sent_by != str(actor)
    return not (sent_by_another and actor.person_id is not None)
