"""Who looks at a page: a session from a cookie, and every person on record with its e-mail address.

One person may be on record with two bodies or in two areas: one sitting covers them all. Each row is a
*hat*: an actor with the roles that it holds today; a role that ends closes its door at once.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar
from urllib.parse import quote

from fastapi import Depends, Request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session, col, func, select
from starlette.responses import Response

from lsip_workflow.journeys import sign_in
from lsip_workflow.model import Organisation, Person, Role, SignedIn, digest
from lsip_workflow.rules.permissions import TEAM, Actor, NotAllowed, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.web.access import AtRuntime, person_actor
from lsip_workflow.web.branded import brand_of

FRESH = timedelta(minutes=5)  # a cookie younger than this is not written again
Place = TypeVar("Place")
PROVIDERS = (Role.PROVIDER_RESPONDENT, Role.PROVIDER_DEPUTY, Role.PROVIDER_CONFIRMER)
PARTNERS = (Role.BOARD_MEMBER, Role.AUTHORITY_OFFICER, Role.DEPARTMENT_READER)


class SignInFirst(Exception):
    """Nobody is signed in: the page leads to the door, and from there back."""

    def __init__(self, back: str) -> None:
        super().__init__(back)
        self.back = back

    @property
    def address(self) -> str:
        """The door, with where to go afterwards."""
        return "/sign-in" if self.back == "/" else f"/sign-in?next={quote(self.back, safe='/')}"


@dataclass(frozen=True)
class Visitor:
    """Somebody who has signed in."""

    session_id: str
    address: str
    name: str
    hats: tuple[Actor, ...]
    brand: Mapping[str, str] = field(default_factory=dict)
    """How the body shows itself in whose team they are; nothing for anybody else."""

    def hat(self, *roles: Role, area_id: str | None = None) -> Actor | None:
        """The first hat that holds one of these roles, in that area or in any."""
        for hat in self.hats:
            if any(role in roles and area_id in (None, area) for area, role in hat.held):
                return hat
        return None

    def holds(self, *roles: Role) -> bool:
        """Whether this visitor holds one of these roles anywhere today."""
        return self.hat(*roles) is not None

    @property
    def in_a_team(self) -> bool:
        """Whether they run plans."""
        return self.holds(*TEAM)

    @property
    def of_a_provider(self) -> bool:
        """Whether they answer for a provider."""
        return self.holds(*PROVIDERS)

    @property
    def partner(self) -> bool:
        """Whether they see what has been released."""
        return self.holds(*PARTNERS)

    @property
    def decides(self) -> bool:
        """Whether they are of a body that is asked to sign or to decide; the department only reads."""
        return self.holds(Role.BOARD_MEMBER, Role.AUTHORITY_OFFICER)

    @property
    def administrator(self) -> bool:
        """Whether they look after an installation's work in some area."""
        return self.holds(Role.ADMINISTRATOR)

    def areas(self, *roles: Role) -> frozenset[str]:
        """The areas in which they hold one of these roles today."""
        return frozenset(area for hat in self.hats for area, role in hat.held if role in roles)

    def places(self, *roles: Role) -> frozenset[tuple[str, str]]:
        """The same areas, each with the body for which they hold the role there."""
        return frozenset(
            (area, hat.organisation_id or "") for hat in self.hats for area, role in hat.held if role in roles
        )

    def admitted(
        self, session: Session, key: str, admit: Callable[[Session, Actor, str], Place]
    ) -> tuple[Actor, Place]:
        """The first hat that is let in, and what it is let in to; `admit` is as in `web/admitting.py`.

        Raises NotYours when there is nothing for any hat, NotAllowed when one is told that it may not.
        """
        return self.as_each(lambda hat: (hat, admit(session, hat, key)))

    def as_each(self, act: Callable[[Actor], Place]) -> Place:
        """Act under the first hat for which the place exists and the act is allowed."""
        told: NotAllowed | None = None
        for hat in self.hats:
            try:
                return act(hat)
            except NotYours:
                continue
            except NotAllowed as because:
                told = told or because
        raise told or NotYours


def signer(world: Runtime) -> URLSafeSerializer:
    """What cookies of sessions are written with."""
    return URLSafeSerializer(world.secret, salt="session")


def cookie_name(world: Runtime) -> str:
    """Behind https the browser itself sees to it that no other host writes this cookie."""
    return "__Host-lsip" if secure(world) else "lsip"


def secure(world: Runtime) -> bool:
    """Whether people come in by https."""
    return world.settings.public_url.startswith("https://")


def begin(session: Session, world: Runtime, address: str, *, how: str, browser: str) -> tuple[SignedIn, str]:
    """Begin a session of an address; the row, and what its cookie holds."""
    token, now = secrets.token_urlsafe(32), world.now()
    row = SignedIn(
        id=digest(token),
        address=sign_in.normal(address),
        how=how,
        browser=browser[:200],
        began_at=now,
        expires_at=now + timedelta(hours=world.settings.session_hours),
    )
    session.add(row)
    return row, token


def keep_cookie(world: Runtime, response: Response, token: str) -> None:
    """Hand the browser its session, stamped with this instant."""
    value = stamped(world, token)
    most = int(world.settings.session_hours * 3600)
    response.set_cookie(
        cookie_name(world), value, max_age=most, httponly=True, samesite="lax", secure=secure(world)
    )


def stamped(world: Runtime, token: str) -> str:
    """What the cookie holds: the session, and when it was last seen."""
    return str(signer(world).dumps([token, int(world.now().timestamp())]))


def drop_cookie(world: Runtime, response: Response) -> None:
    """Take the session's cookie back."""
    response.delete_cookie(cookie_name(world), httponly=True, samesite="lax", secure=secure(world))


def presented(request: Request, world: Runtime) -> tuple[str, datetime] | None:
    """What the cookie holds and when it was stamped; None when it is not one of ours."""
    try:
        token, at = signer(world).loads(request.cookies.get(cookie_name(world), ""))
    except BadSignature:
        return None
    return str(token), datetime.fromtimestamp(at, UTC)


def perhaps(request: Request, world: AtRuntime) -> Visitor | None:
    """Whoever is signed in, or nobody."""
    found = presented(request, world)
    if found is None:
        return None
    token, at = found
    if world.now() - at > timedelta(minutes=world.settings.session_idle_minutes):
        return None
    with world.database.reading() as session:
        visitor = _visitor(session, world, token)
    if visitor is not None:
        request.state.visitor = visitor
        if world.now() - at > FRESH:
            request.state.stamp_again = token
    return visitor


def visitor(request: Request, found: Annotated[Visitor | None, Depends(perhaps)]) -> Visitor:
    """Whoever is signed in. Raises SignInFirst; after a form that was sent it leads to the first page."""
    if found is None:
        query = f"?{request.url.query}" if request.url.query else ""
        raise SignInFirst(request.url.path + query if request.method == "GET" else "/")
    return found


Perhaps = Annotated[Visitor | None, Depends(perhaps)]
SignedInVisitor = Annotated[Visitor, Depends(visitor)]


def _visitor(session: Session, world: Runtime, token: str) -> Visitor | None:
    row = session.get(SignedIn, digest(token))
    if row is None or row.ended_at is not None or row.expires_at <= world.now():
        return None
    people = list(people_of(session, row.address))
    hats = tuple(hats_of(session, people, world))
    if not hats:
        return None
    name = next((person.name for person, _ in people if person.name), row.address)
    found = Visitor(row.id, row.address, name, hats)
    hat = found.hat(*TEAM)
    return replace(found, brand=brand_of(session, hat.organisation_id or "")) if hat else found


def people_of(session: Session, address: str) -> Sequence[tuple[Person, Organisation]]:
    """Everybody on record with this e-mail address, with their organisations, the longest known first."""
    query = (
        select(Person, Organisation)
        .join(Organisation, col(Person.organisation_id) == Organisation.id)
        .where(func.lower(Person.email) == sign_in.normal(address), col(Person.erased_at).is_(None))
        .order_by(Person.id)
    )
    return session.exec(query).all()


def hats_of(
    session: Session, people: Sequence[tuple[Person, Organisation]], world: Runtime
) -> Iterator[Actor]:
    """Their actors, of those who hold a role today."""
    for person, organisation in people:
        actor = person_actor(session, person.id, organisation, world.today())
        if actor is not None and actor.held:
            yield actor


def ours(address: str) -> str:
    """A path of ours to go back to; the first page for anything else."""
    return address if re.fullmatch(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,500}", address) else "/"
