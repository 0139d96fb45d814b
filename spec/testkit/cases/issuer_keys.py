"""The keys of issuers in trust lists (spec sections 2.1, 2.3, 3.3 and 6.3)."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, answer, error, load, show
from .root import LARGEST, NOT_KEYS, NOT_UINTS
from .signatures import OTHER_TWIN, TWIN
from .trust import NOT_LATER

DAY, HOUR = forge.DAY, forge.HOUR
LIVE, PAPER, REVOKE = forge.LIVE, forge.PAPER, forge.REVOKE
USAGES: Final = {"live": LIVE, "paper": PAPER, "revoke": REVOKE}
MEMBERS: Final = {2: "usage", 3: "nbf", 4: "naf", 5: "lifetime", 6: "step", 7: "phase"}
REFUSED: Final = error("bad_trust_list")

Change = tuple[str, str, int, Any]


def times(lifetime: int, step: int, phase: int) -> dict[int, int]:
    """The three numbers of a window."""
    return {5: lifetime, 6: step, 7: phase}


BAD_WINDOWS: Final[list[Change]] = [
    ("phase-at-step", "phase is step", LIVE, times(2 * DAY, DAY, DAY)),
    ("phase-above-step", "phase is above step", PAPER, times(8 * DAY, DAY, DAY + 1)),
    ("phase-at-paper-step", "phase is step", PAPER, times(8 * DAY, DAY, DAY)),
    ("step-0", "step and phase are 0", LIVE, times(700, 0, 0)),
    ("paper-step-0", "step and phase are 0", PAPER, times(DAY, 0, 0)),
    ("lifetime-below-step", "lifetime is below step", PAPER, times(DAY - 1, DAY, 0)),
    ("lifetime-0", "lifetime is 0", PAPER, times(0, DAY, 0)),
    ("33-steps", "lifetime is 32 steps and a second", LIVE, times(32 * HOUR + 1, HOUR, 0)),
    ("33-paper-steps", "lifetime is 32 steps and a second", PAPER, times(32 * DAY + 1, DAY, 0)),
    ("live-step", "a live step is below an hour", LIVE, times(2 * HOUR, HOUR - 1, 0)),
    ("live-no-overlap", "live windows do not overlap", LIVE, times(HOUR, HOUR, 0)),
    ("live-overlap", "live windows overlap by 599 s", LIVE, times(HOUR + 599, HOUR, 0)),
    ("paper-step", "a paper step is below a day", PAPER, times(8 * DAY, DAY - 1, 0)),
    ("paper-step-of-live", "a paper step is that of a live key", PAPER, times(4200, HOUR, 0)),
]
GOOD_WINDOWS: Final[list[Change]] = [
    ("live-least", "live step and lifetime are the least", LIVE, times(HOUR + 600, HOUR, 0)),
    ("live-most", "lifetime is 32 steps", LIVE, times(32 * HOUR, HOUR, 0)),
    ("live-phase", "phase is one below step", LIVE, times(2 * HOUR, HOUR, HOUR - 1)),
    ("paper-least", "paper step and lifetime are the least", PAPER, times(DAY, DAY, 0)),
    ("paper-most", "lifetime is 32 steps", PAPER, times(32 * DAY, DAY, 7200)),
    ("paper-phase", "phase is one below step", PAPER, times(8 * DAY, DAY, DAY - 1)),
    ("far-away", "the window is longer than time", PAPER, times(LARGEST, LARGEST, LARGEST - 1)),
]


def with_keys(*entries: Any, **rest: Any) -> bytes:
    """A trust list whose issuer has the three usual keys and others."""
    return forge.trust_list(issuers=[forge.issuer(keys=[*forge.issuer_keys(), *entries])], **rest)


def _changes() -> Iterator[Change]:
    """Faults as changes of a key."""
    for name, what, public in NOT_KEYS:
        yield f"public-{name}", f"a live key {what}", LIVE, {1: public}
        if name in ("33-bytes", "identity", "mixed-order", "not-canonical"):
            for usage in ("paper", "revoke"):
                yield f"{usage}-public-{name}", f"a {usage} key {what}", USAGES[usage], {1: public}
    yield "public-text", "a public key is text", LIVE, {1: "k" * 32}
    for key, member in MEMBERS.items():
        usage = PAPER if key > 4 else REVOKE
        for name, what, value in NOT_UINTS:
            yield f"{member}-{name}", f"{member} {what}", usage, {key: value}
    for name, usage in USAGES.items():
        for key in range(1, 8 if usage != REVOKE else 5):
            what = f"a {name} key lacks key {key}"
            yield f"{name}-without-{key}", what, usage, {key: forge.DROP}
        for other, key in {"8": 8, **NOT_LATER}.items():
            what = "a key too many that is no integer of 32 or more"
            yield f"{name}-also-{other}", what, usage, {key: 0}
        yield f"{name}-naf-at-nbf", "naf is nbf", usage, {3: forge.FIRST, 4: forge.FIRST}
        yield f"{name}-naf-below-nbf", "naf is below nbf", usage, {3: forge.LAST, 4: forge.FIRST}
    for key in (5, 6, 7):
        what = f"a revoke key has a {MEMBERS[key]}"
        yield f"revoke-with-{MEMBERS[key]}", what, REVOKE, {key: DAY}
    yield "revoke-with-window", "a revoke key has a window", REVOKE, times(8 * DAY, DAY, 0)
    yield from BAD_WINDOWS


def _entries() -> Iterator[tuple[str, str, Any]]:
    """Faulty key entries beside the three right ones, or sets of too many."""
    spare = forge.key_entry("spare", LIVE)
    for name, what, entry in [
        ("array", "a key is an array", list(spare.values())),
        ("bytes", "a key is a byte string", forge.public("spare")),
        ("number", "a key is a number", 1),
        ("empty", "a key is an empty map: it has no usage", {}),
        ("usage-only-text", "a usage is text, and nothing else is there", {2: "live"}),
        ("later-only", "a key has only keys of later versions", {32: 1}),
    ]:
        yield f"entry-{name}", what, [entry]
    for name, usage in USAGES.items():
        more = [forge.key_entry(f"{name}-{number}", usage) for number in range(4)]
        yield f"five-{name}", f"five keys of usage {usage}", more
    yield "twice", "a key stands there twice", [forge.key_entry("live", LIVE)]
    yield "two-usages", "a key has two usages", [forge.key_entry("live", PAPER)]
    yield (
        "kid-twice",
        "two keys have one kid",
        [
            forge.key_entry(TWIN, LIVE),
            forge.key_entry(OTHER_TWIN, REVOKE),
        ],
    )


def _good() -> Iterator[tuple[str, str, list[Any]]]:
    """Key entries that do no harm beside the three usual ones."""
    for name, what, usage, change in GOOD_WINDOWS:
        yield name, what, [forge.key_entry("spare", usage, change)]
    for name, usage in USAGES.items():
        more = [forge.key_entry(f"{name}-{number}", usage) for number in range(3)]
        yield f"four-{name}", f"four keys of usage {usage}", more
        for key in (32, LARGEST):
            later = forge.key_entry("spare", usage, {key: ["later"]})
            yield f"{name}-later-{key}", f"key {key} is left to later versions", [later]
        short = forge.key_entry("spare", usage, {3: 0, 4: 1})
        yield f"{name}-shortest", "naf is nbf + 1", [short]
    for usage in (0, 4, 32, LARGEST):
        what = f"usage {usage} is unknown: nothing else of the key is looked at"
        for name, entry in {
            "bare": {2: usage},
            "odd": {1: b"key", 2: usage, 3: "nbf", -1: [], "x": {}},
            "again": forge.key_entry("live", LIVE, {2: usage}),
        }.items():
            yield f"usage-{usage}-{name}", what, [entry]
    yield "usage-4-nine", "nine keys of an unknown usage", [{2: 4}] * 9


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name, what, usage, change in _changes():
        document = with_keys(forge.key_entry("spare", usage, change))
        yield Case(f"issuer-keys/{name}", what, "6.3", [load(document, REFUSED)])
    for name, what, entries in _entries():
        yield Case(f"issuer-keys/{name}", what, "6.3", [load(with_keys(*entries), REFUSED)])
    shown = show(forge.live(), answer("check", stale=True))
    for name, what, entries in _good():
        yield Case(f"issuer-keys/good-{name}", what, "6.3", [load(with_keys(*entries)), shown])
    yield from _two_issuers()
    skipped = forge.trust_list(
        issuers=[forge.issuer(keys=[forge.key_entry("paper", PAPER, {2: 4})])]
    )
    steps = [load(skipped), show(forge.paper(), error("unknown_key"))]
    yield Case("issuer-keys/skipped", "the key of the code has an unknown usage", "6.3", steps)
    for usage in (LIVE, PAPER):
        key = forge.key_entry("paper", PAPER, {2: usage})
        steps = [load(forge.trust_list(issuers=[forge.issuer(keys=[key])]))]
        result = error("proof_missing") if usage == LIVE else None
        result = result or answer("check", medium="paper", stale=True)
        what = f"the key of the code has usage {usage}"
        yield Case(f"issuer-keys/usage-{usage}", what, "2.4", [*steps, show(forge.paper(), result)])


def _two_issuers() -> Iterator[Case]:
    """Keys at two issuers."""
    for name, what, keys in [
        ("shared", "two issuers have one key", [forge.key_entry("live", LIVE)]),
        (
            "shared-usage",
            "two issuers have one key, of two usages",
            [forge.key_entry("live", PAPER)],
        ),
    ]:
        document = forge.trust_list(issuers=[forge.issuer(), forge.issuer("sz", keys=keys)])
        yield Case(f"issuer-keys/{name}", what, "2.3", [load(document, REFUSED)])
    twins = [
        forge.issuer(keys=[forge.key_entry(TWIN, LIVE)]),
        forge.issuer("sz", keys=[forge.key_entry(OTHER_TWIN, LIVE)]),
    ]
    what = "keys of two issuers have one kid"
    document = forge.trust_list(issuers=twins)
    yield Case("issuer-keys/kid-of-two", what, "2.3", [load(document, REFUSED)])
    ignored = [forge.issuer(), forge.issuer("sz", keys=[forge.key_entry("live", LIVE, {2: 9})])]
    shown = show(forge.live(), answer("check", stale=True))
    what = "another issuer has the key, with an unknown usage"
    steps = [load(forge.trust_list(issuers=ignored)), shown]
    yield Case("issuer-keys/good-shared-skipped", what, "6.3", steps)
    both = [load(forge.trust_list(issuers=[forge.issuer(), forge.other_issuer()]))]
    shown = show(forge.live(signer="sz-live"), answer("check", issuer="sz", stale=True))
    yield Case("issuer-keys/good-other", "the code is another issuer's", "6.3", [*both, shown])
