"""`huepass gate ...`: a gate's folder, its lists, and the hand scanner."""

import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from huepass.cli.output import console, moment, print_json, read_file, report
from huepass.core import join_bundle
from huepass.core.bundle import MAX_BUNDLE
from huepass.core.document import MAX_SIZE
from huepass.core.document import Kind as DocumentKind
from huepass.errors import HuepassError, Reason
from huepass.files import write_atomically
from huepass.gate.folder import GateFolder
from huepass.gate.render import in_both
from huepass.gate.run import run as run_gate
from huepass.gate.run import silent_keyboard
from huepass.gate.session import GateSession
from huepass.gate.snapshot import Settings, Snapshot
from huepass.gate.sync import Fetched, Kind, Outcome
from huepass.gate.sync import sync as sync_folder
from huepass.messages import explain

Gate = Annotated[Path, typer.Argument(metavar="GATE", help="The gate's folder. 检查点文件夹。")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]

_OUTCOMES = {
    Outcome.LOADED: "已更新 updated",
    Outcome.UNCHANGED: "无变化 unchanged",
    Outcome.REFUSED: "已拒收 refused",
    Outcome.FAILED: "下载失败 not fetched",
}
_KINDS = {
    Kind.ROOTS: "根 root",
    Kind.TRUST_LIST: "信任列表 trust list",
    Kind.REVOCATION_LIST: "吊销列表 revocation list",
}


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="A gate: it checks offline. 检查点：离线核验。", no_args_is_help=True)
    for command in (init, sync, load, bundle, run, show):
        group.command(command.__name__)(command)
    app.add_typer(group, name="gate")


def init(
    gate: Gate,
    root: Annotated[
        Path,
        typer.Option(help="The federation's root, got by a trusted way. 可靠途径取得的根文件。"),
    ],
    url: Annotated[
        str | None,
        typer.Option(help="Where sync fetches, such as https://pass.example. 同步地址。"),
    ] = None,
    accept_paper: Annotated[
        bool,
        typer.Option(
            "--accept-paper/--no-paper", help="Whether paper passes are accepted. 是否接受纸质码。"
        ),
    ] = True,
) -> None:
    """Make a gate's folder. 创建检查点文件夹。"""
    GateFolder.create(
        gate, read_file(root, MAX_SIZE[DocumentKind.ROOT]), Settings(url, accept_paper)
    )
    typer.echo("检查点已创建 Gate made.")


def sync(
    gate: Gate,
    url: Annotated[
        str | None, typer.Option(help="Fetch from here this time. 本次使用的地址。")
    ] = None,
    as_json: Json = False,
) -> None:
    """Fetch new roots, trust list and revocation lists. 下载新的根、信任列表和吊销列表。

    Each file stands for itself; the exit status is 1 if one was not fetched or was refused.
    """
    result = sync_folder(GateFolder(gate), time.time, url=url)
    for file in result.files:
        if as_json:
            print_json(_fetched_to_json(file))
        else:
            name = " ".join(filter(None, [_KINDS[file.kind], file.issuer]))
            typer.echo(f"{name}: {_OUTCOMES[file.outcome]}")
            if file.error:
                typer.echo(f"  {file.url}", err=True)
                report(file.error)
    if not result.ok:
        raise typer.Exit(1)


def load(
    gate: Gate,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Roots, lists or bundles. 根、名单或文件包。"),
    ],
    as_json: Json = False,
) -> None:
    """Take in documents from files, for a gate without network. 从文件加载，供离线检查点使用。

    The exit status is 1 if a document was refused; the others are taken all the same.
    """
    folder = GateFolder(gate)
    refused = 0
    for path in files:
        loaded = folder.load(read_file(path, MAX_BUNDLE), int(time.time()))
        refused += len(loaded.errors)
        if as_json:
            reasons = [str(error.reason) for error in loaded.errors]
            print_json({"file": str(path), "loaded": loaded.loaded, "errors": reasons})
            continue
        typer.echo(f"{path}: 已加载 loaded {loaded.loaded}")
        # A file that is none of ours can be cut into thousands of objects: each reason once.
        for error in {error.reason: error for error in reversed(loaded.errors)}.values():
            times = sum(other.reason == error.reason for other in loaded.errors)
            typer.echo(f"  已拒收 refused {times}: {error.reason}", err=True)
            report(error)
    if refused:
        raise typer.Exit(1)


def bundle(
    gate: Gate,
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write. 输出文件。")],
) -> None:
    """Write all that this gate goes by to one file. 导出文件包供其他检查点加载。"""
    documents = GateFolder(gate).read().documents()
    try:
        write_atomically(output, join_bundle(documents))
    except HuepassError as error:
        raise HuepassError(error.reason, f"{output}: {error.detail}") from error
    typer.echo(f"{output}: {len(documents)} 份文件 documents")


def run(
    gate: Gate,
    challenge: Annotated[
        bool,
        typer.Option(
            "--challenge", help="Show each person a question to answer. 为每人出示一个验证码。"
        ),
    ] = False,
) -> None:
    """Answer each code that a hand scanner types. 逐个核验手持扫码枪读到的码。

    What was scanned is never shown or written. Ends with the input (Ctrl-D).
    """
    session = GateSession(GateFolder(gate), time.time, challenges=challenge)
    with silent_keyboard(sys.stdin.fileno()):
        run_gate(session, sys.stdin.buffer, console())  # type: ignore[arg-type]


def show(gate: Gate, as_json: Json = False) -> None:
    """Show what the gate goes by and how old it is. 显示检查点所用的文件及其时效。"""
    snapshot = GateFolder(gate).read()
    now = int(time.time())
    facts = _facts(snapshot, now)
    if as_json:
        print_json(facts)
    else:
        typer.echo("\n".join(_lines(facts)))


def _fetched_to_json(file: Fetched) -> dict[str, Any]:
    data: dict[str, Any] = {"file": str(file.kind), "url": file.url, "outcome": str(file.outcome)}
    if file.issuer:
        data["issuer"] = file.issuer
    if file.error:
        data |= {
            "error": str(file.error.reason),
            "detail": file.error.detail,
            "message": explain(file.error.reason, "en"),
            "message_zh": explain(file.error.reason, "zh"),
        }
    return data


def _facts(snapshot: Snapshot, now: int) -> dict[str, Any]:
    """What a gate goes by, for programs; times in seconds since the epoch, ages in seconds."""
    state = snapshot.state
    trust = state.trust
    return {
        "now": now,
        "federation": state.root.federation,
        "url": snapshot.settings.url,
        "accept_paper": snapshot.settings.accept_paper,
        "clock_behind": state.is_clock_behind(now),
        "root": {
            "version": state.root.version,
            "issued_at": state.root.issued_at,
            "expires_at": state.root.expires_at,
            "expired": now >= state.root.expires_at,
        },
        "trust_list": trust
        and {
            "sequence": trust.sequence,
            "issued_at": trust.issued_at,
            "expires_at": trust.expires_at,
            "expired": now >= trust.expires_at,
        },
        "issuers": [
            {
                "id": issuer.id,
                "names": dict(issuer.names),
                "revocation_list": _list_facts(snapshot, issuer.id, now),
            }
            for issuer in (trust.issuers if trust else ())
        ],
    }


def _list_facts(snapshot: Snapshot, issuer: str, now: int) -> dict[str, Any] | None:
    held = snapshot.state.lists.get(issuer)
    if held is None:
        return None
    return {
        "sequence": held.sequence,
        "issued_at": held.issued_at,
        "age": now - held.issued_at,
        "fresh_until": held.fresh_until,
        "stale": now >= held.fresh_until,
        "revoked": sum(window.count for window in held.windows.values()),
    }


def _lines(facts: dict[str, Any]) -> list[str]:
    """The same for people."""
    root, trust = facts["root"], facts["trust_list"]
    paper = "是 yes" if facts["accept_paper"] else "否 no"
    lines = [
        f"联盟 federation: {facts['federation']}",
        f"地址 URL: {facts['url'] or '—'}",
        f"接受纸质码 accepts paper: {paper}",
        f"根 root: {root['version']}, {_until(root['expires_at'], root['expired'])}",
        "信任列表 trust list: "
        + (
            f"{trust['sequence']}, {_until(trust['expires_at'], trust['expired'])}"
            if trust
            else "无 none"
        ),
    ]
    if facts["clock_behind"]:
        lines += [explain(Reason.CLOCK_BEHIND, "zh"), explain(Reason.CLOCK_BEHIND, "en")]
    for issuer in facts["issuers"]:
        held = issuer["revocation_list"]
        lines.append(f"{in_both(issuer['names']) or issuer['id']} ({issuer['id']}):")
        if held is None:
            lines.append("  吊销列表 revocation list: 无 none")
            continue
        lines.append(
            f"  吊销列表 revocation list: {held['sequence']}, {held['revoked']} 个 serials, "
            f"{moment(held['issued_at'])}, {_until(held['fresh_until'], held['stale'])}"
        )
    return lines


def _until(time_: int, over: bool) -> str:
    return f"{'已过期 out of date since' if over else '有效至 good until'} {moment(time_)}"
