"""Certificates: issuing them, and accepting those of other issuers as facts (spec section 11)."""

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from huepass.core import Signer, check_holder_key
from huepass.core.document import is_id
from huepass.core.evidence import (
    MAX_VALIDITY,
    NUMBER_SIZE,
    Certificate,
    EvidenceKey,
    certify,
    evidence_keys,
    read_shown,
    verify,
)
from huepass.errors import CodeRefused, Reason, RequestRefused, UsageError
from huepass.issuer.domain.evidence import RANDOM_SIZE, Challenges
from huepass.issuer.domain.records import Staff
from huepass.issuer.programme.facts import Evidence
from huepass.issuer.programme.model import EvidenceUse
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import find
from huepass.issuer.service.recording import Recorded, record
from huepass.issuer.store import evidence, wallets


class MadeChallenge(NamedTuple):
    """A challenge that a person's wallet is to answer."""

    challenge: bytes
    expires_at: int
    """Seconds since the epoch."""


class Accepted(NamedTuple):
    """A certificate that counts for a person now."""

    use: EvidenceUse
    """What it is in the programme."""
    expires_at: int
    """Seconds since the epoch."""
    recorded: Recorded


class Issued(NamedTuple):
    """A certificate for a wallet. It is not kept here."""

    document: bytes
    begins_at: int
    expires_at: int


def make_challenge(office: Office, number: str, by: Staff | None = None) -> MadeChallenge:
    """A challenge for a certificate that a person wants to show, good for five minutes.

    Args:
        office: the issuer, with its service's secret.
        number: the person's number.

    Raises:
        RequestRefused: `person_unknown`.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    challenges = _challenges(office)
    with office.store.read() as connection:
        holder = find(connection, number, by)
    return MadeChallenge(
        *challenges.make(holder.id, office.now(), secrets.token_bytes(RANDOM_SIZE))
    )


def accept(office: Office, number: str, text: str, by: Staff) -> Accepted:
    """Take another issuer's certificate for a fact about a person.

    The same certificate may be shown again for the same person.

    Args:
        office: the issuer, with its service's secret.
        number: the person's number.
        text: what the wallet shows, with the answer to a challenge of `make_challenge`.
        by: who takes it.

    Raises:
        CodeRefused: with the first reason that applies, in the order of spec section 11.
        RequestRefused: `person_unknown`.
        KeyStoreError: `key_missing`.
        DocumentRefused: the federation's documents can't be used.
        FolderError: the database or the documents can't be used.
    """
    shown = read_shown(text)
    challenges = _challenges(office)
    with office.store.write() as connection:
        holder, now = find(connection, number, by), office.now()
        body = challenges.open(shown.challenge, holder.id, now)
        fresh = body is not None and wallets.use_nonce(connection, body)
        good = shown.challenge if fresh else None
        certificate = verify(shown, office.documents.state(now), challenge=good, now=now)
        # From here on the challenge is used, whatever comes.
        use = _use_of(office.rules(connection).programme.evidence.values(), certificate)
        if use is not None and evidence.use_evidence(connection, holder, certificate, now):
            done = record(
                office,
                connection,
                holder,
                lambda case: Evidence(
                    case.next, use.id, certificate.not_before, certificate.expiry
                ),
                by,
            )
            return Accepted(use, certificate.expiry, done)
    raise CodeRefused(Reason.EVIDENCE_NOT_ACCEPTED if use is None else Reason.EVIDENCE_USED)


def issue(office: Office, number: str, kind: str, subject: bytes, until: date, by: Staff) -> Issued:
    """Certify something about a person, for other issuers.

    It begins with the local day and ends with the local day `until`. It can't be revoked: it should
    not last longer than what it says is sure to hold.

    Args:
        office: the issuer, with its evidence key.
        number: the person's number.
        kind: what is certified, a word that issuers agree on.
        subject: the public key that the person's wallet made for it.
        until: the last day.
        by: who certifies it.

    Raises:
        RequestRefused: `person_unknown`, `no_usable_key`; `certificate_refused`: a kind that is no
            ID, a key that must not be certified, or a last day that is over or too far away.
        FolderError: the database or the documents can't be used.
    """
    if not is_id(kind):
        raise _refused("a kind has 1 to 64 of the characters a to z, 0 to 9, - and .")
    try:
        check_holder_key(subject)
    except UsageError as error:
        raise _refused(error.detail) from None
    with office.store.write() as connection:
        holder, now = find(connection, number, by), office.now()
        midnight, expiry = _midnight(office, _day(office, now)), _midnight(office, until, 1)
        if not now < expiry <= midnight + MAX_VALIDITY:
            raise _refused("the last day is today or later, and at most 365 days away")
        signer, key = _signer(office, now, expiry)
        issued = Certificate(
            issuer=office.settings.issuer,
            kind=kind,
            not_before=max(midnight, key.not_before),
            expiry=expiry,
            subject=subject,
            number=secrets.token_bytes(NUMBER_SIZE),
        )
        evidence.add_certificate(connection, holder, issued, by, now)
    return Issued(certify(signer, issued), issued.not_before, issued.expiry)


def _challenges(office: Office) -> Challenges:
    return Challenges(office.secret(b"evidence challenge"))


def _use_of(uses: Iterable[EvidenceUse], certificate: Certificate) -> EvidenceUse | None:
    found = (
        use for use in uses if (use.issuer, use.kind) == (certificate.issuer, certificate.kind)
    )
    return next(found, None)


def _signer(office: Office, now: int, expiry: int) -> tuple[Signer, EvidenceKey]:
    """The newest evidence key that may sign until then."""
    trust = office.documents.trust_list()
    keys = evidence_keys(trust).values() if trust else ()
    usable = [
        (key.not_before, signer, key)
        for key in keys
        if key.issuer == office.settings.issuer
        and key.not_before <= now
        and expiry <= key.not_after
        if (signer := office.evidence_signer(key)) is not None
    ]
    if not usable:
        raise RequestRefused(Reason.NO_USABLE_KEY, "no evidence key that lasts until then")
    _, signer, key = max(usable, key=lambda one: one[0])
    return signer, key


def _day(office: Office, now: int) -> date:
    return datetime.fromtimestamp(now, UTC).astimezone(office.settings.zone).date()


def _midnight(office: Office, day: date, days_later: int = 0) -> int:
    """When a local day begins."""
    try:
        begins = datetime.combine(day + timedelta(days_later), time.min, office.settings.zone)
        return int(begins.timestamp())
    except OverflowError:
        raise _refused("no such day") from None


def _refused(why: str) -> RequestRefused:
    return RequestRefused(Reason.CERTIFICATE_REFUSED, why)
