"""The portal that integrators copy: `examples/portal.py` against a running service and a wallet."""

import importlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
import pytest
import zxingcpp
from PIL import Image

from huepass.core import Colour
from huepass.issuer.create import create_issuer
from huepass.issuer.domain.records import Role
from huepass.issuer.keystore import KeyMaker
from huepass.issuer.service import moving, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from huepass.wallet import IssuerClient, WalletFolder, accept
from huepass.wallet.web import Limits, Web
from issuer.conftest import CHEAP, PASSPHRASE, settings_for
from issuer.rules import districts
from issuer.server import Server, serving
from people import resident_id
from wallet.conftest import CHEAP as CHEAP_WALLET

TOP: Final = Path(__file__).resolve().parents[2]
NAME: Final = "测试人甲"


def free_port() -> int:
    """A port that is free now; the wallet has to know it before the service is made."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class City(NamedTuple):
    """A service with the programme of Nanchong, and a registrar's token."""

    server: Server
    token: str

    def person_count(self) -> int:
        office = Office(load_settings(self.server.folder), [], lambda: int(time.time()))
        with office.store.read() as connection:
            found: int = connection.exec_driver_sql("SELECT count(*) FROM person").scalar_one()
        office.close()
        return found


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder, port = tmp_path_factory.mktemp("city") / "issuer", free_port()
    settings = settings_for(folder, url=f"http://127.0.0.1:{port}")
    create_issuer(settings, KeyMaker(PASSPHRASE, CHEAP), lambda: int(time.time()))
    office = Office(load_settings(folder), [], lambda: int(time.time()))
    moving.load(office, (TOP / "examples/programmes/guozhouxing.toml").read_bytes(), None)
    districts(office, "shunqing")
    token = staffing.add_staff(office, "portal", [Role.REGISTRAR], scopes=["shunqing"])
    office.close()
    with serving(folder, "--port", str(port)) as server:
        yield City(server, token)


def form(city: City, number: str) -> dict[str, Any]:
    """What somebody who is well sends, for every question of the programme that has to be."""
    programme = httpx.get(f"{city.server.url}/v1/programme").json()
    well: dict[str, Any] = {"yes-no": False, "stays": []}
    answers = {one["id"]: well[one["kind"]] for one in programme["questions"] if one["required"]}
    return {
        "application": {"applicant": "self", "document": "mainland-id"},
        "identity": {"number": number, "name": NAME},
        "division": "shunqing",
        "answers": answers,
    }


def portal(
    url: str, application: dict[str, Any], token: str, folder: Path
) -> "subprocess.CompletedProcess[str]":
    path = folder / "application.json"
    path.write_text(json.dumps(application), "utf-8")
    return subprocess.run(
        [sys.executable, str(TOP / "examples/portal.py"), url, str(path)],
        input=f"{token}\n",
        cwd=TOP,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def scanned(lines: list[str]) -> str:
    """What a camera reads in a code that is drawn with half blocks."""
    halves = {" ": (0, 0), "▀": (255, 0), "▄": (0, 255), "█": (255, 255)}
    drawn = [line.replace("\xa0", " ") for line in lines if line and set(line) <= {*halves, "\xa0"}]
    rows = [[halves[one][half] for one in line] for line in drawn for half in (0, 1)]
    image = Image.new("L", (max(map(len, rows)), len(rows)))
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            image.putpixel((x, y), value)
    size = (image.width * 4, image.height * 4)
    (found,) = zxingcpp.read_barcodes(image.resize(size, Image.Resampling.NEAREST))
    return str(found.text)


def test_from_the_form_to_the_wallet(city: City, tmp_path: Path) -> None:
    done = portal(city.server.url, form(city, resident_id(1)), city.token, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    link, tx_code = lines[-1], lines[-2].rpartition(" ")[2]
    assert scanned(lines[:-2]) == link
    assert NAME not in done.stdout and resident_id(1) not in done.stdout
    store = WalletFolder.create(tmp_path / "wallet", PASSPHRASE, CHEAP_WALLET)
    with Web(Limits(connect=5, silence=10, whole=30)) as web:
        client = IssuerClient(web, lambda: int(time.time()))
        person = accept(store, client, client.offer(link), tx_code=tx_code).person
    assert {held.colour for held in person.strip} == {Colour.GREEN}


def test_again_it_does_nothing_twice(city: City, tmp_path: Path) -> None:
    application = form(city, resident_id(2))
    first = portal(city.server.url, application, city.token, tmp_path)
    registered = city.person_count()
    again = portal(city.server.url, application, city.token, tmp_path)
    assert (first.returncode, first.stdout) == (again.returncode, again.stdout)
    assert city.person_count() == registered


def test_an_offer_that_is_over_is_made_anew(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(TOP / "examples")
    module: Any = importlib.import_module("portal")
    desk, application = module.Portal(city.server.url, city.token), form(city, resident_id(6))
    with closing(desk._client):
        first = desk.apply(application)
        monkeypatch.setattr(module, "time", lambda: first["expires"] - 1)
        assert desk.apply(application) == first
        monkeypatch.setattr(module, "time", lambda: first["expires"])
        anew = desk.apply(application)
    assert anew["offer"] != first["offer"] and anew["person"] == first["person"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"identity": {"number": "440199198513120000"}}, "number_invalid"),
        ({"division": "elsewhere"}, "division_unknown"),
        ({"answers": {}}, "answers_invalid"),
        ({"colour": "green"}, "request_invalid"),
    ],
)
def test_a_refusal_is_told_in_both_languages(
    city: City, tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    before = city.person_count()
    done = portal(city.server.url, {**form(city, resident_id(3)), **change}, city.token, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"portal.py: {reason} ")
    assert "Traceback" not in done.stderr and "。" in done.stderr
    assert resident_id(3) not in done.stderr
    assert city.person_count() == before


def test_a_wrong_token(city: City, tmp_path: Path) -> None:
    done = portal(city.server.url, form(city, resident_id(4)), "hpst_wrong", tmp_path)
    assert done.stderr.startswith("portal.py: not_authenticated ")


def test_a_service_that_is_not_there(city: City, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    done = portal(url, form(city, resident_id(5)), city.token, tmp_path)
    assert (done.returncode, done.stderr) == (1, "portal.py: ConnectError\n")


def test_it_is_short() -> None:
    assert len((TOP / "examples/portal.py").read_text("utf-8").splitlines()) < 120
