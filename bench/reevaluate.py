"""Evaluating everybody anew: persons a second, from stored facts to durable colours.

    python -m bench.reevaluate [--persons 100000] [--processes N] [--profile]

Persons are those of `bench.engine`; each has a paper pass and, for each of the windows that a
wallet holds, four live credentials. Every tenth has a reading that a new version of the programme
finds too high: their colour becomes red, and whatever they hold is revoked.
"""

import argparse
import cProfile
import os
import pstats
import random
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.engine import DAY, EXAMPLE, NOW, person
from huepass.issuer.create import create_issuer
from huepass.issuer.domain.numbers import RANDOM_SIZE, number_from
from huepass.issuer.domain.records import Cause, Job
from huepass.issuer.domain.serials import KEY_SIZE
from huepass.issuer.keystore import Cost, KeyMaker, unlock_folder
from huepass.issuer.programme.facts import Reading, Report, body_of
from huepass.issuer.programme.file import load_programme
from huepass.issuer.programme.model import Programme
from huepass.issuer.service import moving
from huepass.issuer.service.evaluators import processes
from huepass.issuer.service.office import Office
from huepass.issuer.service.rules import colours_of
from huepass.issuer.settings import Settings
from huepass.issuer.store import live, passes, programmes
from huepass.issuer.store.engine import raw

PASSPHRASE = "correct horse"
CREDENTIALS = 4  # of each window
_RULE = """[[rules]]
reason = "feverish"
colour = "red"
when = "temperature >= 37.3"
text = { en = "You have a fever.", zh = "您体温过高。" }
guidance = { en = "See a doctor.", zh = "请就医。" }

"""
_SUCCESSION = """
[[successions]]
from = 1
note = { en = "Readings count.", zh = "体温计入。" }
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--persons", type=int, default=100_000)
    arguments.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("--profile", action="store_true")
    arguments.add_argument("--folder", type=Path, help="where to work, on the disk to measure")
    options = arguments.parse_args()
    first = load_programme(EXAMPLE.read_bytes())
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        office = make_issuer(Path(name) / "issuer", first)
        fill(office, first, options.persons)
        print(f"Evaluating everybody: {options.persons} persons, {options.processes} processes")
        measure(office, "at first, without passes", options, moving_job(office))
        hand_out(office, options.persons)
        moving.load(office, second_version(), None)
        measure(
            office,
            "every tenth becomes red, all that they hold is revoked",
            options,
            moving_job(office),
        )
        office.close()


def make_issuer(folder: Path, programme: Programme) -> Office:
    """An issuer with a programme, and a clock that stands."""
    settings = Settings(
        folder=folder,
        issuer="bench",
        names={"en": "Bench"},
        colours=colours_of(0, programme, {}),
        url="http://127.0.0.1:1",
        timezone=programme.time_zone,
        federation="bench",
        federation_keys=Path("federation-keys"),
    )
    create_issuer(settings, KeyMaker(PASSPHRASE, Cost(1, 8192)), clock, programme)
    keys = unlock_folder(settings.keys, PASSPHRASE)
    return Office(settings, keys.signers, clock, keys.secret)


def clock() -> int:
    return NOW


def fill(office: Office, programme: Programme, count: int) -> None:
    """Persons with facts, whom nobody has evaluated."""
    source = random.Random(1)
    with office.store.write() as connection:
        driver = raw(connection)
        driver.executemany(
            "INSERT INTO person (number, colour, registered_at, programme_id, reason) "
            "VALUES (?, 0, ?, 2, 'not_registered')",
            ((number_from(secrets.token_bytes(RANDOM_SIZE)), NOW) for _ in range(count)),
        )
        driver.executemany(
            "INSERT INTO fact (person_id, programme_id, at, kind, body, recorded_at) "
            "VALUES (?, 2, ?, ?, ?, ?)",
            facts(programme, source, count),
        )
        programmes.add_job(connection, Cause.PROGRAMME, 2, NOW)


def hand_out(office: Office, count: int) -> None:
    """A paper pass for each person, and live credentials for each window."""
    source = random.Random(2)
    with office.store.write() as connection:
        for key, expiry in office.strip(NOW):
            window, _ = passes.lease(
                connection, key.kid, expiry, count * CREDENTIALS, lifetime=key.lifetime, bits=30,
                new_key=lambda: secrets.token_bytes(KEY_SIZE),
            )  # fmt: skip
            live.begin(connection, window)
            serials = source.sample(range(1 << 30), count * CREDENTIALS)
            live.add(
                connection,
                window,
                (
                    (number // CREDENTIALS + 1, serial, source.randbytes(16), 0)
                    for number, serial in enumerate(serials)
                ),
            )
        made = passes.find_window(connection, key.kid, expiry)
        assert made is not None
        raw(connection).executemany(
            "INSERT INTO paper_pass (handle, person_id, window_id, serial, colour, made_at) "
            "VALUES (?, ?, ?, ?, 0, ?)",
            ((f"P{number}", number, made.id, number, NOW) for number in range(1, count + 1)),
        )


def facts(
    programme: Programme, source: random.Random, count: int
) -> Iterator[tuple[int, int, str, str, int]]:
    """Rows of facts; every tenth person was green and has a fever."""
    for number in range(1, count + 1):
        known = person(programme, source)
        if number % 10 == 0:
            known = [*known[:1], Report(NOW - DAY, {}), Reading(NOW - 60, 38.5)]
        for fact in known:
            yield number, fact.at, fact.kind, body_of(fact), NOW


def second_version() -> bytes:
    """The example with one rule more."""
    text = EXAMPLE.read_text("utf-8")
    head, mark, rest = text.partition("[[rules]]")
    text = head.replace("version = 1", "version = 2", 1) + _RULE + mark + rest + _SUCCESSION
    return text.encode()


def moving_job(office: Office) -> Job:
    job = moving.unfinished(office)
    assert job is not None
    return job


def measure(office: Office, what: str, options: argparse.Namespace, job: Job) -> None:
    profile = cProfile.Profile()
    with processes(office, options.processes) as evaluations:
        next(evaluations(0))  # they have begun, and have read the programme
        start = time.perf_counter()
        if options.profile:
            profile.enable()
        *_, job = moving.go_on(office, evaluations)
        profile.disable()
        taken = time.perf_counter() - start
    print(f"  {what}: {job.done / taken:,.0f} a second ({taken:.1f} s, {job.changed} changed)")
    if options.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(12)


if __name__ == "__main__":
    main()
