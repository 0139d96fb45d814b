"""Live credentials: for whom, how many, in which windows, and when they are revoked."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from huepass.core import (
    Action,
    Medium,
    Policy,
    check,
    load,
    present,
    to_text,
)
from huepass.errors import CodeRefused, Reason, RequestRefused
from huepass.issuer.domain.colours import DEFAULT_COLOURS, colour_name
from huepass.issuer.domain.records import Staff
from huepass.issuer.domain.refusals import Fault, WalletRefused
from huepass.issuer.keystore import load_folder, unlock_service
from huepass.issuer.service import paper, persons, publishing, strips, wallets
from huepass.issuer.service.office import Office
from issuer.conftest import NOON, PASSPHRASE, Clock
from issuer.holder import Holder, read

POLICY = Policy(accept_paper=True)
STEP = 21600
NEXT = NOON - NOON % STEP + STEP  # when the window that is current at NOON is followed by the next


@pytest.fixture
def number(office: Office) -> str:
    return persons.register(office).number


@pytest.fixture
def holder(office: Office, number: str) -> Holder:
    return Holder(office, number)


def rows(office: Office) -> list[tuple[int, ...]]:
    """What is kept about live credentials: window, serial, colour, revoked."""
    with office.store.read() as connection:
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'live_*'")
        ).scalars()
        return [
            (int(name.rpartition("_")[2]), *row)
            for name in sorted(names)
            for row in connection.execute(text(f"SELECT serial, colour, revoked FROM {name}"))
        ]


def fault(error: pytest.ExceptionInfo[WalletRefused]) -> Fault:
    return error.value.fault


def shown(holder: Holder, credential: bytes, now: int) -> str:
    return to_text(present(credential, holder.key_of(credential), at=now))


def reason_at_gate(office: Office, holder: Holder, credential: bytes, now: int) -> Reason | None:
    """What a gate with the newest list says."""
    state = load(office.documents.state(now), publishing.newest(office).document, now)
    try:
        check(state, shown(holder, credential, now), policy=POLICY, now=now, started_at=now - 900)
    except CodeRefused as error:
        return error.reason
    return None


def test_a_gate_accepts_each_once_its_window_has_begun(
    office: Office, clock: Clock, li: Staff, number: str
) -> None:
    persons.set_colour(office, number, "green", "x", li)
    holder = Holder(office, number)
    strip = holder.strip()
    for window, credentials in strip.items():
        expiry = int(window.rpartition("-")[2])
        clock.now = max(NOON, expiry - 22200)
        publishing.publish(office)
        state = load(
            office.documents.state(clock.now), publishing.newest(office).document, clock.now
        )
        for credential in credentials:
            code = shown(holder, credential, clock.now)
            answer = check(state, code, policy=POLICY, now=clock.now, started_at=clock.now - 900)
            assert (answer.action, answer.medium) == (Action.PASS, Medium.LIVE)
            assert read(credential)[1:] == (1, expiry)


def test_the_strip_covers_the_next_24_hours(office: Office, holder: Holder) -> None:
    covered = [
        (expiry - 22200, expiry)
        for expiry in (int(window.rpartition("-")[2]) for window in holder.windows())
    ]
    assert covered[0][0] <= NOON < covered[0][1]
    for (_, end), (begin, _) in pairwise(covered):
        assert begin < end - 300
    assert covered[-1][0] < NOON + 86400 <= covered[-1][1]


def test_by_configuration_it_is_the_current_window(holder: Holder, clock: Clock) -> None:
    assert {read(one)[2] for one in holder.ask(2)} == {NEXT}
    clock.now = NEXT - 600
    holder.refresh()
    assert {read(one)[2] for one in holder.ask(2)} == {NEXT + STEP}


def test_two_strips_share_nothing_but_colour_key_and_expiry(office: Office, number: str) -> None:
    first, second = Holder(office, number).strip(), Holder(office, number).strip()
    assert first.keys() == second.keys()
    made = [one for strip in (first, second) for several in strip.values() for one in several]
    assert len(made) == len(set(made)) == 40
    for window in first:
        same = [*first[window], *second[window]]
        # The bytes of a credential: header with key ID, expiry, ID, colour, signature.
        assert {len(one) for one in same} == {132}
        parts = [(one[:24], one[24:60], one[60:66], one[66:68], one[68:]) for one in same]
        heads, ids, colours, marks, signatures = (set(part) for part in zip(*parts, strict=True))
        assert (len(heads), len(colours), len(marks)) == (1, 1, 1)
        assert (len(ids), len(signatures)) == (8, 8)
    # Nowhere else do any two of them have five bytes in common, in one window or in two.
    chunks = Counter(
        chunk
        for one in made
        for secret in (one[24:60], one[68:])
        for chunk in {secret[at : at + 5] for at in range(len(secret) - 4)}
    )
    assert max(chunks.values()) == 1


def test_a_key_gets_its_credential_again_and_mints_nothing(
    office: Office, holder: Holder, clock: Clock, li: Staff, number: str
) -> None:
    keys = holder.new_keys(4)
    first = holder.ask(keys)
    kept = rows(office)
    clock.now += 100
    assert holder.ask(keys) == first
    assert holder.ask(keys[::-1]) == first[::-1]
    assert rows(office) == kept
    persons.set_colour(office, number, "green", "x", li)  # better, so nothing is revoked
    assert holder.ask(keys) == first
    assert len(rows(office)) == 4


def test_a_key_of_another_window_is_refused(office: Office, holder: Holder) -> None:
    keys = holder.new_keys(1)
    holder.ask(keys)
    with pytest.raises(WalletRefused) as error:
        holder.ask([*holder.new_keys(1), *keys], holder.windows()[1])
    assert fault(error) == Fault.INVALID_PROOF
    assert len(rows(office)) == 1


def test_the_cap_is_per_window_and_colour(
    office: Office, holder: Holder, li: Staff, number: str
) -> None:
    keys = holder.new_keys(32)
    for first in range(0, 32, 8):
        holder.ask(keys[first : first + 8])
    with pytest.raises(WalletRefused) as error:
        holder.ask(1)
    assert fault(error) == Fault.CREDENTIAL_REQUEST_DENIED
    assert len(rows(office)) == 32
    assert len(holder.ask(keys[:8])) == 8
    assert len(holder.ask(8, holder.windows()[1])) == 8
    persons.set_colour(office, number, "green", "x", li)
    for _ in range(4):
        assert {read(one)[1] for one in holder.ask(8)} == {1}
    with pytest.raises(WalletRefused):
        holder.ask(1)


def test_the_cap_is_of_the_person_and_not_of_the_wallet(office: Office, number: str) -> None:
    for _ in range(8):  # four that people have, and each replaced once
        Holder(office, number).ask(4)
    with pytest.raises(WalletRefused) as error:
        Holder(office, number).ask(1)
    assert fault(error) == Fault.CREDENTIAL_REQUEST_DENIED
    assert len(Holder(office, persons.register(office).number).ask(8)) == 8


def test_a_request_beyond_the_cap_mints_nothing(office: Office, holder: Holder) -> None:
    for _ in range(5):
        holder.ask(6)
    with pytest.raises(WalletRefused):
        holder.ask(3)
    assert len(rows(office)) == 30


def test_a_nonce_serves_one_request(office: Office, holder: Holder) -> None:
    nonce = wallets.make_nonce(office)
    holder.ask(2, nonce=nonce)
    with pytest.raises(WalletRefused) as error:
        holder.ask(2, nonce=nonce)
    assert fault(error) == Fault.INVALID_NONCE
    assert len(rows(office)) == 2


def test_a_nonce_expires(office: Office, holder: Holder, clock: Clock) -> None:
    nonce = wallets.make_nonce(office)
    clock.now += 299
    holder.ask(1, nonce=nonce)
    nonce = wallets.make_nonce(office)
    clock.now += 300
    holder.refresh()
    with pytest.raises(WalletRefused) as error:
        holder.ask(1, nonce=nonce)
    assert fault(error) == Fault.INVALID_NONCE


@pytest.mark.parametrize("nonce", ["x", "A" * 54, "é"])
def test_a_nonce_that_nobody_made_is_refused(holder: Holder, nonce: str) -> None:
    with pytest.raises(WalletRefused) as error:
        holder.ask(1, nonce=nonce)
    assert fault(error) == Fault.INVALID_NONCE


def test_an_access_token_expires(office: Office, holder: Holder, clock: Clock) -> None:
    clock.now += 299
    holder.ask(1)
    clock.now += 1
    with pytest.raises(WalletRefused) as error:
        holder.ask(1)
    assert fault(error) == Fault.INVALID_TOKEN
    assert len(rows(office)) == 1


def test_an_identifier_stays_good_as_long_as_the_token(holder: Holder, clock: Clock) -> None:
    clock.now = NEXT - 600 - 10
    holder.refresh()
    window = holder.windows()[0]
    clock.now = NEXT - 600 + 200  # the next window has begun
    assert window not in holder.windows()
    assert {read(one)[2] for one in holder.ask(1, window)} == {NEXT}


@pytest.mark.parametrize("window", ["", "live", "live-00000000-1795348800", "huepass-pass"])
def test_an_unknown_identifier_is_refused(office: Office, holder: Holder, window: str) -> None:
    with pytest.raises(WalletRefused) as error:
        holder.ask(1, window)
    assert fault(error) == Fault.UNKNOWN_CREDENTIAL_IDENTIFIER
    assert rows(office) == []


def test_a_window_that_is_over_is_an_unknown_identifier(holder: Holder, clock: Clock) -> None:
    window = holder.windows()[0]
    clock.now = NEXT
    holder.refresh()
    with pytest.raises(WalletRefused) as error:
        holder.ask(1, window)
    assert fault(error) == Fault.UNKNOWN_CREDENTIAL_IDENTIFIER


def test_every_colour_looks_the_same_from_outside(office: Office, li: Staff) -> None:
    sizes = Counter()
    for colour in DEFAULT_COLOURS:
        number = persons.register(office).number
        persons.set_colour(office, number, colour_name(colour), "x", li)
        strip = Holder(office, number).strip()
        assert {read(one)[1] for several in strip.values() for one in several} == {colour}
        sizes[tuple(len(one) for several in strip.values() for one in several)] += 1
    assert len(sizes) == 1


def test_a_wallet_that_stays_offline_is_refused_in_every_window(
    office: Office, clock: Clock, li: Staff, number: str
) -> None:
    persons.set_colour(office, number, "green", "x", li)
    holder, other = Holder(office, number), Holder(office, persons.register(office).number)
    strip, others = holder.strip(), other.strip()
    printed = paper.make_paper_pass(office, number)
    clock.now += 60
    done = persons.set_colour(office, number, "red", "y", li)
    assert done.revoked == 4 * len(strip) + 1
    assert printed.colour == 1
    clock.now = NOON + 600  # when the next list is due
    seen = set()
    last = max(int(window.rpartition("-")[2]) for window in strip)
    while clock.now < last:
        publishing.publish_if_due(office)
        state = load(
            office.documents.state(clock.now), publishing.newest(office).document, clock.now
        )
        listed = state.lists["gz"]
        for window, credentials in strip.items():
            kid, expiry = bytes.fromhex(window.split("-")[1]), int(window.split("-")[2])
            # Each window is on the list before a credential of it is good at a gate.
            if expiry - 22200 <= clock.now < expiry:
                seen.add(window)
                for credential in credentials:
                    assert read(credential)[0] in listed.windows[kid, expiry]
                    answer = reason_at_gate(office, holder, credential, clock.now)
                    assert answer == Reason.REVOKED
                for credential in others[window]:
                    assert reason_at_gate(office, other, credential, clock.now) is None
            if expiry - 22200 >= listed.fresh_until:
                assert (kid, expiry) not in listed.windows
        clock.now += 1800
    assert seen == strip.keys()
    assert len(strip) == 5


def test_a_refresh_replaces_what_was_revoked(
    office: Office, holder: Holder, clock: Clock, li: Staff, number: str
) -> None:
    persons.set_colour(office, number, "green", "x", li)
    old = holder.strip()
    persons.set_colour(office, number, "yellow", "y", li)
    clock.now += 60
    new = holder.strip()
    publishing.publish(office)
    for window in old:
        assert {read(one)[1] for one in new[window]} == {2}
    current = holder.windows()[0]
    assert reason_at_gate(office, holder, old[current][0], clock.now) == Reason.REVOKED
    assert reason_at_gate(office, holder, new[current][0], clock.now) is None


def test_a_better_colour_revokes_nothing(
    office: Office, holder: Holder, li: Staff, number: str
) -> None:
    persons.set_colour(office, number, "red", "x", li)
    holder.strip()
    assert persons.set_colour(office, number, "green", "y", li).revoked == 0
    assert {row[3] for row in rows(office)} == {0}


def test_nothing_is_left_of_a_window_that_is_over(
    office: Office, holder: Holder, clock: Clock, folder: Path
) -> None:
    keys = holder.new_keys(1)
    holder.ask(keys)
    hashed = office.tokens.holder_hash(keys[0].public_key)
    with office.store.read() as connection:
        secret = connection.execute(text("SELECT permutation_key FROM window")).scalar_one()

    def is_kept(what: bytes) -> bool:
        return any(what in path.read_bytes() for path in folder.glob("issuer.db*"))

    assert is_kept(hashed)
    assert is_kept(secret)
    clock.now = NEXT + 299
    publishing.publish(office)
    assert len(rows(office)) == 1
    clock.now = NEXT + 300
    publishing.publish(office)
    assert rows(office) == []
    assert not is_kept(hashed)
    assert not is_kept(secret)


def test_after_a_clock_was_ahead_revoked_passes_are_refused_again(
    office: Office, holder: Holder, clock: Clock, li: Staff, number: str
) -> None:
    persons.set_colour(office, number, "green", "x", li)
    strip = holder.strip()
    old = strip[holder.windows()[0]][0]
    persons.set_colour(office, number, "red", "y", li)
    clock.now = NOON + 10 * 86400
    publishing.publish(office)
    with office.store.read() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master")).scalars().all()
    assert not [name for name in names if name.startswith("live_")]
    clock.now = NOON
    publishing.publish(office)
    assert reason_at_gate(office, holder, old, NOON) == Reason.REVOKED


def test_a_clock_that_was_set_back_opens_no_window_again(
    office: Office, holder: Holder, clock: Clock
) -> None:
    holder.ask(1)
    clock.now = NEXT + 300
    publishing.publish(office)
    clock.now = NOON
    with pytest.raises(RequestRefused) as error:
        holder.ask(1)
    assert error.value.reason == Reason.WINDOW_CLOSED


def test_neither_key_nor_credential_nor_token_is_kept(
    office: Office, holder: Holder, folder: Path
) -> None:
    holder.refresh()
    credentials = holder.ask(2)
    office.close()
    data = b"".join(path.read_bytes() for path in folder.glob("issuer.db*"))
    for credential in credentials:
        assert credential not in data
        assert credential[28:60] not in data
    for name in ("access_token", "refresh_token"):
        assert holder.tokens[name].encode() not in data


def test_a_window_that_is_full_is_refused_and_its_neighbours_served(
    office: Office, holder: Holder
) -> None:
    object.__setattr__(office.settings, "serial_bits", 8)
    made = [Holder(office, persons.register(office).number) for _ in range(32)]
    serials = {read(one)[0] for each in made for one in each.ask(8)}
    assert serials == set(range(256))
    with pytest.raises(RequestRefused) as error:
        holder.ask(1)
    assert error.value.reason == Reason.WINDOW_FULL
    assert len(holder.ask(1, holder.windows()[1])) == 1


def test_requests_at_the_same_time_share_no_serial(office: Office) -> None:
    holders = [Holder(office, persons.register(office).number) for _ in range(12)]
    requests = [one.request(one.new_keys(4)) for one in holders]
    futures = [
        office.commits.submit(strips.issue(office, one.tokens["access_token"], request))
        for one, request in zip(holders, requests, strict=True)
    ]
    made = [credential for future in futures for credential in future.result(30)]
    assert len({read(one)[0] for one in made}) == 48 == len(rows(office))


def test_a_request_that_fails_leaves_its_neighbours_alone(office: Office) -> None:
    holders = [Holder(office, persons.register(office).number) for _ in range(6)]
    nonce = wallets.make_nonce(office)
    blocker = threading.Event()

    def hold() -> object:
        blocker.wait(10)
        yield  # type: ignore[misc]
        yield

    held = office.commits.submit(hold())  # type: ignore[arg-type, type-var]
    futures = [
        office.commits.submit(
            strips.issue(
                office, one.tokens["access_token"], one.request(one.new_keys(2), nonce=nonce)
            )
        )
        for one in holders
    ]
    blocker.set()
    held.result(10)
    results = [future.exception(30) for future in futures]
    assert results[0] is None
    assert [type(error) for error in results[1:]] == [WalletRefused] * 5
    assert len(rows(office)) == 2
    assert len(holders[1].ask(2)) == 2


def test_what_a_failed_commit_took_is_never_given(
    office: Office, holder: Holder, folder: Path, clock: Clock
) -> None:
    """Else another process would take the same counters, because the database knows nothing."""
    made = holder.ask(1)  # the window has begun
    keys = unlock_service(load_folder(folder / "keys"), PASSPHRASE)
    failing, other = (Office(office.settings, keys.signers, clock, keys.secret) for _ in range(2))
    ours, theirs = (Holder(one, persons.register(one).number) for one in (failing, other))
    job = strips.issue(failing, ours.tokens["access_token"], ours.request(ours.new_keys(4)))
    next(job)
    with pytest.raises(ZeroDivisionError), failing.store.write() as connection:
        job.send(connection)
        _ = 1 // 0
    with pytest.raises(ZeroDivisionError):
        job.throw(ZeroDivisionError())
    made += theirs.ask(8)
    made += ours.ask(8)
    assert len({read(one)[0] for one in made}) == 17 == len(rows(office))
    failing.close()
    other.close()


WORKER = """
import sys
from pathlib import Path
from huepass.issuer.keystore import load_folder, unlock_service
from huepass.issuer.service import persons
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.holder import Holder
settings = load_settings(Path(sys.argv[1]))
keys = unlock_service(load_folder(settings.keys), sys.argv[2])
office = Office(settings, keys.signers, lambda: int(sys.argv[3]), keys.secret)
for _ in range(int(sys.argv[4])):
    holder = Holder(office, persons.register(office).number)
    for credential in holder.ask(4):
        print(credential.hex(), flush=True)
office.close()
"""


def start_worker(folder: Path, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), PASSPHRASE, str(NOON), str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def test_processes_at_the_same_time_never_share_a_serial(office: Office, folder: Path) -> None:
    workers = [start_worker(folder, 15) for _ in range(3)]
    lines = [line for worker in workers for line in worker.communicate()[0].split()]
    assert [worker.returncode for worker in workers] == [0] * 3
    serials = {read(bytes.fromhex(line))[0] for line in lines}
    assert len(serials) == len(lines) == 180 == len(rows(office))


@pytest.mark.soak
def test_killed_at_any_moment_nothing_answered_is_lost(
    office: Office, folder: Path, soak: Callable[[int], int]
) -> None:
    answered: list[str] = []
    for round_ in range(4 + soak(200)):
        worker = start_worker(folder, 10_000)
        assert worker.stdout is not None
        answered += [worker.stdout.readline() for _ in range(3 + 5 * (round_ % 6))]
        os.kill(worker.pid, signal.SIGKILL)
        answered += [line for line in worker.stdout if line.endswith("\n")]
        worker.stdout.close()
        worker.wait()
    serials = [read(bytes.fromhex(line))[0] for line in answered]
    assert len(set(serials)) == len(serials) > 40
    assert set(serials) <= {row[1] for row in rows(office)}
    with office.store.read() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
