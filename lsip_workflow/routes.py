"""Which flows want which events, and which events make a stage worth looking at again.

`record()` needs both inside its transaction, so they live here by name; `flows/` binds the names.
"""

FLOWS_FOR: dict[str, tuple[str, ...]] = {
    "response.submitted": ("responses",),
    "response.confirmed": ("responses",),
    "confirmation.switched": ("responses",),
    "sign_off.signed": ("sign-offs",),
    "sign_off.declined": ("sign-offs",),
    "decision.recorded": ("sign-offs",),
    "decision.checked": ("sign-offs",),
}

# Whatever could be the last thing that a gate was waiting for. Nothing here is recorded by a stage's
# flow about the stage that it is working, so that after any input the relay comes to rest.
RINGS_STAGE: frozenset[str] = frozenset(
    {
        "plan.opened",
        "plan.stage_entered",
        "plan.returned",
        "submission.made",
        "feedback.answered",
        "deadline.moved",
        "deadline.resumed",
        "condition.raised",
        "condition.accepted",
        "consideration.recorded",
        "evidence.recorded",
        "need.recorded",
        "priority.recorded",
        "action.recorded",
        "commitment.recorded",
        "entry.withdrawn",
        "response.matched",
        "sign_off.signed",
        "decision.recorded",
        "decision.checked",
        "authority.answered",
        "authority.ended",
        "document.published",
        "pages.counted",
        "report.entry_recorded",
    }
)
