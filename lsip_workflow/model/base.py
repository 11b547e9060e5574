"""What every row shares: instants in UTC, identities, and free text that can be erased and still proved."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, get_args

import rfc8785
from sqlalchemy import DateTime, Dialect, Enum
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC on both databases; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"An instant needs its zone: {value.isoformat()} has none.")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(words: type[StrEnum]) -> Enum:
    """A column of a closed set of words, kept as the words themselves: a new word needs no new type."""
    return Enum(
        words, native_enum=False, length=40, values_callable=lambda members: [m.value for m in members]
    )


def new_id() -> str:
    """An identity that nobody can guess: 128 random bits."""
    return secrets.token_hex(16)


def canonical(value: Any) -> str:
    """The one way to write a value as JSON (RFC 8785), so that its digest means something."""
    return rfc8785.dumps(value).decode()


def digest(text: str) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


class Sealed(SQLModel):
    """A row with names, addresses or free text: kept out of the event chain, so that they can be erased.

    Events carry only the row's seal, a digest keyed with the row's own salt. Erasing forgets the
    words and the salt together: what remains in the chain can no longer be guessed at.
    """

    sealed: ClassVar[tuple[str, ...]] = ()
    sealed_later: ClassVar[tuple[str, ...]] = ()
    """Words that a kind of row was given after its first shape: sealed where there are any, so that the
    seals of before hold. They may be None."""

    sealed_since: ClassVar[tuple[str, ...]] = ()
    """Words that a kind of row always had and that are sealed only since: seals of before are without."""

    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def seal(self) -> str:
        """The keyed digest of the words that this row holds now."""
        return self._seal_of(*self.sealed, *self.sealed_since)

    def sealed_as(self, seal: str | None) -> bool:
        """Whether this is the seal of the words that this row holds, as it is made now or was before."""
        return seal in (self.seal(), self._seal_of(*self.sealed))

    def _seal_of(self, *names: str) -> str:
        words = {name: getattr(self, name) for name in names}
        words |= {name: value for name in self.sealed_later if (value := getattr(self, name))}
        return hmac.new(self.salt.encode(), canonical(words).encode(), hashlib.sha256).hexdigest()

    def erase(self, now: datetime) -> None:
        """Forget the words and the key to their seal; the row stays so that what points at it still does."""
        for name in (*self.sealed, *self.sealed_since, *self.sealed_later):
            optional = type(None) in get_args(type(self).model_fields[name].annotation)
            setattr(self, name, None if optional else "")
        self.salt, self.erased_at = "", now
