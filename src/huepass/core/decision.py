"""What a gate does with a code (spec section 7)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from huepass.core.credential import (
    LIVE_ID_SIZE,
    PAPER_ID_SIZE,
    SERIAL_SIZE,
    Colour,
    Credential,
)
from huepass.core.keys import holds
from huepass.core.policy import Action, Policy
from huepass.core.presentation import PROOF_STEP, Presentation
from huepass.core.replay import ReplayMemory
from huepass.core.shown import parse
from huepass.core.state import GateState
from huepass.core.text import from_text
from huepass.core.trust import Issuer, Key, Level, Usage
from huepass.errors import CodeRefused, Reason

_LIVE: Final = int(Usage.LIVE)
_PAPER: Final = int(Usage.PAPER)
_HIGHEST_COLOUR: Final = int(max(Colour))
_UNLISTED: Final[Mapping[str, str]] = {}


class Medium(StrEnum):
    """On what a code was shown."""

    LIVE = "live"
    PAPER = "paper"


# Names of their own: members are looked up too slowly for where these are needed.
_ON_A_PHONE: Final = Medium.LIVE
_ON_PAPER: Final = Medium.PAPER
_REFUSE: Final = Action.REFUSE


class Answer(NamedTuple):
    """What a gate may know about a person: nothing that tells who it is."""

    action: Action
    colour: int
    level: Level
    labels: Mapping[str, str]
    """What the colour is called at its issuer, by language; empty if the issuer doesn't list it."""
    issuer: str
    issuer_names: Mapping[str, str]
    medium: Medium
    stale: bool
    """Whether the revocation list was missing, too old, or silent about the window."""


def check(
    state: GateState,
    text: str,
    *,
    policy: Policy,
    now: int,
    started_at: int,
    challenge: bytes | None = None,
    memory: ReplayMemory | None = None,
) -> Answer:
    """Decide about the text of a code.

    Args:
        state: the documents in force.
        text: what the scanner read.
        policy: what this gate accepts.
        now: the gate's clock, seconds since the epoch.
        started_at: when the gate started, seconds since the epoch; older proofs aren't fresh.
        challenge: what the gate shows, live and unused, or None.
        memory: the replay memory; without one, replays can't be seen.

    Returns:
        The answer, which always says what to do.

    Raises:
        CodeRefused: with the first reason that applies, in the order of spec section 7.
    """
    # 1. Text, and 2. parse
    code = from_text(text)
    shown = parse(code)
    if isinstance(shown, Presentation):
        presentation, credential = shown, shown.credential
    else:
        presentation, credential = None, shown

    # 3. Federation
    if state.is_clock_behind(now):
        raise CodeRefused(Reason.CLOCK_BEHIND)
    trust = state.trust_in_force(now)
    if trust is None:
        raise CodeRefused(Reason.TRUST_STALE)

    # 4. Key
    found = trust.by_kid.get(credential.kid)
    if found is None:
        raise CodeRefused(Reason.UNKNOWN_KEY)
    issuer, key = found
    _check_usage(key, presentation, policy)

    # 5. Issuer's signature
    if not holds(key.public_key, credential.signed):
        raise CodeRefused(Reason.BAD_SIGNATURE)

    # 6. Claims
    _check_claims(credential, key, policy, now)

    # 7. Holder
    if presentation is not None:
        if not holds(credential.pseudonymous_id[SERIAL_SIZE:], presentation.signed):
            raise CodeRefused(Reason.BAD_PROOF)
        _check_freshness(presentation.issued_at, policy, now, started_at)
        _check_challenge(presentation.challenge, challenge)

    # 8. Revocation
    stale = _check_revocation(state, issuer, key, credential, now)

    # 9. Replay
    mark = b""
    if memory is not None:
        serial = credential.pseudonymous_id[:SERIAL_SIZE]
        mark = memory.mark(credential.kid + serial + credential.expiry.to_bytes(8))
        again = memory.recall(mark, code, now)
        if again is not None:
            return again

    # 10. Colour to level, level to action
    colour = credential.colour
    listed = issuer.colours.get(colour) if colour <= _HIGHEST_COLOUR else None
    level = listed.level if listed else Level.UNDETERMINED
    action = policy.by_level[level][stale]
    answer = Answer(
        action,
        colour,
        level,
        listed.labels if listed else _UNLISTED,
        issuer.id,
        issuer.names,
        _ON_PAPER if presentation is None else _ON_A_PHONE,
        stale,
    )
    if memory is not None and action is not _REFUSE:
        memory.remember(mark, code, now, answer)
    return answer


def _check_usage(key: Key, presentation: Presentation | None, policy: Policy) -> None:
    """A live key signs what wallets present, a paper key what is shown bare."""
    usage = key.usage
    if presentation is not None:
        if usage != _LIVE:
            raise CodeRefused(Reason.WRONG_USAGE)
    elif usage == _LIVE:
        raise CodeRefused(Reason.PROOF_MISSING)
    elif usage != _PAPER:
        raise CodeRefused(Reason.WRONG_USAGE)
    elif not policy.accept_paper:
        raise CodeRefused(Reason.PAPER_NOT_ACCEPTED)


def _check_claims(credential: Credential, key: Key, policy: Policy, now: int) -> None:
    size = LIVE_ID_SIZE if key.usage == _LIVE else PAPER_ID_SIZE
    if len(credential.pseudonymous_id) != size:
        raise CodeRefused(Reason.BAD_CLAIMS)
    expiry = credential.expiry
    begins = expiry - key.lifetime
    if expiry % key.step != key.phase:
        raise CodeRefused(Reason.MISALIGNED_EXPIRY)
    if key.not_before > begins or expiry > key.not_after:
        raise CodeRefused(Reason.KEY_NOT_VALID)
    tolerance = policy.clock_tolerance
    if now < begins - tolerance:
        raise CodeRefused(Reason.NOT_YET_VALID)
    if now >= expiry + tolerance:
        raise CodeRefused(Reason.EXPIRED)


def _check_freshness(issued_at: int, policy: Policy, now: int, started_at: int) -> None:
    """A proof of this moment, and none from before the gate's memory began."""
    fresh = now - policy.proof_max_age <= issued_at <= now + policy.proof_max_ahead
    if not fresh or issued_at <= started_at - PROOF_STEP:
        raise CodeRefused(Reason.PROOF_NOT_FRESH)


def _check_challenge(answered: bytes | None, shown: bytes | None) -> None:
    if answered == shown:
        return
    if answered is None:
        raise CodeRefused(Reason.CHALLENGE_MISSING)
    if shown is None:
        raise CodeRefused(Reason.CHALLENGE_UNEXPECTED)
    raise CodeRefused(Reason.CHALLENGE_MISMATCH)


def _check_revocation(
    state: GateState, issuer: Issuer, key: Key, credential: Credential, now: int
) -> bool:
    """Refuse a revoked serial; otherwise say whether the answer is stale (spec section 5)."""
    newest = state.lists.get(issuer.id)
    if newest is None:
        return True
    window = newest.windows.get((credential.kid, credential.expiry))
    if window is None:
        covered = newest.covers(credential.expiry, key.lifetime)
        return now >= newest.fresh_until or not covered
    if int.from_bytes(credential.pseudonymous_id[:SERIAL_SIZE]) in window:
        raise CodeRefused(Reason.REVOKED)
    return now >= newest.fresh_until
