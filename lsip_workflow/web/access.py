"""Who is asking: a bearer key, held as its hash, and the scope that it opens."""

import re
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request
from sqlmodel import Session, select

from lsip_workflow.model import OrganisationKind, Plan, digest
from lsip_workflow.rules.permissions import Actor, ActorKind
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries

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
            actor = actor_of(session, match.group(1))
    if actor is None:
        text = "Send the key that you were given in the header: Authorization: Bearer …"
        raise HTTPException(401, text, headers={"WWW-Authenticate": "Bearer"})
    return actor


Holder = Annotated[Actor, Depends(holder)]


def actor_of(session: Session, key: str) -> Actor | None:
    """The actor behind a key; None when it opens nothing (any more)."""
    found = queries.credential(session, digest(key))
    if found is None:
        return None
    credential, organisation = found
    areas = {credential.area_id} if credential.area_id else set()
    if organisation.kind is OrganisationKind.ERB and not areas:
        areas = set(session.exec(select(Plan.area_id).where(Plan.erb_id == organisation.id)))
    return Actor(
        ActorKind.CREDENTIAL,
        credential.id,
        organisation.id,
        organisation.kind.value,
        frozenset(area for area in areas if area),
    )
