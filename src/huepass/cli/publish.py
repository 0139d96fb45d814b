"""`huepass publish`: a new revocation list, now."""

from hashlib import sha256

import typer

from huepass.cli.office import Dir, Json, day_time, unlocked
from huepass.cli.output import print_json
from huepass.cli.passphrase import PassphraseFile
from huepass.issuer.service import publishing


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("publish")(publish)


def publish(folder: Dir, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Sign and publish a new revocation list. 签发新的吊销列表。"""
    with unlocked(folder, passphrase_file) as office:
        made = publishing.publish(office)
        if as_json:
            print_json(
                {
                    "sequence": made.sequence,
                    "issued_at": made.issued_at,
                    "fresh_until": made.fresh_until,
                    "bytes": len(made.document),
                    "sha256": sha256(made.document).hexdigest(),
                }
            )
            return
        typer.echo(f"吊销列表已发布 Revocation list published: {made.sequence}")
        typer.echo(f"有效期至 Fresh until: {day_time(office.settings, made.fresh_until)}")
