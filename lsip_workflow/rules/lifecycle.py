"""Gates: every reason a plan may not leave its stage yet, with its citation and its weight."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lsip_workflow import rulebook as rb
from lsip_workflow.model import CommitmentKind, ConditionSetting, SignOff, SkillsNeed, Strength
from lsip_workflow.rules import reports
from lsip_workflow.rules.dossier import Dossier

IN_FAVOUR = frozenset({"", "agreed", "agreed_with_changes"})


@dataclass(frozen=True)
class Blocker:
    """Something still needed: what, on whose word, and how much it weighs."""

    code: str
    text: str
    cite: str
    strength: Strength
    raised: bool = False
    accepted_because: str | None = None

    @property
    def refuses(self) -> bool:
        """Whether the plan waits for it; good practice only warns, unless the ERB raised it."""
        if self.accepted_because is not None:
            return False
        return self.raised or self.strength is not Strength.GOOD_PRACTICE


def still_needed(dossier: Dossier, book: rb.Rulebook, today: date) -> list[Blocker]:
    """All that the gates of the plan's stage still ask for: what refuses, what warns, what was accepted."""
    return [
        blocker
        for gate in book.gates_leaving(dossier.plan.stage)
        for condition in book.conditions_of(gate.key)
        for blocker in _blocked_by(condition, dossier, today)
    ]


def blockers(dossier: Dossier, book: rb.Rulebook, today: date) -> list[Blocker]:
    """Every reason the plan may not leave its stage yet; an empty list means that it may."""
    return [blocker for blocker in still_needed(dossier, book, today) if blocker.refuses]


def _blocked_by(condition: rb.AnyCondition, dossier: Dossier, today: date) -> Iterator[Blocker]:
    setting = _setting(dossier, condition.key)
    accepted = setting.reason or "" if setting and setting.accepted else None
    if condition.strength is Strength.LAW:
        accepted = None  # what the Act asks is nobody's to go on from
    for text in lacks(condition, dossier, today):
        yield Blocker(
            code=condition.key,
            text=text,
            cite=condition.cite,
            strength=condition.strength,
            raised=bool(setting and setting.raised),
            accepted_because=accepted,
        )


def _setting(dossier: Dossier, condition: str) -> ConditionSetting | None:
    return next((setting for setting in dossier.settings if setting.condition == condition), None)


def lacks(condition: rb.AnyCondition, dossier: Dossier, today: date) -> Iterator[str]:  # noqa: PLR0912
    """What a plan lacks for one condition, in sentences; none when it is met."""
    match condition:
        case rb.Considered():
            yield from _considered(condition, dossier)
        case rb.Decided():
            yield from _decided(condition, dossier)
        case rb.AuthoritiesAnswered():
            yield from _authorities(dossier)
        case rb.EvidenceRecorded(minimum=minimum):
            if len(dossier.evidence) < minimum:
                yield f"{condition.title}: {len(dossier.evidence)} of {minimum} pieces of evidence so far."
        case rb.RecruitmentDifficulty():
            yield from _recruitment_difficulty(dossier)
        case rb.NeedsClassified(by=by):
            yield from _classified(by, dossier)
        case rb.PrioritiesNameNeeds():
            yield from _priorities_name_needs(dossier)
        case rb.PriorityCount(minimum=low, maximum=high):
            if not low <= len(dossier.priorities) <= high:
                count = len(dossier.priorities)
                yield f"The guidance expects {low} to {high} priorities; this plan has {count}."
        case rb.ActionsIdentified(minimum=minimum):
            count = sum(action.for_providers for action in dossier.actions)
            if count < minimum:
                yield f"Actions that relevant providers can take: {count} of at least {minimum} recorded."
        case rb.ActionsComplete():
            yield from _incomplete_actions(dossier)
        case rb.ActionsCommitted():
            yield from _uncommitted_actions(dossier)
        case rb.PageCount(maximum=maximum):
            pages = dossier.plan.page_count
            if pages is not None and pages > maximum:
                yield f"The main body has {pages} pages; the guidance expects no more than {maximum}."
        case rb.Published(document=kind):
            since = dossier.plan.stage_since
            if not any(d.kind == kind and d.published_on >= since for d in dossier.documents):
                yield f"The {kind.replace('_', ' ')}'s address, date and fingerprint once it is published."
        case rb.Submitted():
            if not any(row.status == "made" for row in dossier.submissions):
                yield f"{condition.title}: to whom, on which day and which version."
        case rb.FeedbackAnswered():
            yield from _unanswered_points(dossier)
        case rb.ReportComplete():
            yield from _incomplete_report(dossier)


def _considered(condition: rb.Considered, dossier: Dossier) -> Iterator[str]:
    if condition.where_authority and not dossier.authority_answers:
        return
    if not any(row.test is condition.test for row in dossier.considerations):
        yield f"{condition.title}: nothing is recorded yet."


def counts(row: SignOff) -> bool:
    """Whether a sign-off lets a plan go on: signed, or a decision in favour that was checked.

    What was recorded before outcomes were asked for was in favour.
    """
    return row.status == "signed" or (row.status == "decided" and row.outcome in IN_FAVOUR)


def _decided(condition: rb.Decided, dossier: Dossier) -> Iterator[str]:
    """A sign-off counts for the visit to the stage in which it was given."""
    since = dossier.plan.stage_since
    given = [
        s
        for s in dossier.sign_offs
        if s.rule == condition.sign_off and s.decided_on and s.decided_on >= since
    ]
    if any(counts(row) for row in given):
        return
    said = [text for row in given if (text := _standing(row))]
    yield f"{condition.title}: {' '.join(said) or 'not signed here, and no decision recorded.'}"


def _standing(row: SignOff) -> str:
    """How a decision stands that does not let the plan go on."""
    match row.status:
        case "entered":
            return f"the decision of {row.body} waits for a second person to check it."
        case "questioned":
            return f"a question is open about the decision of {row.body}; it is entered anew."
        case "decided":
            return f"{row.body} {'did not agree' if row.outcome == 'not_agreed' else 'asks for changes'}."
        case _:
            return ""


def _authorities(dossier: Dossier) -> Iterator[str]:
    """Nobody waits for an authority that has ended."""
    for answer in dossier.authority_answers:
        who = dossier.name(answer.organisation_id)
        if answer.answer in ("not_asked", "asked") and answer.ended_on is None:
            yield f"{who}: no answer recorded, and its silence is not dated yet."
        elif answer.answer == "not_agreed" and not answer.our_reasons:
            yield f"{who} did not agree: our reasons for going on are not recorded yet."


def _recruitment_difficulty(dossier: Dossier) -> Iterator[str]:
    known = {row.soc for row in dossier.evidence if row.soc and row.recruitment_difficulty}
    for need in dossier.needs:
        if need.soc not in known:
            yield f"No evidence on recruitment difficulty for {_occupation(need)}."


def _classified(by: tuple[str, ...], dossier: Dossier) -> Iterator[str]:
    if not dossier.needs:
        yield "No skills need is recorded yet."
    for need in dossier.needs:
        lacking = [
            words
            for words, missing in (
                ("a SOC code", "soc" in by and not need.soc),
                ("a SIC code", "sic" in by and not need.sic),
                (
                    "a place on the occupational map",
                    "occupational_map" in by and not need.cluster_id and not need.occupation_code,
                ),
            )
            if missing
        ]
        if lacking:
            yield f"{_occupation(need)} lacks {' and '.join(lacking)}."


def _priorities_name_needs(dossier: Dossier) -> Iterator[str]:
    if not dossier.priorities:
        yield "No priority is recorded yet."
    for priority in dossier.priorities:
        if not priority.needs:
            yield f"Priority {priority.code} does not name a skills need that it serves."


def _incomplete_actions(dossier: Dossier) -> Iterator[str]:
    for action in dossier.actions:
        lacking = [
            word
            for word, value in (
                ("lead", action.lead_id),
                ("date", action.planned_for),
                ("measure", action.measure),
                ("delivery route", action.route),
            )
            if not value
        ]
        if lacking:
            yield f"Action {action.code} has no {', '.join(lacking)} yet."


def _uncommitted_actions(dossier: Dossier) -> Iterator[str]:
    """A provider's silence is no veto: a commitment that was sought is enough to go on."""
    for action in dossier.actions:
        said = [row for row in dossier.commitments if row.action_id == action.id]
        if not said:
            yield f"Action {action.code} has no commitment recorded, not even one sought or none needed."
        for row in said:
            if row.kind is CommitmentKind.DECLINED and not (row.alternative or row.risk):
                who = dossier.name(row.organisation_id)
                yield f"Action {action.code}: {who} declined; record an alternative or the risk left."


def _unanswered_points(dossier: Dossier) -> Iterator[str]:
    letters = {row.id: row.reference for row in dossier.feedback}
    for point in sorted(dossier.feedback_points, key=lambda row: (row.feedback_id, row.number)):
        if not point.answer:
            yield f"Point {point.number} of {letters[point.feedback_id]}: what changed, or why nothing did."


def _incomplete_report(dossier: Dossier) -> Iterator[str]:
    for action in reports.untold(dossier):
        yield f"Action {action.code}: done, impact and what remains, or a reason why not."


def _occupation(need: SkillsNeed) -> str:
    return need.occupation + (f" (SOC {need.soc})" if need.soc else "")
