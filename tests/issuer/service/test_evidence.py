"""Accepting certificates of other issuers, and issuing them (spec section 11)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from spec.testkit.certificates import number
from sqlalchemy import text

import gates
from huepass.core import Colour, SoftwareSigner, cbor, key_id
from huepass.core.evidence import evidence_keys, read_certificate
from huepass.errors import CodeRefused, HuepassError, KeyStoreError, Reason, RequestRefused
from huepass.issuer.documents import Documents
from huepass.issuer.domain.evidence import certificate_hash
from huepass.issuer.domain.federation import DAY, next_trust_list, with_evidence_key
from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.keystore import load_folder, unlock_all, unlock_service
from huepass.issuer.service import evidence, facts, moving, persons
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.conftest import NOON, PASSPHRASE, Clock
from issuer.sichuan import KEY, PROGRAMME, SUBJECT, certificate, facts_of, join, shown
from people import registered


@pytest.fixture
def nanchong(office: Office) -> Office:
    """An issuer with the programme of Nanchong, in a federation with Sichuan."""
    join(office.settings, NOON)
    moving.load(office, PROGRAMME.read_bytes(), None)
    return office


@pytest.fixture
def worker(nanchong: Office, li: Staff) -> Person:
    """Somebody who applied."""
    application = facts.Applying(*next(iter(applications(nanchong))))
    return registered(nanchong, application, li)


def applications(office: Office) -> list[tuple[str, str]]:
    """Who may apply, with which document."""
    with office.store.read() as connection:
        programme = office.rules(connection).programme
    return [
        (who.id, document)
        for who in programme.applicants.values()
        for document in programme.documents
        if "online" in who.channels and not who.needs_no_device
    ]


def refused(reason: Reason, kind: type[HuepassError] = CodeRefused) -> AbstractContextManager[None]:
    """Expect this refusal."""
    return gates.refused(reason, "", kind)


def answer(office: Office, person: Person, document: bytes | None = None) -> str:
    """What the wallet shows to a new challenge for a person."""
    return shown(evidence.make_challenge(office, person.number).challenge, office.now(), document)


def accept(office: Office, person: Person, by: Staff, document: bytes | None = None) -> Person:
    done = evidence.accept(office, person.number, answer(office, person, document), by)
    return done.recorded.person


def test_a_certificate_makes_green_at_once_and_until_it_ends(
    nanchong: Office, worker: Person, li: Staff, clock: Clock
) -> None:
    assert worker.colour != Colour.GREEN
    done = evidence.accept(nanchong, worker.number, answer(nanchong, worker), li)
    assert (done.use.id, done.expires_at) == ("migrant-worker", NOON + 30 * DAY)
    assert done.recorded.person.colour == Colour.GREEN
    body = f'["migrant-worker",{NOON},{NOON + 30 * DAY}]'
    assert ("e", body) in facts_of(nanchong, worker.id)
    clock.now = NOON + 30 * DAY
    _, _, outcome = facts.outcome_of(nanchong, worker.number)
    assert outcome.colour == worker.colour


def test_a_challenge_is_good_once(nanchong: Office, worker: Person, li: Staff) -> None:
    text_ = answer(nanchong, worker)
    evidence.accept(nanchong, worker.number, text_, li)
    with refused(Reason.CHALLENGE_MISMATCH):
        evidence.accept(nanchong, worker.number, text_, li)
    assert accept(nanchong, worker, li).colour == Colour.GREEN  # the same, for the same person


def test_a_challenge_is_good_for_five_minutes(
    nanchong: Office, worker: Person, li: Staff, clock: Clock
) -> None:
    made = evidence.make_challenge(nanchong, worker.number)
    assert (len(made.challenge), made.expires_at) == (32, NOON + 300)
    clock.now = NOON + 300
    with refused(Reason.CHALLENGE_MISMATCH):
        evidence.accept(nanchong, worker.number, shown(made.challenge, clock.now), li)
    clock.now = NOON + 299
    evidence.accept(nanchong, worker.number, shown(made.challenge, clock.now), li)


def test_a_challenge_is_good_for_one_person(nanchong: Office, worker: Person, li: Staff) -> None:
    other = persons.register(nanchong)
    with refused(Reason.CHALLENGE_MISMATCH):
        evidence.accept(nanchong, other.number, answer(nanchong, worker), li)
    assert accept(nanchong, worker, li).colour == Colour.GREEN  # nobody's certificate was used up


@pytest.mark.parametrize("challenge", [bytes(8), bytes(16), bytes(32), b"\xff" * 32])
def test_a_challenge_of_somebody_else_is_refused(
    nanchong: Office, worker: Person, li: Staff, challenge: bytes
) -> None:
    with refused(Reason.CHALLENGE_MISMATCH):
        evidence.accept(nanchong, worker.number, shown(challenge, NOON), li)


def test_a_certificate_counts_for_one_person(nanchong: Office, worker: Person, li: Staff) -> None:
    other = persons.register(nanchong)
    accept(nanchong, worker, li)
    before = facts_of(nanchong, other.id)
    text_ = answer(nanchong, other)
    with refused(Reason.EVIDENCE_USED):
        evidence.accept(nanchong, other.number, text_, li)
    assert facts_of(nanchong, other.id) == before
    with refused(Reason.CHALLENGE_MISMATCH):  # it is used all the same
        evidence.accept(nanchong, other.number, text_, li)


def test_two_at_once_are_not_both_accepted(nanchong: Office, worker: Person, li: Staff) -> None:
    people = [worker, *(persons.register(nanchong) for _ in range(7))]
    texts = [answer(nanchong, person) for person in people]

    def one(place: int) -> str:
        try:
            evidence.accept(nanchong, people[place].number, texts[place], li)
        except CodeRefused as error:
            return str(error.reason)
        return "accepted"

    with ThreadPoolExecutor(8) as pool:
        done = sorted(pool.map(one, range(8)))
    assert done == ["accepted", *["evidence_used"] * 7]


def test_the_same_number_of_another_issuer_is_another_certificate(
    nanchong: Office, worker: Person, li: Staff
) -> None:
    one = read_certificate(certificate(NOON))
    other = read_certificate(certificate(NOON, number=number("other")))
    assert len({certificate_hash(one), certificate_hash(other)}) == 2
    assert certificate_hash(replace(one, issuer="gz")) != certificate_hash(one)
    assert certificate_hash(replace(one, kind="x", expiry=1)) == certificate_hash(one)


@pytest.mark.parametrize("kind", ["fisherman", "migrant-workers"])
def test_what_the_programme_has_not_is_not_accepted(
    nanchong: Office, worker: Person, li: Staff, kind: str
) -> None:
    text_ = answer(nanchong, worker, certificate(NOON, kind=kind))
    with refused(Reason.EVIDENCE_NOT_ACCEPTED):
        evidence.accept(nanchong, worker.number, text_, li)
    with refused(Reason.CHALLENGE_MISMATCH):
        evidence.accept(nanchong, worker.number, text_, li)
    assert [kind for kind, _ in facts_of(nanchong, worker.id)] == ["a"]


def test_a_fault_of_the_certificate_uses_nothing(
    nanchong: Office, worker: Person, li: Staff, clock: Clock
) -> None:
    challenge = evidence.make_challenge(nanchong, worker.number).challenge
    with refused(Reason.NOT_YET_VALID):
        late = certificate(NOON, not_before=NOON + 1)
        evidence.accept(nanchong, worker.number, shown(challenge, NOON, late), li)
    evidence.accept(nanchong, worker.number, shown(challenge, NOON), li)


def test_a_certificate_that_ended_is_forgotten(
    nanchong: Office, worker: Person, li: Staff, clock: Clock
) -> None:
    accept(nanchong, worker, li, certificate(NOON, expiry=NOON + DAY))
    clock.now = NOON + DAY
    accept(nanchong, worker, li, certificate(NOON, number=number("two"), expiry=NOON + 2 * DAY))
    with nanchong.store.read() as connection:
        kept = connection.execute(text("SELECT expires_at FROM used_evidence")).scalars().all()
    assert kept == [NOON + 2 * DAY]


def test_nothing_of_it_is_kept_but_hash_and_times(
    nanchong: Office, worker: Person, li: Staff, folder: Path
) -> None:
    accept(nanchong, worker, li)
    nanchong.close()
    kept = (folder / "issuer.db").read_bytes()
    for secret in (SUBJECT.public_key, number("one"), certificate(NOON)[-64:]):
        assert secret not in kept


def test_what_stops_it(nanchong: Office, worker: Person, li: Staff, folder: Path) -> None:
    text_ = answer(nanchong, worker)
    with refused(Reason.PERSON_UNKNOWN, RequestRefused):
        evidence.accept(nanchong, "0000-0000-0000", text_, li)
    with refused(Reason.PERSON_UNKNOWN, RequestRefused):
        evidence.make_challenge(nanchong, "0000-0000-0000")
    with refused(Reason.NOT_OURS):
        evidence.accept(nanchong, worker.number, "HP1:00", li)
    locked = Office(load_settings(folder), [], nanchong.now)
    with refused(Reason.KEY_MISSING, KeyStoreError):
        evidence.make_challenge(locked, worker.number)
    with refused(Reason.KEY_MISSING, KeyStoreError):
        evidence.accept(locked, worker.number, text_, li)
    locked.close()


# Issuing


@pytest.fixture
def certifier(office: Office) -> Iterator[Office]:
    """An issuer that has an evidence key, in its trust list and unlocked."""
    documents = Documents(office.settings.documents)
    trust = documents.trust_list()
    assert trust is not None
    issuers = with_evidence_key(trust, "gz", KEY.public_key, NOON, 8 * 3600)
    custodians = unlock_all(load_folder(office.settings.custodian_keys), PASSPHRASE)
    documents.sign_and_install(next_trust_list(trust, NOON, issuers), custodians, NOON)
    keys = unlock_service(load_folder(office.settings.keys), PASSPHRASE)
    certifier = Office(office.settings, [*keys.signers, KEY], office.now, keys.secret)
    yield certifier
    certifier.close()


MIDNIGHT = NOON - 12 * 3600  # in Guangzhou


def test_a_certificate_is_issued(certifier: Office, li: Staff) -> None:
    holder = persons.register(certifier)
    made = evidence.issue(
        certifier, holder.number, "migrant-worker", SUBJECT.public_key, date(2026, 12, 31), li
    )
    found = read_certificate(made.document)
    assert (found.issuer, found.kind, found.subject) == ("gz", "migrant-worker", SUBJECT.public_key)
    assert (found.not_before, found.expiry) == (made.begins_at, made.expires_at)
    assert found.not_before == MIDNIGHT and found.expiry == MIDNIGHT + 40 * DAY
    trust = certifier.documents.trust_list()
    assert trust is not None
    (key,) = evidence_keys(trust).values()
    assert key.not_before <= found.not_before and found.expiry <= key.not_after
    with certifier.store.read() as connection:
        row = connection.execute(text("SELECT * FROM certificate")).one()
    assert (row.person_id, row.kind, row.issued_by, row.issued_at) == (
        holder.id, "migrant-worker", li.id, NOON,
    )  # fmt: skip
    again = evidence.issue(
        certifier, holder.number, "migrant-worker", SUBJECT.public_key, date(2026, 12, 31), li
    )
    assert read_certificate(again.document).number != found.number


@pytest.mark.parametrize(
    "until", [date(2026, 11, 21), date(2027, 11, 23), date(1, 1, 1), date(9999, 12, 31)]
)
def test_a_last_day_that_is_over_or_too_far_is_refused(
    certifier: Office, li: Staff, until: date
) -> None:
    holder = persons.register(certifier)
    with refused(Reason.CERTIFICATE_REFUSED, RequestRefused):
        evidence.issue(certifier, holder.number, "x", SUBJECT.public_key, until, li)


def test_the_last_day_is_within_the_life_of_the_key(certifier: Office, li: Staff) -> None:
    holder = persons.register(certifier)
    evidence.issue(certifier, holder.number, "x", SUBJECT.public_key, date(2026, 11, 22), li)
    evidence.issue(certifier, holder.number, "x", SUBJECT.public_key, date(2027, 11, 21), li)
    with refused(Reason.NO_USABLE_KEY, RequestRefused):
        evidence.issue(certifier, holder.number, "x", SUBJECT.public_key, date(2027, 11, 22), li)


@pytest.mark.parametrize("key", [b"", bytes(32), SUBJECT.public_key + b"\0"])
def test_a_key_that_must_not_be_certified_is_refused(
    certifier: Office, li: Staff, key: bytes
) -> None:
    holder = persons.register(certifier)
    with refused(Reason.CERTIFICATE_REFUSED, RequestRefused):
        evidence.issue(certifier, holder.number, "x", key, date(2026, 12, 31), li)


@pytest.mark.parametrize("kind", ["", "Migrant", "a b", "k" * 65])
def test_a_kind_that_is_no_id_is_refused(certifier: Office, li: Staff, kind: str) -> None:
    holder = persons.register(certifier)
    with refused(Reason.CERTIFICATE_REFUSED, RequestRefused):
        evidence.issue(certifier, holder.number, kind, SUBJECT.public_key, date(2026, 12, 31), li)


def test_without_an_evidence_key_nothing_is_certified(office: Office, li: Staff) -> None:
    holder = persons.register(office)
    with refused(Reason.NO_USABLE_KEY, RequestRefused):
        evidence.issue(office, holder.number, "x", SUBJECT.public_key, date(2026, 12, 31), li)
    # Nor with another issuer's key.
    join(office.settings, NOON)
    other = Office(office.settings, [KEY], office.now)
    with refused(Reason.NO_USABLE_KEY, RequestRefused):
        evidence.issue(other, holder.number, "x", SUBJECT.public_key, date(2026, 12, 31), li)
    other.close()


def test_nobody_unknown_is_certified(certifier: Office, li: Staff) -> None:
    with refused(Reason.PERSON_UNKNOWN, RequestRefused):
        evidence.issue(certifier, "0000-0000-0000", "x", SUBJECT.public_key, date(2026, 12, 31), li)


def test_the_newest_key_certifies(certifier: Office, li: Staff, clock: Clock) -> None:
    newer = SoftwareSigner.generate()
    documents = Documents(certifier.settings.documents)
    trust = documents.trust_list()
    assert trust is not None
    clock.now = NOON + DAY
    issuers = with_evidence_key(trust, "gz", newer.public_key, clock.now, 8 * 3600)
    custodians = unlock_all(load_folder(certifier.settings.custodian_keys), PASSPHRASE)
    documents.sign_and_install(next_trust_list(trust, clock.now, issuers), custodians, clock.now)
    office = Office(certifier.settings, [KEY, newer], clock)
    holder = persons.register(office)
    made = evidence.issue(office, holder.number, "x", SUBJECT.public_key, date(2026, 12, 31), li)
    protected = cbor.decode(made.document)[0]  # type: ignore[index]
    assert cbor.decode(protected)[4] == key_id(newer.public_key)  # type: ignore[index, arg-type]
    office.close()
