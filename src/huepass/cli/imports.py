"""`huepass import ...`: lists of statements that an authority signs, and their way in."""

import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from huepass.cli.office import Dir, Json, StaffName, clock, day_time, opened, unlocked
from huepass.cli.output import print_json, read_file
from huepass.cli.passphrase import PassphraseFile, get_passphrase
from huepass.errors import KeyStoreError, Reason, UsageError
from huepass.files import write_atomically
from huepass.issuer.domain import imports as lists
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.imports import Fault, Format, Head, LinesRefused
from huepass.issuer.domain.records import Role
from huepass.issuer.keystore import KeyMaker, KeyRole, load_key, save_key, unlock_all
from huepass.issuer.service import imports
from huepass.issuer.service.imports import Effect, Imported
from huepass.issuer.service.staffing import staff_named
from huepass.messages import explain

_NAMED: Final = 100  # lines with faults
_LISTED: Final = 100  # imports
_FORMATS: Final[Mapping[str, Format]] = {".csv": Format.CSV, ".cbor": Format.CBOR}
_EFFECTS: Final[Mapping[Effect, str]] = {
    Effect.REGISTERED: "登记并认定 registered",
    Effect.SET: "认定 set",
    Effect.RENEWED: "续期 renewed",
    Effect.LIFTED: "解除 lifted",
}
KeyFile = Annotated[Path, typer.Option("--key", help="The authority's key file. 机构的密钥文件。")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="Lists of categories that authorities sign. 机构签名的类别名单。", no_args_is_help=True
    )
    group.command("keygen")(keygen)
    group.command("sign")(sign)
    group.command("load")(load)
    group.command("list")(list_imports)
    app.add_typer(group, name="import")


def keygen(key: KeyFile, passphrase_file: PassphraseFile = None) -> None:
    """Make a key for an authority, which stays there. 为机构生成密钥，由机构自行保管。"""
    _, sealed = KeyMaker(get_passphrase(passphrase_file, new=True)).make(KeyRole.IMPORT)
    save_key(key, sealed)
    typer.echo(
        "请签发方登记此公钥 For the issuer (huepass staff key NAME --public-key ...):", err=True
    )
    typer.echo(sealed.public_key.hex())


def sign(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .cbor file. 名单文件。")],
    authority: Annotated[str, typer.Option(help="For which authority. 以何机构名义。")],
    issuer: Annotated[str, typer.Option(help="For which issuer: its ID. 签发方编号。")],
    key: KeyFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="The signed list. 输出文件。")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Sign a list, good for 24 hours and once. 为名单签名，24 小时内有效，只能导入一次。"""
    format = _FORMATS.get(file.suffix.lower())
    if format is None:
        raise UsageError(f"the list is a file that ends in {' or '.join(_FORMATS)}")
    payload = read_file(file, lists.MAX_IMPORT)
    found = lists.entries(format, payload)
    faults = [entry for entry in found if isinstance(entry, Fault)]
    if faults:
        _tell_faults(faults)
        raise LinesRefused(faults, len(found))
    sealed = load_key(key)
    if sealed.role != KeyRole.IMPORT:
        raise KeyStoreError(Reason.KEY_FILE_BROKEN, "the key is for another use")
    (signer,) = unlock_all([sealed], get_passphrase(passphrase_file))
    head = Head(format, authority, issuer, clock(), secrets.token_bytes(lists.CHANCE_SIZE))
    write_atomically(output, lists.sign(head, payload, signer), mode=0o600)
    typer.echo(f"已签名 Signed: {output}  {len(found)} 行 lines")


def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The signed list. 已签名名单。")],
    staff: StaffName,
    folder: Dir,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only look for faults. 只检查，不导入。")
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Do what a signed list says: all of it, or nothing. 导入名单：全部导入，或全不导入。"""
    document = read_file(file, lists.MAX_IMPORT)
    with unlocked(folder, passphrase_file) as office:
        by = staff_named(office, staff, Role.AUTHORITY)
        try:
            done = imports.do_import(office, document, by, only_try=dry_run)
        except LinesRefused as refused:
            _tell_faults(refused.faults)
            raise
    if as_json:
        print_json(_as_data(done, dry_run))
        return
    if dry_run:
        typer.echo(f"检查通过，未导入 No faults, nothing imported: {done.lines} 行 lines")
        return
    typer.echo(f"已导入 Imported: {done.lines} 行 lines")
    for effect, count in sorted(done.totals().items()):
        typer.echo(f"  {_EFFECTS[effect]}: {count}")


def list_imports(staff: StaffName, folder: Dir, as_json: Json = False) -> None:
    """List what was imported last for somebody's authorities. 列出所代表机构最近的导入。"""
    with opened(folder) as office:
        by = staff_named(office, staff, Role.AUTHORITY)
        for one in imports.page(office, by, None, _LISTED):
            if as_json:
                print_json(
                    {
                        "import": one.digest.hex(),
                        "authority": one.authority,
                        "staff": one.staff,
                        "total": one.lines,
                        "at": one.at,
                    }
                )
                continue
            typer.echo(
                f"{day_time(office.settings, one.at)}  {one.authority}  {one.staff}  "
                f"{one.lines} 行 lines  {one.digest.hex()[:16]}"
            )


def _tell_faults(faults: Iterable[Fault]) -> None:
    for number, fault in enumerate(faults):
        if number == _NAMED:
            typer.echo("……", err=True)
            return
        detail = f" ({fault.detail})" if fault.detail else ""
        typer.echo(f"第 {fault.place} 行 line {fault.place}: [{fault.reason}]{detail}", err=True)
        typer.echo(f"  {explain(fault.reason, 'zh')} {explain(fault.reason, 'en')}", err=True)


def _as_data(done: Imported, dry_run: bool) -> dict[str, object]:
    return {
        "import": done.digest.hex(),
        "authority": done.authority,
        "dry_run": dry_run,
        "total": done.lines,
        "totals": done.totals(),
        "lines": [
            {"line": one.place, "effect": one.effect, "colour": colour_name(one.colour)}
            for one in done.done
        ],
    }
