"""Commands for whoever has a person before them: registering, finding, a lost phone."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from huepass.cli import offer
from huepass.cli.office import Dir, Json, StaffName, in_words, opened, unlocked
from huepass.cli.output import print_json, read_file
from huepass.cli.passphrase import PassphraseFile
from huepass.errors import Reason, RequestRefused, UsageError
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.identity import MaskedIdentity, Presented
from huepass.issuer.domain.records import Person, Role, Staff
from huepass.issuer.programme.model import Channel
from huepass.issuer.service import identities, offers, persons, recovering, registering
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.offers import Terms
from huepass.issuer.service.office import Office
from huepass.issuer.service.staffing import staff_named

_MAX_IDENTITY: Final = 4 << 10  # bytes
_FIELDS: Final = {
    "number": "证件号码 Number",
    "name": "姓名，可留空 Name, may be left out",
    "birth_date": "出生日期，可留空 Date of birth, may be left out",
}

Number = Annotated[str, typer.Argument(metavar="PERSON", help="The person's number. 人员编号。")]
Applicant = Annotated[
    str | None, typer.Option(help="Who applies: an ID of the programme. 申请人，方案中的编号。")
]
Document = Annotated[
    str | None, typer.Option(help="The document's kind, not its number. 证件种类，非号码。")
]
Way = Annotated[Channel, typer.Option(help="How the application came. 申请途径。")]
NoDevice = Annotated[
    bool, typer.Option("--no-device", help="The person has no smartphone. 本人没有智能手机。")
]
Identity = Annotated[
    Path | None,
    typer.Option(
        help="The document: a JSON file with number, name and birth_date; - asks or reads "
        "standard input. 证件内容：含 number、name、birth_date 的 JSON 文件；- 为输入。"
    ),
]
DocumentKind = Annotated[
    str, typer.Argument(metavar="DOCUMENT", help="The document's kind. 证件种类。")
]
ShownIdentity = Annotated[
    Path,
    typer.Option(
        help="JSON file with the number; - asks or reads standard input. "
        "含 number 的 JSON 文件；- 为输入。"
    ),
]
Division = Annotated[
    str | None, typer.Option(help="Where the person belongs. 人员所属行政区划的标识。")
]


def add(
    folder: Dir,
    applicant: Applicant = None,
    document: Document = None,
    channel: Way = Channel.ONLINE,
    no_device: NoDevice = False,
    identity: Identity = None,
    division: Division = None,
    staff: Annotated[
        str | None, typer.Option("--staff", help="Who records the application. 登记申请的人员。")
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Register a person. What is on a document is no argument, which others can see. 登记人员。"""
    sent = _application(applicant, document, channel, no_device)
    if sent is None and (identity is not None or division is not None):
        raise UsageError("--identity and --division need --applicant and --document")
    shown = None if identity is None or sent is None else read_identity(sent.document, identity)
    with opened(folder) if shown is None else unlocked(folder, passphrase_file) as office:
        if sent is None:
            person = persons.register(office)
        else:
            by = None if staff is None else staff_named(office, staff, Role.REGISTRAR)
            person = _registered(office, sent, shown, division, by)
        if as_json:
            print_json({"person": person.number, "colour": colour_name(person.colour)})
        else:
            typer.echo(person.number)


def find(
    document: DocumentKind,
    identity: ShownIdentity,
    folder: Dir,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Find the person of a document. 凭证件查找人员。"""
    shown = read_identity(document, identity, ("number",))
    with unlocked(folder, passphrase_file) as office:
        known = identities.show_by_document(office, document, shown.number, None)
        if as_json:
            print_json(
                {
                    "person": known.person.number,
                    "colour": colour_name(known.person.colour),
                    "division": known.person.division,
                    "identities": [one._asdict() for one in known.identities],
                }
            )
        else:
            tell(office, known.person, known.identities)


def identify(
    number: Number,
    document: DocumentKind,
    identity: ShownIdentity,
    staff: StaffName,
    folder: Dir,
    passphrase_file: PassphraseFile = None,
) -> None:
    """One more document of a person, a new passport for example. 登记人员的另一证件。"""
    shown = read_identity(document, identity)
    with unlocked(folder, passphrase_file) as office:
        by = staff_named(office, staff, Role.REGISTRAR)
        known = identities.add(office, number, shown, by)
        tell(office, known.person, known.identities)


def division(
    number: Number,
    division: Annotated[
        str, typer.Argument(metavar="DIVISION", help="Its ID; - for none. 区划标识；- 表示无。")
    ],
    staff: StaffName,
    folder: Dir,
) -> None:
    """Say where a person belongs. 设定人员所属的行政区划。"""
    with opened(folder) as office:
        by = staff_named(office, staff, Role.REGISTRAR)
        person = registering.move(office, number, None if division == "-" else division, by)
        typer.echo(f"{person.number}  {person.division or '-'}")


def recover(
    number: Number,
    reason: Annotated[str, typer.Option(help="Why, for the record. 理由，记录在案。")],
    staff: StaffName,
    folder: Dir,
    tx_code: offer.TxCode = False,
    by_reference: offer.ByReference = False,
    valid: offer.Valid = offers.VALID,
    output: offer.Output = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """A lost phone: end all wallets, revoke, and offer anew, in one go. 手机丢失：停用并补发。"""
    offer.check_output(output)
    terms = Terms(tx_code, by_reference, valid)
    with unlocked(folder, passphrase_file) as office:
        by = staff_named(office, staff, Role.REGISTRAR)
        made, ended = recovering.recover(office, number, reason, by, terms)
        if as_json:
            offer.write(made, output)
            print_json({**offer.as_data(made, output), **ended._asdict()})
            return
        typer.echo(f"停用的钱包 Wallets ended: {ended.wallets}")
        typer.echo(f"吊销的码 Passes revoked: {ended.revoked}")
        offer.tell(office, made, output)


def tell(office: Office, person: Person, documents: Iterable[MaskedIdentity]) -> None:
    """Show a person to people: number, colour, where they belong, masked documents."""
    where = f"  {person.division}" if person.division else ""
    typer.echo(f"{person.number}  {in_words(office.settings, person.colour)}{where}")
    for one in documents:
        fields = (one.document, one.number, one.name, one.birth_date, f"[{one.proofing}]")
        typer.echo("  " + "  ".join(filter(None, fields)))


def _registered(
    office: Office,
    sent: Applying,
    shown: Presented | None,
    division: str | None,
    by: Staff | None,
) -> Person:
    done = registering.register(office, sent, by, presented=shown, division=division)
    return done.person


def _application(
    applicant: str | None, document: str | None, channel: Channel, no_device: bool
) -> Applying | None:
    if applicant is None and document is None:
        return None
    if applicant is None or document is None:
        raise UsageError("an application needs --applicant and --document")
    return Applying(applicant, document, channel, no_device)


def read_identity(document: str, path: Path, fields: Iterable[str] = tuple(_FIELDS)) -> Presented:
    """A document of a kind, from a file, from standard input, or as somebody types it in.

    Raises:
        HuepassError: `file_unreadable`, `too_large`; `request_invalid`, without what was in it.
    """
    if str(path) == "-" and sys.stdin.isatty():
        asked = {
            name: typer.prompt(_FIELDS[name], default="", show_default=False, err=True)
            for name in fields
        }
        return Presented(document, **asked)
    if str(path) == "-":
        data = sys.stdin.buffer.read(_MAX_IDENTITY)
    else:
        data = read_file(path, _MAX_IDENTITY)
    content: Any
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        content = None  # what it says is told to nobody
    if (
        not isinstance(content, dict)
        or not {"number"} <= set(content) <= set(_FIELDS)
        or not all(isinstance(value, str) for value in content.values())
    ):
        detail = f"a JSON object of texts is needed: {', '.join(_FIELDS)}"
        raise RequestRefused(Reason.REQUEST_INVALID, detail)
    return Presented(document, **content)
