"""Whether the service can work, and warnings in time."""

from dataclasses import replace
from pathlib import Path

import pytest

from huepass.core import SoftwareSigner
from huepass.issuer.domain.federation import next_trust_list, with_evidence_key
from huepass.issuer.keystore import load_folder, unlock_all
from huepass.issuer.provider_settings import ProviderSettings
from huepass.issuer.service import publishing, readiness
from huepass.issuer.service.office import Office
from issuer.conftest import NOON, PASSPHRASE, Clock
from issuer.rules import PEOPLE, put_in_force

DAY = 86400


def codes(findings: list[readiness.Finding]) -> set[str]:
    assert all(finding.en and finding.zh for finding in findings)
    return {finding.code for finding in findings}


def test_a_new_issuer_is_ready(office: Office) -> None:
    assert readiness.failures(office) == []
    assert readiness.warnings(office) == []


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (20, set()),
        (21, {"trust_expiry"}),
        (240, {"trust_expiry", "paper_key_expiry"}),  # its last pass must end before it does
        (250, {"trust_expiry", "live_key_expiry", "paper_key_expiry", "revoke_key_expiry"}),
        (500, {"trust_expiry", "root_expiry", "live_key_expiry", "paper_key_expiry",
               "revoke_key_expiry"}),
    ],
)  # fmt: skip
def test_it_warns_when_a_third_of_the_time_is_left(
    office: Office, clock: Clock, days: int, expected: set[str]
) -> None:
    clock.now = NOON + days * DAY
    if days < 300:
        publishing.publish(office)
    assert codes(readiness.warnings(office)) - {"list_late"} == expected


def test_it_warns_of_keys_that_it_did_not_unlock(office: Office) -> None:
    _, paper, revoke = (key for key in office.entry().keys)
    signers = [office.signer(key) for key in (paper, revoke)]
    started_before = Office(office.settings, signers, office.now)
    assert codes(readiness.warnings(started_before)) == {"keys_locked"}
    started_before.close()


def test_it_warns_of_an_evidence_key_that_ends_or_is_locked(office: Office, clock: Clock) -> None:
    trust = office.documents.trust_list()
    assert trust is not None
    key = SoftwareSigner.generate()
    issuers = with_evidence_key(trust, "gz", key.public_key, clock.now, 0)
    custodians = unlock_all(load_folder(office.settings.custodian_keys), PASSPHRASE)
    after = next_trust_list(trust, clock.now, issuers)
    assert office.documents.sign_and_install(after, custodians, clock.now)[1]
    assert codes(readiness.warnings(office)) == {"keys_locked"}
    clock.now += 244 * DAY
    assert "evidence_key_expiry" in codes(readiness.warnings(office))
    clock.now -= DAY
    assert "evidence_key_expiry" not in codes(readiness.warnings(office))


def test_it_warns_of_a_programme_that_needs_a_provider(office: Office) -> None:
    assert codes(readiness.warnings(office)) == set()
    more = '["provider", "registrar"]'
    assert PEOPLE.count(more) == 1
    put_in_force(office, PEOPLE.replace(more, '["provider"]'))
    assert codes(readiness.warnings(office)) == {"no_identity_provider"}
    provider = ProviderSettings("https://id.example", "huepass", "https://pass.example/back")
    office.settings = replace(office.settings, identity_provider=provider)
    assert codes(readiness.warnings(office)) == set()


def test_it_warns_when_the_list_is_late(office: Office, clock: Clock) -> None:
    clock.now += 1200
    assert codes(readiness.warnings(office)) == set()
    clock.now += 1
    assert codes(readiness.warnings(office)) == {"list_late"}


def test_a_stale_list_is_a_failure(office: Office, clock: Clock) -> None:
    clock.now += 14400
    assert codes(readiness.failures(office)) == {"list_stale"}


def test_an_expired_trust_list_is_a_failure(office: Office, clock: Clock) -> None:
    clock.now += 30 * DAY
    publishing.publish(office)
    assert codes(readiness.failures(office)) == {"trust_stale"}


def test_missing_keys_are_a_failure(office: Office) -> None:
    locked = Office(office.settings, [], office.now)
    assert codes(readiness.failures(locked)) == {"keys"}
    locked.close()


def test_broken_documents_are_a_failure(office: Office, folder: Path) -> None:
    (folder / "federation" / "trust-list.cbor").write_bytes(b"\x00")
    assert codes(readiness.failures(office)) == {"documents", "keys"}


def test_a_missing_database_is_a_failure(office: Office, folder: Path) -> None:
    office.close()
    (folder / "issuer.db").unlink()
    assert codes(readiness.failures(office)) == {"database"}
