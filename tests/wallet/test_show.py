"""Bringing up a code, and what a gate makes of it."""

from pathlib import Path

import pytest

from huepass.core import GateState, Policy, check, from_text
from huepass.errors import CodeRefused, HuepassError, Reason
from huepass.wallet import Person, WalletFolder, bring_up
from huepass.wallet.show import next_proof
from wallet.conftest import PASSPHRASE
from wallet.fake import FakeIssuer

POLICY = Policy(accept_paper=False)
CHALLENGE = bytes(range(16))


def test_each_time_another_and_all_before_one_again(
    person: Person, store: WalletFolder, issuer: FakeIssuer
) -> None:
    shown = [bring_up(store, person.id, issuer.now) for _ in range(9)]
    assert len({one.held.seed for one in shown[:4]}) == 4
    assert len({one.held.seed for one in shown[4:8]}) == 4
    assert [one.repeated for one in shown] == [False] * 4 + [True] * 5
    assert [one.left for one in shown] == [3, 2, 1, 0, 0, 0, 0, 0, 0]


def test_what_was_shown_is_known_after_a_restart(
    person: Person, store: WalletFolder, issuer: FakeIssuer, tmp_path: Path
) -> None:
    seen = set()
    for _ in range(4):
        again = WalletFolder.open(tmp_path / "wallet", PASSPHRASE)
        seen.add(bring_up(again, person.id, issuer.now).held.seed)
    assert len(seen) == 4


def test_it_is_remembered_before_it_is_shown(
    person: Person, store: WalletFolder, issuer: FakeIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise HuepassError(Reason.FILE_UNWRITABLE)

    monkeypatch.setattr("huepass.wallet.store.write_atomically", full)
    with pytest.raises(HuepassError) as error:
        bring_up(store, person.id, issuer.now)
    assert error.value.reason == Reason.FILE_UNWRITABLE


def test_the_proof_is_as_of_now(
    person: Person, store: WalletFolder, issuer: FakeIssuer, gate: GateState
) -> None:
    now = issuer.now
    shown = bring_up(store, person.id, now)
    first, same, later = shown.text(now), shown.text(now + 9), shown.text(now + 10)
    assert first == same != later
    check(gate, first, policy=POLICY, now=now + 60, started_at=0)
    with pytest.raises(CodeRefused) as error:
        check(gate, first, policy=POLICY, now=now + 61, started_at=0)
    assert error.value.reason == Reason.PROOF_NOT_FRESH
    check(gate, later, policy=POLICY, now=now + 61, started_at=0)


def test_a_challenge_is_answered(
    person: Person, store: WalletFolder, issuer: FakeIssuer, gate: GateState
) -> None:
    now = issuer.now
    text = bring_up(store, person.id, now).text(now, CHALLENGE)
    check(gate, text, policy=POLICY, now=now, started_at=0, challenge=CHALLENGE)
    with pytest.raises(CodeRefused) as error:
        check(gate, text, policy=POLICY, now=now, started_at=0)
    assert error.value.reason == Reason.CHALLENGE_UNEXPECTED


def test_a_challenge_of_the_wrong_length_is_refused(
    person: Person, store: WalletFolder, issuer: FakeIssuer
) -> None:
    shown = bring_up(store, person.id, issuer.now)
    for challenge in (bytes(7), bytes(33)):
        with pytest.raises(HuepassError) as error:
            shown.text(issuer.now, challenge)
        assert error.value.reason == Reason.WRONG_USE


def test_its_size_is_the_one_of_the_specification(
    person: Person, store: WalletFolder, issuer: FakeIssuer
) -> None:
    text = bring_up(store, person.id, issuer.now).text(issuer.now)
    assert len(from_text(text)) == 218
    assert len(text) == 331


def test_two_codes_of_a_person_share_only_what_everybody_shares(
    person: Person, store: WalletFolder, issuer: FakeIssuer
) -> None:
    """Colour, key ID and expiry; nothing of 8 bytes besides what is the same for all."""
    now = issuer.now
    mine = [from_text(bring_up(store, person.id, now).text(now)) for _ in range(2)]
    theirs = from_text(issuer.world.live(77))

    def pieces(code: bytes) -> set[bytes]:
        return {code[at : at + 8] for at in range(len(code) - 7)}

    assert pieces(mine[0]) & pieces(mine[1]) <= pieces(theirs)


def test_an_unknown_person_is_refused(store: WalletFolder, issuer: FakeIssuer) -> None:
    with pytest.raises(HuepassError) as error:
        bring_up(store, "0011223344556677", issuer.now)
    assert error.value.reason == Reason.HOLDER_UNKNOWN


def test_proofs_are_due_when_their_ten_seconds_begin() -> None:
    assert [next_proof(at) for at in (100.0, 100.5, 109.9)] == [110.0, 110.0, 110.0]
