"""A plan as a list of tasks, stage by stage: what each gate asks, how far it is, and what is still needed."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lsip_workflow import rulebook as rb
from lsip_workflow.model import ConditionSetting, Plan, SignOff, Strength
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.lifecycle import counts, lacks
from lsip_workflow.web import saying
from lsip_workflow.web.views import waiting
from lsip_workflow.words import outside

VersionOf = Callable[[str], str]

# What waits for its stage: a decision, an answer or a document counts for the visit in which it is given.
OF_ITS_STAGE = (
    rb.Decided,
    rb.AuthoritiesAnswered,
    rb.Submitted,
    rb.FeedbackAnswered,
    rb.Published,
    rb.ReportComplete,
)


class Status(StrEnum):
    """How far a task is, in the words that people read."""

    CANNOT_START = "Cannot start yet"
    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETED = "Completed"
    NOT_NEEDED = "Not needed"
    CHANGED = outside("stale")
    NOT_HERE = "Not recorded here"


WEIGHT = {
    Strength.LAW: "What the Act asks for",
    Strength.GUIDANCE: "What the guidance expects",
    Strength.GOOD_PRACTICE: "Good practice",
}
# Where each kind of condition is worked on, after the plan's own address.
WHERE: Mapping[type[rb.AnyCondition], str] = {
    rb.Considered: "/considered",
    rb.Decided: "/sign-offs",
    rb.AuthoritiesAnswered: "/authorities",
    rb.EvidenceRecorded: "/evidence",
    rb.RecruitmentDifficulty: "/evidence",
    rb.NeedsClassified: "/needs",
    rb.PrioritiesNameNeeds: "/priorities",
    rb.PriorityCount: "/priorities",
    rb.ActionsIdentified: "/actions",
    rb.ActionsComplete: "/actions",
    rb.ActionsCommitted: "/actions",
    rb.PageCount: "/actions#pages",
    rb.Published: "/submission",
    rb.Submitted: "/submission",
    rb.FeedbackAnswered: "/submission",
    rb.ReportComplete: "/actions",
}


@dataclass(frozen=True)
class Task:
    """One condition of a gate: how far it is, what it still lacks, on whose word, and from whom."""

    key: str
    title: str
    status: Status
    needed: tuple[str, ...]
    whom: str
    cite: str
    sourced: bool
    weight: str
    path: str
    raised: bool = False
    accepted_because: str | None = None
    may_raise: bool = False
    may_accept: bool = False


@dataclass(frozen=True)
class StageTasks:
    """A stage with its tasks; `after` names the stages that come first, for one that is still to come."""

    key: str
    title: str
    cite: str
    place: str
    after: tuple[str, ...]
    tasks: tuple[Task, ...]

    @property
    def summary(self) -> str:
        """How many tasks it has, and how many of them are how far."""
        found = Counter(task.status for task in self.tasks)
        far = ", ".join(f"{found[word]} {word.value.lower()}" for word in Status if found[word])
        return f"{saying.count(len(self.tasks), 'task')}: {far}"


@dataclass(frozen=True)
class Reading:
    """What tasks are worked out from; `version_of` gives the version that a sign-off would be of today."""

    dossier: Dossier
    book: Rulebook
    today: date
    version_of: VersionOf

    @property
    def ever(self) -> Dossier:
        """The same, looked at as if every stage had only now been entered: what was decided in any visit."""
        plan = self.dossier.plan
        whenever = Plan(**plan.model_dump() | {"stage_since": date.min})
        return Dossier(**vars(self.dossier) | {"plan": whenever})


def stages(reading: Reading) -> tuple[StageTasks, ...]:
    """Every stage of the edition in order, with what each asks before the plan goes on."""
    keys = [stage.key for stage in reading.book.stages]
    here = keys.index(reading.dossier.plan.stage)
    titles = [stage.title for stage in reading.book.stages]
    return tuple(
        StageTasks(
            key=stage.key,
            title=stage.title,
            cite=stage.cite,
            place=(place := "now" if number == here else "earlier" if number < here else "later"),
            after=tuple(titles[here:number]),
            tasks=tuple(
                _task(condition, reading, place)
                for gate in reading.book.gates_leaving(stage.key)
                for condition in reading.book.conditions_of(gate.key)
            ),
        )
        for number, stage in enumerate(reading.book.stages)
    )


def _task(condition: rb.AnyCondition, reading: Reading, place: str) -> Task:
    dossier = reading.ever if place == "earlier" else reading.dossier
    lacking = tuple(
        saying.sentence(text.removeprefix(f"{condition.title}: "))
        for text in lacks(condition, dossier, reading.today)
    )
    setting = next((row for row in dossier.settings if row.condition == condition.key), None)
    accepted = _accepted(condition, setting)
    good = condition.strength is Strength.GOOD_PRACTICE
    status = _status(condition, reading, place, bool(lacking), accepted is not None)
    waits = status not in (Status.COMPLETED, Status.NOT_NEEDED, Status.NOT_HERE)
    raised = bool(setting and setting.raised)
    return Task(
        key=condition.key,
        title=condition.title,
        status=status,
        needed=lacking if waits or status is Status.NOT_HERE else (),
        whom=waiting.from_whom(condition.key, reading.book),
        cite=condition.cite,
        sourced=condition.status == "sourced",
        weight=WEIGHT[condition.strength],
        path=WHERE[type(condition)],
        raised=raised,
        accepted_because=accepted if status is Status.NOT_NEEDED else None,
        may_raise=good and not raised and place != "earlier",
        may_accept=place == "now" and bool(lacking) and accepted is None and _refuses(condition, raised),
    )


def _accepted(condition: rb.AnyCondition, setting: ConditionSetting | None) -> str | None:
    """The reason for which the plan goes on without it; what the Act asks is nobody's to go on from."""
    if setting is None or not setting.accepted or condition.strength is Strength.LAW:
        return None
    return setting.reason or ""


def _refuses(condition: rb.AnyCondition, raised: bool) -> bool:
    return condition.strength is Strength.GUIDANCE or raised


def _status(
    condition: rb.AnyCondition, reading: Reading, place: str, lacking: bool, accepted: bool
) -> Status:
    if not _applies(condition, reading.dossier):
        return Status.NOT_NEEDED
    if place == "later" and isinstance(condition, OF_ITS_STAGE):
        return Status.CANNOT_START
    if isinstance(condition, rb.Decided) and not lacking:
        return Status.CHANGED if _changed_since(condition, reading) else Status.COMPLETED
    begun = _begun(condition, reading.dossier)
    if not lacking and begun:
        return Status.COMPLETED
    if accepted and place != "later":
        return Status.NOT_NEEDED
    if place == "earlier":
        return Status.NOT_HERE
    return Status.IN_PROGRESS if begun else Status.NOT_STARTED


def _applies(condition: rb.AnyCondition, dossier: Dossier) -> bool:
    """An area without a strategic authority is asked nothing of one; an answer needs a letter first."""
    match condition:
        case rb.AuthoritiesAnswered():
            return bool(dossier.authority_answers)
        case rb.Considered(where_authority=True):
            return bool(dossier.authority_answers)
        case rb.FeedbackAnswered():
            return bool(dossier.feedback_points)
    return True


def _begun(condition: rb.AnyCondition, dossier: Dossier) -> bool:  # noqa: PLR0912
    """Whether anything is recorded that the condition is about."""
    match condition:
        case rb.Considered(test=test):
            return any(row.test is test for row in dossier.considerations)
        case rb.Decided(sign_off=rule):
            return any(row.rule == rule and _in_this_visit(row, dossier) for row in dossier.sign_offs)
        case rb.AuthoritiesAnswered():
            return any(row.answer != "not_asked" for row in dossier.authority_answers)
        case rb.EvidenceRecorded() | rb.RecruitmentDifficulty():
            return bool(dossier.evidence)
        case rb.NeedsClassified():
            return bool(dossier.needs)
        case rb.PriorityCount() | rb.PrioritiesNameNeeds():
            return bool(dossier.priorities)
        case rb.ActionsIdentified() | rb.ActionsComplete():
            return bool(dossier.actions)
        case rb.ActionsCommitted():
            return bool(dossier.commitments)
        case rb.PageCount():
            return dossier.plan.page_count is not None
        case rb.Published(document=kind):
            return any(row.kind == kind for row in dossier.documents)
        case rb.Submitted():
            return bool(dossier.submissions)
        case rb.FeedbackAnswered():
            return any(row.answer for row in dossier.feedback_points)
        case rb.ReportComplete():
            return any(row.done or row.impact or row.remains for row in dossier.actions)


def _in_this_visit(row: SignOff, dossier: Dossier) -> bool:
    return row.status == "asked" or (row.decided_on or date.min) >= dossier.plan.stage_since


def _changed_since(condition: rb.Decided, reading: Reading) -> bool:
    """Whether the plan is another than the one that was signed or decided on last."""
    given = [row for row in reading.dossier.sign_offs if row.rule == condition.sign_off and counts(row)]
    newest = max(given, key=lambda row: (row.decided_on or date.min, row.id), default=None)
    if newest is None or not newest.version:
        return False
    return newest.version != reading.version_of(condition.sign_off)
