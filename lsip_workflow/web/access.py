"""Who is asking: a bearer key, held as its hash, and the scope that it opens."""

import re
from datetime import date
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request
from sqlmodel import Session

from lsip_workflow.model import Organisation, OrganisationKind, Person, Role, digest
from lsip_workflow.rules.permissions import Actor, ActorKind
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import life, queries

CALM = "There is nothing here for you under that address."
_KEY = re.compile(r"^Bearer ([\x21-\x7e]{16,200})$")


def runtime(request: Request) -> Runtime:
    """What the application was made with."""
    kept: Runtime = request.app.state.runtime
    return kept


AtRuntime = Annotated[Runtime, Depends(runtime)]


def holder(world: AtRuntime, authorization: Annotated[str, Header()] = "") -> Actor:
    """The organisation whose key this is; 401 without a key that opens anything."""
    match = _KEY.match(authorization)
    actor = None
    if match:
        with world.database.reading() as session:
            actor = actor_of(session, match.group(1), world.today())
    if actor is None:
        text = "Send the key that you were given in the header: Authorization: Bearer …"
        raise HTTPException(401, text, headers={"WWW-Authenticate": "Bearer"})
    return actor


Holder = Annotated[Actor, Depends(holder)]


def actor_of(session: Session, key: str, today: date) -> Actor | None:
    """The actor behind a key; None when it opens nothing (any more)."""
    found = queries.credential(session, digest(key))
    if found is None:
        return None
    credential, organisation = found
    if credential.person_id is not None:
        return person_actor(session, credential.person_id, organisation, today)
    areas, closed = {credential.area_id} if credential.area_id else set(), frozenset[str]()
    if organisation.kind is OrganisationKind.ERB:
        held, closed = life.areas_held(session, organisation.id, today)
        areas = areas or {*held, *closed}
    return Actor(
        ActorKind.CREDENTIAL,
        credential.id,
        organisation.id,
        organisation.kind.value,
        frozenset(area for area in areas if area),
        closed=closed,
    )


def person_actor(session: Session, person_id: str, organisation: Organisation, today: date) -> Actor | None:
    """A person with a key of their own, and the roles that they hold today; None once erased."""
    if session.get_one(Person, person_id).erased_at is not None:
        return None
    held = queries.roles_of(session, person_id, today)
    # Who only fills in a part that was handed to them does not speak for the whole.
    areas = frozenset(row.area_id for row in held if row.role is not Role.PROVIDER_COLLEAGUE)
    return Actor(
        ActorKind.PERSON,
        person_id,
        organisation.id,
        organisation.kind.value,
        areas,
        frozenset((row.area_id, row.role) for row in held),
        life.areas_held(session, organisation.id, today)[1],
    )
