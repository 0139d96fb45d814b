"""Codes at gates without good documents (spec sections 6.5 and 7.1, step 3)."""

from collections.abc import Iterator

from .. import forge
from ..case import READY, Case, answer, error, load, show
from ..forge import DAY, NOW

FLOOR = NOW - DAY  # the iat of the trust list
STALE, BEHIND = error("trust_stale"), error("clock_behind")


def cases() -> Iterator[Case]:
    """All cases of this file."""
    yield Case("federation/no-trust-list", "no trust list was loaded", "6.5",
               [show(forge.paper(), STALE)])  # fmt: skip
    yield Case("federation/no-trust-list-live", "no trust list was loaded", "6.5",
               [show(forge.live(), STALE)])  # fmt: skip
    refused = load(forge.trust_list(signers=["root"]), error("bad_trust_list"))
    yield Case("federation/trust-list-refused", "the only trust list was refused", "6.5",
               [refused, show(forge.paper(), STALE)])  # fmt: skip
    for name, exp, result in (
        ("ends-now", NOW, STALE),
        ("ended-1-ago", NOW - 1, STALE),
        ("ends-in-1", NOW + 1, answer(medium="paper")),
    ):
        comment = f"the trust list {name.replace('-', ' ')}"
        steps = [load(forge.trust_list(exp=exp)), READY[1], show(forge.paper(), result)]
        yield Case(f"federation/trust-list-{name}", comment, "6.5", steps)
        comment = f"the root {name.replace('-', ' ')}"
        steps = [*READY, show(forge.paper(), result)]
        yield Case(f"federation/root-{name}", comment, "6.5", steps, root=forge.root(exp=exp))
    end = NOW + 3000
    steps = [
        load(forge.trust_list(exp=end)), READY[1],
        show(forge.paper(serial=1), answer(medium="paper"), at=end - 1),
        show(forge.paper(serial=2), STALE, at=end),
        load(forge.trust_list(2), at=end),
        show(forge.paper(serial=2), answer(medium="paper"), at=end),
    ]  # fmt: skip
    yield Case(
        "federation/ends-and-next", "the trust list ends and the next one comes", "6.5", steps
    )
    for name, at, result in (
        ("301-behind", FLOOR - 301, BEHIND),
        ("300-behind", FLOOR - 300, answer(medium="paper")),
        ("299-behind", FLOOR - 299, answer(medium="paper")),
        ("a-year-behind", FLOOR - forge.YEAR, BEHIND),
        ("at-zero", 0, BEHIND),
        ("negative", -1, BEHIND),
    ):
        comment = f"the clock is {name.replace('-', ' ')} the time floor of the trust list"
        fresh = load(forge.revocation_list(iat=FLOOR - 400, fresh_until=FLOOR))
        steps = [load(forge.trust_list()), fresh, show(forge.paper(), result, at=at)]
        yield Case(f"federation/{name}", comment, "6.5", steps)
    for name, at, result in (
        ("301", NOW - 301, BEHIND),
        ("300", NOW - 300, STALE),
    ):
        comment = f"the clock is {name} s behind the time floor of the first root"
        steps = [show(forge.paper(), result, at=at)]
        yield Case(
            f"federation/root-{name}-behind", comment, "6.5", steps, root=forge.root(iat=NOW)
        )
    steps = [*READY, show(forge.live(), BEHIND, at=FLOOR - 301), show(forge.live())]
    yield Case("federation/back-in-time", "the clock was behind and is right again", "6.5", steps)
    for name, root in {"empty": b"", "not-cbor": b"\xff", "trust-list": forge.trust_list()}.items():
        steps = [show(forge.paper(), error("bad_root")), show("not ours", error("bad_root"))]
        comment = f"the first root is bad, so every code is: {name}"
        yield Case(f"federation/bad-root-{name}", comment, "A", steps, root=root)
