"""What a plan waits for that no date tells of: the team's own word, and a contact who can be reached."""

from collections.abc import Collection, Iterator, Sequence

from lsip_workflow.rulebook import AnyCondition, Decided, Published, Rulebook, Submitted
from lsip_workflow.rules.permissions import TEAM
from lsip_workflow.store import awaiting
from lsip_workflow.store.awaiting import Unreached
from lsip_workflow.web import saying
from lsip_workflow.web.views.monday_desk import Desk, Need, Standing


def own_word(desk: Desk, standing: Sequence[Standing], dated: Collection[tuple[str, str]]) -> Iterator[Need]:
    """Plans that wait for nothing but the team's own word; one that is due soon is among the dates."""
    for each in standing:
        book = desk.world.books[each.plan.edition]
        waits = {blocker.code for blocker in each.needed if blocker.refuses}
        asked = [condition for condition in book.conditions if condition.key in waits]
        if all(_by_team(book, condition) for condition in asked):
            words = (_word(desk, each, book, condition) for condition in asked)
            yield from (word for word in words if (word.plan, word.what) not in dated)


def _by_team(book: Rulebook, condition: AnyCondition) -> bool:
    """Whether somebody of the team says by themselves that this is so."""
    if isinstance(condition, Decided):
        return set(book.sign_off(condition.sign_off).by) <= set(TEAM)
    return isinstance(condition, Published | Submitted)


def _word(desk: Desk, each: Standing, book: Rulebook, condition: AnyCondition) -> Need:
    plan, what = each.plan, condition.title
    by: tuple[str, ...] = TEAM
    link, do = f"/plans/{plan.id}/submission", "Record it"
    if isinstance(condition, Decided):
        rule = book.sign_off(condition.sign_off)
        by, what = rule.by, rule.title
        link, do = f"/plans/{plan.id}/do/ask-for-sign-off?rule={rule.key}", "Ask for it"
        if any(
            (row.rule, row.status, row.stage) == (rule.key, "asked", plan.stage)
            for row in each.dossier.sign_offs
        ):
            link, do = "/sign-offs", "Read and sign"
    return Need(
        on=desk.today,
        what=what,
        when=f"The plan waits for nothing else. For {saying.by(by)} to say, when it is so",
        area=desk.plan_areas[plan.id],
        link=link,
        do=do,
        plan=plan.id,
    )


def unreached(desk: Desk) -> Iterator[Need]:
    """Those who were asked and whom no message can reach, in one row for each plan."""
    found: dict[str, list[Unreached]] = {}
    for each in awaiting.unreached(desk.session, desk.plan_areas, desk.today):
        found.setdefault(each.plan_id, []).append(each)
    for plan, those in found.items():
        one, people = those[0], f"/areas/{those[0].area_id}"
        more = f" and {saying.count(len(those) - 1, 'other provider')}" if len(those) > 1 else ""
        yield Need(
            on=desk.today,
            what=f"No message reaches {one.provider}{more}: nobody with an address answers there",
            when="It was asked" if not more else "They were asked",
            area=desk.plan_areas[plan],
            link=f"{people}/people" if more else f"{people}/do/add-person?organisation={one.provider_id}",
            do="Add contacts" if more else "Add a contact",
        )
