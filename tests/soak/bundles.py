"""Many documents one after the other, singly and as one bundle, against a model of the rules."""

from random import Random
from typing import Any

from huepass.core import GateState, load_all

from .loads import outcome_of, sealed, small_lists
from .outcome import Outcome, require
from .raw import enc, kid, public
from .world import DAY, ROOT_KEYS, T0, list_payload, root_payload, trust_payload

SIGNERS = ("trust 1", "trust 2", "trust 3")


class Model:
    """What a gate should know, in the simplest form (spec sections 5 and 6)."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.issued = T0
        self.role = SIGNERS[:2]
        self.version = rng.randint(1, 5)
        self.trust: tuple[int, str] | None = None
        self.revokers: set[str] = set()
        self.lists: dict[str, int] = {}
        self.first = self.root(self.version, self.role)
        self.force = {"root": self.first}

    def root(self, version: int, role: Any) -> bytes:
        """A root with this version, whose second role is held by these."""
        self.issued += 1  # no two documents have the same bytes
        payload = root_payload(version, self.issued, T0 + 9 * DAY)
        payload[5] |= {kid(name): public(name) for name in role}
        payload[6][2] = [1, [kid(name) for name in role]]
        return enc(sealed("root", payload, self.rng.sample(ROOT_KEYS, 2)))

    def next(self) -> tuple[bytes, str]:
        """A document, and what should come of it now; the model has then taken it in."""
        kind = self.rng.choice((self._root, self._trust, self._trust, self._list, self._list))
        if self.rng.random() < 0.1:
            wrong = {b"\x05": "bad_structure", b"\x9f\xff": "bad_cbor", b"\xf5": "bad_cbor"}
            return self.rng.choice(list(wrong.items()))
        if self.rng.random() < 0.2:
            name = self.rng.choice(list(self.force))
            lost = name in ("aa", "bb") and self.lists.get(name) is None
            if name == "root" or (self.trust and not lost):
                return self.force[name], "loaded"
        return kind()

    def _number(self, before: int | None) -> tuple[int, str]:
        step = self.rng.choice((1, 1, 1, 2, 0, -1, -2))
        if before is None:
            return 100 + step, "loaded"
        result = "loaded" if step > 0 else "rollback" if step < 0 else "equivocation"
        return before + step, result

    def _root(self) -> tuple[bytes, str]:
        version, result = self._number(self.version)
        version = max(0, version)
        if version > self.version + 1:
            result = "bad_root"
        role = self.rng.choice((self.role, self.role, SIGNERS[:2], SIGNERS[1:], SIGNERS[2:]))
        data = self.root(version, role)
        if result == "loaded":
            self.version, self.role, self.force["root"] = version, role, data
            if self.trust and self.trust[1] not in role:
                self.trust = None
                self.force.pop("trust")
        return data, result

    def _trust(self) -> tuple[bytes, str]:
        number, result = self._number(self.trust[0] if self.trust else None)
        signer = self.rng.choice((*self.role, *self.role, *SIGNERS))
        self.issued += 1
        payload = trust_payload(number, self.issued, T0 + 9 * DAY)
        gone = self.rng.choice((set(), set(), {"aa"}, {"bb"}, {"aa", "bb"}))
        for issuer in payload[5]:
            if issuer[1] in gone:
                issuer[3] = [entry for entry in issuer[3] if entry[2] != 3]
        data = enc(sealed("trust", payload, [signer]))
        if signer not in self.role:
            return data, "bad_trust_list"
        if result == "loaded":
            self.trust, self.force["trust"] = (number, signer), data
            self.revokers = {"aa", "bb"} - gone
            for issuer in gone & self.lists.keys():
                del self.lists[issuer]
        return data, result

    def _list(self) -> tuple[bytes, str]:
        issuer = self.rng.choice(("aa", "bb"))
        number, result = self._number(self.lists.get(issuer))
        signer = self.rng.choice((issuer, issuer, issuer, "aa"))
        self.issued += 1
        windows = small_lists(self.rng) if issuer == "aa" else {}
        payload = list_payload(issuer, number, self.issued, self.issued + 3600, windows)
        data = enc(sealed("list", payload, [f"{signer} revoke"]))
        if signer != issuer or not self.trust or issuer not in self.revokers:
            return data, "bad_revocation_list"
        if result == "loaded":
            self.lists[issuer], self.force[issuer] = number, data
        return data, result


def sequence(rng: Random) -> Outcome:
    """Some documents, loaded one by one and all together."""
    model = Model(rng)
    start = GateState.begin(model.first)
    documents = [model.next() for _ in range(rng.randint(2, 7))]
    state, now = start, T0
    for data, right in documents:
        got, state = outcome_of(state, data, now)
        require(got == right, f"one of many: {right}", got)
    _compare(state, model)
    bundle = b"".join(data for data, _ in documents)
    rest = rng.choice((b"", b"", b"\x84", b"\xff", b"\x5f", model.first[:-1]))
    # In a bundle older roots are passed over, so that a whole chain can be delivered again.
    errors = [
        right
        for data, right in documents
        if right != "loaded" and not (right == "rollback" and b"huepass-root" in data)
    ]
    loaded = len(documents) - len(errors)
    report = load_all(start, bundle + rest, now)
    found = [str(error.reason) for error in report.errors]
    errors += ["bad_cbor"] if rest else []
    require(found == errors, f"bundle: {errors}", found)
    require(report.loaded == loaded, f"{loaded} loaded", report.loaded)
    require(report.is_bundle, "not seen as a bundle", "")
    _compare(report.state, model)
    return Outcome("bundle", [right for _, right in documents], True)


def _compare(state: GateState, model: Model) -> None:
    require(state.root.version == model.version, "another root", state.root.version)
    trust = state.trust.sequence if state.trust else None
    require(trust == (model.trust[0] if model.trust else None), "another trust list", trust)
    lists = {issuer: found.sequence for issuer, found in state.lists.items()}
    require(lists == model.lists, f"lists {model.lists}", lists)
    force = {"root": state.root.document} | ({"trust": state.trust.document} if state.trust else {})
    force |= {issuer: found.document for issuer, found in state.lists.items()}
    kept = {name: data for name, data in model.force.items() if name in force}
    require(force == kept, "other documents in force", "")
