"""Taking workbooks over in tests: done, refused, undone, written out again."""

import pytest

from lsip_workflow.adopt import read, without_contacts, write
from lsip_workflow.journeys import adoption, adoption_undone
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Plan,
)
from lsip_workflow.store.chain import verify
from lsip_workflow.store.workbook import gathered
from tests.builders import occasion
from tests.journeys.working import Working


def adopt(at: Working, content: bytes, **answers: str) -> Plan:
    """Take a workbook over, as the command does."""
    reading = read(content)
    kept = without_contacts(content) if not reading.faults else b""
    with at.world.database.transaction() as session:
        return adoption.adopt(
            session,
            occasion(at.world, at.clock()),
            reading,
            kept,
            at.world.reference,
            at.world.calendar,
            merges={name.replace("_", " "): answer for name, answer in answers.items()},
            demonstration=True,
        )


def told(at: Working, content: bytes, **answers: str) -> list[str]:
    """What is said of a workbook that is not taken over."""
    with pytest.raises(Faulty) as caught:
        adopt(at, content, **answers)
    return list(caught.value.faults)


def proves(at: Working) -> None:
    with at.world.database.reading() as session:
        proof = verify(session)
    assert proof.faults == []
    assert proof.seals > 0


def undo(at: Working, plan: Plan) -> tuple[int, int]:
    with at.world.database.transaction() as session:
        return adoption_undone.undo(session, occasion(at.world, at.clock()), session.get_one(Plan, plan.id))


def exported(at: Working, plan: Plan) -> bytes:
    with at.world.database.reading() as session:
        values, lines, kept = gathered(session, session.get_one(Plan, plan.id), at.world.books)
    return write(lines, values, kept)
