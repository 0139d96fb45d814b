"""Making live credentials (spec section 8)."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from huepass.core import Key, sign_credential
from huepass.issuer.domain.proofs import Proof, check_proofs
from huepass.issuer.domain.records import LiveCredential
from huepass.issuer.domain.refusals import Fault, WalletRefused
from huepass.issuer.domain.requests import CredentialRequest
from huepass.issuer.domain.strips import identifier
from huepass.issuer.service.colours import bring_up_to_date
from huepass.issuer.service.office import Office
from huepass.issuer.service.wallets import ACCESS_LIFETIME
from huepass.issuer.store import live, wallets
from huepass.issuer.store.group import Job

_SERIAL_SIZE: Final = 4


class _Minted(NamedTuple):
    serial: int
    colour: int


def issue(office: Office, access_token: str, request: CredentialRequest) -> Job[list[bytes]]:
    """Make a credential for each proof, in one window; in the order of the proofs.

    They are on record before they are signed: whatever is killed when, no serial is used again. A
    key that has a credential in the window gets that one again.

    Raises:
        WalletRefused: `invalid_token`, `unknown_credential_identifier`, `invalid_proof`,
            `invalid_nonce`, `credential_request_denied`.
        RequestRefused: `no_usable_key`, `window_full`, `window_closed`.
        FolderError: the database or the documents can't be used.
    """
    now = office.now()
    wallet_id = office.tokens.wallet_of_access(access_token, now)
    if wallet_id is None:
        raise _bad_token()
    key, expiry = _window(office, request.identifier, now)
    proofs = check_proofs(request.proofs, office.settings.url, now)
    nonces = _nonces(office, proofs, now)
    hashes = [office.tokens.holder_hash(proof.holder_key) for proof in proofs]

    connection = yield
    try:
        holder = wallets.holder_of(connection, wallet_id)
        if holder is not None and bring_up_to_date(office, connection, holder[0], now):
            holder = wallets.holder_of(connection, wallet_id)
        if holder is None:
            raise _bad_token()
        for nonce in nonces:
            if not wallets.use_nonce(connection, nonce):
                raise WalletRefused(Fault.INVALID_NONCE, "the nonce was used before")
        minted = _mint(office, connection, holder, key, expiry, hashes)
        yield
    except BaseException:
        office.serials.forget()
        raise

    signer = office.signer(key)
    return [
        sign_credential(
            signer,
            pseudonymous_id=one.serial.to_bytes(_SERIAL_SIZE, "big") + proof.holder_key,
            colour=one.colour,
            expiry=expiry,
        )
        for one, proof in zip(minted, proofs, strict=True)
    ]


def _window(office: Office, wanted: str | None, now: int) -> tuple[Key, int]:
    """The current window, or the one of an identifier that a wallet may have been given."""
    if wanted is None:
        return office.strip(now)[0]
    # The identifiers are as old as the access token, and the window that was current then may
    # have been followed by the next.
    for given_at in (now, now - ACCESS_LIFETIME):
        for key, expiry in office.strip(given_at):
            if identifier(key.kid, expiry) == wanted and now < expiry:
                return key, expiry
    raise WalletRefused(Fault.UNKNOWN_CREDENTIAL_IDENTIFIER, "no such window, or it is over")


def _nonces(office: Office, proofs: Sequence[Proof], now: int) -> list[bytes]:
    opened = {office.tokens.open_nonce(nonce, now) for nonce in {one.nonce for one in proofs}}
    nonces = [nonce for nonce in opened if nonce is not None]
    if len(nonces) < len(opened):
        raise WalletRefused(Fault.INVALID_NONCE, "a nonce is unknown or has expired")
    return nonces


def _mint(
    office: Office,
    connection: Connection,
    holder: tuple[int, int],
    key: Key,
    expiry: int,
    hashes: list[bytes],
) -> list[_Minted]:
    person_id, colour = holder
    windows = live.windows(connection)
    this = next((w.id for w in windows if (w.key_id, w.expiry) == (key.kid, expiry)), None)
    held = {one.holder_hash: one for one in live.held_by(connection, person_id, windows)}
    again = [held[hashed] for hashed in hashes if hashed in held]
    if any(one.window_id != this for one in again):
        raise WalletRefused(Fault.INVALID_PROOF, "a key has a credential in another window")
    new = [hashed for hashed in hashes if hashed not in held]
    _check_cap(office, held.values(), this, colour, len(new))
    minted = {one.holder_hash: _Minted(one.serial, one.colour) for one in again}
    if new:
        window, serials = office.serials.take(
            connection, key, expiry, this, len(new), bits=office.settings.serial_bits
        )
        live.add(
            connection,
            window,
            [
                (person_id, serial, hashed, colour)
                for serial, hashed in zip(serials, new, strict=True)
            ],
        )
        minted |= {
            hashed: _Minted(serial, colour) for serial, hashed in zip(serials, new, strict=True)
        }
    return [minted[hashed] for hashed in hashes]


def _check_cap(
    office: Office, held: Iterable[LiveCredential], window_id: int | None, colour: int, new: int
) -> None:
    # Revoked ones count: whoever loses a phone in every window would else be a tap left open.
    so_far = sum(one.window_id == window_id and one.colour == colour for one in held)
    if new and so_far + new > office.settings.credential_cap:
        raise WalletRefused(Fault.CREDENTIAL_REQUEST_DENIED, "enough for this window")


def _bad_token() -> WalletRefused:
    return WalletRefused(Fault.INVALID_TOKEN, "the access token is not good any more")
