"""`huepass offer`: credentials for a person's wallet."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from huepass.cli.office import Dir, Json, day_time, unlocked
from huepass.cli.output import console, print_json
from huepass.cli.passphrase import PassphraseFile
from huepass.errors import UsageError
from huepass.files import write_atomically
from huepass.issuer.service import offers
from huepass.issuer.service.offers import MadeOffer
from huepass.issuer.service.office import Office
from huepass.qr import for_terminal, png

TxCode = Annotated[
    bool,
    typer.Option("--tx-code", help="Also ask for a code that is sent apart. 另需单独告知的代码。"),
]
ByReference = Annotated[
    bool,
    typer.Option("--by-reference", help="A short link; the service has the rest. 短链接。"),
]
Valid = Annotated[int, typer.Option(help="Seconds, up to 7 days. 有效秒数，最长七天。")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="PNG; else the terminal. 输出文件。")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("offer")(offer)


def offer(
    number: Annotated[
        str, typer.Argument(metavar="PERSON", help="The person's number. 人员编号。")
    ],
    folder: Dir,
    tx_code: TxCode = False,
    by_reference: ByReference = False,
    valid: Valid = offers.VALID,
    output: Output = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Offer a person's pass to their wallet. 向人员的钱包发放电子码。"""
    check_output(output)
    with unlocked(folder, passphrase_file) as office:
        made = offers.make_offer(
            office, number, tx_code=tx_code, by_reference=by_reference, valid=valid
        )
        if as_json:
            write(made, output)
            print_json(as_data(made, output))
        else:
            tell(office, made, output)


def check_output(output: Path | None) -> None:
    """Refuse a file that is none for a picture.

    Raises:
        UsageError: its name ends in something else.
    """
    if output is not None and output.suffix.lower() != ".png":
        raise UsageError("the file's name ends in .png")


def write(made: MadeOffer, output: Path | None) -> None:
    """Draw an offer into a file, if there is one.

    Raises:
        HuepassError: `file_unwritable`.
    """
    if output is not None:
        write_atomically(output, png(made.link, "L"), mode=0o600)


def as_data(made: MadeOffer, output: Path | None) -> dict[str, Any]:
    """An offer for programs."""
    return {
        "offer": made.link,
        **({"tx_code": made.tx_code} if made.tx_code else {}),
        "expires": made.expires_at,
        "file": str(output) if output is not None else None,
    }


def tell(office: Office, made: MadeOffer, output: Path | None) -> None:
    """Show an offer to people, in the terminal or as a file.

    Raises:
        HuepassError: `file_unwritable`.
    """
    write(made, output)
    if output is None:
        # Not wrapped here: in a window that is made wider it is whole again.
        drawn = Text(for_terminal(made.link, "L"), style="black on white")
        console().print(drawn, soft_wrap=True)
    else:
        typer.echo(f"邀请 Offer: {output}")
    typer.echo(made.link)
    if made.tx_code:
        typer.echo(f"代码，请另行告知 Code, to be told separately: {made.tx_code}")
    typer.echo(f"有效至 Valid until: {day_time(office.settings, made.expires_at)}")
