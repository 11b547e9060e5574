"""Areas that change, plans that follow one another, and what goes over from one to the next."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import Fact, PlanFact, Rows
from lsip_workflow.model import (
    Area,
    AreaChange,
    CarryOver,
    CarryOverChoice,
    CarryOverPart,
    Handover,
    OrganisationSuccession,
    PlanReplaces,
)


def change_id(area: str, kind: str, on: date) -> str:
    """What a change of an area is known by."""
    return f"{area}/{kind}/{on.isoformat()}"


def _taken_in(rows: Rows, area: str, kind: str, on: date, kin: tuple[str, ...], source: str) -> None:
    row = rows.of(AreaChange, change_id(area, kind, on))
    row.area_id, row.kind, row.changed_on, row.kin, row.source = area, kind, on, list(kin), source


class AreaBegan(Fact):
    """An area is one from that day; before it came others."""

    type: Literal["area.began"] = "area.began"
    says: ClassVar[str] = "The area is one from {on}"
    area: str
    on: date
    came_from: tuple[str, ...] = ()
    source: str

    def apply(self, rows: Rows) -> None:
        rows.of(Area, self.area).began = self.on
        _taken_in(rows, self.area, "began", self.on, self.came_from, self.source)


class AreaEnded(Fact):
    """An area is one no longer from that day; after it came others."""

    type: Literal["area.ended"] = "area.ended"
    says: ClassVar[str] = "The area is one no longer from {on}"
    area: str
    on: date
    into: tuple[str, ...] = ()
    source: str

    def apply(self, rows: Rows) -> None:
        rows.of(Area, self.area).ended = self.on
        _taken_in(rows, self.area, "ended", self.on, self.into, self.source)


class AreaRenamed(Fact):
    """An area has another name from that day; its boundary stayed."""

    type: Literal["area.renamed"] = "area.renamed"
    says: ClassVar[str] = "The area has another name from {on}"
    area: str
    on: date
    source: str

    def apply(self, rows: Rows) -> None:
        _taken_in(rows, self.area, "renamed", self.on, (), self.source)


class AreaSplit(Fact):
    """An area was divided among several."""

    type: Literal["area.split"] = "area.split"
    says: ClassVar[str] = "The area was divided on {on}"
    area: str
    on: date
    into: tuple[str, ...]
    source: str

    def apply(self, rows: Rows) -> None:
        _taken_in(rows, self.area, "split", self.on, self.into, self.source)


class AreaMerged(Fact):
    """An area, or a part of it, was joined with another in a new one."""

    type: Literal["area.merged"] = "area.merged"
    says: ClassVar[str] = "The area, or a part of it, was joined with another on {on}"
    area: str
    on: date
    into: tuple[str, ...]
    source: str

    def apply(self, rows: Rows) -> None:
        _taken_in(rows, self.area, "merged", self.on, self.into, self.source)


def _replaces(rows: Rows, plan: str, replaced: str) -> None:
    row = rows.of(PlanReplaces, (plan, replaced))
    row.plan_id, row.replaced_id = plan, replaced


class PredecessorNamed(PlanFact):
    """The plan names one that it replaces, which stays valid until this one is published."""

    type: Literal["plan.predecessor_named"] = "plan.predecessor_named"
    says: ClassVar[str] = "This plan replaces {replaced}, which stays valid until this one is published"
    replaced: str

    def apply(self, rows: Rows) -> None:
        _replaces(rows, self.plan, self.replaced)


class ReplacementNamed(PlanFact):
    """A plan was named that replaces this one; this one stays valid until that one is published."""

    type: Literal["plan.replacement_named"] = "plan.replacement_named"
    says: ClassVar[str] = "{replacement} replaces this plan, which stays valid until that one is published"
    replacement: str

    def apply(self, rows: Rows) -> None:
        _replaces(rows, self.replacement, self.plan)


class HandoverRecorded(PlanFact):
    """The ERB of a plan handed it over: another ERB may read it from that day."""

    type: Literal["handover.recorded"] = "handover.recorded"
    says: ClassVar[str] = "The plan was handed over to {organisation} for {to_area}, to read"
    to_area: str
    organisation: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Handover, (self.plan, self.to_area, self.organisation))
        row.plan_id, row.area_id, row.organisation_id = self.plan, self.to_area, self.organisation
        row.handed_on = self.on


class CarryOverDecided(PlanFact):
    """A person chose whether an open action is kept, split or closed."""

    type: Literal["carry_over.decided"] = "carry_over.decided"
    says: ClassVar[str] = "It was decided what becomes of an action: {choice}"
    carry_over: str
    action: str
    choice: CarryOverChoice
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(CarryOver, self.carry_over)
        row.plan_id, row.action_id = self.plan, self.action
        row.choice, row.decided_on = self.choice, self.on


class CarryOverProposed(PlanFact):
    """An action was proposed to a plan that follows, under a code."""

    type: Literal["carry_over.proposed"] = "carry_over.proposed"
    says: ClassVar[str] = "Action {code} was proposed to the plan {into}"
    part: str
    carry_over: str
    into: str
    code: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(CarryOverPart, self.part)
        row.carry_over_id, row.plan_id, row.code = self.carry_over, self.into, self.code
        row.recalled = False


class CarryOverRecalled(PlanFact):
    """A proposal was taken back, since another choice was made."""

    type: Literal["carry_over.recalled"] = "carry_over.recalled"
    says: ClassVar[str] = "A proposal to the plan {into} was taken back"
    part: str
    into: str

    def apply(self, rows: Rows) -> None:
        rows.of(CarryOverPart, self.part).recalled = True


class CarryOverAccepted(PlanFact):
    """An action that came from another plan was taken into this one."""

    type: Literal["carry_over.accepted"] = "carry_over.accepted"
    says: ClassVar[str] = "An action of the plan {came_from} was taken over"
    part: str
    action: str
    came_from: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(CarryOverPart, self.part)
        row.answer, row.action_id = "accepted", self.action


class CarryOverDeclined(PlanFact):
    """An action that was proposed to this plan was not taken over, with a reason."""

    type: Literal["carry_over.declined"] = "carry_over.declined"
    says: ClassVar[str] = "An action of the plan {came_from} was not taken over, with a reason"
    part: str
    came_from: str

    def apply(self, rows: Rows) -> None:
        rows.of(CarryOverPart, self.part).answer = "declined"


class OrganisationSucceeded(PlanFact):
    """A provider of the plan goes on as part of another from that day, as a person recorded."""

    type: Literal["organisation.succeeded"] = "organisation.succeeded"
    says: ClassVar[str] = "{organisation} goes on as part of {successor} from {on}"
    succession: str
    organisation: str
    successor: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(OrganisationSuccession, self.succession)
        row.plan_id, row.organisation_id, row.successor_id = self.plan, self.organisation, self.successor
        row.succeeded_on = self.on
