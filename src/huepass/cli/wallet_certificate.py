"""`huepass wallet certificate ...`: certificates as evidence for issuers (spec section 11)."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from huepass.cli.output import note, print_json, stdin_lines
from huepass.cli.passphrase import PassphraseFile, get_passphrase
from huepass.cli.wallet_screen import local
from huepass.core import Colour, challenge_from_text
from huepass.drawing import png
from huepass.errors import FolderError, Reason, UsageError
from huepass.files import write_atomically
from huepass.qr import modules
from huepass.wallet import WalletFolder
from huepass.wallet.certificates import HeldCertificate, add_certificate, chosen, new_request

Wallet = Annotated[
    Path,
    typer.Option("--wallet", envvar="HUEPASS_WALLET", help="The wallet's folder. 钱包文件夹。"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="Certificates that count as evidence. 可作为依据的证明。", no_args_is_help=True
    )
    commands: tuple[tuple[str, Callable[..., None]], ...] = (
        ("request", request),
        ("add", add),
        ("list", list_certificates),
        ("show", show),
        ("remove", remove),
    )
    for name, command in commands:
        group.command(name)(command)
    app.add_typer(group, name="certificate")


def request(
    name: Annotated[str, typer.Argument(help="What to call it here. 在钱包中的称呼。")],
    wallet: Wallet,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Make a key for a new certificate; the first one makes the wallet. 为新证明生成密钥。"""
    if WalletFolder.exists(wallet):
        store = _opened(wallet, passphrase_file)
    else:
        store = WalletFolder.create(wallet, get_passphrase(passphrase_file, new=True))
    held = new_request(name, int(time.time()))
    store.keep_certificate(held)
    if as_json:
        print_json({"name": held.name, "key": held.request})
        return
    note("请将此公钥交给出具证明的机构", "The key, for the issuer that certifies:")
    typer.echo(held.request)


def add(
    certificate: Annotated[
        str, typer.Argument(help="The certificate's text, or - for standard input. 证明文本。")
    ],
    wallet: Wallet,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Put in the certificate that the issuer made. 存入机构出具的证明。"""
    text = next(iter(stdin_lines()), "") if certificate == "-" else certificate
    store = _opened(wallet, passphrase_file)
    held = add_certificate(text, store.certificates())
    store.keep_certificate(held)
    if as_json:
        print_json(_summary(held))
    else:
        typer.echo(f"已存入 Added: {_line(held)}")


def list_certificates(
    wallet: Wallet, passphrase_file: PassphraseFile = None, as_json: Json = False
) -> None:
    """List certificates and requests. 列出证明和申请。"""
    for held in _opened(wallet, passphrase_file).certificates():
        if as_json:
            print_json(_summary(held))
        else:
            typer.echo(_line(held))


def show(
    challenge: Annotated[
        str,
        typer.Argument(metavar="CHALLENGE", help="HPC1: text of the issuer. 签发方的验证码文本。"),
    ],
    wallet: Wallet,
    name: Annotated[
        str | None, typer.Option(help="Which; needed if there are several. 证明名称。")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A PNG file of its QR code. 二维码 PNG 文件。"),
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a certificate to the issuer that asks; for nobody else. 仅向提出验证码的签发方出示。"""
    if output is not None and output.suffix.lower() != ".png":
        raise UsageError("the file's name ends in .png")
    asked = challenge_from_text(challenge)
    now = int(time.time())
    held = chosen(_opened(wallet, passphrase_file).certificates(), name, now)
    text = held.text(now, asked)
    if output is not None:
        write_atomically(output, png(modules(text, "L"), Colour.GREY), mode=0o600)
    if as_json:
        print_json({"text": text, "name": held.name})
    elif output is None:
        typer.echo(text)
    else:
        typer.echo(f"证明 Certificate: {output}")


def remove(
    name: Annotated[str, typer.Argument(help="Which. 证明名称。")],
    wallet: Wallet,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Forget certificates of a name, keys and all. 删除该名称的证明及其密钥。"""
    store = _opened(wallet, passphrase_file)
    for held in store.certificates():
        if held.name == name:
            store.remove_certificate(held.id)
            typer.echo(f"已删除 Removed: {held.name}")


def _opened(wallet: Path, passphrase_file: Path | None) -> WalletFolder:
    if not WalletFolder.exists(wallet):  # before anybody is asked for a passphrase
        raise FolderError(Reason.FOLDER_MISSING, f"{wallet} is no wallet")
    return WalletFolder.open(wallet, get_passphrase(passphrase_file))


def _line(held: HeldCertificate) -> str:
    content = held.content
    if content is None:
        return f"{held.name}  等待证明 waiting  {held.request}"
    return f"{held.name}  {content.kind}  {content.issuer}  至 until {local(content.expiry)}"


def _summary(held: HeldCertificate) -> dict[str, object]:
    content = held.content
    return {
        "name": held.name,
        "key": held.request,
        "issuer": content.issuer if content else None,
        "kind": content.kind if content else None,
        "begins": content.not_before if content else None,
        "expires": content.expiry if content else None,
    }
