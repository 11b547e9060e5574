"""Settings, rulebooks, reference data, holidays and the clock: the one reader of environment and time."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from govuk_bank_holidays.bank_holidays import BankHolidays
from holidays import country_holidays
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlmodel import SQLModel

from lsip_workflow.events import TYPES
from lsip_workflow.reference import Reference
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rulebook_check import load_all
from lsip_workflow.rules import retention
from lsip_workflow.rules.calendar import LONDON, Calendar
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.rules.retention import RetentionRule
from lsip_workflow.store.database import Database
from lsip_workflow.store.record import Occasion

PACKAGE = Path(__file__).parent
ADDRESS = "address"  # a file in the data folder, for commands that were not told where the pages are
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """Every setting, with its default; `config/example.env` says what each is for."""

    model_config = SettingsConfigDict(env_prefix="LSIP_", extra="ignore")

    data_dir: Path = Path("var/records")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    prefect_port: int = Field(default=4200, ge=1, le=65535)
    prefect_api_url: str = ""
    prefect_ui_url: str = ""
    public_url: str = ""
    demonstration: bool = False
    without_prefect_after: float = Field(default=600, ge=0)
    relay_pause: float = Field(default=0.2, gt=0)
    lease_seconds: float = Field(default=60, gt=0)
    channel_url: str = "eml://"
    sender: str = "lsip-workflow <no-reply@localhost>"
    send_timeout: float = Field(default=20, gt=0)
    senders: int = Field(default=4, ge=1, le=32)
    sweep_hour: int = Field(default=7, ge=0, le=23)
    secret: str = ""
    session_hours: float = Field(default=12, gt=0)
    session_idle_minutes: float = Field(default=120, gt=0)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_label: str = "your organisation's account"

    @property
    def database(self) -> str:
        """The address of the database: SQLite in the data directory unless another is set."""
        if self.database_url.startswith("postgresql://"):
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'lsip.db'}"

    @property
    def pages(self) -> str:
        """Where people find our pages: what links in messages and in Prefect's artifacts begin with."""
        return self.public_url.rstrip("/") or f"http://127.0.0.1:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether people come in by https."""
        return self.public_url.startswith("https://")

    @property
    def for_this_machine(self) -> bool:
        """Whether this is a demonstration that nobody but this machine is meant to see."""
        return self.demonstration and self.host in LOOPBACK and not self.public_url

    @property
    def reachable(self) -> bool:
        """Whether those whom we invite can open the pages: by https, or on this machine for a trial."""
        return self.secure or self.for_this_machine

    @property
    def prefect_pages(self) -> str:
        """Where Prefect's own pages are; empty where nobody may be sent there.

        They have no users: beyond this machine they are named only once somebody put them behind a sign-in.
        """
        alone = not self.public_url and self.host in ("127.0.0.1", "localhost", "::1")
        return self.prefect_ui_url.rstrip("/") or (self.prefect_api.removesuffix("/api") if alone else "")

    @property
    def prefect_api(self) -> str:
        """Prefect's API: the server beside us unless another is set."""
        return self.prefect_api_url or f"http://127.0.0.1:{self.prefect_port}/api"


def shipped(name: str) -> Path:
    """A folder that comes with the program: inside it in an installed wheel, beside it in a checkout."""
    inside = PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else PACKAGE.parent / name


class Runtime:
    """What a process needs of the world, made once and handed on."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    @cached_property
    def database(self) -> Database:
        """The database; its folder is made if it is not there."""
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        return Database(self.settings.database)

    @property
    def pages(self) -> str:
        """Where the pages on this data are: by their public address, or where `lsip up` put them last."""
        put = self.settings.data_dir / ADDRESS
        if self.settings.public_url or not put.exists():
            return self.settings.pages
        return put.read_text("utf-8").strip()

    @cached_property
    def secret(self) -> bytes:
        """What links, cookies and forms are signed with: the setting, or one made once in the data folder."""
        if self.settings.secret:
            return self.settings.secret.encode()
        path = self.settings.data_dir / "secret"
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"secret-{os.getpid()}-{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), "ascii")
        with suppress(FileExistsError):  # another process was a moment faster: its secret is everybody's
            os.link(fresh, path)
        fresh.unlink()
        return path.read_bytes()

    @cached_property
    def books(self) -> Mapping[str, Rulebook]:
        """The editions that ship, by key. Raises RulebookRefused with every fault."""
        return load_all(shipped("config") / "rulebooks", events=TYPES, templates=templates())

    @cached_property
    def retention(self) -> tuple[RetentionRule, ...]:
        """For how long each class of record is kept. Raises RetentionRefused with every fault."""
        text = (shipped("config") / "retention.toml").read_text("utf-8")
        return retention.read(text, set(SQLModel.metadata.tables))

    @cached_property
    def reference(self) -> Reference:
        """The reference data, read when first asked for."""
        return Reference(shipped("config") / "reference")

    @cached_property
    def calendar(self) -> Calendar:
        """The working days of England, from lists that need no network."""
        return Calendar(bank_holidays(range(2012, 2041)))

    def now(self) -> datetime:
        """This instant, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The date in London."""
        return self.now().astimezone(LONDON).date()

    def occasion(self, actor: Actor) -> Occasion:
        """Somebody acts now, under the rulebooks that are here."""
        return Occasion(actor, self.now(), self.books)


def bank_holidays(years: range) -> set[date]:
    """Bank holidays of England and Wales: the government's own where its list reaches, computed beyond it."""
    official = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    listed = {holiday["date"] for holiday in official}
    beyond = [year for year in years if year not in {day.year for day in listed}]
    return listed | set(country_holidays("GB", subdiv="ENG", years=beyond))


def templates() -> frozenset[str]:
    """The messages that ship: one folder each."""
    folder = PACKAGE / "outbox" / "templates"
    return frozenset(path.name for path in folder.iterdir() if path.is_dir())
