"""Another issuer that certifies, and wallets that have its certificates."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from spec.testkit.certificates import number

from huepass.core import Issuer, SoftwareSigner
from huepass.core.evidence import (
    Certificate,
    EvidenceKey,
    certify,
    evidence_to_text,
    show_certificate,
)
from huepass.issuer.documents import Documents
from huepass.issuer.domain.federation import DAY, next_trust_list, with_issuer
from huepass.issuer.keystore import load_folder, unlock_all
from huepass.issuer.service.office import Office
from huepass.issuer.settings import Settings
from issuer.conftest import PASSPHRASE

PROGRAMME = Path(__file__).parents[2] / "examples/programmes/guozhouxing.toml"
KEY = SoftwareSigner.from_seed(bytes(range(32)))
SUBJECT = SoftwareSigner.from_seed(bytes(range(1, 33)))


def join(settings: Settings, now: int) -> None:
    """Let `sichuan`, with its evidence key, join the federation of an issuer's folder."""
    documents = Documents(settings.documents)
    trust = documents.trust_list()
    assert trust is not None
    key = EvidenceKey("sichuan", KEY.public_key, now - DAY, now + 300 * DAY)
    issuer = Issuer("sichuan", {}, (), {}, "", skipped=(key.entry(),))
    after = next_trust_list(trust, now, with_issuer(trust, issuer))
    custodians = unlock_all(load_folder(settings.custodian_keys), PASSPHRASE)
    assert documents.sign_and_install(after, custodians, now)[1]


def certificate(now: int, **changes: Any) -> bytes:
    """A certificate of `sichuan` that somebody is a migrant worker, for 30 days."""
    honest = Certificate(
        "sichuan", "migrant-worker", now, now + 30 * DAY, SUBJECT.public_key, number("one")
    )
    return certify(KEY, replace(honest, **changes))


def shown(challenge: bytes, at: int, document: bytes | None = None) -> str:
    """What the wallet shows."""
    document = certificate(at) if document is None else document
    return evidence_to_text(show_certificate(document, SUBJECT, at=at, challenge=challenge))


def facts_of(office: Office, person_id: int) -> list[tuple[str, str]]:
    """Kind and body of what is recorded about a person."""
    with office.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT kind, body FROM fact WHERE person_id = ? ORDER BY at", (person_id,)
        )
        return [(row.kind, row.body) for row in rows]
