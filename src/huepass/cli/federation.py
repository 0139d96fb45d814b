"""`huepass federation ...`: roots, trust lists and their custodians (spec section 6)."""

from pathlib import Path
from typing import Annotated, Any

import typer

from huepass.cli.custody import Keys, custodians, finish, installed, opened_documents
from huepass.cli.federation_join import join
from huepass.cli.federation_keys import renew_keys
from huepass.cli.office import DirArgument, Json, clock, day_time
from huepass.cli.output import note, print_json
from huepass.cli.passphrase import PassphraseFile, get_passphrase
from huepass.core import Root, TrustList, add_signature, key_id
from huepass.core.evidence import keys_of
from huepass.errors import FolderError, Reason, RequestRefused, UsageError
from huepass.files import write_atomically
from huepass.issuer import description
from huepass.issuer.documents import Documents
from huepass.issuer.domain import federation as changes
from huepass.issuer.files import read_file
from huepass.issuer.keystore import KeyMaker, KeyRole, Unlocker, load_key, save_key
from huepass.issuer.settings import load_settings

Output = Annotated[Path, typer.Option("--output", "-o", help="File to write. 输出文件。")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="Who is trusted: roots and trust lists. 信任关系：根文件和信任列表。",
        no_args_is_help=True,
    )
    for name, command in (
        ("renew-trust", renew_trust),
        ("renew-root", renew_root),
        ("renew-keys", renew_keys),
        ("add-issuer", add_issuer),
        ("export-issuer", export_issuer),
        ("join", join),
        ("drop-key", drop_key),
        ("new-custodian", new_custodian),
        ("sign", sign),
        ("install", install),
        ("show", show),
    ):
        group.command(name)(command)
    app.add_typer(group, name="federation")


def renew_trust(
    folder: DirArgument, keys: Keys = None, passphrase_file: PassphraseFile = None
) -> None:
    """Renew the trust list, with this issuer as its settings say. 更新信任列表。"""
    settings, documents, trust = opened_documents(folder)
    issuers = changes.described_as(
        trust,
        settings.issuer,
        settings.names,
        settings.colours,
        settings.revocation_list_url,
    )
    finish(
        documents,
        changes.next_trust_list(trust, clock(), issuers),
        custodians(settings, keys, passphrase_file),
    )


def renew_root(
    folder: DirArgument,
    role: Annotated[
        str, typer.Option(help="Whose custodians change: root or trust. 变更哪类保管人。")
    ] = "root",
    add_custodian: Annotated[
        list[str] | None,
        typer.Option(help="Public key of a new one, in hex. 新保管人的公钥，十六进制。"),
    ] = None,
    drop_custodian: Annotated[
        list[str] | None, typer.Option(help="Key ID of one to drop, in hex. 移除保管人的密钥标识。")
    ] = None,
    threshold: Annotated[
        int | None, typer.Option(min=1, help="How many must sign. 需要几人签名。")
    ] = None,
    keys: Keys = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make the next root, with the same or other custodians. 签发下一版根文件。"""
    if role not in ("root", "trust"):
        raise UsageError("--role is root or trust")
    settings, documents, _ = opened_documents(folder)
    root = changes.next_root(
        documents.root(),
        clock(),
        of_root=role == "root",
        add=[_hex(text, 32) for text in add_custodian or ()],
        drop=[_hex(text, 4) for text in drop_custodian or ()],
        threshold=threshold,
    )
    finish(documents, root, custodians(settings, keys, passphrase_file))


def add_issuer(
    folder: DirArgument,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Description of the issuer. 签发方描述文件。")
    ],
    keys: Keys = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Add an issuer to the trust list. 将签发方加入信任列表。"""
    settings, documents, trust = opened_documents(folder)
    issuers = changes.with_issuer(trust, description.from_json(read_file(file)))
    finish(
        documents,
        changes.next_trust_list(trust, clock(), issuers),
        custodians(settings, keys, passphrase_file),
    )


def export_issuer(folder: DirArgument, output: Output) -> None:
    """Write this issuer's description, for another federation. 导出本签发方的描述。"""
    settings, documents, _ = opened_documents(folder)
    issuer = documents.issuer(settings.issuer)
    if issuer is None:
        raise RequestRefused(Reason.NO_USABLE_KEY, "the trust list does not name this issuer")
    write_atomically(output, description.to_json(issuer).encode())
    typer.echo(f"已导出 Exported: {output}")


def drop_key(
    folder: DirArgument,
    kid: Annotated[str, typer.Argument(metavar="KEYID", help="Key ID, in hex. 密钥标识。")],
    keys: Keys = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Drop a key from the trust list; it ends all passes under it. 移除密钥，其所有码随即失效。"""
    settings, documents, trust = opened_documents(folder)
    issuers = changes.without_key(trust, _hex(kid, 4))
    finish(
        documents,
        changes.next_trust_list(trust, clock(), issuers),
        custodians(settings, keys, passphrase_file),
    )


def new_custodian(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="New key file. 新密钥文件。")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make a custodian's key, on a machine of their own. 在保管人自己的机器上生成密钥。"""
    if file.exists():
        raise FolderError(Reason.FOLDER_EXISTS, f"{file} is there already")
    signer, sealed = KeyMaker(get_passphrase(passphrase_file, new=True)).make(KeyRole.CUSTODIAN)
    save_key(file, sealed)
    note("以下公钥交给联盟管理方", "The public key, for the federation:")
    typer.echo(signer.public_key.hex())


def sign(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Root or trust list, also unfinished. 待签文件。")
    ],
    key: Annotated[Path, typer.Option(help="The custodian's key file. 保管人密钥文件。")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Add one custodian's signature to a document. 为文件添加一位保管人的签名。"""
    document = read_file(file)
    sealed = load_key(key)
    if sealed.role != KeyRole.CUSTODIAN:
        raise RequestRefused(Reason.FEDERATION_CHANGE, "not the key of a custodian")
    signer = Unlocker(get_passphrase(passphrase_file)).unlock(sealed)
    write_atomically(file, add_signature(document, signer))
    typer.echo(f"已签名 Signed: {file} ({key_id(signer.public_key).hex()})")


def install(
    folder: DirArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Signed document. 已签名文件。")],
) -> None:
    """Verify a root or trust list and put it in force. 验证并启用根文件或信任列表。"""
    documents = Documents(load_settings(folder).documents)
    installed(documents, documents.install(read_file(file), clock()))


def show(folder: DirArgument, as_json: Json = False) -> None:
    """Show root, trust list and keys, and when they end. 查看根文件、信任列表和密钥的期限。"""
    settings, documents, trust = opened_documents(folder)
    root = documents.root()
    if as_json:
        print_json(_content(root, trust))
        return
    typer.echo(
        f"联盟 Federation: {root.federation}\n"
        f"根文件 Root: {root.version}  至 to {day_time(settings, root.expires_at)}"
    )
    for name, role in (("根 root", root.root_role), ("信任列表 trust list", root.trust_role)):
        kids = " ".join(kid.hex() for kid in role.kids)
        typer.echo(f"  {name}: {role.threshold} / {len(role.kids)}  {kids}")
    typer.echo(
        f"信任列表 Trust list: {trust.sequence}  至 to {day_time(settings, trust.expires_at)}"
    )
    for issuer in trust.issuers:
        typer.echo(f"签发方 Issuer: {issuer.id}  {' '.join(issuer.names.values())}")
        for key in issuer.keys:
            typer.echo(
                f"  {key.kid.hex()}  {key.usage.name.lower()}  "
                f"至 to {day_time(settings, key.not_after)}"
            )
        for evidence in keys_of(issuer):
            typer.echo(
                f"  {evidence.kid.hex()}  evidence  至 to {day_time(settings, evidence.not_after)}"
            )


def _hex(text: str, size: int) -> bytes:
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(value) != size:
        raise UsageError(f"{size} bytes in hex are needed")
    return value


def _content(root: Root, trust: TrustList) -> dict[str, Any]:
    return {
        "federation": root.federation,
        "root": {
            "version": root.version,
            "expires": root.expires_at,
            **{
                name: {"threshold": role.threshold, "custodians": [kid.hex() for kid in role.kids]}
                for name, role in (("root", root.root_role), ("trust", root.trust_role))
            },
        },
        "trust_list": {
            "sequence": trust.sequence,
            "expires": trust.expires_at,
            "issuers": [
                {
                    "id": issuer.id,
                    "names": dict(issuer.names),
                    "revocation_list_url": issuer.revocation_list_url,
                    "keys": [
                        {
                            "key_id": key.kid.hex(),
                            "usage": key.usage.name.lower(),
                            "not_before": key.not_before,
                            "not_after": key.not_after,
                        }
                        for key in issuer.keys
                    ]
                    + [
                        {
                            "key_id": key.kid.hex(),
                            "usage": "evidence",
                            "not_before": key.not_before,
                            "not_after": key.not_after,
                        }
                        for key in keys_of(issuer)
                    ],
                }
                for issuer in trust.issuers
            ],
        },
    }
