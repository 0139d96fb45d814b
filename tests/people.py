"""Documents of people who don't exist: right numbers of every kind, as many as a test needs."""

from itertools import count
from typing import Any, Final

from huepass.issuer.domain.identity import (
    NumberFormat,
    Presented,
    machine_check,
    resident_check,
)
from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.programme.model import Proofing
from huepass.issuer.service import registering
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.office import Office

_NEXT: Final = count(1)


def resident_id(n: int, born: str = "19850312", region: str = "440199") -> str:
    """The number of a mainland identity card; there is no region 440199."""
    digits = f"{region}{born}{n:03}"
    return digits + resident_check(digits)


def passport(n: int) -> str:
    """The number of a Chinese ordinary passport."""
    return f"EA{n:07}"


def permit(n: int) -> str:
    """The number of a mainland travel permit of a Hong Kong resident."""
    return f"H{n:08}"


def machine_readable(n: int) -> str:
    """The number of a passport of Utopia, as its machine-readable line begins."""
    field = f"X{n:06}<<"
    return field + machine_check(field) + "UTO"


def number_of(format_: NumberFormat | None, n: int) -> str:
    """The n-th right number of a format; nothing if no number is asked for."""
    match format_:
        case NumberFormat.CN_RESIDENT_ID:
            born = f"19{50 + n // 1000 % 50:02}0312"
            return resident_id(n % 1000, born)
        case NumberFormat.CN_PASSPORT:
            return passport(n)
        case NumberFormat.CN_HK_MACAO_PERMIT:
            return permit(n)
        case NumberFormat.ICAO_9303:
            return machine_readable(n)
    return ""


def registered(
    office: Office,
    application: Applying = Applying("self", "mainland-id"),  # noqa: B008
    by: Staff | None = None,
    **more: Any,
) -> Person:
    """A new person, with a document of their own where the programme asks for its number.

    It is known who they are in a way that the programme accepts, best by a registrar.
    """
    with office.store.read() as connection:
        programme = office.rules(connection).programme
    kind = programme.documents.get(application.document)
    number = number_of(None if kind is None else kind.number, next(_NEXT))
    applicant = programme.applicants.get(application.applicant)
    accepted = {Proofing.REGISTRAR} if applicant is None else applicant.proofing
    chosen = Proofing.REGISTRAR if Proofing.REGISTRAR in accepted else min(accepted)
    asked = {"presented": Presented(application.document, number), "proofing": chosen, **more}
    return registering.register(office, application, by, **asked).person
