"""Proofs of health: uploaded, served as files, withdrawn, and never anybody else's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from huepass.issuer.domain.health_proofs import MAX_KEPT, MAX_SIZE
from issuer.api.lake import SECRET, Lake, Wallet, refused
from issuer.conftest import NOON, Clock

PDF = b"%PDF-1.7 a discharge letter"
PNG = b"\x89PNG\r\n\x1a\n a picture"
JPEG = b"\xff\xd8\xff\xe0 a photograph"


@pytest.fixture
def lake(folder: Path, clock: Clock) -> Iterator[Lake]:
    lake = Lake(folder, clock)
    yield lake
    lake.office.close()


@pytest.fixture
def wallet(lake: Lake) -> Wallet:
    return lake.wallet(lake.person())


@pytest.mark.parametrize(
    ("media_type", "content", "ending"),
    [
        ("application/pdf", PDF, "pdf"),
        ("image/png", PNG, "png"),
        ("image/jpeg", JPEG, "jpeg"),
        ("Image/JPEG; q=1", JPEG, "jpeg"),
    ],
)
def test_a_proof_comes_back_as_a_file_to_save(
    wallet: Wallet, media_type: str, content: bytes, ending: str
) -> None:
    answer = wallet.upload(content, media_type)
    assert answer.status_code == 201
    made = answer.json()
    name = {"en": "Discharge letter", "zh": "中文 Discharge letter"}
    assert made == {
        "proof": made["proof"],
        "kind": {"id": "discharge", "name": name},
        "media_type": media_type.partition(";")[0].lower(),
        "added_at": NOON,
        "withdrawn_at": None,
    }
    file = wallet.get(f"/proofs/{made['proof'].lower()}")
    assert (file.status_code, file.content) == (200, content)
    headers = file.headers
    assert headers["Content-Type"] == made["media_type"]
    named = f'attachment; filename="proof-{made["proof"]}.{ending}"'
    assert headers["Content-Disposition"] == named
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "no-store"
    assert wallet.get("/proofs").json() == {"items": [made], "next": None}


@pytest.mark.parametrize(
    ("media_type", "content", "kind"),
    [
        ("application/pdf", PNG, "discharge"),
        ("image/png", PDF, "discharge"),
        ("text/html", b"<p>%PDF-", "discharge"),
        ("image/svg+xml", b"<svg/>", "discharge"),
        ("", PDF, "discharge"),
        ("application/pdf", b"", "discharge"),
        ("application/pdf", b" " + PDF, "discharge"),
        ("application/pdf", PDF, SECRET),
    ],
)
def test_what_is_no_proof(wallet: Wallet, media_type: str, content: bytes, kind: str) -> None:
    refused(wallet.upload(content, media_type, kind), 422, "proof_invalid")
    assert wallet.get("/proofs").json()["items"] == []


def test_a_proof_has_at_most_256_kibibytes(wallet: Wallet) -> None:
    whole = PDF.ljust(MAX_SIZE, b" ")
    made = wallet.upload(whole)
    assert made.status_code == 201
    assert wallet.get(f"/proofs/{made.json()['proof']}").content == whole
    refused(wallet.upload(whole + b" "), 413, "request_too_large")


def test_other_bodies_stay_small(wallet: Wallet) -> None:
    answer = wallet.post("/objections", content=b"x" * (MAX_SIZE // 8))
    refused(answer, 413, "request_too_large")


def test_twenty_are_kept_and_one_that_is_withdrawn_makes_room(wallet: Wallet) -> None:
    made = [wallet.upload(PDF).json()["proof"] for _ in range(MAX_KEPT)]
    refused(wallet.upload(PDF), 409, "proofs_full")
    assert wallet.delete(f"/proofs/{made[0]}").status_code == 204
    assert wallet.upload(PDF).status_code == 201
    first = wallet.get("/proofs", limit=20).json()
    second = wallet.get("/proofs", limit=20, cursor=first["next"]).json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (20, 1, None)
    assert second["items"][0]["proof"] == made[0]


def test_a_withdrawn_proof_is_erased_and_its_line_stays(
    lake: Lake, wallet: Wallet, folder: Path
) -> None:
    content = PDF + SECRET.encode() * 100
    proof = wallet.upload(content).json()["proof"]
    assert any(SECRET.encode() in one.read_bytes() for one in folder.glob("issuer.db*"))
    lake.clock.now += 60
    answer = wallet.delete(f"/proofs/{proof}")
    assert (answer.status_code, answer.content) == (204, b"")
    (line,) = wallet.get("/proofs").json()["items"]
    assert (line["proof"], line["withdrawn_at"]) == (proof, NOON + 60)
    refused(wallet.get(f"/proofs/{proof}"), 404, "proof_unknown")
    refused(wallet.delete(f"/proofs/{proof}"), 404, "proof_unknown")
    assert not any(SECRET.encode() in one.read_bytes() for one in folder.glob("issuer.db*"))


def test_no_such_proof(wallet: Wallet) -> None:
    for proof in (SECRET, "0000-0000-0000-0000"):
        refused(wallet.get(f"/proofs/{proof}"), 404, "proof_unknown")
        refused(wallet.delete(f"/proofs/{proof}"), 404, "proof_unknown")


def test_the_same_upload_sent_again_is_one_proof(wallet: Wallet) -> None:
    headers = {"Content-Type": "application/pdf", "Idempotency-Key": "an-upload"}
    answers = [wallet.post("/proofs/discharge", content=PDF, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(wallet.get("/proofs").json()["items"]) == 1
