"""Inputs of whoever looks after it: mail that came back, the channel, events that could not be processed."""

from collections.abc import Mapping
from typing import Any

from lsip_workflow.web.api import operations
from lsip_workflow.web.inputs.shape import Asked, Input, Place


def _flow(place: Place) -> Mapping[str, Any]:
    return {"flow": place.subject.get("flow", "")}


INPUTS = (
    Input(
        key="record-bounce",
        title="Mail to this person came back",
        send=operations.record_bounce,
        done="Recorded: nothing more goes to that address until there is a new one.",
        asked={"words": Asked("What did it say?", "In a few words, such as “mailbox unknown”.", long=True)},
        back="/came-back",
        button="Stop mail to this address",
    ),
    Input(
        key="address-is-right",
        title="The address is right after all",
        send=operations.address_is_right,
        done="Mail goes to that address again, and so does what waited for it.",
        back="/came-back",
        button="Send there again",
    ),
    Input(
        key="try-channel",
        title="Send one message to yourself",
        send=operations.try_channel,
        done="The message is on its way; how it went stands under “How messages go out”.",
        back="/operations#channel",
        button="Send it",
        intro="It goes by the way that every message goes, to the e-mail address that is on record for you.",
    ),
    Input(
        key="retry",
        title="Try it again",
        send=operations.retry,
        done="It is tried again, as if it had just arrived.",
        asked={"flow": Asked("For", hidden=True)},
        begins=_flow,
        back="/operations#left",
        button="Try it again",
        intro="Do this once its cause is mended. If it cannot be processed again, it comes back here.",
    ),
)
