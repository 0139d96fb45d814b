"""Where the time of a strip goes: each part of the work by itself, in this process."""

import json
import statistics
import time
from collections.abc import Callable

from bench.strip_world import World, clock
from huepass.core import sign_credential
from huepass.core.keys import holds, is_prime_order
from huepass.issuer.domain import proofs, requests
from huepass.issuer.domain.serials import serial_at
from huepass.issuer.service import persons, strips, wallets

REQUESTS = 32


def report(world: World, count: int) -> None:
    """Print what each part takes for one request."""
    office, now = world.office, clock()
    bodies, jobs, tokens = [], [], []
    for _ in range(REQUESTS):
        body = world.redemption_body(persons.register(office).number)
        fields = requests.token_fields(body.encode())
        job = wallets.redeem(office, fields["pre-authorized_code"], None)
        tokens.append(office.commits.run(job)["access_token"])
        bodies.append(world.strip_body(wallets.make_nonce(office), count, 0))
    asked = [requests.credential_request(body, count) for body in bodies]
    checked = [proofs.check_proofs(one.proofs, office.settings.url, now) for one in asked]
    key, expiry = office.strip(now)[0]
    signer = office.signer(key)
    signature = signer.sign(b"x" * 400) + b"x" * 400

    def each(do: Callable[[int], object]) -> float:
        taken = []
        for number in range(REQUESTS):
            start = time.perf_counter()
            do(number)
            taken.append(time.perf_counter() - start)
        return statistics.median(taken)

    def repeated(do: Callable[[], object]) -> Callable[[int], object]:
        return lambda _: [do() for _ in range(count)]

    verify = each(repeated(lambda: holds(signer.public_key, signature)))
    points = each(repeated(lambda: is_prime_order(signer.public_key)))
    signing = each(repeated(lambda: signer.sign(signature)))
    read = each(lambda n: requests.credential_request(bodies[n], count))
    check = each(lambda n: proofs.check_proofs(asked[n].proofs, office.settings.url, now))
    hashing = each(lambda n: [office.tokens.holder_hash(one.holder_key) for one in checked[n]])
    window = each(lambda _: office.strip(now))
    serials = each(lambda _: [serial_at(one, 26, bytes(32)) for one in range(count)])
    seal = each(
        repeated(
            lambda: sign_credential(
                signer, pseudonymous_id=bytes(4) + signer.public_key, colour=1, expiry=expiry
            )
        )
    )
    for token, one in zip(tokens, asked, strict=True):
        jobs.append(strips.issue(office, token, one))
    for job in jobs:
        next(job)
    start = time.perf_counter()
    with office.store.write() as connection:
        for job in jobs:
            job.send(connection)
        written = time.perf_counter()
    committed = time.perf_counter()
    answer = each(lambda _: json.dumps({"credentials": [{"credential": "x" * 180}] * count}))
    print(f"\nWhere the time of a request goes (ms, {count} proofs, {REQUESTS} requests a commit)")
    for name, seconds in (
        ("signature checks (floor)", verify),
        ("point validations (floor)", points),
        ("signings (floor)", signing),
        ("reading the request", read),
        ("JWTs, claims, keys", check - verify - points),
        ("which window", window),
        ("keyed hashes", hashing),
        ("rows and serials", (written - start) / REQUESTS),
        ("  of it serials", serials),
        ("its share of the commit", (committed - written) / REQUESTS),
        ("credentials beside signing", seal - signing),
        ("the answer", answer),
    ):
        print(f"  {name:30}{1e3 * seconds:8.3f}")
    print("  the rest of a request over HTTP is the web server and the threads")
    office.close()
