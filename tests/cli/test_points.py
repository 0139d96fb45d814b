"""Divisions, staff with scopes, collection points and organisations, as commands."""

import json
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from cli.test_issuer_commands import refused, run, said
from command import huepass
from huepass.issuer.domain.records import Role
from huepass.issuer.service import persons, points, reading_tokens, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.conftest import NOON
from issuer.places import collector, holder_of

TOML = """
[[division]]
id = "jiangan"
en = "Jiangan"
zh = "江岸"

[[division]]
id = "jiangan.dazhi"
en = "Dazhi"
zh = "大智"
"""
CSV = "id,zh,en\r\nhongshan,洪山,Hongshan\r\n"


@pytest.fixture
def city(folder: Path, tmp_path: Path) -> Path:
    """An issuer's folder with divisions and an administrator of one of them."""
    (tmp_path / "some.toml").write_text(TOML, "utf-8")
    said("division", "load", tmp_path / "some.toml", folder=folder)
    manager = ("staff", "add", "street", "--role", "manager", "--scope", "jiangan")
    said(*manager, folder=folder)
    return folder


def lines(*words: object, folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in said(*words, "--json", folder=folder).splitlines()]


def add(folder: Path, name: str = "东门", division: str = "jiangan.dazhi") -> dict[str, object]:
    words = ("point", "add", name, "--division", division, "--staff", "street")
    (found,) = lines(*words, folder=folder)
    return found


def in_picture(path: Path) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(path), formats=zxingcpp.BarcodeFormat.QRCode)
    return str(found.text)


def test_divisions_are_loaded_from_toml_and_csv(city: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.CSV"
    more.write_bytes(b"\xef\xbb\xbf" + CSV.encode())
    assert "1" in said("division", "load", more, folder=city)
    assert [one["id"] for one in lines("division", "list", folder=city)] == [
        "hongshan",
        "jiangan",
        "jiangan.dazhi",
    ]
    assert "jiangan.dazhi  大智 Dazhi" in said("division", "list", folder=city)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.toml", "division = 1"),
        ("x.toml", "[division]\nid = 'a'\n"),
        ("x.toml", f"{TOML}\n[more]\n"),
        ("x.toml", "[[division]]\nid = 'a'\nen = 'A'\n"),
        ("x.toml", "[[division]]\nid = 'a'\nen = 'A'\nzh = 1\n"),
        ("x.toml", "[[division]]\nid = 'a'\nen = 'A'\nzh = '某'\nname = 'x'\n"),
        ("x.toml", "[[division"),
        ("x.csv", "id,en\na,A\n"),
        ("x.csv", "id,en,zh\na,A\n"),
        ("x.csv", "id,en,zh\na,A,某,x\n"),
        ("x.csv", 'id,en,zh\n"a"x,A,某\n'),
        ("x.csv", "id,en,zh\n*,A,某\n"),
    ],
)
def test_a_file_of_another_form_is_refused(
    folder: Path, tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    refused(run("division", "load", tmp_path / name, folder=folder), "division_invalid")
    assert said("division", "list", folder=folder) == ""


def test_a_file_that_is_no_text_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"\xff")
    refused(run("division", "load", tmp_path / "x.csv", folder=folder), "division_invalid")
    (tmp_path / "x.txt").write_text(CSV)
    refused(run("division", "load", tmp_path / "x.txt", folder=folder), "wrong_use", 2)
    refused(run("division", "load", tmp_path / "no.csv", folder=folder), "file_unreadable")


def test_staff_have_scopes(city: Path) -> None:
    word = ("staff", "add", "li", "--role", "registrar", "--json")
    added = json.loads(said(*word, "--scope", "jiangan.dazhi", folder=city))
    assert added["scopes"] == ["jiangan.dazhi"]
    # Whoever only wants to see them must not give everything.
    assert run("staff", "scopes", "li", folder=city).returncode == 2
    assert lines("staff", "list", folder=city)[0]["scopes"] == ["jiangan.dazhi"]
    assert said("staff", "scopes", "li", "--scope", "*", folder=city) == "li: *\n"
    said("staff", "scopes", "li", "--scope", "jiangan", "--scope", "jiangan.dazhi", folder=city)
    scopes = {one["name"]: one["scopes"] for one in lines("staff", "list", folder=city)}
    assert scopes == {"li": ["jiangan", "jiangan.dazhi"], "street": ["jiangan"]}
    staff = {one["name"]: one["staff"] for one in lines("staff", "list", folder=city)}
    assert staff["li"] == added["staff"] != staff["street"]
    line = f"{added['staff']}  li  registrar  jiangan jiangan.dazhi\n"
    assert line in said("staff", "list", folder=city)
    refused(run("staff", "scopes", "li", "--scope", "x", folder=city), "division_unknown")
    refused(run("staff", "scopes", "x", "--scope", "*", folder=city), "staff_unknown")
    word = ("staff", "add", "wang", "--role", "registrar", "--scope", "x")
    refused(run(*word, folder=city), "division_unknown")


def test_a_collector_is_appointed_by_the_code_on_their_own_device(
    city: Path, tmp_path: Path
) -> None:
    point = str(add(city)["point"])
    picture = tmp_path / "code.png"
    shown = said("staff", "code", "王芳", "-o", picture)
    token = shown.splitlines()[-1]
    assert token.startswith("hpst_")
    code = in_picture(picture)
    said("point", "appoint", point, code, "--staff", "street", folder=city)
    (found,) = lines("point", "collectors", point, folder=city)
    assert found["name"] == "王芳"
    staff = {one["name"]: one["staff"] for one in lines("staff", "list", folder=city)}
    assert found["staff"] == staff["王芳"]
    assert "王芳  自 since 20" in said("point", "collectors", point, folder=city)
    office = Office(load_settings(city), [], lambda: 0)
    assert staffing.authenticate(office, token, Role.COLLECTOR).scopes == ("jiangan.dazhi",)
    office.close()
    refused(run("point", "remove", point, "--staff", "street", folder=city), "point_in_use")
    word = ("point", "dismiss", point, "x", "--staff", "street")
    refused(run(*word, folder=city), "staff_unknown")
    said("point", "dismiss", point, "王芳", "--staff", "street", folder=city)
    assert said("point", "collectors", point, folder=city) == ""
    said("point", "remove", point, "--staff", "street", folder=city)
    assert said("point", "list", folder=city) == ""
    refused(run("point", "remove", point, "--staff", "street", folder=city), "point_unknown")


def test_the_record_of_a_point_is_listed_newest_first(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huepass.cli.point._PAGE", 2)
    point = str(add(city)["point"])
    office = Office(load_settings(city), [], lambda: NOON, bytes(32))
    manager = staffing.staff_named(office, "street", Role.MANAGER)
    by = collector(office, "王芳", points.show(office, point, manager), manager)
    number = persons.register(office).number
    holder = holder_of(office, number)
    for temperature in (36.0, 36.5, 37.5):
        token = reading_tokens.make(office, holder, point).text
        reading_tokens.take(office, point, token, temperature, by)
    office.close()
    record = lines("point", "readings", point, folder=city)
    assert record == [
        {"temperature": temperature, "taken_at": NOON, "collector": "王芳"}
        for temperature in (37.5, 36.5, 36.0)
    ]
    shown = said("point", "readings", point, folder=city)
    assert [one.split("  ")[1:] for one in shown.splitlines()] == [
        ["37.5 °C", "王芳"],
        ["36.5 °C", "王芳"],
        ["36.0 °C", "王芳"],
    ]
    assert number not in shown
    said("point", "dismiss", point, "王芳", "--staff", "street", folder=city)
    said("point", "remove", point, "--staff", "street", folder=city)
    assert lines("point", "readings", point, folder=city) == record
    refused(run("point", "readings", "x", folder=city), "point_unknown")


def test_a_staff_code_comes_from_standard_input_too(city: Path) -> None:
    made = json.loads(said("staff", "code", "王芳", "--json"))
    point = str(add(city)["point"])
    word = ("point", "appoint", point, "-", "--staff", "street", "--dir", city)
    for text, status in ((f"{made['code']}\n\n", 0), ("", 2), ("a\nb\n", 2)):
        assert huepass(*word, stdin=text.encode()).status == status
    assert len(lines("point", "collectors", point, folder=city)) == 1


def test_the_codes_of_posters_are_drawn(city: Path, tmp_path: Path) -> None:
    point = add(city)
    assert "东门" in said("point", "list", folder=city)
    assert lines("point", "list", folder=city) == [point]
    picture = tmp_path / "point.png"
    said("point", "code", point["point"], "-o", picture, folder=city)
    assert in_picture(picture) == point["code"]
    shown = said("point", "code", point["point"], folder=city)
    assert "█" in shown and str(point["code"]) in shown
    said("staff", "add", "棉纺厂", "--role", "organisation", folder=city)
    said("organisation", "code", "棉纺厂", "-o", picture, folder=city)
    assert in_picture(picture).startswith("HPO1:")
    for word in (("point", "code", point["point"]), ("organisation", "code", "棉纺厂")):
        refused(run(*word, "-o", tmp_path / "x.pdf", folder=city), "wrong_use", 2)


def test_who_has_no_code_is_refused(city: Path) -> None:
    said("staff", "add", "li", "--role", "admin", folder=city)
    refused(run("organisation", "code", "li", folder=city), "organisation_unknown")
    refused(run("organisation", "code", "street", folder=city), "not_permitted")
    refused(run("organisation", "code", "x", folder=city), "staff_unknown")
    refused(run("point", "code", "x", folder=city), "point_unknown")
    removed = add(city)["point"]
    said("point", "remove", removed, "--staff", "street", folder=city)
    refused(run("point", "code", removed, folder=city), "point_unknown")
    refused(run("staff", "code", " "), "text_invalid")
    refused(run("staff", "code", "x", "-o", "x.pdf"), "wrong_use", 2)
    refused(run("staff", "code", "x", "-o", "x.png", "--json"), "wrong_use", 2)


def test_outside_the_scope_nothing_is_done(city: Path, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(CSV, "utf-8")
    said("division", "load", tmp_path / "more.csv", folder=city)
    said("staff", "add", "all", "--role", "manager", folder=city)
    word = ("point", "add", "x", "--division", "hongshan", "--staff")
    refused(run(*word, "street", folder=city), "out_of_scope")
    far = json.loads(said(*word, "all", "--json", folder=city))["point"]
    code = json.loads(said("staff", "code", "王芳", "--json"))["code"]
    for rest in (("appoint", far, code), ("dismiss", far, "street"), ("remove", far)):
        refused(run("point", *rest, "--staff", "street", folder=city), "out_of_scope")
    said("staff", "add", "clerk", "--role", "registrar", folder=city)
    refused(run(*word, "clerk", folder=city), "not_permitted")
