"""The end of the load: what is new today and waits for the flows, and two keys with which to try the API."""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, select

from lsip_workflow.demonstration.examples import take
from lsip_workflow.demonstration.scene import Scene
from lsip_workflow.journeys import people
from lsip_workflow.model import Area, Credential, Plan
from lsip_workflow.rules import permissions
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion

# Whoever holds these keys is invented; that they are there is the mark of a load that was finished.
OF_ERB = "Demonstration: the employer representative body's key to the API"
OF_PROVIDER = "Demonstration: a provider's key to the API"
FILE = "try-it.txt"


def is_there(runtime: Runtime) -> bool:
    """Whether the demonstration was loaded to its end."""
    with runtime.database.reading() as session:
        return session.exec(select(Credential).where(Credential.label == OF_ERB)).first() is not None


def finish(runtime: Runtime, scripts: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Take the steps of today, which stay waiting, and issue the keys; the lines to say, last of all.

    In one transaction, with the file of the keys written before it is committed: a load that is cut short
    here writes another file with keys that do open something.
    """
    with runtime.database.transaction() as session:
        now = Occasion(permissions.command("demonstration"), runtime.now(), runtime.books)
        for script in scripts:
            scene = Scene(session, runtime, session.get_one(Plan, script["plan"]), now.today)
            for step in script.get("today", ()):
                take(scene, now, step)
        lines = _keys(session, now, runtime, scripts[0])
        _write(runtime, lines)
    return (
        "The demonstration is loaded.",
        f"To try the API, these lines are ready in {runtime.settings.data_dir / FILE}:",
        *(line for line in lines if line.startswith("curl ")),
    )


def _keys(session: Session, now: Occasion, runtime: Runtime, script: Mapping[str, Any]) -> list[str]:
    plan = session.get_one(Plan, script["plan"])
    scene = Scene(session, runtime, plan, now.today)
    area, erb = session.get_one(Area, plan.area_id), scene.organisation("erb")
    provider = scene.organisation(script["try_it"]["provider"])
    request = scene.request(script["try_it"]["provider"])
    erb_key = people.issue_key(session, now, erb, area, OF_ERB)
    provider_key = people.issue_key(session, now, provider, label=OF_PROVIDER)
    api = f"{runtime.settings.pages}/api/v1"
    answer = json.dumps(script["try_it"]["form"])
    return [
        "Demonstration: not a record of any real organisation.",
        "",
        f"As {erb.name}, read the plan of its area:",
        f"curl -s -H 'Authorization: Bearer {erb_key}' {api}/plans/{plan.id}",
        "",
        f"As {provider.name}, answer what it was asked (a second time it is the same answer, taken once):",
        f"curl -s -H 'Authorization: Bearer {provider_key}' -H 'Idempotency-Key: my-first-answer' "
        f"-H 'Content-Type: application/json' -d '{answer}' {api}/requests/{request.id}/responses",
    ]


def _write(runtime: Runtime, lines: Sequence[str]) -> None:
    """For the eyes of whoever started this only."""
    file = runtime.settings.data_dir / FILE
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
