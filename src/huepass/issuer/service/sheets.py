"""What is on the sheets of paper passes, besides their codes."""

from collections.abc import Mapping, Sequence

from huepass.issuer.domain.colours import colour_name
from huepass.issuer.service.office import Office
from huepass.issuer.service.paper import MadePass
from huepass.issuer.service.rules import BUILT_IN
from huepass.issuer.sheet.content import Both, Place, Sheet


def sheets_of(office: Office, made: Sequence[MadePass]) -> list[Sheet]:
    """A sheet for each pass; if there are several, each says which one it is.

    Raises:
        FolderError: the database can't be used.
        ProgrammeError: `programme_invalid`.
    """
    with office.store.read() as connection:
        rules = office.rules(connection)
    issuer, programme = _both(office.settings.names, office.settings.issuer), rules.programme
    # The built-in programme is nothing that people have heard of.
    is_named = rules.id != BUILT_IN
    title = _both(programme.title) if is_named else issuer
    notice = _both(programme.notice) if is_named else None
    sheets = []
    for number, one in enumerate(made, 1):
        entry = rules.colours.get(one.colour)
        label = _both({} if entry is None else entry.labels, colour_name(one.colour))
        sheets.append(
            Sheet(
                one.text,
                one.colour,
                title,
                issuer,
                label,
                one.expires_at,
                office.settings.zone,
                notice,
                Place(number, len(made)) if len(made) > 1 else None,
            )
        )
    return sheets


def _both(texts: Mapping[str, str], otherwise: str = "") -> Both:
    """A text in both languages; one that is missing is replaced by the other."""
    some = texts.get("zh") or texts.get("en") or next(iter(texts.values()), otherwise)
    return Both(texts.get("zh") or some, texts.get("en") or some)
