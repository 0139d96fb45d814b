"""Registering persons: who applies, by which document they are known, where they belong.

How it is known who a person is, is an interface of two parts: `register` for whoever saw the
document or was told of it, and `register_proven` for a person whom a provider names.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.divisions import EVERYWHERE
from huepass.issuer.domain.identity import Presented
from huepass.issuer.domain.records import Holder, Origin, Person, Staff
from huepass.issuer.programme.facts import Application
from huepass.issuer.programme.model import Proofing
from huepass.issuer.service import holders, identities, offers
from huepass.issuer.service.facts import Applying, applied, reported
from huepass.issuer.service.offers import MadeOffer, Terms
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import find, register_in
from huepass.issuer.service.recording import Case, Recorded, record
from huepass.issuer.store import divisions, people

SELF: Final = "self"
"""The applicant who applies for themselves, in every programme that has one."""
SHARED_VALID: Final = 300  # seconds


class _Sent(NamedTuple):
    """A registration as it came."""

    application: Applying
    presented: Presented | None
    proofing: Proofing
    division: str | None
    answers: Mapping[str, Any] | None
    origin: Origin
    by: Staff | None = None


def register(
    office: Office,
    application: Applying,
    by: Staff | None,
    *,
    presented: Presented | None = None,
    proofing: Proofing = Proofing.REGISTRAR,
    division: str | None = None,
    answers: Mapping[str, Any] | None = None,
    origin: Origin = Origin.STAFF,
) -> Recorded:
    """Register a person for whom somebody applies: all of it or nothing.

    Args:
        office: the issuer.
        application: who applies and how.
        by: who saw the document; None for the person, and for whoever works on the folder itself.
        presented: the document, of the kind that the application names.
        proofing: how it is known whose it is.
        division: where the person belongs; that of a registrar who acts in one only, if None.
        answers: a health report, by question.
        origin: where all this comes from.

    Raises:
        HuepassError: `not_in_programme`, `document_not_accepted`, `channel_not_accepted`,
            `device_at_hand`, `proofing_not_accepted`, `number_missing`, `number_invalid`,
            `request_invalid`, `text_invalid`, `person_exists`, `division_unknown`, `out_of_scope`,
            `answers_invalid`.
        KeyStoreError: `key_missing`, if there is a number.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        sent = _Sent(application, presented, proofing, division, answers, origin, by)
        return _registered(office, connection, sent)


def register_unknown(office: Office, division: str | None, by: Staff) -> Person:
    """Register a person of whom nothing is known, not even who applies.

    Raises:
        RequestRefused: `division_unknown`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        return register_in(office, connection, _division(connection, division, by))


def register_online(
    office: Office,
    application: Applying,
    presented: Presented | None,
    *,
    division: str | None = None,
    answers: Mapping[str, Any] | None = None,
    terms: Terms = Terms(),  # noqa: B008
) -> MadeOffer:
    """Register a person of whom somebody says who they are, and nobody checks it.

    Raises:
        HuepassError: as `register`, `validity_invalid`.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    sent = _declared(application, presented, division, answers)
    with office.store.write() as connection:
        person = _registered(office, connection, sent).person
        return offers.offer_in(office, connection, person, terms, sent.origin)


def register_dependant(
    office: Office,
    holder: Holder,
    application: Applying,
    presented: Presented | None,
    *,
    division: str | None = None,
    answers: Mapping[str, Any] | None = None,
) -> MadeOffer:
    """A holder applies for somebody else, whose pass comes into the holder's wallet too.

    Args:
        office: the issuer.
        holder: who applies.
        application: for whom; not by themselves.
        presented: the other person's document.
        division: where that person belongs; where the holder does, if None.
        answers: a health report about that person.

    Raises:
        HuepassError: as `register`, `not_authenticated`, `not_permitted`.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    if application.applicant == SELF:
        detail = "applicant: who applies for somebody else, not for themselves"
        raise RequestRefused(Reason.REQUEST_INVALID, detail)
    with office.store.write() as connection:
        applying = holders.trusted(connection, holder).person
        sent = _declared(application, presented, division or applying.division, answers)
        person = _registered(office, connection, sent).person
        return offers.offer_in(office, connection, person, Terms(), sent.origin)


def register_proven(
    office: Office,
    presented: Presented,
    application: Applying,
    *,
    division: str | None = None,
    answers: Mapping[str, Any] | None = None,
) -> MadeOffer:
    """Register a person whom a provider names, or let them in who is registered already.

    Of somebody who is registered the application and the answers are recorded anew. Where it was
    only declared until now whose the document is, wallets and memberships that came of that end.

    Raises:
        HuepassError: as `register`, except `person_exists`; `edit_refused`.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    if not presented.number:
        # Whoever signs in again could not be known again.
        raise RequestRefused(Reason.NUMBER_MISSING)
    origin = _origin(application)
    sent = _Sent(application, presented, Proofing.PROVIDER, division, answers, origin)
    with office.store.write() as connection:
        known = identities.prove(office, connection, presented, sent.proofing, None)
        if known is None:
            person = _registered(office, connection, sent).person
            return offers.offer_in(office, connection, person, Terms(), origin)
        person, declared = known
        if declared:
            identities.end_declared(office, connection, person, None)
        if division is not None:
            _check_division(connection, division, None)
            if person.division is None:  # whoever belongs somewhere is moved by staff
                people.set_division(connection, person, division)
        _apply(office, connection, person, sent)
        return offers.offer_in(office, connection, person, Terms(), origin)


def register_unapplied(
    office: Office, connection: Connection, presented: Presented, division: str | None, by: Staff
) -> Person:
    """Register a person whom an authority names and for whom nobody has applied.

    Args:
        office: the issuer.
        connection: a transaction that is alone in writing.
        presented: the document that the authority names; its kind has a number.
        division: where the person belongs.
        by: who names them.

    Raises:
        RequestRefused: as `identities.keep`, `division_unknown`, `out_of_scope`.
        KeyStoreError: `key_missing`.
    """
    division = _division(connection, division, by)
    person = register_in(office, connection, division)
    # Nobody has seen the document: whoever shows it later is the first.
    identities.keep(office, connection, person, presented, Proofing.DECLARED, by)
    return person


def share(office: Office, holder: Holder, *, tx_code: bool = False) -> MadeOffer:
    """Offer a holder's pass to somebody else's wallet; the holder keeps theirs.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        # It would go from hand to hand otherwise, and the person would not know to whom.
        person = holders.trusted(connection, holder).person
        terms = Terms(tx_code, by_reference=False, valid=SHARED_VALID)
        return offers.offer_in(office, connection, person, terms, Origin.SHARED)


def move(office: Office, number: str, division: str | None, by: Staff | None) -> Person:
    """Say to which division a person belongs, within whose scope both are.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`, `division_unknown`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        person = find(connection, number, by)
        _check_division(connection, division, by)
        people.set_division(connection, person, division)
        return find(connection, number, by)


def _registered(office: Office, connection: Connection, sent: _Sent) -> Recorded:
    division = _division(connection, sent.division, sent.by)
    person = register_in(office, connection, division)
    done = _apply(office, connection, person, sent)
    shown = sent.presented or Presented(sent.application.document, "")
    identities.keep(office, connection, person, shown, sent.proofing, sent.by)
    return done


def _apply(office: Office, connection: Connection, person: Person, sent: _Sent) -> Recorded:
    def application_of(case: Case) -> Application:
        fact = applied(case, sent.application)
        accepted = case.programme.applicants[fact.applicant].proofing
        if sent.proofing not in accepted:
            detail = f"{fact.applicant}: {', '.join(sorted(accepted))}"
            raise RequestRefused(Reason.PROOFING_NOT_ACCEPTED, detail)
        if sent.presented is not None and sent.presented.document != fact.document:
            detail = "the application names another kind of document"
            raise RequestRefused(Reason.REQUEST_INVALID, detail)
        return fact

    done = record(office, connection, person, application_of, sent.by, sent.origin)
    answers = sent.answers
    if answers is None:
        return done
    after = record(
        office, connection, done.person, lambda case: reported(case, answers), sent.by, sent.origin
    )
    return after._replace(revoked=done.revoked + after.revoked)


def _declared(
    application: Applying,
    presented: Presented | None,
    division: str | None,
    answers: Mapping[str, Any] | None,
) -> _Sent:
    origin = _origin(application)
    return _Sent(application, presented, Proofing.DECLARED, division, answers, origin)


def _origin(application: Applying) -> Origin:
    return Origin.HOLDER if application.applicant == SELF else Origin.FAMILY


def _division(connection: Connection, division: str | None, by: Staff | None) -> str | None:
    """Where a new person belongs: as given, or where somebody acts who acts in one place only."""
    if division is None and by is not None and len(by.scopes) == 1 and by.scopes[0] != EVERYWHERE:
        division = by.scopes[0]
    _check_division(connection, division, by)
    return division


def _check_division(connection: Connection, division: str | None, by: Staff | None) -> None:
    if division is not None and divisions.find(connection, division) is None:
        raise RequestRefused(Reason.DIVISION_UNKNOWN)
    if by is not None and not by.covers(division):
        detail = "" if division else "name the division where the person belongs"
        raise RequestRefused(Reason.OUT_OF_SCOPE, detail)
