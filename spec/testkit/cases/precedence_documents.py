"""Documents with two faults: the first in the order of section 7.2 counts."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, Result, Step, error, load
from ..rawcbor import dump, tagged
from .document import content, parts, replaced

NOW: Final = forge.NOW
AHEAD: Final = NOW + 301
BEHIND: Final = forge.root(iat=AHEAD)
TRUSTED: Final = load(forge.trust_list(5))
LARGE: Final = dump(bytes(1 << 16))

Pair = tuple[str, str, bytes, str]


def _behind() -> Iterator[Pair]:
    """Step 1 and others, at a gate whose clock is behind."""
    root = forge.root(2)
    yield "in-force", "the very bytes in force", BEHIND, ""
    yield "too-large", "too large", replaced(2, LARGE)(root), ""
    yield "bad-cbor", "an empty payload", replaced(2, b"")(root), ""
    yield "structure", "an array of 3", b"\x83" + b"".join(parts(root)[:3]), ""
    yield "bad-root", "nobody signed", forge.root(2, signers=[]), ""
    yield "bad-trust-list", "nobody signed", forge.trust_list(signers=[]), ""
    yield "bad-list", "no trust list", forge.revocation_list(), ""
    yield "rollback", "an older root", forge.root(0), ""
    yield "equivocation", "another root of the same version", forge.root(1), ""
    yield "future", "a root from the future", forge.root(2, iat=AHEAD), ""


def _read() -> Iterator[Pair]:
    """Steps 3 to 6: the first of two is the last part of the name."""
    root, trust, listed = forge.root(2), forge.trust_list(6), forge.revocation_list(6)
    large = replaced(2, LARGE)
    tag = tagged(0, "")
    yield "large-and-cbor", "and a tag", replaced(3, tag)(large(root)), "too_large"
    yield "large-and-bad", "and nobody signed", replaced(3, [])(large(root)), "too_large"
    yield (
        "large-and-unprotected",
        "and unprotected entries",
        replaced(1, {1: 1})(large(root)),
        "too_large",
    )
    for kind, document in {"root": root, "trust": trust, "list": listed}.items():
        broken = {
            "payload": replaced(2, b"")(document),
            "payload-tail": content(2, lambda inside: inside + b"\0")(document),
            "entries": replaced(3, [[b"", {}, b""]])(document),
        }
        for name, both in broken.items():
            yield (
                f"{kind}-cbor-and-unprotected-{name}",
                "bad CBOR, and an unprotected header",
                replaced(1, {1: 1})(both),
                "bad_cbor",
            )
            yield (
                f"{kind}-cbor-and-structure-{name}",
                "bad CBOR, and no media type",
                replaced(0, b"\xa0")(both),
                "bad_cbor",
            )
            what = "bad CBOR, and a header that is no byte string"
            yield f"{kind}-cbor-and-header-{name}", what, replaced(0, {})(both), "bad_cbor"
        what = "bad CBOR where nobody looks, as the array has 3 entries"
        short = b"\x83" + b"".join(parts(replaced(2, b"")(document))[:3])
        yield f"{kind}-structure-not-cbor", what, short, "bad_structure"
        what = "another media type, nobody signed"
        yield (
            f"{kind}-structure-and-unsigned",
            what,
            replaced(3, [])(replaced(0, b"\xa0")(document)),
            "bad_structure",
        )


def _judged() -> Iterator[tuple[str, str, list[Step]]]:
    """Steps 6 to 8, behind a trust list of seq 5 and a revocation list of seq 5."""
    listed = load(forge.revocation_list(5))
    for kind, make, bad, before in [
        ("root", forge.root, "bad_root", []),
        ("trust", forge.trust_list, "bad_trust_list", [TRUSTED]),
        ("list", forge.revocation_list, "bad_revocation_list", [TRUSTED, listed]),
    ]:
        wrong: dict[str, Any] = {"signer": "live"} if kind == "list" else {"signers": ["stranger"]}
        form: dict[str, Any] = {"change": {1: "UPPER"}}
        later: dict[str, Any] = {"iat": AHEAD}
        for name, what, rest in (
            ("unsigned", "a wrong signature", wrong),
            ("form", "a wrong form", form),
        ):
            for number, other in ((4, "rollback"), (5, "equivocation"), (6, "future")):
                ahead = later if other == "future" else {}
                steps = [*before, load(make(number, **rest, **ahead), error(bad))]
                yield f"{kind}-{name}-and-{other}", f"{what}, and {other}", steps
            steps = [*before, load(make(4, **rest, **later), error(bad))]
            yield f"{kind}-{name}-and-rollback-and-future", f"{what}, and all else", steps
        for number, first in ((4, "rollback"), (5, "equivocation")):
            steps = [*before, load(make(number, **later), error(first))]
            yield f"{kind}-{first}-and-future", f"{first}, and from the future", steps
    steps = [load(forge.root(7, iat=AHEAD), error("bad_root"))]
    yield "root-skipped-and-future", "a version is missing, and it is from the future", steps
    steps = [TRUSTED, load(forge.trust_list(4, federation="other"), error("bad_trust_list"))]
    yield "trust-federation-and-rollback", "another federation, and a lower seq", steps
    steps = [TRUSTED, load(forge.trust_list(5, federation="other"), error("bad_trust_list"))]
    yield "trust-federation-and-equivocation", "another federation, and the same seq", steps
    coding = {"windows": [forge.window(change={4: 1})]}
    for number, other in ((4, "rollback"), (5, "equivocation")):
        refused = load(forge.revocation_list(number, **coding), error("bad_revocation_list"))
        yield f"list-coding-and-{other}", f"a wrong coding, and {other}", [TRUSTED, listed, refused]
    refused = load(forge.revocation_list(iat=AHEAD), error("bad_revocation_list"))
    yield "list-too-early-and-future", "no trust list, and from the future", [refused]


def cases() -> Iterator[Case]:
    """All cases of this file."""
    behind: Result = error("clock_behind")
    for name, what, document, _ in _behind():
        id, what = f"precedence-documents/behind-and-{name}", f"the clock is behind, and {what}"
        yield Case(id, what, "7.2", [load(document, behind)], root=BEHIND)
    for name, what, document, reason in _read():
        steps = [TRUSTED, load(document, error(reason))]
        yield Case(f"precedence-documents/{name}", what, "7.2", steps)
    for name, what, steps in _judged():
        root = forge.root(5) if name.startswith("root") else forge.root()
        yield Case(f"precedence-documents/{name}", what, "7.2", steps, root=root)
    for name, listed in {
        "iat": forge.revocation_list(iat=NOW + 300),
        "key": forge.revocation_list(5, windows=[forge.window()]),
    }.items():
        ended = forge.key_entry("revoke", forge.REVOKE, {4: forge.FIRST + 1})
        changed = load(forge.trust_list(6, issuers=[forge.issuer(keys=[ended])]))
        steps = [TRUSTED, load(listed), changed, load(listed, at=NOW - 10)]
        what = "the very list in force, which a new gate would refuse"
        yield Case(f"precedence-documents/in-force-{name}", what, "7.2", steps)
    steps = [TRUSTED, load(forge.root(2, iat=NOW + 300)), load(forge.root(2, iat=NOW + 300))]
    what = "the very root in force"
    yield Case("precedence-documents/in-force-root", what, "7.2", steps)
