"""Persons who prove who they are at an OpenID Connect provider."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.identity import Presented
from huepass.issuer.domain.records import Origin
from huepass.issuer.domain.sign_in import Purpose
from huepass.issuer.programme.model import Proofing
from huepass.issuer.provider import Said
from huepass.issuer.service import identities, registering, signing_in
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.offers import MadeOffer
from huepass.issuer.service.office import Office
from huepass.issuer.service.recovering import Recovery, recover_in
from huepass.issuer.service.signing_in import Returned
from huepass.issuer.store import memberships

RECOVERED: Final = "lost; the person proved who they are"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_YEAR: Final = "0000"  # of a birthday whose year is not told (OpenID Connect Core 1.0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person who proves who they are applies for."""

    applicant: str
    """Who applies: one of the programme's applicants."""
    no_device: bool = False
    """Whether the person has no smartphone."""
    division: str | None = None
    """The administrative division that they belong to."""
    answers: Mapping[str, Any] | None = None
    """A health report, by question."""


def register(office: Office, returned: Returned, wanted: Wanted) -> MadeOffer:
    """Register whoever came back from the provider, or let them in who is registered already.

    Raises:
        HuepassError: `no_provider`, `provider_unreachable`, `sign_in_failed`; `identity_unproven`,
            with the programme's words: the provider knows no document that it accepts; and as
            `registering.register_proven`.
        FolderError: the database can't be used.
    """
    done = signing_in.finish(office, Purpose.PERSONS, returned)
    with office.store.write() as connection:
        presented = _presented(office, connection, signing_in.use(connection, done))
        application = Applying(wanted.applicant, presented.document, no_device=wanted.no_device)
        return registering.register_proven(
            office, presented, application, division=wanted.division, answers=wanted.answers
        )


def recover(office: Office, returned: Returned) -> Recovery:
    """A phone was lost: whoever proves to be its person ends their wallets and gets a new offer.

    Raises:
        HuepassError: `no_provider`, `provider_unreachable`, `sign_in_failed`, `identity_unproven`;
            `person_unknown`: nobody is registered with that document; `proofing_not_accepted`: the
            programme takes no provider's word.
        FolderError: the database can't be used.
    """
    done = signing_in.finish(office, Purpose.PERSONS, returned)
    with office.store.write() as connection:
        presented = _presented(office, connection, signing_in.use(connection, done))
        applicants = office.rules(connection).programme.applicants.values()
        if not any(Proofing.PROVIDER in applicant.proofing for applicant in applicants):
            raise RequestRefused(Reason.PROOFING_NOT_ACCEPTED)
        known = identities.prove(office, connection, presented, Proofing.PROVIDER, None)
        if known is None:
            detail = "nobody is registered with this document 该证件尚未登记"
            raise RequestRefused(Reason.PERSON_UNKNOWN, detail)
        person, declared = known
        recovery = recover_in(office, connection, person, RECOVERED, None, origin=Origin.HOLDER)
        if declared:
            memberships.leave_all(connection, person, office.now())
        return recovery


def _presented(office: Office, connection: Connection, said: Said) -> Presented:
    """The document that a provider names, if it is one that the programme accepts.

    Raises:
        RequestRefused: `identity_unproven`.
    """
    is_day = _DAY.fullmatch(said.birth_date) and not said.birth_date.startswith(_NO_YEAR)
    presented = Presented(said.document, said.number, said.name, said.birth_date if is_day else "")
    try:
        identities.check(office, connection, presented)
    except RequestRefused:
        words = office.rules(connection).programme.other_documents
        detail = f"{words['en']} {words['zh']}"
        raise RequestRefused(Reason.IDENTITY_UNPROVEN, detail) from None
    return presented
