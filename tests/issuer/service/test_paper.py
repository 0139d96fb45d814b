"""Paper passes: what is on them, and that no serial comes twice (spec section 3)."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from huepass.core import Action, Colour, Medium, Policy, cbor, check, from_text, load
from huepass.errors import CodeRefused, Reason, RequestRefused
from huepass.issuer.domain.records import Staff
from huepass.issuer.service import paper, persons, publishing
from huepass.issuer.service.office import Office
from issuer.conftest import NOON, PASSPHRASE, Clock

POLICY = Policy(accept_paper=True)


def serial_of(made: str) -> int:
    claims = cbor.decode(cbor.decode(from_text(made))[2])  # type: ignore[index, arg-type]
    return int.from_bytes(claims[7], "big")  # type: ignore[index, call-overload]


def test_a_gate_accepts_it_until_its_last_second(office: Office, clock: Clock, li: Staff) -> None:
    number = persons.register(office).number
    persons.set_colour(office, number, "green", "x", li)
    made = paper.make_paper_pass(office, number)
    assert made.colour == Colour.GREEN
    assert made.expires_at == 1_795_968_000  # midnight after the eighth day
    state = load(office.documents.state(NOON), publishing.newest(office).document, NOON)
    answer = check(state, made.text, policy=POLICY, now=NOON, started_at=NOON)
    assert (answer.action, answer.colour, answer.medium) == (
        Action.PASS, Colour.GREEN, Medium.PAPER,
    )  # fmt: skip
    end = made.expires_at + 60
    check(state, made.text, policy=POLICY, now=end - 1, started_at=NOON)
    with pytest.raises(CodeRefused) as error:
        check(state, made.text, policy=POLICY, now=end, started_at=NOON)
    assert error.value.reason == Reason.EXPIRED


def test_a_revoked_pass_is_refused_with_the_next_list(office: Office, li: Staff) -> None:
    number = persons.register(office).number
    first, second = (paper.make_paper_pass(office, number) for _ in range(2))
    revoked = paper.revoke_pass(office, first.handle.lower(), "lost", li)
    assert revoked.revoked_at == NOON
    publishing.publish(office)
    state = load(office.documents.state(NOON), publishing.newest(office).document, NOON)
    with pytest.raises(CodeRefused) as error:
        check(state, first.text, policy=POLICY, now=NOON, started_at=NOON)
    assert error.value.reason == Reason.REVOKED
    check(state, second.text, policy=POLICY, now=NOON, started_at=NOON)


def test_the_first_revocation_is_the_one_on_record(office: Office, clock: Clock, li: Staff) -> None:
    made = paper.make_paper_pass(office, persons.register(office).number)
    paper.revoke_pass(office, made.handle, "lost", li)
    clock.now += 10
    assert paper.revoke_pass(office, made.handle, "again", None).revoked_at == NOON
    with office.store.read() as connection:
        row = connection.execute(text("SELECT revocation_reason, revoked_by FROM paper_pass")).one()
    assert tuple(row) == ("lost", li.id)


@pytest.mark.parametrize("handle", ["", "x", "0000-0000-0000-0000"])
def test_a_pass_that_nobody_made_is_refused(office: Office, handle: str) -> None:
    with pytest.raises(RequestRefused) as error:
        paper.revoke_pass(office, handle, "x", None)
    assert error.value.reason == Reason.PASS_UNKNOWN


def test_neither_text_nor_pseudonymous_id_is_kept(office: Office, folder: Path) -> None:
    made = paper.make_paper_pass(office, persons.register(office).number)
    office.close()
    data = b"".join(path.read_bytes() for path in folder.glob("issuer.db*"))
    assert made.handle.encode() in data
    assert made.text.encode() not in data
    assert from_text(made.text) not in data


def test_a_window_that_is_full_is_refused(office: Office) -> None:
    number = persons.register(office).number
    serials = {serial_of(paper.make_paper_pass(office, number).text)}
    with office.store.write() as connection:
        connection.execute(text("UPDATE window SET next_counter = (1 << bits) - 2"))
    serials |= {serial_of(paper.make_paper_pass(office, number).text) for _ in range(2)}
    assert len(serials) == 3
    with pytest.raises(RequestRefused) as error:
        paper.make_paper_pass(office, number)
    assert error.value.reason == Reason.WINDOW_FULL


def test_the_serial_space_of_a_window_stays_as_it_began(office: Office, clock: Clock) -> None:
    number = persons.register(office).number
    paper.make_paper_pass(office, number)
    object.__setattr__(office.settings, "serial_bits", 12)
    paper.make_paper_pass(office, number)
    clock.now += 86400
    paper.make_paper_pass(office, number)
    with office.store.read() as connection:
        rows = connection.execute(text("SELECT bits, next_counter FROM window ORDER BY expiry"))
        assert [tuple(row) for row in rows] == [(26, 2), (12, 1)]


def test_a_window_that_is_over_is_forgotten_and_stays_closed(office: Office, clock: Clock) -> None:
    number = persons.register(office).number
    made = paper.make_paper_pass(office, number)
    clock.now = made.expires_at + 299
    publishing.publish(office)
    assert len(paper.list_passes(office, number)) == 1
    clock.now = made.expires_at + 300
    publishing.publish(office)
    assert paper.list_passes(office, number) == []
    with office.store.read() as connection:
        assert connection.execute(text("SELECT permutation_key FROM window")).all() == [(None,)]
    clock.now = NOON  # someone sets the clock back
    with pytest.raises(RequestRefused) as error:
        paper.make_paper_pass(office, number)
    assert error.value.reason == Reason.WINDOW_CLOSED


def test_what_a_closed_window_knew_is_erased(office: Office, clock: Clock, folder: Path) -> None:
    made = paper.make_paper_pass(office, persons.register(office).number)
    with office.store.read() as connection:
        key = connection.execute(text("SELECT permutation_key FROM window")).scalar_one()

    def is_kept(secret: bytes) -> bool:
        return any(secret in path.read_bytes() for path in folder.glob("issuer.db*"))

    assert is_kept(key)
    assert is_kept(made.handle.encode())
    clock.now = made.expires_at + 300
    publishing.publish(office)
    assert not is_kept(key)
    assert not is_kept(made.handle.encode())


def test_without_a_key_in_the_trust_list_nothing_is_made(office: Office, clock: Clock) -> None:
    clock.now += 366 * 86400
    with pytest.raises(RequestRefused) as error:
        paper.make_paper_pass(office, persons.register(office).number)
    assert error.value.reason == Reason.NO_USABLE_KEY


WORKER = """
import sys, time
from pathlib import Path
from huepass.issuer.keystore import load_folder, unlock_all
from huepass.issuer.service import paper
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
settings = load_settings(Path(sys.argv[1]))
signers = unlock_all(load_folder(settings.keys), sys.argv[2])
office = Office(settings, signers, lambda: int(sys.argv[3]))
for _ in range(int(sys.argv[5])):
    print(paper.make_paper_pass(office, sys.argv[4]).text, flush=True)
"""


def start_worker(folder: Path, number: str, count: int) -> "subprocess.Popen[str]":
    arguments = [str(folder), PASSPHRASE, str(NOON), number, str(count)]
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *arguments], stdout=subprocess.PIPE, text=True
    )


def test_processes_at_the_same_time_never_share_a_serial(office: Office, folder: Path) -> None:
    number = persons.register(office).number
    workers = [start_worker(folder, number, 30) for _ in range(4)]
    texts = [text for worker in workers for text in worker.communicate()[0].split("\n")[:-1]]
    assert [worker.returncode for worker in workers] == [0] * 4
    assert len({serial_of(text) for text in texts}) == 4 * 30
    assert len(paper.list_passes(office, number)) == 4 * 30


@pytest.mark.soak
def test_killed_at_any_moment_nothing_answered_is_lost(
    office: Office, folder: Path, soak: Callable[[int], int]
) -> None:
    number = persons.register(office).number
    answered: list[str] = []
    for round_ in range(4 + soak(200)):
        worker = start_worker(folder, number, 10_000)
        assert worker.stdout is not None
        answered += [worker.stdout.readline().strip() for _ in range(3 + 5 * (round_ % 6))]
        os.kill(worker.pid, signal.SIGKILL)
        answered += [line.strip() for line in worker.stdout if line.endswith("\n")]
        worker.stdout.close()
        worker.wait()
    serials = [serial_of(text) for text in answered]
    assert len(set(serials)) == len(serials) > 80
    with office.store.read() as connection:
        kept = set(connection.execute(text("SELECT serial FROM paper_pass")).scalars())
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert set(serials) <= kept
