"""Which key may sign what (spec sections 2.3, 2.4, 4.1 and 7.1, step 4)."""

from collections.abc import Iterator
from typing import Any

from .. import forge
from ..case import READY, Case, Step, answer, error, load, show, shown

PAPER = answer(medium="paper")


def _trusting(*entries: Any, **rest: Any) -> Step:
    """A trust list whose issuer has just these keys."""
    return load(forge.trust_list(issuers=[forge.issuer(keys=list(entries))], **rest))


def _fresh(**rest: Any) -> Step:
    return load(forge.revocation_list(**rest))


def _entry(name: str, usage: int, change: Any = None) -> Any:
    return forge.key_entry(name, usage, change)


LIVE, PAPER_KEY, REVOKE = forge.issuer_keys()

UNKNOWN = {
    "nobody": "nobody has this key",
    "root": "it is a root key",
    "trust": "it is the key that signed the trust list",
    "holder": "it is the holder's own key",
    "sz-live": "it is the key of an issuer that is not in this trust list",
}

# The usage of a key is that in the trust list, whatever the key is called here.
USAGES = [
    ("paper-presented", "a presentation of a paper credential, with 4 bytes of ID",
     forge.live(inner=forge.paper()), "wrong_usage"),
    ("paper-presented-as-live", "a presentation of a credential under a paper key",
     forge.live(signer="paper", expiry=forge.PAPER_EXPIRY), "wrong_usage"),
    ("revoke-presented", "a presentation of a credential under a revoke key",
     forge.live(signer="revoke"), "wrong_usage"),
    ("revoke-bare", "a paper credential under a revoke key",
     forge.paper(signer="revoke"), "wrong_usage"),
    ("revoke-bare-live", "a live credential, bare, under a revoke key",
     forge.credential(signer="revoke"), "wrong_usage"),
    ("live-bare", "a live credential without a presentation",
     forge.credential(), "proof_missing"),
    ("live-bare-as-paper", "a credential of 4 bytes of ID under a live key, bare",
     forge.paper(signer="live", expiry=forge.LIVE_EXPIRY), "proof_missing"),
    ("live-bare-red", "a red live credential without a presentation",
     forge.credential(colour=3), "proof_missing"),
]  # fmt: skip

# At a gate that does not accept paper.
WITHOUT_PAPER = [
    ("paper", "paper", forge.paper(), error("paper_not_accepted")),
    ("paper-red", "red paper", forge.paper(colour=3), error("paper_not_accepted")),
    ("paper-expired", "paper that has expired", forge.paper(expiry=forge.PAPER_EXPIRY - 30 *
                                                            forge.DAY),
     error("paper_not_accepted")),
    ("live", "a presentation", forge.live(), answer()),
    ("live-bare", "a live credential, bare", forge.credential(), error("proof_missing")),
    ("revoke-bare", "paper under a revoke key", forge.paper(signer="revoke"),
     error("wrong_usage")),
    ("paper-presented", "a presentation of a paper credential",
     forge.live(inner=forge.paper()), error("wrong_usage")),
    ("unknown", "paper under an unknown key", forge.paper(signer="nobody"), error("unknown_key")),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for signer, comment in UNKNOWN.items():
        for kind, code in {
            "paper": forge.paper(signer=signer),
            "live": forge.live(signer=signer),
            "bare": forge.credential(signer=signer),
        }.items():
            yield shown(f"keys/unknown-{kind}-{signer}", f"{comment} ({kind})", "2.3", code,
                        error("unknown_key"))  # fmt: skip
    for name, comment, code, reason in USAGES:
        yield shown(f"keys/{name}", comment, "2.4", code, error(reason))
    for name, comment, code, result in WITHOUT_PAPER:
        comment = f"{comment}, at a gate that does not accept paper"
        steps = [*READY, show(code, result)]
        yield Case(f"keys/no-paper-{name}", comment, "4.1", steps, accept_paper=False)
    yield from _skipped()
    yield from _several()
    yield from _changing()


def _skipped() -> Iterator[Case]:
    """Keys with usages that this version does not know."""
    for usage in (0, 4, 255, 2**53 - 1):
        for kind, code in {
            "paper": forge.paper(signer="later"),
            "live": forge.live(signer="later"),
            "bare": forge.credential(signer="later"),
        }.items():
            trust = _trusting(LIVE, PAPER_KEY, REVOKE, _entry("later", usage))
            steps = [trust, _fresh(), show(code, error("unknown_key"))]
            comment = f"the key has usage {usage}, which is skipped ({kind})"
            yield Case(f"keys/usage-{usage}-{kind}", comment, "6.3", steps)
    same = _entry("paper", 4)
    for place, keys in {
        "behind": [LIVE, PAPER_KEY, same],
        "before": [same, LIVE, PAPER_KEY],
    }.items():
        steps = [_trusting(*keys, REVOKE), _fresh(), show(forge.paper(), PAPER)]
        comment = f"a skipped entry {place} it has the same public key"
        yield Case(f"keys/skipped-{place}-the-same", comment, "6.3", steps)


def _several() -> Iterator[Case]:
    """Several keys of one usage, and several issuers."""
    names = ["live", "live-2", "live-3", "live-4"]
    trust = _trusting(*(_entry(name, forge.LIVE) for name in names), PAPER_KEY, REVOKE)
    for name in names:
        step = show(forge.live(signer=name))
        yield Case(
            f"keys/four-live-{name}", "one of four live keys", "3.3", [trust, _fresh(), step]
        )
    names = ["paper", "paper-2", "paper-3", "paper-4"]
    trust = _trusting(LIVE, *(_entry(name, forge.PAPER) for name in names), REVOKE)
    for name in names:
        step = show(forge.paper(signer=name), PAPER)
        comment = "one of four paper keys"
        yield Case(f"keys/four-paper-{name}", comment, "3.3", [trust, _fresh(), step])
    both = load(forge.trust_list(issuers=[forge.issuer(), forge.other_issuer()]))
    lists = [_fresh(), _fresh(name="sz", signer="sz-revoke")]
    for name, code, result in (
        ("paper", forge.paper(signer="sz-paper"), answer(issuer="sz", medium="paper")),
        ("live", forge.live(signer="sz-live"), answer(issuer="sz")),
        ("first-paper", forge.paper(), PAPER),
        ("first-live", forge.live(), answer()),
        ("revoke", forge.paper(signer="sz-revoke"), error("wrong_usage")),
        ("kid-of-the-other", forge.paper(header={forge.KID: forge.kid("sz-paper")}),
         error("bad_signature")),
    ):  # fmt: skip
        comment = f"two issuers are trusted: {name.replace('-', ' ')}"
        yield Case(f"keys/two-issuers-{name}", comment, "6.3", [both, *lists, show(code, result)])
    crossed = forge.issuer(keys=[_entry("paper", forge.LIVE), _entry("live", forge.PAPER), REVOKE])
    trust = load(forge.trust_list(issuers=[crossed]))
    for name, code, result in (
        ("live", forge.live(signer="paper"), answer()),
        ("paper", forge.paper(signer="live"), PAPER),
        ("paper-presented", forge.live(signer="live"), error("wrong_usage")),
        ("live-bare", forge.paper(signer="paper"), error("proof_missing")),
    ):
        comment = f"the keys have each other's usage: {name.replace('-', ' ')}"
        yield Case(f"keys/crossed-{name}", comment, "2.4", [trust, _fresh(), show(code, result)])
    for name, issuers in {
        "no-issuers": [],
        "no-keys": [forge.issuer(keys=[])],
        "only-another-issuer": [forge.other_issuer()],
    }.items():
        trust = load(forge.trust_list(issuers=issuers))
        comment = f"the trust list does not have the key: {name.replace('-', ' ')}"
        step = show(forge.paper(), error("unknown_key"))
        yield Case(f"keys/{name}", comment, "2.3", [trust, step])


def _changing() -> Iterator[Case]:
    """Keys that come and go with trust lists."""
    without = _trusting(LIVE, REVOKE, seq=2)
    steps = [*READY, show(forge.paper(), PAPER), without, show(forge.paper(), error("unknown_key"))]
    yield Case("keys/left-out", "the next trust list leaves the key out", "6.3", steps)
    back = load(forge.trust_list(3))
    steps = [*steps, back, show(forge.paper(serial=8), PAPER)]
    yield Case("keys/back-again", "a later trust list has the key again", "6.3", steps)
    first = _trusting(LIVE, REVOKE)
    steps = [first, show(forge.paper(), error("unknown_key")), load(forge.trust_list(2)), _fresh(),
             show(forge.paper(), PAPER)]  # fmt: skip
    yield Case("keys/added", "the next trust list adds the key", "6.3", steps)
    moved = [forge.issuer(keys=[LIVE, REVOKE]), forge.issuer("sz", keys=[PAPER_KEY])]
    trust = load(forge.trust_list(2, issuers=moved))
    result = answer("check", issuer="sz", medium="paper", stale=True)
    steps = [*READY, trust, show(forge.paper(), result)]
    comment = "the next trust list gives the key to another issuer, which has no list"
    yield Case("keys/moved", comment, "5.3", steps)
    trust = _trusting(LIVE, _entry("paper", forge.LIVE), REVOKE, seq=2)
    steps = [*READY, trust, show(forge.paper(), error("proof_missing"))]
    comment = "the next trust list gives the key another usage, which no gate compares"
    yield Case("keys/usage-changed", comment, "3.3", steps)
