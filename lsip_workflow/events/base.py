"""What every event is: a frozen fact of one type, in one stream, that knows the rows it is about."""

from collections.abc import Mapping
from typing import ClassVar, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlmodel import SQLModel

R = TypeVar("R", bound=SQLModel)
Outcome = Literal["met", "not_needed"]
RowKey = str | tuple[str, ...]


class Rows(Protocol):
    """Where an event finds the rows it is about: the database, or a folded copy that verifies it."""

    def of(self, kind: type[R], key: RowKey) -> R:
        """The row of that kind and key."""
        ...


class Fact(BaseModel):
    """What every event is: frozen, of one type, about a plan, an area or the system."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    says: ClassVar[str]
    version: Literal[1] = 1

    @property
    def kind(self) -> str:
        """The event's type, as stored: `<noun>.<past participle>`."""
        return str(getattr(self, "type"))  # noqa: B009  (each class declares its own literal)

    @property
    def stream(self) -> str:
        """The chain that the event belongs to."""
        plan, area = getattr(self, "plan", None), getattr(self, "area", None)
        return f"plan:{plan}" if plan else f"area:{area}" if area else "system"

    def apply(self, rows: Rows) -> None:
        """Set what this event says on the rows it is about."""

    def sentence(self, names: Mapping[str, str]) -> str:
        """A line for the timeline, with names in place of ids where they are known."""
        return self.says.format_map(
            {key: names.get(str(value), str(value)) for key, value in self.model_dump().items()}
        )


class PlanFact(Fact):
    """An event in the life of one plan."""

    plan: str
