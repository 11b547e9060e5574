"""Signing in by a link: asked for, waiting, used once; and sessions that end. No event of a plan comes of it.

Whoever is on record with an e-mail address and holds a role today may come in by it. To everybody else the
door says the same, and does nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from lsip_workflow.model import OutboxRow, Person, RoleHeld, SignedIn, SignInLink, digest
from lsip_workflow.store import queries

WITHIN = timedelta(minutes=15)
KEPT = timedelta(days=1)
SHORT = 12
WHY = "Somebody asked for a link to sign in with this address."


def normal(address: str) -> str:
    """An e-mail address as it is compared: in small letters, without blanks around it."""
    return address.strip().lower()


def known(session: Session, address: str, today: date) -> Sequence[Person]:
    """Everybody on record with this address who holds a role today; none may be left of a name erased."""
    today_held = select(RoleHeld.person_id).where(queries.held_on(today))
    query = select(Person).where(
        func.lower(Person.email) == normal(address),
        col(Person.erased_at).is_(None),
        col(Person.id).in_(today_held),
    )
    return session.exec(query.order_by(Person.id)).all()


def make_link(
    session: Session, now: datetime, today: date, address: str, *, after: str = "/", browser: str = ""
) -> SignInLink | None:
    """A link for an address on record, which ends the older ones of it; None where nobody has the address.

    `browser` is what the browser keeps that asks: there the link needs no address typed.
    """
    if not known(session, address, today):
        return None
    tidy(session, now)
    session.execute(delete(SignInLink).where(col(SignInLink.address) == normal(address)))
    row = SignInLink(
        address=normal(address),
        next=after,
        browser=digest(browser) if browser else "",
        asked_at=now,
        expires_at=now + WITHIN,
    )
    session.add(row)
    session.flush()
    return row


def ask(session: Session, now: datetime, today: date, address: str, *, after: str, browser: str) -> None:
    """Owe a link to whoever has this address; for an address that is not on record nothing happens.

    The message is nobody's draft, whatever post they hold: they have asked for it themselves.
    """
    link = make_link(session, now, today, address, after=after, browser=browser)
    if link is None:
        return
    person = known(session, address, today)[0]
    session.add(
        OutboxRow(
            key=f"sign_in:{link.id}:email", template="sign_in", person_id=person.id, why=WHY, owed_since=now
        )
    )


def waiting(session: Session, now: datetime, today: date, link_id: str | None) -> SignInLink | None:
    """A link that still opens the door; None when used, run out, followed by a newer one, or of nobody's."""
    link = session.get(SignInLink, link_id) if link_id else None
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    newer = select(SignInLink.id).where(
        SignInLink.address == link.address, SignInLink.id != link.id, SignInLink.asked_at > link.asked_at
    )
    if session.exec(newer).first() is not None or not known(session, link.address, today):
        return None
    return link


def fits(link: SignInLink, *, browser: str, typed: str) -> bool:
    """Whether whoever holds the link may use it: in the browser that asked, or with the address typed."""
    return asked_here(link, browser) or normal(typed) == link.address


def asked_here(link: SignInLink, browser: str) -> bool:
    """Whether this browser asked for the link."""
    return bool(browser) and link.browser == digest(browser)


def use(
    session: Session, now: datetime, today: date, link_id: str | None, *, browser: str, typed: str
) -> SignInLink | None:
    """Use a link up; None, and nothing done, where it opens nothing for whoever holds it."""
    link = waiting(session, now, today, link_id)
    if link is None or not fits(link, browser=browser, typed=typed):
        return None
    unused = update(SignInLink).where(col(SignInLink.id) == link.id, col(SignInLink.used_at).is_(None))
    won = session.execute(unused.values(used_at=now).returning(col(SignInLink.id))).first()
    return link if won is not None else None  # of two at once, one


def sessions_of(session: Session, now: datetime, address: str) -> Sequence[SignedIn]:
    """The sessions of an address that have not ended, the newest first."""
    query = select(SignedIn).where(
        SignedIn.address == normal(address), col(SignedIn.ended_at).is_(None), SignedIn.expires_at > now
    )
    return session.exec(query.order_by(col(SignedIn.began_at).desc(), col(SignedIn.id))).all()


def end(session: Session, now: datetime, address: str, number: str | None = None) -> None:
    """End one session of an address by its number, or all of them, with the links that wait for it."""
    rows = sessions_of(session, now, address)
    for row in rows:
        if number in (None, short(row)):
            row.ended_at = now
    if number is None:
        session.execute(delete(SignInLink).where(col(SignInLink.address) == normal(address)))


def short(row: SignedIn) -> str:
    """What a page calls a session: enough to tell it from the person's others, and no more."""
    return row.id[:SHORT]


def forget(session: Session, address: str) -> None:
    """Keep nothing at the door about an address: its person was erased."""
    for kind in (SignInLink, SignedIn):
        session.execute(delete(kind).where(col(kind.address) == normal(address)))


def tidy(session: Session, now: datetime) -> None:
    """Remove what ran out a day ago: these rows are of no use to anybody, and name people."""
    for kind in (SignInLink, SignedIn):
        session.execute(delete(kind).where(col(kind.expires_at) < now - KEPT))
