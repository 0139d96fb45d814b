"""What a wallet asks its issuer besides codes, as people type it, with the real service."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from cli.test_issuer_commands import refused as command_refused
from cli.test_issuer_commands import run as command
from cli.test_wallet import free_port, refused, run, said
from huepass.core import base45, cbor
from huepass.issuer.create import create_issuer
from huepass.issuer.domain.records import Role
from huepass.issuer.keystore import KeyMaker, load_folder, unlock_service
from huepass.issuer.service import facts, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from huepass.issuer.store import divisions
from huepass.issuer.store.divisions import Division
from huepass.wallet import WalletFolder
from issuer.api.lake import LAKE
from issuer.conftest import CHEAP, PASSPHRASE, settings_for
from issuer.rules import both, doctor, put_in_force
from issuer.server import serving
from people import resident_id
from terminal import drawn_text
from wallet.conftest import CHEAP as CHEAP_WALLET

PROGRAMME = LAKE.replace(
    f'name = {both("Self")}\nchannels = ["online"]',
    f'name = {both("Self")}\nchannels = ["online"]\nproofing = ["declared", "registrar"]',
)
_NUMBERS = iter(range(500, 999))


@dataclass
class Town:
    """A running service, an office on the same folder, and clients of its staff."""

    folder: Path
    url: str
    office: Office
    cdc: httpx.Client
    manager: httpx.Client

    def registration(self, **more: object) -> bytes:
        """What somebody sends to register."""
        return json.dumps(
            {
                "application": {"applicant": "self", "document": "card"},
                "identity": {"number": resident_id(next(_NUMBERS)), "name": "测试人"},
                "answers": {"fever": False},
                "division": "east",
                **more,
            }
        ).encode()

    def number(self) -> str:
        """The number of the person who registered last."""
        with self.office.store.read() as connection:
            found = connection.exec_driver_sql("SELECT number FROM person ORDER BY id DESC LIMIT 1")
            return str(found.scalar())


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town") / "issuer"
    port = free_port()
    settings = settings_for(folder, url=f"http://127.0.0.1:{port}")
    create_issuer(settings, KeyMaker(PASSPHRASE, CHEAP), lambda: int(time.time()))
    keys = unlock_service(load_folder(folder / "keys"), PASSPHRASE)
    office = Office(load_settings(folder), keys.signers, lambda: int(time.time()), keys.secret)
    put_in_force(office, PROGRAMME)
    with office.store.write() as connection:
        divisions.put(connection, [Division("east", "East", "东区")])
    cdc = staffing.add_staff(office, "zhou", [Role.AUTHORITY], ["cdc"])
    manager = staffing.add_staff(office, "ma", [Role.MANAGER])
    with serving(folder, "--port", str(port)) as server:
        clients = [
            httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {one}"})
            for one in (cdc, manager)
        ]
        yield Town(folder, server.url, office, *clients)
        for client in clients:
            client.close()
    office.close()


@pytest.fixture
def wallet(tmp_path: Path, town: Town) -> Path:
    """A wallet with somebody who registered by themselves."""
    WalletFolder.create(tmp_path / "wallet", PASSPHRASE, CHEAP_WALLET)
    made = said(
        tmp_path / "wallet", "register", town.url, "--name", "我", "--from", "-", "--json",
        stdin=town.registration(),
    )  # fmt: skip
    assert json.loads(made) == {"name": "我", "colour": 1, "added": 20}
    return tmp_path / "wallet"


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_registering_with_questions_in_the_terminal(town: Town, tmp_path: Path) -> None:
    typed = [resident_id(next(_NUMBERS)), "测试人", "n", "7", "1", "2026-11-20", ""]
    folder = tmp_path / "wallet"
    WalletFolder.create(folder, PASSPHRASE, CHEAP_WALLET)
    done = run(
        folder, "register", town.url, "--name", "我", stdin="\n".join(typed).encode() + b"\n"
    )
    assert (done.status, done.out.strip()) == (0, "已登记 Registered: 我")
    for words in ("中文 Town Town", "An example.", "证件号码 Number", "Fever?", "中文 Lake Lake"):
        assert words in done.err
    (report,) = lines(said(folder, "records", "我", "--kind", "report", "--json"))
    assert [one["answer"] for one in report["content"]["answers"]] == [  # type: ignore[index]
        False, [["lake", "2026-11-20"]],
    ]  # fmt: skip


def test_enter_says_nothing_about_anybodys_health(town: Town, tmp_path: Path) -> None:
    typed = [resident_id(next(_NUMBERS)), "测试人", "", "maybe", "是", ""]
    folder = tmp_path / "wallet"
    WalletFolder.create(folder, PASSPHRASE, CHEAP_WALLET)
    stdin = "\n".join(typed).encode() + b"\n"
    assert run(folder, "register", town.url, "--name", "我", stdin=stdin).status == 0
    (report,) = lines(said(folder, "records", "我", "--kind", "report", "--json"))
    assert report["content"]["answers"][0]["answer"] is True  # type: ignore[index]


def test_a_registration_that_is_refused(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "wallet"
    WalletFolder.create(folder, PASSPHRASE, CHEAP_WALLET)
    sent = town.registration(identity={"number": "11010119850312001X"})
    refused(run(folder, "register", town.url, "--from", "-", stdin=sent), "number_invalid")
    refused(run(folder, "register", town.url, "--from", "-", stdin=b"[1]"), "answers_invalid")
    refused(run(folder, "register", f"{town.url}?a=1", "--from", "-", stdin=sent),
            "address_refused")  # fmt: skip
    assert WalletFolder.open(folder, PASSPHRASE).persons() == []


def test_why_and_what_follows_from_a_report(town: Town, wallet: Path) -> None:
    told = said(wallet, "why", "我")
    assert told.index("中文 green") < told.index("Why")
    assert "Disease control" in told and "中文 Disease control" in told
    done = said(wallet, "report", "我", "-", stdin=b'{"fever": true}')
    assert "已填报，颜色 Reported, colour: 中文 yellow yellow  [is_feverish]" in done
    # The codes of the new colour are here at once.
    assert json.loads(said(wallet, "show", "我", "--json"))["colour"] == 2
    explained = json.loads(said(wallet, "why", "我", "--json"))
    assert (explained["colour"], explained["reasons"]) == ("yellow", ["is_feverish"])
    refused(run(wallet, "report", "我", "-", stdin=b'{"fever": 7}'), "answers_invalid")
    refused(run(wallet, "report", "我", "-", stdin=b"no JSON"), "answers_invalid")


def test_what_is_on_record(town: Town, wallet: Path) -> None:
    number = town.number()
    name = f"chen {number}"
    hospital = doctor(town.office, name, "hospital")
    facts.set_category(town.office, number, "case", hospital, reason="tested")
    facts.lift_category(town.office, number, "case", hospital, reason="healed")
    facts.take_reading(town.office, number, 36.6, None)
    shown = said(wallet, "records", "我")
    assert [line.split("  ")[1].partition(":")[0] for line in shown.splitlines()] == [
        "体温 temperature", "解除 released from", "认定 put into", "填报 report",
        "申请 application",
    ]  # fmt: skip
    for words in ("36.6 °C", "中文 Two negative tests Two negative tests", "中文 Hospital Hospital",
                  "中文 Fever? Fever? 否 no", "本人 myself", "工作人员 staff"):  # fmt: skip
        assert words in shown
    assert name not in shown
    (reading,) = lines(said(wallet, "records", "我", "--kind", "reading", "--json"))
    assert reading["content"] == {"kind": "reading", "temperature": 36.6, "point": None}
    refused(run(wallet, "records", "我", "--kind", "secret"), "request_invalid")


def test_an_objection_and_its_answer(town: Town, wallet: Path, tmp_path: Path) -> None:
    filed = said(wallet, "object", "我", "-", stdin="I am well.\n我很健康。".encode())
    handle = filed.split("  ")[0]
    assert "待答复 open" in filed and "中文 Disease control Disease control" in filed
    refused(run(wallet, "object", "我", "-", stdin=b"Again."), "objection_open")
    refused(run(wallet, "object", "我", "-", stdin=b" "), "text_invalid")

    # The authority's side, by commands on the issuer's folder.
    staff = ("--staff", "zhou")
    listed = command("objection", "list", *staff, "--json", folder=town.folder)
    assert handle in {one["objection"] for one in lines(listed.stdout)}
    assert handle in command("objection", "list", *staff, folder=town.folder).stdout
    opened = command("objection", "show", handle, *staff, folder=town.folder).stdout
    assert "我很健康。" in opened and "card" in opened and "测" in opened
    assert town.number() not in opened
    (entry,) = lines(said(wallet, "lookups", "我", "--json"))
    assert entry["purpose"]["id"] == "objection"  # type: ignore[index]
    words = tmp_path / "words.txt"
    words.write_text("You are.\n确实健康。")
    answer = ("objection", "answer", handle, "upheld", words, *staff)
    done = command(*answer, "--json", folder=town.folder)
    assert json.loads(done.stdout)["outcome"] == "upheld"
    command_refused(command(*answer, folder=town.folder), "objection_answered")
    shown = command("objection", "show", handle, *staff, "--json", folder=town.folder).stdout
    assert json.loads(shown)["answer"] == "You are.\n确实健康。"
    assert "成立 upheld" in command("objection", "show", handle, *staff, folder=town.folder).stdout
    empty = command("objection", "list", *staff, "--state", "overdue", folder=town.folder)
    assert (empty.returncode, empty.stdout) == (0, "")
    told = said(wallet, "object", "我")
    assert "已答复 answered" in told and "成立 upheld: You are. 确实健康。" in told


def test_words_that_were_garbled_on_the_way_are_not_sent(
    town: Town, wallet: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    words.write_bytes("我很健康。".encode("gb18030"))
    refused(run(wallet, "object", "我", words), "text_invalid")
    words.write_text("\ufeff我很健康。")  # as some editors begin a file
    handle = said(wallet, "object", "我", words).split("  ")[0]
    words.write_bytes("确实健康。".encode("gb18030"))
    answer = ("objection", "answer", handle, "upheld", words, "--staff", "zhou")
    command_refused(command(*answer, folder=town.folder), "text_invalid")
    assert json.loads(said(wallet, "object", "我", "--json"))["answer"] is None


def test_who_looked(town: Town, wallet: Path) -> None:
    nobody = run(wallet, "lookups", "我")
    assert (nobody.out, nobody.err) == ("", "没有记录。\nThere is nothing on record.\n")
    staffing.add_staff(town.office, f"desk {town.number()}", [Role.REGISTRAR])
    by = staffing.staff_named(town.office, f"desk {town.number()}", Role.REGISTRAR)
    facts.outcome_of(town.office, town.number(), by)
    shown = said(wallet, "lookups", "我")
    assert "窗口服务 To serve you at a desk" in shown and "(类别 categories, 颜色 colour)" in shown
    assert town.number() not in shown


def test_a_code_to_be_measured(town: Town, wallet: Path) -> None:
    sent = {"name": f"Gate {town.number()}", "division": "east"}
    point = town.manager.post("/v1/points", json=sent).json()["point"]
    poster = "HPP1:" + base45.encode(cbor.encode(["gz", point]))
    out = said(wallet, "measure", "我", poster)
    drawn = drawn_text("\n".join(line for line in out.splitlines() if "仅可" not in line))
    assert drawn.startswith("HPR1:")
    made = json.loads(said(wallet, "measure", "我", poster, "--json"))
    assert made["token"].startswith("HPR1:") and made["token"] != drawn
    refused(run(wallet, "measure", "我", "HPP1:NOTHING"), "point_unknown")


def test_sharing_and_ending_what_was_shared(town: Town, wallet: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    WalletFolder.create(other, PASSPHRASE, CHEAP_WALLET)
    made = json.loads(said(wallet, "share", "我", "--tx-code", "--json"))
    said(other, "add", made["offer"], "--name", "友", "--tx-code", made["tx_code"])
    listed = lines(said(wallet, "devices", "我", "--json"))
    assert [(one["origin"], one["is_this"]) for one in listed] == [
        ("holder", True), ("shared", False),
    ]  # fmt: skip
    mine, shared = (str(one["wallet"]) for one in listed)
    refused(run(other, "devices", "友", "--end", mine), "not_permitted")
    assert "本机 this one" in said(wallet, "devices", "我")
    assert "no new codes" in said(wallet, "devices", "我", "--end", shared)
    refused(run(other, "why", "友"), "wallet_ended")
    refused(run(wallet, "devices", "我", "--end", shared), "wallet_unknown")
    link = said(wallet, "share", "我")
    assert "openid-credential-offer://" in link and "有效至 Valid until" in link


def test_a_family_member_is_applied_for(town: Town, wallet: Path) -> None:
    typed = ["y", resident_id(next(_NUMBERS)), "", "n", ""]
    done = run(wallet, "family", "我", "--name", "外婆", stdin="\n".join(typed).encode() + b"\n")
    assert (done.status, done.out.strip()) == (0, "已登记 Registered: 外婆")
    assert "中文 Town Town" in done.err
    assert json.loads(said(wallet, "show", "外婆", "--json"))["colour"] == 1
    (one,) = lines(said(wallet, "devices", "外婆", "--json"))
    assert one["origin"] == "family"
    application = json.loads(said(wallet, "records", "外婆", "--kind", "application", "--json"))
    assert application["content"]["applicant"]["id"] == "community"


def test_every_question_keeps_the_wallet_good(wallet: Path) -> None:
    """Each asks with new tokens; the old ones are not used again."""
    for _ in range(3):
        said(wallet, "why", "我")
    assert json.loads(said(wallet, "refresh", "--json"))["colour"] == 1


@pytest.mark.parametrize("name", ["why", "records", "lookups", "object", "share", "devices"])
def test_nobody_of_that_name(wallet: Path, name: str) -> None:
    refused(run(wallet, name, "谁"), "holder_unknown")


@pytest.mark.parametrize("name", ["why", "records", "family"])
def test_there_is_no_wallet(tmp_path: Path, name: str) -> None:
    refused(run(tmp_path / "none", name, "我"), "folder_missing")
