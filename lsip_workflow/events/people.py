"""Work that one person hands over to another."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import Fact


class WorkHandedOver(Fact):
    """All roles of a person in an area are another's from a day; each role has its own events beside this."""

    type: Literal["work.handed_over"] = "work.handed_over"
    says: ClassVar[str] = "{person} hands over to {successor} from {on}"
    area: str
    person: str
    successor: str
    on: date
