"""For how long each class of record is kept: the rules that an installation sets, and the days they give."""

import calendar
import tomllib
from collections.abc import Collection
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator


class RetentionRule(BaseModel):
    """One class of record: its tables, what is done at the end of its time, and where the time comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z_]{1,40}$")
    title: str = Field(min_length=1)
    tables: tuple[str, ...] = Field(min_length=1)
    act: Literal["erase", "delete", "keep"]
    counted_from: Literal["its_own_day", "plan_ended", "last_role"] | None = None
    months: int | None = Field(default=None, ge=1, le=1200)
    source: str = Field(min_length=1)
    status: Literal["sourced", "unverified"]

    @model_validator(mode="after")
    def _says_when(self) -> "RetentionRule":
        timed = self.counted_from is not None and self.months is not None
        if self.act == "keep" and (self.counted_from or self.months):
            raise ValueError("what is kept has no months and no day that they are counted from.")
        if self.act != "keep" and not timed:
            raise ValueError("say how many months, and from which day they are counted.")
        return self

    def until(self, today: date) -> date:
        """The last day of which what is due today may be: that day, or one before it."""
        return months_before(today, self.months or 0)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    classes: tuple[RetentionRule, ...] = Field(alias="class")


class RetentionRefused(ValueError):
    """The configuration cannot be used; the text says each fault and where."""


def read(text: str, known: Collection[str]) -> tuple[RetentionRule, ...]:
    """The classes of a configuration, whose tables are known. Raises RetentionRefused with every fault."""
    try:
        rules = _File.model_validate(tomllib.loads(text)).classes
    except tomllib.TOMLDecodeError as broken:
        raise RetentionRefused(f"retention.toml is not TOML: {broken}.") from None
    except ValidationError as errors:
        said = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in errors.errors()]
        raise RetentionRefused("; ".join(said)) from None
    keys, tables = [rule.key for rule in rules], [table for rule in rules for table in rule.tables]
    faults = [f"the class “{key}” is there twice" for key in sorted({k for k in keys if keys.count(k) > 1})]
    faults += [f"“{name}” is in two classes" for name in sorted({t for t in tables if tables.count(t) > 1})]
    faults += [f"“{name}” is no table" for name in sorted(set(tables) - set(known))]
    if faults:
        raise RetentionRefused("; ".join(faults) + ".")
    return rules


def months_before(day: date, months: int) -> date:
    """The same day so many months before; the last of a shorter month where that day is not in it."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
