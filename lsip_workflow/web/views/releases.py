"""What was released: to whoever looks, to everybody, and for the team to whom it went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lsip_workflow.journeys import released, releases, section_comments
from lsip_workflow.model import (
    Document,
    File,
    Organisation,
    Plan,
    Release,
    SectionComment,
)
from lsip_workflow.rules.permissions import Actor, in_team
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import life, queries
from lsip_workflow.web import saying
from lsip_workflow.web.views.signed import where
from lsip_workflow.web.views.versions import PartShown, called, not_shown, parts

AUDIENCES = ("board", "authorities", "department", "parties", "organisation", "public", "erb_team")
VERSION, FILE, DOCUMENT = "The plan as it was on that day", "A file", "A published document"


@dataclass(frozen=True)
class ReleaseLine:
    """One release in a list."""

    id: str
    title: str
    where: str
    plan_id: str
    what: str
    to: str
    audience: str
    on: date
    ended_on: date | None
    because: str


@dataclass(frozen=True)
class CommentShown:
    """A comment on a section, and what became of it."""

    id: str
    by: str
    section: str
    on: date
    words: str
    became: str
    answer: str
    released: str


@dataclass(frozen=True)
class ReleaseShown:
    """One release as one reader sees it."""

    line: ReleaseLine
    erb: str
    reference: str
    parts: tuple[PartShown, ...] | None
    not_shown: tuple[str, ...]
    file: str
    url: str
    fingerprint: str
    comments: tuple[CommentShown, ...]
    may_comment: bool
    team: bool
    gone: bool
    """Whether what was released is no longer held, or hidden from the reader as a whole."""


@dataclass(frozen=True)
class ToAudience:
    """What one audience sees of a plan today."""

    audience: str
    name: str
    lines: tuple[ReleaseLine, ...]


@dataclass(frozen=True)
class TeamReleases:
    """Every release of a plan, by who sees it today, and those taken back."""

    audiences: tuple[ToAudience, ...]
    ended: tuple[ReleaseLine, ...]


def to_reader(session: Session, hats: Iterable[Actor]) -> tuple[tuple[str, tuple[ReleaseLine, ...]], ...]:
    """What was released to whoever holds these hats, plan by plan, the newest first."""
    rows = {row.id: row for actor in hats for row in releases.to_me(session, actor)}
    return _by_plan(session, sorted(rows.values(), key=lambda row: row.released_on, reverse=True))


def to_everybody(session: Session) -> tuple[tuple[str, tuple[ReleaseLine, ...]], ...]:
    """What is public, plan by plan, the newest first."""
    return _by_plan(session, [row for row in life.releases(session) if is_public(session, row)])


def is_public(session: Session, row: Release) -> bool:
    """Whether anybody may see it today, without signing in."""
    return (
        row.audience == "public" and row.ended_on is None and queries.plan(session, row.plan_id) is not None
    )


def _by_plan(session: Session, rows: Sequence[Release]) -> tuple[tuple[str, tuple[ReleaseLine, ...]], ...]:
    found: dict[str, list[ReleaseLine]] = {}
    for row in rows:
        shown = line(session, row)
        found.setdefault(shown.where, []).append(shown)
    return tuple((place, tuple(lines)) for place, lines in sorted(found.items()))


def line(session: Session, row: Release) -> ReleaseLine:
    """One release, in words; why it was taken back is for the team, whose list alone shows those."""
    named = session.get(Organisation, row.organisation_id) if row.organisation_id else None
    return ReleaseLine(
        id=row.id,
        title=row.title or saying.ERASED,
        where=where(session, session.get_one(Plan, row.plan_id)),
        plan_id=row.plan_id,
        what=FILE if row.file_id else DOCUMENT if row.document_id else VERSION,
        to=named.name if named else saying.AUDIENCES[row.audience],
        audience=row.audience,
        on=row.released_on,
        ended_on=row.ended_on,
        because=row.because or "",
    )


def of_plan(session: Session, plan: Plan) -> TeamReleases:
    """Everything released of a plan: what each audience sees today, and what was taken back."""
    lines = [line(session, row) for row in life.releases(session, plan.id)]
    now = [each for each in lines if each.ended_on is None]
    return TeamReleases(
        audiences=tuple(
            ToAudience(
                audience,
                saying.sentence(saying.AUDIENCES[audience]),
                tuple(each for each in now if each.audience == audience),
            )
            for audience in AUDIENCES
        ),
        ended=tuple(each for each in lines if each.ended_on is not None),
    )


def one(session: Session, world: Runtime, actor: Actor, row: Release) -> ReleaseShown:
    """One release for one reader: without what an interest hides, with their own authority's comments."""
    plan = session.get_one(Plan, row.plan_id)
    said = released.said_to(session, actor, row, world.today())
    kept = session.get(File, row.file_id) if row.file_id else None
    paper = session.get(Document, row.document_id) if row.document_id else None
    return ReleaseShown(
        line=line(session, row),
        erb=session.get_one(Organisation, plan.erb_id).name,
        reference=row.version,
        parts=parts(said.content) if said.content is not None else None,
        not_shown=not_shown(said.not_shown),
        file=(kept.name or saying.ERASED) if kept else "",
        url=paper.url if paper else "",
        fingerprint=kept.fingerprint if kept else paper.fingerprint if paper else row.version,
        comments=tuple(comment(session, each) for each in section_comments.of_release(session, actor, row)),
        may_comment=section_comments.speaks(actor, plan.area_id) and row.ended_on is None,
        team=in_team(actor, plan.area_id, plan.erb_id),
        gone=bool(kept and kept.content is None) or bool(said.content is None and said.not_shown),
    )


def comment(session: Session, row: SectionComment) -> CommentShown:
    """One comment on a section, in words."""
    return CommentShown(
        id=row.id,
        by=session.get_one(Organisation, row.organisation_id).name,
        section=called(row.section),
        on=row.said_on,
        words=row.words or saying.ERASED,
        became=saying.POINT_ANSWERS.get(row.outcome, ""),
        answer=row.answer or "",
        released=session.get_one(Release, row.release_id).title or saying.ERASED,
    )
