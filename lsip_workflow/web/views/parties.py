"""Who takes part in a plan: providers and what they answered, strategic authorities, sign-offs."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import ValidationError

from lsip_workflow.model import (
    AnswerKind,
    Organisation,
    PlanProvider,
    ProviderClass,
    Request,
    RequestStatus,
    Response,
    SignOff,
)
from lsip_workflow.reference import Suggestion, UnknownReference
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.answer_kinds import DID
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.responses import AnyForm, ResponseForm, read_kept
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import saying
from lsip_workflow.web.views import waiting
from lsip_workflow.words import outside

SUGGESTED = 10


@dataclass(frozen=True)
class ProviderLine:
    """A provider of the plan; `published` is the department's word for it, `said` the class a person gave."""

    name: str
    ukprn: str
    published: str
    said: str
    why: str
    source: str
    status: str


@dataclass(frozen=True)
class Answer:
    """One version of an answer; `did` is its kind in words, empty for the answer itself.

    `heard` says how it was heard by another, who recorded it for the provider.
    `form` is the answer itself, `said` the lines of another kind; both are empty when what it said was
    erased or is of an older shape.
    """

    reference: str
    version: int
    at: datetime
    current: bool
    did: str
    heard: str
    form: ResponseForm | None
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RequestLine:
    """What one provider was asked, by when, and every version of what came back, newest first."""

    provider: str
    title: str
    ask: str
    status: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class AuthorityLine:
    """What a strategic authority answered, and the reasons of both sides."""

    name: str
    answer: str
    on: date | None
    its_reasons: str
    our_reasons: str


@dataclass(frozen=True)
class SignOffLine:
    """A signature or a decision: of what, whose, when, and for which version."""

    title: str
    how: str
    who: str
    on: date | None
    reference: str
    version: str
    note: str


@dataclass(frozen=True)
class Parties:
    """Everybody who takes part, and whom the data suggest."""

    providers: tuple[ProviderLine, ...]
    suggested: tuple[Suggestion, ...]
    requests: tuple[RequestLine, ...]
    authorities: tuple[AuthorityLine, ...]
    sign_offs: tuple[SignOffLine, ...]


def parties(dossier: Dossier, book: Rulebook, world: Runtime, today: date) -> Parties:
    """Everybody who takes part in a plan, by name."""
    return Parties(
        providers=_providers(dossier, world),
        suggested=_suggested(dossier, world, today),
        requests=_requests(dossier, today),
        authorities=_authorities(dossier),
        sign_offs=_sign_offs(dossier, book),
    )


def _providers(dossier: Dossier, world: Runtime) -> tuple[ProviderLine, ...]:
    lines = [
        _provider(row, dossier.organisations[row.provider_id], world)
        for row in dossier.providers
        if row.provider_id in dossier.organisations
    ]
    return tuple(sorted(lines, key=lambda line: line.name.casefold()))


def _provider(row: PlanProvider, known: Organisation, world: Runtime) -> ProviderLine:
    published = world.reference.providers.get(known.ukprn or "")
    said = "" if known.provider_class is ProviderClass.UNKNOWN else saying.CLASSES[known.provider_class]
    return ProviderLine(
        name=known.name,
        ukprn=known.ukprn or "",
        published=published.published_class if published else "",
        said=said,
        why=row.reason,
        source=row.source,
        status="" if row.status == "added" else outside("withdrawn"),
    )


def _suggested(dossier: Dossier, world: Runtime, today: date) -> tuple[Suggestion, ...]:
    """The largest by volume of delivery that nobody has added; an invented area has none."""
    try:
        found = world.reference.suggestions(dossier.plan.area_id, today)
    except UnknownReference:
        return ()
    there = {
        dossier.organisations[row.provider_id].ukprn
        for row in dossier.providers
        if row.provider_id in dossier.organisations
    }
    return tuple(suggestion for suggestion in found if suggestion.ukprn not in there)[:SUGGESTED]


def _requests(dossier: Dossier, today: date) -> tuple[RequestLine, ...]:
    dates = {row.subject: row for row in dossier.deadlines if row.kind == "request"}
    answers: defaultdict[str, list[Response]] = defaultdict(list)
    for response in sorted(dossier.responses, key=lambda row: row.version, reverse=True):
        answers[response.request_id].append(response)

    def status(row: Request) -> str:
        match row.status:
            case RequestStatus.OPEN:
                return waiting.reply_words(dates.get(row.id), today)
            case RequestStatus.ANSWERED:
                return "Answered"
            case RequestStatus.NOT_NEEDED:
                return outside("excused")

    lines = [
        RequestLine(
            provider=dossier.name(row.provider_id),
            title=row.title,
            ask=row.ask or "",
            status=status(row),
            answers=tuple(_answer(response, row) for response in answers[row.id]),
        )
        for row in dossier.requests
    ]
    return tuple(sorted(lines, key=lambda line: (line.provider.casefold(), line.title)))


def _answer(row: Response, request: Request) -> Answer:
    try:
        form = read_kept(row.content) if row.content else None
    except ValidationError:
        form = None
    return Answer(
        reference=row.reference,
        version=row.version,
        at=row.submitted_at,
        current=request.current_response_id == row.id,
        did="" if row.kind is AnswerKind.ANSWER else DID[row.kind],
        heard=saying.HEARD[row.heard_how] if row.heard_how else "",
        form=form if isinstance(form, ResponseForm) else None,
        said=() if form is None or isinstance(form, ResponseForm) else _said(form),
    )


def _said(form: AnyForm) -> tuple[tuple[str, str], ...]:
    words = {name: getattr(form, name, None) for name in saying.SAID}
    return tuple(
        (saying.SAID[name], saying.day(word) if isinstance(word, date) else word)
        for name, word in words.items()
        if word
    )


def _authorities(dossier: Dossier) -> tuple[AuthorityLine, ...]:
    lines = [
        AuthorityLine(
            name=dossier.name(row.organisation_id),
            answer=saying.ANSWERS.get(row.answer, saying.spoken(row.answer)),
            on=row.answered_on,
            its_reasons=row.its_reasons or "",
            our_reasons=row.our_reasons or "",
        )
        for row in dossier.authority_answers
    ]
    return tuple(sorted(lines, key=lambda line: line.name.casefold()))


DECIDED = {
    "agreed_with_changes": "Decision recorded: agreed, with changes",
    "not_agreed": "Decision recorded: did not agree",
    "returned": "Decision recorded: asks for changes",
}


def _sign_offs(dossier: Dossier, book: Rulebook) -> tuple[SignOffLine, ...]:
    """Newest first; what was asked for and has been answered since is not shown twice."""
    answered = {row.rule for row in dossier.sign_offs if row.status != "asked"}
    rows = [row for row in dossier.sign_offs if row.status != "asked" or row.rule not in answered]
    rows.sort(key=lambda row: (row.decided_on or date.max, row.rule), reverse=True)
    return tuple(_sign_off(row, book) for row in rows)


def _sign_off(row: SignOff, book: Rulebook) -> SignOffLine:
    rule = next((rule for rule in book.sign_offs if rule.key == row.rule), None)
    signed_by = row.signatory or "a person whose name we no longer hold"
    match row.status:
        case "signed":
            how, who = "Signed here", signed_by
        case "declined":
            how, who = "Declined, with a reason", signed_by
        case "decided":
            how, who = DECIDED.get(row.outcome, "Decision recorded"), row.body or ""
        case "entered":
            how, who = "Decision entered; a second person checks it", row.body or ""
        case "questioned":
            how, who = "Decision entered; a question about it is open", row.body or ""
        case _:
            how, who = "Asked for; no answer yet", saying.by(rule.by) if rule else ""
    return SignOffLine(
        title=rule.title if rule else saying.spoken(row.rule),
        how=how,
        who=saying.sentence(who),
        on=row.decided_on,
        reference=row.reference,
        version=row.version,
        note=row.note or "",
    )
