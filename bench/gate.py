"""From the text of a code to the answer, against the bare libsodium checks that it contains.

    python -m bench.gate [--rounds 25] [--codes 2000]

One core, warm, with the replay memory and a list of 100 thousand revoked serials in place. Each
round times the floor and the gate right after each other over the same codes, each code once; the
median of the rounds' ratios is what counts, since the machine's speed changes between rounds.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from functools import partial

from nacl.bindings import crypto_sign_open

from bench import world
from huepass.core import Policy, ReplayMemory, check, from_text
from huepass.core.presentation import Presentation
from huepass.core.shown import parse

REVOKED = 100_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=25)
    arguments.add_argument("--codes", type=int, default=2000)
    options = arguments.parse_args()
    made = world.make(REVOKED)
    policy = Policy(accept_paper=True)

    def answer_all(texts: list[str]) -> None:
        memory = ReplayMemory(bytes(32))
        for text in texts:
            check(made.state, text, policy=policy, now=made.now, started_at=made.now, memory=memory)

    print(f"{'':8}{'floor':>12}{'gate':>12}{'ratio':>8}   (microseconds a code, medians)")
    numbers = random.Random(2)
    for name, make in (("paper", made.paper), ("live", made.live)):
        texts = [make(serial) for serial in made.free_serials(numbers, options.codes)]
        signed = [pair for text in texts for pair in signatures(made, text)]
        ratios, floors, gates = [], [], []
        for _ in range(options.rounds):
            floors.append(timed(partial(check_bare, signed)) / len(texts))
            gates.append(timed(partial(answer_all, texts)) / len(texts))
            ratios.append(gates[-1] / floors[-1])
        print(
            f"{name:8}{1e6 * statistics.median(floors):12.1f}{1e6 * statistics.median(gates):12.1f}"
            f"{statistics.median(ratios):8.3f}   (ratios {min(ratios):.3f} to {max(ratios):.3f})"
        )


def signatures(made: world.World, text: str) -> list[tuple[bytes, bytes]]:
    """The signed bytes in a code and the public keys that belong to them."""
    shown = parse(from_text(text))
    if not isinstance(shown, Presentation):
        return [(shown.signed, made.paper_key.public_key)]
    return [
        (shown.credential.signed, made.live_key.public_key),
        (shown.signed, shown.credential.pseudonymous_id[4:]),
    ]


def check_bare(signed: list[tuple[bytes, bytes]]) -> None:
    for message, key in signed:
        crypto_sign_open(message, key)


def timed(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
