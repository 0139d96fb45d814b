"""Making paper passes and taking them back (spec section 3)."""

import secrets
from typing import NamedTuple

from huepass.core import Usage, sign_credential, to_text
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import numbers
from huepass.issuer.domain.records import PaperPass, Staff
from huepass.issuer.domain.serials import KEY_SIZE, serial_at
from huepass.issuer.service.colours import bring_up_to_date
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import find, line
from huepass.issuer.store import passes


class MadePass(NamedTuple):
    """A new paper pass. The text is given out once and not kept."""

    handle: str
    """The pass's number for whoever revokes it; it is not on the pass."""
    text: str
    """What goes into the QR code."""
    colour: int
    expires_at: int
    """Seconds since the epoch."""


def make_paper_pass(office: Office, number: str) -> MadePass:
    """Make a paper pass in the colour that the person has.

    It is on record before it is signed: whatever is killed when, its serial isn't used again.

    Raises:
        RequestRefused: `person_unknown`, `no_usable_key`, `window_full`, `window_closed`.
        FolderError: the database or the documents can't be used.
    """
    handle = numbers.number_from(secrets.token_bytes(numbers.RANDOM_SIZE))
    with office.store.write() as connection:
        now = office.now()
        signer, key, expiry = office.window(Usage.PAPER, now)
        holder = find(connection, number)
        if bring_up_to_date(office, connection, holder.id, now):
            holder = find(connection, number)
        window, counters = passes.lease(
            connection,
            key.kid,
            expiry,
            1,
            lifetime=key.lifetime,
            bits=office.settings.serial_bits,
            new_key=lambda: secrets.token_bytes(KEY_SIZE),
        )
        assert window.permutation_key is not None
        serial = serial_at(counters[0], window.bits, window.permutation_key)
        passes.add_pass(connection, handle, holder, window, serial, now)
    credential = sign_credential(
        signer,
        pseudonymous_id=serial.to_bytes(4, "big"),
        colour=holder.colour,
        expiry=expiry,
    )
    return MadePass(handle, to_text(credential), holder.colour, expiry)


def list_passes(office: Office, number: str) -> list[PaperPass]:
    """A person's paper passes that have not been forgotten yet, oldest first.

    Raises:
        RequestRefused: `person_unknown`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        return passes.passes_of(connection, find(connection, number))


def revoke_pass(office: Office, handle: str, reason: str, by: Staff | None) -> PaperPass:
    """Revoke one pass; the next revocation list names it. Again changes nothing.

    Args:
        office: the issuer.
        handle: the pass's number.
        reason: why, for the record.
        by: the staff member who decided; None for whoever works on the folder itself.

    Raises:
        RequestRefused: `pass_unknown`, `text_invalid`.
        FolderError: the database can't be used.
    """
    written, reason = numbers.normalized(handle), line(reason)
    with office.store.write() as connection:
        if written is not None:
            passes.revoke_pass(connection, written, by, reason, office.now())
        found = None if written is None else passes.find_pass(connection, written)
        if found is None:
            raise RequestRefused(Reason.PASS_UNKNOWN)
        return found
