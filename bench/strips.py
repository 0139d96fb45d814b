"""Strips over HTTP: every proof checked, every row on the disk before it is answered.

    python -m bench.strips [--rounds 5] [--requests 320] [--proofs 16] [--connections 32]

The service is one process on one core (uvicorn, SQLite with synchronous=FULL); the load comes from
this process on another core, made beforehand. A round measures the floor, which is what libsodium
alone takes for a request on the service's core (a signature check, a point validation and a signing
for each proof), and then the load; the median of the rounds' ratios is what counts, since the
machine's speed changes between rounds.
"""

import argparse
import asyncio
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nacl import bindings as sodium

from bench import strip_stages
from bench.http_load import Request, post, run_load
from bench.strip_world import World, make_world

CORES = sorted(os.sched_getaffinity(0))
FLOOR_REQUESTS = 200
SERVE = "from bench.strip_world import serve; serve()"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--requests", type=int, default=320)
    arguments.add_argument("--proofs", type=int, default=16)
    arguments.add_argument("--connections", type=int, default=32)
    options = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="huepass-bench-"))
    try:
        world = make_world(folder / "issuer", options.proofs)
        with serving(world) as pid:
            over_http(world, pid, options)
        strip_stages.report(world, options.proofs)
    finally:
        shutil.rmtree(folder)


def over_http(world: World, pid: int, options: argparse.Namespace) -> None:
    port, connections = world.port, options.connections
    offers = [world.redemption() for _ in range(options.requests)]
    tokens, token_times, token_seconds = load(port, offers, connections)
    access = [json.loads(body)["access_token"] for body in tokens]
    line("tokens", len(tokens) / token_seconds, token_times)
    asked = [post("/oid4vci/nonce", b"")] * (options.requests * options.rounds)
    nonces, nonce_times, nonce_seconds = load(port, asked, connections)
    line("nonces", len(nonces) / nonce_seconds, nonce_times)
    drawn = iter(json.loads(body)["c_nonce"] for body in nonces)

    ratios, busy_ratios, all_times, speeds, floors = [], [], [], [], []
    for round_ in range(options.rounds):
        requests = [world.strip(token, next(drawn), options.proofs, round_) for token in access]
        by_clock, busy = on_core(CORES[0], lambda: floor(options.proofs))
        floors.append(by_clock)
        before = processor_seconds(pid)
        answers, times, seconds = load(port, requests, connections)
        busy_ratios.append(busy * len(answers) / (processor_seconds(pid) - before))
        assert all(len(json.loads(body)["credentials"]) == options.proofs for body in answers)
        speeds.append(len(answers) / seconds)
        ratios.append(speeds[-1] * floors[-1])
        all_times += times
    line("strips", statistics.median(speeds), all_times)
    print(
        f"floor   {1 / statistics.median(floors):9.1f} a second "
        f"({1e3 * statistics.median(floors):.2f} ms a request of {options.proofs} proofs)"
    )
    print(
        f"ratio   {statistics.median(ratios):9.3f}          "
        f"(rounds {min(ratios):.3f} to {max(ratios):.3f}; target 0.4)"
    )
    print(
        f"ratio   {statistics.median(busy_ratios):9.3f}          of processor time, whoever else "
        "uses the machine"
    )


def line(name: str, speed: float, times: list[float]) -> None:
    mean = statistics.fmean(times)
    p50, p99 = (statistics.quantiles(times, n=100)[at - 1] for at in (50, 99))
    print(
        f"{name:8}{speed:9.1f} a second   p50 {1e3 * p50:7.1f} ms   mean {1e3 * mean:7.1f} ms   "
        f"p99 {1e3 * p99:7.1f} ms = {p99 / mean:.2f} x mean"
    )


def load(
    port: int, requests: list[Request], connections: int
) -> tuple[list[bytes], list[float], float]:
    """Bodies, seconds that each answer took, and seconds for them all."""
    return on_core(CORES[-1], lambda: asyncio.run(run_load(port, requests, connections)))


def floor(proofs: int) -> tuple[float, float]:
    """Seconds that libsodium alone takes for a request, by the clock and of the processor."""
    public, private = sodium.crypto_sign_keypair()
    signed = [sodium.crypto_sign(secrets.token_bytes(400), private) for _ in range(proofs)]
    message = secrets.token_bytes(90)
    start, busy = time.perf_counter(), time.process_time()
    for _ in range(FLOOR_REQUESTS):
        for one in signed:
            sodium.crypto_sign_open(one, public)
        for _ in signed:
            sodium.crypto_core_ed25519_is_valid_point(public)
        for _ in signed:
            sodium.crypto_sign(message, private)
    clock, busy = time.perf_counter() - start, time.process_time() - busy
    return clock / FLOOR_REQUESTS, busy / FLOOR_REQUESTS


def processor_seconds(pid: int) -> float:
    """How long a process has been busy."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def on_core(core: int, do: Callable[[], Any]) -> Any:
    """Do something on one core."""
    os.sched_setaffinity(0, {core})
    try:
        return do()
    finally:
        os.sched_setaffinity(0, CORES)


@contextmanager
def serving(world: World) -> Iterator[int]:
    """The service, on a core of its own; its process ID."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(world.folder), str(world.port), str(CORES[0])],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        if not process.stdout.readline():
            raise SystemExit("the service did not start")
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main()
