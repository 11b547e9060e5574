"""What a workbook says, line by line: frozen, with the row that each came from. A bad cell is left out."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from lsip_workflow.model import DeliveryRoute, OrganisationKind, Post, Precision, PriorityKind, Role

Extra = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RoughDay:
    """A day as somebody told it: the last day that the words can mean, how exactly, and the words."""

    on: date | None
    precision: Precision
    words: str


@dataclass(frozen=True)
class Worded:
    """The kind of a priority, and the plan's own word for it."""

    kind: PriorityKind
    written: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of a sheet; `extra` holds the columns that nobody foresaw, as heading and text."""

    row: int = 0
    extra: Extra = ()


@dataclass(frozen=True, kw_only=True)
class PlanLine(Line):
    area: str = ""
    erb: str = ""
    cycle: str = ""
    edition: str = ""
    stage: str = ""
    since: date | None = None
    pages: int | None = None
    said_by: str = ""


@dataclass(frozen=True, kw_only=True)
class PastLine(Line):
    what: str = ""
    day: RoughDay | None = None
    stage: str = ""
    reference: str = ""
    url: str = ""
    document: str = ""
    said_by: str = ""


@dataclass(frozen=True, kw_only=True)
class NeedLine(Line):
    code: str = ""
    occupation: str = ""
    soc: str = ""
    sic: str = ""
    occupation_code: str = ""
    level: int | None = None
    horizon: str = ""
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class PriorityLine(Line):
    code: str = ""
    title: str = ""
    kind: Worded | None = None
    needs: tuple[str, ...] = ()
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionLine(Line):
    code: str = ""
    title: str = ""
    priority: str = ""
    lead: str = ""
    planned_for: date | None = None
    measure: str = ""
    route: DeliveryRoute | None = None
    for_providers: bool | None = None
    status: str = ""
    done: str = ""
    progress_on: date | None = None
    impact: str = ""
    remains: str = ""


@dataclass(frozen=True, kw_only=True)
class OrganisationLine(Line):
    name: str = ""
    kind: OrganisationKind | None = None
    ukprn: str = ""
    url: str = ""
    same_as: str = ""


@dataclass(frozen=True, kw_only=True)
class ContactLine(Line):
    name: str = ""
    email: str = ""
    phone: str = ""
    organisation: str = ""
    roles: tuple[Role, ...] = ()
    post: Post | None = None
    same_as: str = ""


@dataclass(frozen=True)
class Adoption:
    """A whole workbook, as far as it could be read."""

    fingerprint: str = ""
    plan: PlanLine = field(default_factory=PlanLine)
    before: tuple[PastLine, ...] = ()
    needs: tuple[NeedLine, ...] = ()
    priorities: tuple[PriorityLine, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    organisations: tuple[OrganisationLine, ...] = ()
    contacts: tuple[ContactLine, ...] = ()


@dataclass(frozen=True)
class Fault:
    """Something in a workbook that cannot be, with its place and what to do."""

    sheet: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        place = f"{self.column}{self.row or ''}"
        return f"{self.sheet}{'!' if place else ''}{place}: {self.text}"


@dataclass(frozen=True)
class Reading:
    """What was read, all that is wrong with it so far, and what is worth knowing before it goes in.

    `columns` says in which column of which sheet each field stands, so that later faults find their cell.
    """

    adoption: Adoption
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    columns: dict[tuple[str, str], str] = field(default_factory=dict)

    @cached_property
    def cells(self) -> frozenset[tuple[str, int, str]]:
        """Where there is a fault already: a second one about the same cell says nothing new."""
        return frozenset((fault.sheet, fault.row, fault.column) for fault in self.faults)

    def fault(self, sheet: str, line: Line, field: str, text: str) -> Fault:
        """A fault of one field of a line, at its cell."""
        return Fault(sheet, line.row, self.columns.get((sheet, field), ""), text)
