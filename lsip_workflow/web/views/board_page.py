"""The board page: two sides for a meeting. Of providers it has counts, and never a name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lsip_workflow import rulebook as rb
from lsip_workflow.journeys import branding
from lsip_workflow.model import (
    Action,
    Area,
    Deadline,
    DeadlineStatus,
    Plan,
    ProgressWord,
    RequestStatus,
)
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules import progress_word
from lsip_workflow.rules.deadlines import is_past, when
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.lifecycle import Blocker, still_needed
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import progress_words, queries
from lsip_workflow.web import saying
from lsip_workflow.web.views import waiting

NOTHING, LONG_AGO = progress_word.NOTHING_SAID, progress_word.SAID_LONG_AGO
NEXT_STEP = ("Red", "Amber")
DENSITIES = 3
# How much is listed one by one at each density: actions of a word, decisions, things still needed, dates.
LISTED = ((8, 12, 8, 10), (8, 12, 8, 10), (6, 10, 6, 8), (3, 6, 4, 6))
LETTERS = (220, 180, 140, 90)


@dataclass(frozen=True)
class ActionLine:
    """An action with what was said of it."""

    code: str
    title: str
    standing: str
    sentence: str
    next_step: str


@dataclass(frozen=True)
class WordLine:
    """A progress word: how many actions have it, which, and of some what was said."""

    word: str
    number: int
    codes: str
    told: tuple[ActionLine, ...]
    more: int


@dataclass(frozen=True)
class Decision:
    """What somebody is asked to decide: what, who, and by when."""

    title: str
    whose: str
    due: str
    cite: str


@dataclass(frozen=True)
class Awaited:
    """What is awaited, in numbers only."""

    what: str
    number: int
    of: int


@dataclass(frozen=True)
class DateLine:
    """A date that comes next, or has gone by."""

    title: str
    words: str
    ahead: str


@dataclass(frozen=True)
class BoardPage:
    """Everything on the two sides."""

    id: str
    area: str
    erb: str
    cycle: str
    example: bool
    made_on: date
    edition: str
    stage: str
    since: date
    standing: str
    word: str
    sentence: str
    next_step: str
    words: tuple[WordLine, ...]
    actions: int
    decisions: tuple[Decision, ...]
    needed: tuple[str, ...]
    more_needed: int
    awaited: tuple[Awaited, ...]
    dates: tuple[DateLine, ...]
    cut: bool
    """Whether texts were shortened, so that it stays on two sides."""


def board_page(session: Session, world: Runtime, plan: Plan) -> BoardPage:
    """The page as it is today."""
    return board_pages(session, world, plan)[0]


def board_pages(session: Session, world: Runtime, plan: Plan) -> tuple[BoardPage, ...]:
    """The page at each density: a denser one lists less one by one, and says how much more there is."""
    dossier, book, today = queries.dossier(session, plan), world.books[plan.edition], world.today()
    blockers = [each for each in still_needed(dossier, book, today) if each.accepted_because is None]
    own = progress_words.of_plans(session, [plan.id]).get(plan.id)
    said = progress_words.of_actions(session, [plan.id])
    area, erb = session.get_one(Area, plan.area_id).name, branding.of(session, plan.erb_id).name
    still = _still_needed(book, blockers)

    def at(density: int) -> BoardPage:
        told, decisions, needed, dates = LISTED[density]
        return BoardPage(
            id=plan.id,
            area=area,
            erb=erb,
            cycle=plan.cycle,
            example=plan.example,
            made_on=today,
            edition=book.edition.title,
            stage=book.stage(plan.stage).title,
            since=plan.stage_since,
            standing=waiting.standing(plan, book, blockers),
            word=progress_word.in_words(own, today),
            sentence=_short(own.sentence if own else "", density),
            next_step=_short(own.next_step if own else "", density),
            words=tuple(_words(dossier.actions, said, today, told, density)),
            actions=len(dossier.actions),
            decisions=_decisions(dossier, book, blockers)[:decisions],
            needed=tuple(_short(text, density) for text in still[:needed]),
            more_needed=max(0, len(still) - needed),
            awaited=_awaited(dossier),
            dates=_dates(dossier.deadlines, today)[:dates],
            cut=density > 0,
        )

    return tuple(at(density) for density in range(DENSITIES + 1))


def _words(
    actions: Sequence[Action], said: dict[str, ProgressWord], today: date, most: int, density: int
) -> list[WordLine]:
    """The actions by the word that stands: Red and Amber with their next steps, the others by their codes."""
    by_name: dict[str, list[Action]] = {name: [] for name in (*NEXT_STEP, "Green", LONG_AGO, NOTHING)}
    for each in actions:
        by_name[_name(said.get(each.id), today)].append(each)
    found = []
    for name, rows in by_name.items():
        told = rows[:most] if name in NEXT_STEP else []
        lines = tuple(_line(row, said.get(row.id), today, density) for row in told)
        codes = ", ".join(row.code for row in rows)
        if rows or name != LONG_AGO:
            found.append(WordLine(name, len(rows), _short(codes, density), lines, len(rows) - len(told)))
    return found


def _name(row: ProgressWord | None, today: date) -> str:
    """The word that stands; or that one was said, too long ago to stand; or that none was."""
    if row is None:
        return NOTHING
    return progress_word.spelled(row.word) if progress_word.stands(row, today) else LONG_AGO


def _line(row: Action, said: ProgressWord | None, today: date, density: int) -> ActionLine:
    return ActionLine(
        row.code,
        _short(row.title, density),
        progress_word.in_words(said, today),
        _short(said.sentence if said else "", density),
        _short(said.next_step if said else "", density),
    )


def _decisions(dossier: Dossier, book: Rulebook, blockers: Sequence[Blocker]) -> tuple[Decision, ...]:
    """What is asked and not decided yet, then what this stage still asks to be decided."""
    due = {row.subject: row for row in dossier.deadlines if row.kind == "signature"}
    asked = [row for row in dossier.sign_offs if row.status == "asked"]
    found = [
        Decision(rule.title, saying.by(rule.by), when(date_) if (date_ := due.get(row.id)) else "", rule.cite)
        for row in asked
        for rule in [book.sign_off(row.rule)]
    ]
    codes = {blocker.code for blocker in blockers if blocker.refuses}
    waiting_for = {row.rule for row in asked}
    for condition in book.conditions:
        if (
            condition.key in codes
            and isinstance(condition, rb.Decided)
            and condition.sign_off not in waiting_for
        ):
            rule = book.sign_off(condition.sign_off)
            found.append(Decision(rule.title, saying.by(rule.by), "", rule.cite))
    return tuple(dict.fromkeys(found))


def _still_needed(book: Rulebook, blockers: Sequence[Blocker]) -> list[str]:
    """What is still needed, by its condition: what is said of each thing may name a provider.

    What is a decision has its own list.
    """
    counted = Counter(each.code for each in blockers if each.refuses)
    return [
        f"{condition.title} ({saying.count(counted[condition.key], 'thing')})"
        for condition in book.conditions
        if condition.key in counted and not isinstance(condition, rb.Decided)
    ]


def _awaited(dossier: Dossier) -> tuple[Awaited, ...]:
    """Whom the plan waits for, in numbers: of providers a board that rivals sit on learns no more."""
    requests = [row for row in dossier.requests if row.status is not RequestStatus.NOT_NEEDED]
    answers = [row for row in dossier.authority_answers if row.ended_on is None]
    found = (
        Awaited(
            "Replies from providers", sum(r.status is RequestStatus.OPEN for r in requests), len(requests)
        ),
        Awaited(
            "Answers from strategic authorities",
            sum(row.answer in ("asked", "not_asked") for row in answers),
            len(answers),
        ),
        Awaited(
            "Signatures and decisions",
            sum(row.status == "asked" for row in dossier.sign_offs),
            len({row.rule for row in dossier.sign_offs}),
        ),
    )
    return tuple(each for each in found if each.of)


def _dates(deadlines: Sequence[Deadline], today: date) -> tuple[DateLine, ...]:
    """The open dates of the plan itself, the next first; a date of one provider is not the board's."""
    rows = [
        row
        for row in deadlines
        if row.status is DeadlineStatus.OPEN and row.organisation_id is None and row.kind not in OF_ONE
    ]
    rows.sort(key=lambda row: (row.due or date.max, row.title))
    return tuple(
        DateLine(
            row.title,
            when(row) if row.due else saying.NOT_KNOWN,
            "has gone by" if is_past(row, today) else saying.ahead(row.due, today) if row.due else "",
        )
        for row in rows
    )


OF_ONE = ("request", "question", "signature")


def _short(text: str, density: int) -> str:
    """A text of so many letters at most, ended between two words."""
    most = LETTERS[density]
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0].rstrip(',;:')} …"
