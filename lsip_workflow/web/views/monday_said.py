"""What was said to a team and waits for a word of theirs: comments of authorities, reasons for declining."""

from collections.abc import Iterator
from datetime import datetime

from lsip_workflow.store import said
from lsip_workflow.web import saying
from lsip_workflow.web.views.monday_desk import Desk, Need


def rows(desk: Desk, since: datetime) -> Iterator[Need]:
    """A row for each plan with comments, and for each sign-off declined since the last mark."""
    for plan, count, on in said.comments(desk.session, desk.plan_areas):
        what = saying.count(
            count, "comment of a strategic authority waits", "comments of strategic authorities wait"
        )
        yield Need(
            on=on,
            what=f"{what} for your answer",
            when=f"{'It came' if count == 1 else 'The oldest came'} {desk.when(on)}",
            area=desk.plan_areas[plan],
            link=f"/plans/{plan}/authorities",
            do="Answer",
        )
    editions = {plan.id: plan.edition for plan, _ in desk.plans}
    for each in said.declined(desk.session, desk.plan_areas, since):
        rule = desk.world.books[editions[each.plan_id]].sign_off(each.rule)
        yield Need(
            on=each.on,
            what=f"{each.who or 'Somebody'} declined to sign: {rule.title}",
            when=f"{saying.sentence(desk.when(each.on))}; here until you mark it as read, or ask again",
            area=desk.plan_areas[each.plan_id],
            link=f"/plans/{each.plan_id}/sign-offs",
            do="Read why",
        )
