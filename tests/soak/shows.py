"""Codes shown to a gate: with chosen faults, spoilt blindly, or again and again."""

from random import Random
from typing import Any

from huepass.core import ReplayMemory, cbor, check, from_text
from huepass.core.shown import match_layout, parse_any
from huepass.errors import CodeRefused, HuepassError

from .claims import FAULTS
from .draft import PHASES, STAGES, Draft, Fault
from .outcome import Outcome, require
from .raw import enc, kid, text
from .world import NO_PAPER, POLICIES, expected

REASONS = tuple(FAULTS)
EVERY = tuple(fault for faults in FAULTS.values() for fault in faults)


def show(draft: Draft, scanned: str, memory: ReplayMemory | None = None) -> dict[str, Any] | str:
    """What the gate answers: the answer's fields or the reason."""
    policy = POLICIES[draft.policy][0] if draft.accept_paper else NO_PAPER
    try:
        answer = check(
            draft.place.state,
            scanned,
            policy=policy,
            now=draft.now,
            started_at=draft.now - draft.uptime,
            challenge=draft.shown,
            memory=memory,
        )
    except CodeRefused as error:
        return str(error.reason)
    return {name: getattr(answer, name) for name in answer._fields}


def agree(scanned: str, accepted: bool) -> None:
    """Second opinions: both readers agree, and what is accepted has no other encoding."""
    try:
        code = from_text(scanned)
    except CodeRefused:
        return
    quick = match_layout(code)
    if quick is not None:
        try:
            slow: Any = parse_any(code)
        except HuepassError as error:
            slow = error.reason
        require(quick == slow, "the quick reader and the strict one differ", slow)
    if accepted:
        require(text(code) == scanned.rstrip("\r\n"), "an accepted text has two spellings", "")
        _same_bytes(code)


def _same_bytes(data: bytes) -> None:
    value = cbor.decode(data)
    require(cbor.encode(value) == data and enc(value) == data, "two encodings", "")
    for part in value if isinstance(value, list) else ():
        if isinstance(part, bytes) and len(part) not in (36, 64):
            _same_bytes(part)


def faulty(rng: Random) -> Outcome:
    """A code with one chosen fault, with several, or with none."""
    first = rng.choice(FAULTS[rng.choice(REASONS)]) if rng.random() < 0.93 else None
    shape = {"presented": "live", "any": rng.choice(("live", "paper"))}
    base = shape.get(first.shape, first.shape) if first else rng.choice(("live", "paper"))
    chosen = [first] if first else []
    while chosen and rng.random() < 0.3:
        other = rng.choice(EVERY)
        if _fits(other, base, chosen):
            chosen.append(other)
    draft = Draft(rng, base)
    for fault in sorted(chosen, key=lambda fault: PHASES.index(fault.phase)):
        fault.act(rng, draft)
    code = draft.code()
    scanned = draft.written(text(code)) + rng.choice(("", "", "\n", "\r", "\r\n"))
    reason = min((fault.reason for fault in chosen), key=STAGES.index, default=None)
    reason = _by_size(scanned, code, chosen, reason)
    got = show(draft, scanned)
    right = reason or _honest(draft)
    require(got == right, f"{[fault.act.__name__ for fault in chosen]}: {right}", got)
    agree(scanned, reason is None)
    signed = bool(chosen) and all(fault.signed for fault in chosen)
    return Outcome("code", [reason or "answer"], signed)


def _fits(fault: Fault, base: str, chosen: list[Fault]) -> bool:
    if any(fault.phase == other.phase for other in chosen):
        return False
    shapes = {other.shape for other in chosen} | {fault.shape}
    bare = {"proof_missing"} & ({other.reason for other in chosen} | {fault.reason})
    if bare and "presented" in shapes:
        return False
    return fault.shape in ("any", base) or (fault.shape == "presented" and base == "live")


def _by_size(scanned: str, code: bytes, chosen: list[Fault], reason: str | None) -> str | None:
    """A fault may make a code too large as well, which is found first."""
    stripped = scanned[:-2] if scanned.endswith("\r\n") else scanned.removesuffix("\n")
    stripped = stripped if stripped != scanned else scanned.removesuffix("\r")
    if len(stripped) > 512:
        return "too_large"
    in_text = any(fault.reason in ("not_ours", "bad_base45") for fault in chosen)
    return "too_large" if len(code) > 320 and not in_text else reason


def _honest(draft: Draft) -> dict[str, Any]:
    assert draft.serial is not None and draft.expiry is not None
    return expected(
        draft.place, draft.policy, draft.spec, draft.serial, draft.expiry, draft.colour, draft.now
    )


def spoilt(rng: Random) -> Outcome:
    """An honest code, its text or its bytes changed blindly: refused unless it is the same."""
    draft = Draft(rng, rng.choice(("live", "paper")))
    code = draft.code()
    right = text(code)
    if rng.random() < 0.5:
        scanned = text(scramble(rng, code))
    else:
        changed = scramble(rng, right.encode())
        scanned = changed.decode("latin-1")
    got = show(draft, scanned)
    if scanned.rstrip("\r\n") == right:
        require(got == _honest(draft), "the same code has another answer", got)
    else:
        require(isinstance(got, str), "a changed code is accepted", got)
    agree(scanned, isinstance(got, dict))
    return Outcome("code, spoilt", [got if isinstance(got, str) else "answer"], False)


def scramble(rng: Random, data: bytes) -> bytes:
    """Bytes changed in one to three places."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        place, width = rng.randrange(len(data) + 1), rng.choice((1, 1, 2, 8))
        other = rng.randrange(len(data) + 1)
        insert = rng.choice(
            (
                rng.randbytes(width),
                data[other : other + width],
                bytes((data[place] ^ 1 << rng.randrange(8),)) if place < len(data) else b"",
                b"",
            )
        )
        data = data[:place] + insert + data[place + rng.choice((0, len(insert), width)) :]
        data = data or b"\0"
    return data


def mutated(rng: Random) -> Outcome:
    """Claims or a proof's payload changed at random and signed again by whoever should."""
    draft = Draft(rng, rng.choice(("live", "paper")))
    draft.at[draft.some_layer(rng.choice(("header", "payload")))] = lambda tree: shuffle(rng, tree)
    code = draft.code()
    scanned = text(code)
    got = show(draft, scanned)
    agree(scanned, isinstance(got, dict))
    # Which fault this made isn't known; but these come after others that it can't have had.
    never = {"not_ours", "bad_base45", "clock_behind", "trust_stale", "replayed"}
    require(got not in never if isinstance(got, str) else True, "a fault that isn't there", got)
    return Outcome("code, mutated", [got if isinstance(got, str) else "answer"], True)


def shuffle(rng: Random, value: Any) -> Any:
    """A tree with something in it replaced, left out, doubled or exchanged."""
    if isinstance(value, dict) and value and rng.random() < 0.95:
        key = rng.choice(list(value))
        rest = {other: content for other, content in value.items() if other != key}
        return rng.choice(
            (
                lambda: rest,
                lambda: {**rest, _other_key(rng, key): value[key]},
                lambda: {**value, rng.choice((0, 5, 6, 31, 32, 99, -1, "x")): value[key]},
                *[lambda: {**value, key: shuffle(rng, value[key])}] * 7,
            )
        )()
    if isinstance(value, list) and value and rng.random() < 0.95:
        place, other = rng.randrange(len(value)), rng.randrange(len(value))
        return rng.choice(
            (
                lambda: value[:place] + value[place + 1 :],
                lambda: [*value[:place], value[other], *value[place:]],
                lambda: [*value[:place], value[other], *value[place + 1 :]],
                *[lambda: [*value[:place], shuffle(rng, value[place]), *value[place + 1 :]]] * 7,
            )
        )()
    return atom(rng, value)


def _other_key(rng: Random, key: Any) -> Any:
    other = atom(rng, key)
    return key if isinstance(other, list | dict) else other


def atom(rng: Random, value: Any) -> Any:
    """Another value, near or far."""
    if isinstance(value, int) and rng.random() < 0.6:
        near = value + rng.choice((-1, 1, -60, 60, -3600, 3600, 86400, value))
        return max(-(1 << 53) + 1, min(near, (1 << 53) - 1))
    if isinstance(value, bytes) and rng.random() < 0.6:
        return scramble(rng, value)
    if isinstance(value, str) and rng.random() < 0.6:
        return value + rng.choice(("", "x", "\0", "\u202e", "码" * 70))
    return rng.choice((0, 1, -1, 255, 1 << 32, (1 << 53) - 1, b"", b"\1" * 32, "", "aa", [], {}))


def replayed(rng: Random) -> Outcome:
    """Two codes shown to one gate again and again, as the rule of spec section 4 has it."""
    memory = ReplayMemory(rng.randbytes(32))
    drafts = [Draft(rng, rng.choice(("live", "paper"))) for _ in range(2)]
    start = drafts[0].now
    for draft in drafts:
        draft.settle()
        draft.now, draft.place, draft.policy = start, drafts[0].place, drafts[0].policy
        draft.expiry = None
        draft.expiry = max(draft.expiries())
    reasons = []
    seen: dict[tuple[bytes, int, int], tuple[int, str, Any]] = {}
    scanned = ["", ""]
    now = start
    for _ in range(rng.randint(3, 7)):
        which = rng.choice((0, 0, 1))
        draft = drafts[which]
        now += rng.choice((0, 1, 5, 6, 30, 139, 140, 141))
        draft.now = now
        # A wallet makes a new proof; a screenshot of the last one is shown while it is fresh.
        again = scanned[which] and (not draft.presented or now - (draft.iat or 0) <= 60)
        if not again or (draft.presented and rng.random() < 0.4):
            draft.uptime = now - start
            draft.iat = now
            draft.serial = None if draft.serial in draft.gone(draft.expiry) else draft.serial
            scanned[which] = text(draft.code())
        draft.uptime = now - start
        if now >= draft.expiry + 60 or now < draft.expiry - draft.spec.lifetime - 60:
            break
        mark = kid(draft.spec.name), draft.expiry, draft.serial or 0
        right: Any = _honest(draft)
        since, shown, answer = seen.get(mark, (now - 141, "", None))
        if now - since <= 140:
            right = answer if now - since <= 5 and shown == scanned[which] else "replayed"
        elif right["action"] != "refuse":
            seen[mark] = now, scanned[which], right
        got = show(draft, scanned[which], memory)
        require(got == right, f"shown at {now - start}: {right}", got)
        reasons.append(got if isinstance(got, str) else "answer")
    return Outcome("codes in sequence", reasons, False)
