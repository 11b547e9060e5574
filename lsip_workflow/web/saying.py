"""How things are said on pages: instants and days of London, counts, and a phrase for every code word."""

from datetime import date, datetime
from typing import NamedTuple

from lsip_workflow.model import (
    CommitmentKind,
    DeliveryRoute,
    HeardHow,
    OutboxStatus,
    PriorityKind,
    ProviderClass,
    Role,
    RunStatus,
    Test,
)
from lsip_workflow.reference import reading
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.words import outside


class RoleWords(NamedTuple):
    """A role at the head of a row, and within a sentence."""

    title: str
    phrase: str


NOT_KNOWN = "not known yet"
ERASED = "erased"

ROLES = {
    Role.PROJECT_MANAGER: RoleWords("Project manager", "the project manager"),
    Role.ERB_LEAD: RoleWords("ERB lead", "the ERB lead"),
    Role.BOARD_MEMBER: RoleWords("Board member", "a board member"),
    Role.PROVIDER_RESPONDENT: RoleWords("Answers for the provider", "who answers for the provider"),
    Role.PROVIDER_DEPUTY: RoleWords("Deputy for the provider", "the provider's deputy"),
    Role.PROVIDER_CONFIRMER: RoleWords("Confirms the provider's answers", "who confirms for the provider"),
    Role.PROVIDER_COLLEAGUE: RoleWords(
        "Fills in parts of answers", "a colleague who fills in a part for the provider"
    ),
    Role.AUTHORITY_OFFICER: RoleWords(
        "Officer of the strategic authority", "the strategic authority's officer"
    ),
    Role.DEPARTMENT_READER: RoleWords("Reader of the department", "the department's reader"),
    Role.AUDITOR: RoleWords("Auditor (reads, for a time)", "the auditor"),
    Role.ADMINISTRATOR: RoleWords("Administrator", "the administrator"),
}
BODIES = {
    "board": "the board",
    "governing_body": "the governing body",
    "strategic_authority": "the strategic authority",
    "secretary_of_state": "the Secretary of State",
}
COMMITMENTS = {
    CommitmentKind.FIRM: "firm commitment",
    CommitmentKind.IN_PRINCIPLE: "yes in principle",
    CommitmentKind.SOUGHT: "asked for a commitment",
    CommitmentKind.DECLINED: "cannot take part",
    CommitmentKind.NONE_NEEDED: "none needed",
}
CLASSES = {
    ProviderClass.FE_COLLEGE: "Further education college",
    ProviderClass.SIXTH_FORM_COLLEGE: "Sixth-form college",
    ProviderClass.DESIGNATED_INSTITUTION: "Designated institution",
    ProviderClass.INDEPENDENT_TRAINING_PROVIDER: "Independent training provider",
    ProviderClass.HIGHER_EDUCATION: "Higher education",
    ProviderClass.LOCAL_AUTHORITY: "Local authority",
    ProviderClass.UNKNOWN: "Not said yet",
}
ROUTES = {
    DeliveryRoute.STATUTORY_PROCESS: "The statutory process",
    DeliveryRoute.ERB_PLAN: "The ERB's own implementation plan",
    DeliveryRoute.BOTH: "The statutory process and the ERB's own plan",
}
PRIORITIES = {
    PriorityKind.SECTOR: "Sector",
    PriorityKind.CROSS_CUTTING: "Across sectors",
    PriorityKind.SYSTEM: "The skills system",
}
TESTS = {
    Test.ENVIRONMENT: "net zero, the climate and the environment",
    Test.AUTHORITY_VIEWS: "views of strategic authorities",
    Test.EMPLOYER_VIEWS: "views of employers",
    Test.OTHER_EVIDENCE: "other evidence",
    Test.PROVIDER_ACTIONS: "actions that providers can take",
}
ANSWERS = {
    "not_asked": "To be asked; no answer recorded yet",
    "asked": "Asked; no answer recorded yet",
    "agreed": "Agreed",
    "agreed_with_comments": "Agreed, with comments",
    "not_agreed": "Did not agree",
    "no_reply": outside("non-response"),
}
POINT_ANSWERS = {"changed": "the plan changed", "not_changed": "not changed, with the reason"}
AUDIENCES = {
    "erb_team": "the ERB team",
    "parties": "the providers of the plan",
    "board": "the board",
    "authorities": "the strategic authorities",
    "department": "the department",
    "organisation": "one organisation",
    "public": "the public",
}
HEARD = {
    HeardHow.TELEPHONE: "a telephone call",
    HeardHow.MEETING: "a meeting",
    HeardHow.EMAIL: "an e-mail",
    HeardHow.LETTER: "a letter",
}
MOVED = {
    "provider_capacity": "what the provider can take on",
    "pre_election_period": "a pre-election period",
    "department_moved_it": "the department moved it",
    "correction": "a correction",
    "agreed_with_erb": "agreed with the ERB",
}
HELD = {
    "in_touch": "we are in touch with them",
    "promised": "they promised it",
    "closed_there": "they are closed just now",
    "asked_us_to_wait": "they asked us to wait",
    "waits_for_us": "it waits for us",
}
OUTCOMES = {"met": "done", "not_needed": "not needed any more"}
DOCUMENTS = {"plan": "The plan", "progress_report": "The progress report"}
ACTS = {
    "asked": "something was asked",
    "received": "something was received",
    "discussed": "something was discussed",
    "published": "something was published",
}
HORIZONS = {"current": "Now", "emerging": "Emerging", "three_years": "Within three years"}
FLOWS = {
    "responses": "Answers taken in",
    "sign-offs": "Sign-offs and decisions taken in",
    "deadlines": "The morning look at the dates",
    "notifications": "Messages",
    "digest": "Every plan in a line",
    "research": "The research stage looked at",
    "priorities": "The priorities stage looked at",
    "roadmap": "The roadmap stage looked at",
    "agreement": "The agreement stage looked at",
    "progress-report": "The progress report looked at",
    "review": "The review looked at",
}
VIA = {"prefect": "with Prefect", "demonstration": "part of the demonstration's past"}
RUNS = {
    RunStatus.RUNNING: "Going on now",
    RunStatus.COMPLETED: "Done",
    RunStatus.FAILED: outside("failed run"),
    RunStatus.CRASHED: "Ended before it was done; what was left is taken up again",
}
MESSAGES = {
    OutboxStatus.DRAFT: "A draft",
    OutboxStatus.OWED: "Waiting",
    OutboxStatus.CLAIMED: "Being sent",
    OutboxStatus.SENT: "Sent",
    OutboxStatus.SKIPPED: "Not sent",
    OutboxStatus.GIVEN_UP: "Not sent",
}
TEMPLATES = {
    "channel_test": "A message to try the channel",
    "comment_answered": "A comment was answered",
    "contact_wanted": "A new contact is wanted: mail came back",
    "correction_asked": "Somebody asks for something about them to be put right",
    "confirmation_asked": "An answer to confirm",
    "delegation_ended": "Signing that was passed on was taken back",
    "delegation_given": "Signing was passed on",
    "contact_recorded": "A copy of what was noted for a provider",
    "invitation": "An invitation to the pages",
    "sign_in": "A link to sign in",
    "duty_act_recorded": "What the register has about a provider",
    "question_answered": "The reply to a question",
    "question_asked": outside("returned"),
    "response_accepted": "Thanks: nothing more is asked",
    "decision_entered": "A second person is asked to check a decision",
    "decision_recorded": "A decision was recorded",
    "reminders": "Reminders of dates",
    "request_sent": "What a provider is asked",
    "response_arrived": "An answer has arrived",
    "response_received": "Thanks for an answer",
    "run_failed": outside("failed run"),
    "sign_off_requested": "A sign-off is asked for",
    "stage_entered": "The plan has gone on",
}


def day(value: date) -> str:
    """A day: 3 June 2026."""
    return reading.spoken(value)


def day_of(value: datetime) -> str:
    """The day of an instant, in London."""
    return day(value.astimezone(LONDON))


def instant(value: datetime) -> str:
    """An instant as the clocks of London show it: 21 November 2026, 7:04pm."""
    local = value.astimezone(LONDON)
    return f"{day(local)}, {reading.o_clock(local)}"


def clock(value: datetime) -> str:
    """The time of day in London: 7:04am."""
    return reading.o_clock(value.astimezone(LONDON))


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 thing, 2 things."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def ahead(due: date, today: date) -> str:
    """How far ahead a day is; nothing once it has gone by, and nothing when it is far off."""
    days = (due - today).days
    if days in (0, 1):
        return "tomorrow" if days else "today"
    return f"in {days} days" if 1 < days <= 60 else ""


def by(signatories: tuple[str, ...]) -> str:
    """Who may decide or sign: the board or a board member."""
    return " or ".join(BODIES.get(who) or ROLES[Role(who)].phrase for who in signatories)


def spoken(code: str) -> str:
    """A code word that has no phrase of its own, with its parts set apart."""
    return code.replace("_", " ").replace("-", " ").replace(".", " ")


def sentence(text: str) -> str:
    """A text with its first letter large."""
    return text[:1].upper() + text[1:]
