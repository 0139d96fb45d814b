"""`huepass evidence ...`: certificates for other issuers, and theirs (spec section 11)."""

from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from huepass.cli.custody import Keys, custodians, finish, opened_documents
from huepass.cli.office import (
    Dir,
    DirArgument,
    Json,
    StaffName,
    clock,
    day_time,
    in_words,
    unlocked,
)
from huepass.cli.output import note, print_json, stdin_lines
from huepass.cli.passphrase import PassphraseFile, get_passphrase
from huepass.core import challenge_to_text, key_id
from huepass.core.evidence import evidence_keys
from huepass.errors import UsageError
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.federation import next_trust_list, with_evidence_key
from huepass.issuer.domain.records import Role
from huepass.issuer.keystore import (
    SUFFIX,
    KeyMaker,
    KeyRole,
    load_folder,
    save_key,
    unlock_service,
)
from huepass.issuer.service import evidence
from huepass.issuer.service.staffing import staff_named

Number = Annotated[str, typer.Argument(metavar="PERSON", help="The person's number. 人员编号。")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="Certificates as evidence for other issuers. 供其他签发方采信的证明。",
        no_args_is_help=True,
    )
    group.command("new-key")(new_key)
    group.command("issue")(issue)
    group.command("challenge")(challenge)
    group.command("accept")(accept)
    app.add_typer(group, name="evidence")


def new_key(folder: DirArgument, keys: Keys = None, passphrase_file: PassphraseFile = None) -> None:
    """Make a key for certificates and put it into the trust list. 生成签发证明的密钥。"""
    settings, documents, trust = opened_documents(folder)
    passphrase = get_passphrase(passphrase_file)
    # One passphrase opens the whole folder, so that of the keys that are there is needed.
    unlock_service(load_folder(settings.keys), passphrase)
    signers = custodians(settings, keys, passphrase_file)
    _, sealed = KeyMaker(passphrase).make(KeyRole.EVIDENCE)
    kid, now = key_id(sealed.public_key), clock()
    offset = datetime.fromtimestamp(now, UTC).astimezone(settings.zone).utcoffset()
    seconds = int(offset.total_seconds()) if offset else 0
    issuers = with_evidence_key(trust, settings.issuer, sealed.public_key, now, seconds)
    after = next_trust_list(trust, now, issuers)
    path = settings.keys / f"{KeyRole.EVIDENCE}-{kid.hex()}{SUFFIX}"
    finish(documents, after, signers, lambda: save_key(path, sealed))
    end = day_time(settings, evidence_keys(after)[kid].not_after)
    typer.echo(f"新密钥 New key: {kid.hex()}  evidence  至 to {end}")
    note(
        "请重启服务；其他签发方更新信任列表后即可采信",
        "Restart the service; other issuers accept its certificates when they have the new list.",
    )


def issue(
    number: Number,
    kind: Annotated[str, typer.Option(help="What is certified, a word. 证明类别。")],
    key: Annotated[
        str, typer.Option(help="From the wallet's certificate request. 钱包申请中的公钥。")
    ],
    until: Annotated[str, typer.Option(help="Last day, 2026-12-31. 截止日期。")],
    staff: StaffName,
    folder: Dir,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Certify something about a person; it can't be revoked. 出具证明，不可吊销。"""
    last, subject = _day(until), _key(key)
    with unlocked(folder, passphrase_file) as office:
        by = staff_named(office, staff, Role.REGISTRAR)
        made = evidence.issue(office, number, kind, subject, last, by)
        text = urlsafe_b64encode(made.document).decode().rstrip("=")
        if as_json:
            print_json({"certificate": text, "begins": made.begins_at, "expires": made.expires_at})
            return
        note(
            f"证明有效至 {day_time(office.settings, made.expires_at)}，请交给持有人的钱包",
            "The certificate, for the person's wallet (huepass wallet certificate add):",
        )
        typer.echo(text)


def challenge(
    number: Number, folder: Dir, passphrase_file: PassphraseFile = None, as_json: Json = False
) -> None:
    """Make a challenge that the person's wallet answers. 生成供钱包应答的验证码。"""
    with unlocked(folder, passphrase_file) as office:
        made = evidence.make_challenge(office, number)
        text = challenge_to_text(made.challenge)
        if as_json:
            print_json({"challenge": text, "expires": made.expires_at})
            return
        note(
            "五分钟内有效，请持有人的钱包应答",
            "Good for five minutes (huepass wallet certificate show):",
        )
        typer.echo(text)


def accept(
    number: Number,
    shown: Annotated[
        str,
        typer.Argument(
            metavar="TEXT", help="HPE1: text that the wallet shows, or -. 钱包出示的文本，或用 -。"
        ),
    ],
    staff: StaffName,
    folder: Dir,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take a certificate for a fact about a person. 采信其他签发方的证明。"""
    text = next(iter(stdin_lines()), "") if shown == "-" else shown
    with unlocked(folder, passphrase_file) as office:
        by = staff_named(office, staff, Role.REGISTRAR)
        done = evidence.accept(office, number, text, by)
        after = done.recorded.person
        if as_json:
            print_json(
                {
                    "person": after.number,
                    "evidence": done.use.id,
                    "expires": done.expires_at,
                    "colour": colour_name(after.colour),
                    "reason": after.reason,
                    "revoked": done.recorded.revoked,
                }
            )
            return
        names = " ".join(dict.fromkeys((done.use.name["zh"], done.use.name["en"])))
        end = day_time(office.settings, done.expires_at)
        typer.echo(f"已采信 Accepted: {names}  至 until {end}")
        typer.echo(f"颜色 Colour: {in_words(office.settings, after.colour)}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("a day is like 2026-12-31") from None


def _key(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise UsageError("the key is in hexadecimal") from None
