"""Codes that recognise each other: two programmes in one federation, by level."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.test_issuer_commands import Result, refused, run, said
from huepass.core import Action, Answer, Colour, GateState, Level, Policy, check, load
from huepass.errors import CodeRefused, DocumentRefused, Reason
from huepass.issuer import joining
from huepass.issuer.create import create_issuer
from huepass.issuer.documents import Documents
from huepass.issuer.domain.records import Role
from huepass.issuer.joining import join_federation
from huepass.issuer.keystore import KeyMaker, load_folder, unlock_service
from huepass.issuer.service import facts, paper, publishing, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.service.rules import colours_of
from huepass.issuer.settings import load_settings
from issuer.conftest import CHEAP, PASSPHRASE, settings_for
from people import registered
from programmes.story import example

SCRIPT = Path(__file__).parents[2] / "examples" / "federations" / "national" / "national.sh"


def made(folder: Path, issuer: str, programme: str, federation: str | None = None) -> Path:
    """An issuer's folder as `huepass init --programme` makes it."""
    settings = settings_for(
        folder,
        issuer=issuer,
        names={"en": issuer.title(), "zh": "省"},
        federation=federation or issuer,
        colours=colours_of(0, example(programme), {}),
    )
    create_issuer(settings, KeyMaker(PASSPHRASE, CHEAP), now, example(programme))
    return folder


def now() -> int:
    """The real clock, which the commands go by too."""
    return int(time.time())


@pytest.fixture
def provinces(tmp_path: Path) -> tuple[Path, Path]:
    """Guangdong with its federation, and Hubei in a federation of one."""
    return (
        made(tmp_path / "guangdong", "guangdong", "yuekang", "national"),
        made(tmp_path / "hubei", "hubei", "hubei-2"),
    )


def add(guangdong: Path, hubei: Path) -> None:
    """Hubei is added to Guangdong's federation."""
    description = hubei.with_name("hubei.json")
    said("federation", "export-issuer", hubei, "-o", description)
    said("federation", "add-issuer", guangdong, description)


def join(guangdong: Path, hubei: Path) -> Result:
    """Hubei takes over the federation's documents."""
    documents = guangdong / "federation"
    return run(
        "federation", "join", hubei, documents / "root-1.cbor", documents / "trust-list.cbor"
    )


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    """An issuer at work."""
    settings = load_settings(folder)
    keys = unlock_service(load_folder(settings.keys), PASSPHRASE)
    office = Office(settings, keys.signers, now, keys.secret)
    yield office
    office.close()


def pass_in_hubei(folder: Path, *, fever: bool = False, ill: bool = False) -> str:
    """A paper pass of somebody in Hubei."""
    with opened(folder) as office:
        if not staffing.list_staff(office):
            staffing.add_staff(office, "li", [Role.ADMIN], ["hospital"])
        li = staffing.staff_named(office, "li", Role.ADMIN)
        number = registered(office, by=li).number
        facts.report(office, number, {"fever": fever, "cough": False}, li)
        if ill:
            facts.set_category(office, number, "confirmed-case", li, reason="laboratory")
        return paper.make_paper_pass(office, number).text


def published(folder: Path) -> bytes:
    """An issuer's newest revocation list."""
    with opened(folder) as office:
        return publishing.publish(office).document


def gate(home: Path, *documents: bytes) -> GateState:
    """A gate with the root and the trust list of an issuer's folder, and more documents."""
    state = GateState.begin((home / "federation" / "root-1.cbor").read_bytes())
    for document in ((home / "federation" / "trust-list.cbor").read_bytes(), *documents):
        state = load(state, document, now())
    return state


def seen(state: GateState, text: str) -> Answer:
    """What the gate says, offline."""
    return check(state, text, policy=Policy(accept_paper=True), now=now(), started_at=now() - 3600)


@pytest.mark.parametrize(
    ("fever", "ill", "colour", "level", "action"),
    [
        (False, False, Colour.GREEN, Level.CLEAR, Action.PASS),
        (True, False, Colour.YELLOW, Level.CHECK, Action.CHECK),
        (False, True, Colour.RED, Level.STOP, Action.REFUSE),
    ],
    ids=["green", "yellow", "red"],
)
def test_a_gate_understands_the_other_provinces_colours_by_level_and_offline(
    provinces: tuple[Path, Path], *, fever: bool, ill: bool, colour: Colour, level: Level,
    action: Action,
) -> None:  # fmt: skip
    guangdong, hubei = provinces
    add(guangdong, hubei)
    assert join(guangdong, hubei).returncode == 0
    text = pass_in_hubei(hubei, fever=fever, ill=ill)
    state = gate(guangdong, published(guangdong), published(hubei))
    answer = seen(state, text)
    assert (answer.issuer, answer.colour, answer.level) == ("hubei", colour, level)
    assert (answer.action, answer.stale) == (action, False)
    # Guangdong itself has no yellow.
    assert Colour.YELLOW not in example("yuekang").colours


def test_it_does_not_replace_the_local_codes(provinces: tuple[Path, Path]) -> None:
    guangdong, hubei = provinces
    keys = sorted(path.read_bytes() for path in (hubei / "keys").iterdir())
    before = pass_in_hubei(hubei)
    add(guangdong, hubei)
    assert join(guangdong, hubei).returncode == 0
    assert sorted(path.read_bytes() for path in (hubei / "keys").iterdir()) == keys
    with opened(hubei) as office, office.store.read() as connection:
        assert office.rules(connection).programme == example("hubei-2")
    # A pass from before is understood by both provinces' gates.
    state = gate(guangdong, published(guangdong), published(hubei))
    assert seen(state, before).action == Action.PASS


def test_what_one_province_revokes_the_others_gate_refuses(provinces: tuple[Path, Path]) -> None:
    guangdong, hubei = provinces
    add(guangdong, hubei)
    join(guangdong, hubei)
    text = pass_in_hubei(hubei)
    with opened(hubei) as office:
        li = staffing.staff_named(office, "li", Role.ADMIN)
        with office.store.read() as connection:
            number = connection.exec_driver_sql("SELECT number FROM person").scalar_one()
        done = facts.set_category(office, number, "suspected-case", li, reason="symptoms")
        assert done.revoked == 1
    state = gate(guangdong, published(guangdong), published(hubei))
    with pytest.raises(CodeRefused) as error:
        seen(state, text)
    assert error.value.reason == Reason.REVOKED


def test_without_the_federation_a_gate_knows_nothing_of_the_other(
    provinces: tuple[Path, Path],
) -> None:
    guangdong, hubei = provinces
    with pytest.raises(CodeRefused) as error:
        seen(gate(guangdong), pass_in_hubei(hubei))
    assert error.value.reason == Reason.UNKNOWN_KEY


def test_the_federation_learns_public_keys_and_colours_and_nothing_else(
    provinces: tuple[Path, Path],
) -> None:
    guangdong, hubei = provinces
    add(guangdong, hubei)
    told = json.loads(hubei.with_name("hubei.json").read_text("utf-8"))
    assert set(told) == {
        "huepass_issuer", "id", "names", "keys", "colours", "revocation_list_url"
    }  # fmt: skip
    assert {name: one["level"] for name, one in told["colours"].items()} == {
        "grey": "undetermined", "green": "clear", "yellow": "check", "red": "stop"
    }  # fmt: skip


# Joining.


def test_joining_replaces_the_documents_and_keeps_the_earlier_ones(
    provinces: tuple[Path, Path],
) -> None:
    guangdong, hubei = provinces
    old = (hubei / "federation" / "root-1.cbor").read_bytes()
    settings = (hubei / "issuer.toml").read_text("utf-8")
    add(guangdong, hubei)
    result = join(guangdong, hubei)
    assert (result.returncode, "national" in result.stdout) == (0, True)
    assert "federation install" in result.stderr and "首版根文件" in result.stderr
    for name in ("root-1.cbor", "trust-list.cbor"):
        ours, theirs = hubei / "federation" / name, guangdong / "federation" / name
        assert ours.read_bytes() == theirs.read_bytes()
    (kept,) = hubei.glob("federation-until-*")
    assert (kept / "root-1.cbor").read_bytes() == old
    assert load_settings(hubei).federation == "national"
    # Nothing else in the settings is touched, comments included.
    assert (hubei / "issuer.toml").read_text("utf-8") == settings.replace(
        '[federation]\nid = "hubei"', '[federation]\nid = "national"'
    )
    assert not list(hubei.glob(".federation*"))


def test_later_trust_lists_are_installed(provinces: tuple[Path, Path]) -> None:
    guangdong, hubei = provinces
    add(guangdong, hubei)
    join(guangdong, hubei)
    said("federation", "renew-trust", guangdong)
    said("federation", "install", hubei, guangdong / "federation" / "trust-list.cbor")
    trust = Documents(hubei / "federation").trust_list()
    assert trust is not None and trust.sequence == 3


def test_joining_again_is_possible_with_more_roots(provinces: tuple[Path, Path]) -> None:
    guangdong, hubei = provinces
    add(guangdong, hubei)
    said("federation", "renew-root", guangdong)
    documents = guangdong / "federation"
    for root in (documents / "root-1.cbor", documents / "root-2.cbor"):
        with hubei.with_name("roots.cbor").open("ab") as file:
            file.write(root.read_bytes())
    for _ in range(2):  # as after a crash in between
        said(
            "federation", "join", hubei,
            hubei.with_name("roots.cbor"), documents / "trust-list.cbor",
        )  # fmt: skip
    assert Documents(hubei / "federation").root().version == 2
    assert len(list(hubei.glob("federation-until-*"))) == 2


def test_after_a_crash_between_the_two_renames_it_can_be_done_again(
    provinces: tuple[Path, Path],
) -> None:
    guangdong, hubei = provinces
    add(guangdong, hubei)
    (hubei / "federation").rename(hubei / "federation-until-crash")
    assert join(guangdong, hubei).returncode == 0
    assert load_settings(hubei).federation == "national"


def test_an_issuer_that_was_not_added_is_refused(provinces: tuple[Path, Path]) -> None:
    guangdong, hubei = provinces
    result = join(guangdong, hubei)
    refused(result, "federation_change")
    assert "have it added first" in result.stderr
    assert load_settings(hubei).federation == "hubei"
    assert not list(hubei.glob("federation-until-*"))


def test_a_federation_that_lacks_a_key_is_refused(provinces: tuple[Path, Path]) -> None:
    guangdong, hubei = provinces
    add(guangdong, hubei)
    said("federation", "renew-keys", hubei, "--usage", "paper")
    result = join(guangdong, hubei)
    refused(result, "federation_change")
    assert re.search("lacks the issuer's key [0-9a-f]{8}", result.stderr)


def test_somebody_elses_keys_under_the_same_id_are_refused(
    provinces: tuple[Path, Path], tmp_path: Path
) -> None:
    guangdong, hubei = provinces
    add(guangdong, made(tmp_path / "other" / "hubei", "hubei", "hubei-2"))
    refused(join(guangdong, hubei), "federation_change")


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["trust-list.cbor"], "federation_change"),
        (["root-2.cbor", "trust-list.cbor"], "federation_change"),
        (["root-1.cbor"], "federation_change"),
        (["root-1.cbor", "root-2.cbor"], "trust_stale"),
        (["root-1.cbor", "root-1.cbor", "trust-list.cbor"], "federation_change"),
        (["trust-list.cbor", "root-1.cbor"], "bad_root"),
    ],
)
def test_roots_from_the_first_on_and_a_trust_list_are_needed(
    provinces: tuple[Path, Path], names: list[str], reason: str
) -> None:
    guangdong, hubei = provinces
    add(guangdong, hubei)
    said("federation", "renew-root", guangdong)
    files = [guangdong / "federation" / name for name in names]
    refused(run("federation", "join", hubei, *files), reason)
    assert load_settings(hubei).federation == "hubei"


def test_what_a_gate_would_refuse_is_refused(provinces: tuple[Path, Path]) -> None:
    guangdong, hubei = provinces
    add(guangdong, hubei)
    root = (guangdong / "federation" / "root-1.cbor").read_bytes()
    trust = (hubei / "federation" / "trust-list.cbor").read_bytes()
    with pytest.raises(DocumentRefused) as error:
        join_federation(load_settings(hubei), [root, trust], now())
    assert error.value.reason == Reason.BAD_TRUST_LIST
    hubei.with_name("cut.cbor").write_bytes(root + b"\xff")
    result = run("federation", "join", hubei, hubei.with_name("cut.cbor"))
    refused(result, "bad_cbor")


def test_settings_that_cannot_be_changed_are_left_alone(provinces: tuple[Path, Path]) -> None:
    guangdong, hubei = provinces
    add(guangdong, hubei)
    path = hubei / "issuer.toml"
    text = path.read_text("utf-8").replace('id = "hubei"\nkeys', '"id" = "hubei"\nkeys')
    path.write_text(text, "utf-8")
    refused(join(guangdong, hubei), "settings_broken")
    assert path.read_text("utf-8") == text
    assert not list(hubei.glob("federation-until-*"))


def test_a_folder_that_cannot_be_written_stays_as_it_is(
    provinces: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    guangdong, hubei = provinces
    add(guangdong, hubei)
    before = (hubei / "federation" / "root-1.cbor").read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(joining.os, "rename", fail)
    result = join(guangdong, hubei)
    refused(result, "file_unwritable")
    assert "No space left" in result.stderr
    assert (hubei / "federation" / "root-1.cbor").read_bytes() == before
    assert load_settings(hubei).federation == "hubei"
    assert not list(hubei.glob(".federation*"))


def _two_free_ports() -> int:
    """The first of two that follow each other."""
    for _ in range(100):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise AssertionError("no two free ports")


def test_the_example_does_it_for_real(tmp_path: Path) -> None:
    command = tmp_path / "bin" / "huepass"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m huepass "$@"\n')
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", SCRIPT, tmp_path / "made"],
        env={**os.environ, "PATH": path, "NATIONAL_PORT": str(_two_free_ports())},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    seen = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [(one["issuer"], one["level"], one["action"]) for one in seen] == [
        ("hubei", "clear", "pass"),
        ("hubei", "check", "check"),
        ("hubei", "stop", "refuse"),
    ]
