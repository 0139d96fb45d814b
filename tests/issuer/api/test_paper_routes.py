"""Paper passes and their sheets, on a running service."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from huepass.issuer.api.sheets import prefers
from huepass.issuer.domain.metadata import PRE_AUTHORIZED
from issuer.api.test_idempotency import Desk
from issuer.conftest import Clock
from issuer.holder import code_in
from issuer.server import Server

PDF, PNG = "application/pdf", "image/png"


def codes(image: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(image.convert("RGB"), formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found]


def pages(content: bytes) -> list[list[str]]:
    """The codes on each page of a document."""
    return [codes(page.render(scale=150 / 72).to_pil()) for page in pypdfium2.PdfDocument(content)]


def words(content: bytes, page: int = 0) -> str:
    return str(pypdfium2.PdfDocument(content)[page].get_textpage().get_text_range())


def register(admin: httpx.Client, colour: str = "green") -> str:
    person: str = admin.post("/v1/persons").json()["person"]
    decision = {"colour": colour, "reason": "x"}
    assert admin.put(f"/v1/persons/{person}/colour", json=decision).status_code == 200
    return person


def listed(admin: httpx.Client, person: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = admin.get(f"/v1/persons/{person}/paper-passes").json()["items"]
    return items


@pytest.fixture
def person(admin: httpx.Client) -> str:
    return register(admin)


@pytest.fixture
def holder(admin: httpx.Client, server: Server, person: str) -> Iterator[httpx.Client]:
    """A client with the access token of a person's wallet."""
    made = admin.post(f"/v1/persons/{person}/offers").json()
    form = {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": code_in(made["offer"])}
    token = admin.post("/oid4vci/token", data=form).json()["access_token"]
    header = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=server.url, headers=header) as client:
        yield client


def check_file(answer: httpx.Response, kind: str, name: str) -> None:
    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_sheet_for_a_person(admin: httpx.Client, person: str) -> None:
    answer = admin.post(f"/v1/persons/{person}/paper-sheet")
    check_file(answer, PDF, "paper-pass.pdf")
    ((code,),) = pages(answer.content)
    assert code.startswith("HP1:")
    assert "绿码" in words(answer.content)
    assert person not in words(answer.content)
    (entry,) = listed(admin, person)
    assert (entry["colour"], entry["origin"], entry["revoked_at"]) == ("green", "staff", None)


def test_a_sheet_as_a_picture(admin: httpx.Client, person: str) -> None:
    answer = admin.post(f"/v1/persons/{person}/paper-sheet", headers={"Accept": PNG})
    check_file(answer, PNG, "paper-pass.png")
    (code,) = codes(Image.open(io.BytesIO(answer.content)))
    assert code.startswith("HP1:")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", False), ("*/*", False), (PDF, False), (PNG, True), ("IMAGE/PNG", True),
        ("image/*", True), (f"{PDF}, {PNG}", False), (f"{PDF};q=0.5, {PNG}", True),
        (f"{PNG};q=0.5, {PDF}", False), ("image/*;q=0.2, */*;q=0.1", True),
        (f"{PNG};q=0, */*", False), (f"{PNG};q=x", False), (";,=;q", False), ("text/html", False),
    ],
)  # fmt: skip
def test_what_accept_prefers(accept: str, expected: bool) -> None:
    assert prefers(accept, PNG, PDF) == expected


def test_a_sheet_for_each_of_many(admin: httpx.Client) -> None:
    persons = [register(admin, colour) for colour in ("green", "red", "yellow")]
    answer = admin.post("/v1/paper-sheets", json={"persons": persons})
    check_file(answer, PDF, "paper-passes.pdf")
    assert len({code for (code,) in pages(answer.content)}) == 3
    for number, label in enumerate(("绿码", "红码", "黄码")):
        assert label in words(answer.content, number)
        assert f"{number + 1} / 3" in words(answer.content, number)
    assert [len(listed(admin, person)) for person in persons] == [1, 1, 1]


def test_one_who_is_unknown_refuses_all_and_is_named_by_the_place(
    admin: httpx.Client, person: str
) -> None:
    secret = "0000-1111-2222-3333"
    answer = admin.post("/v1/paper-sheets", json={"persons": [person, secret]})
    assert answer.status_code == 404
    problem = answer.json()
    assert problem["reason"] == "person_unknown"
    assert problem["detail"] == "entry 2 of the list, 名单第 2 项"
    assert secret not in answer.text
    assert listed(admin, person) == []


def test_somebody_twice_in_the_list_is_refused(admin: httpx.Client, person: str) -> None:
    answer = admin.post("/v1/paper-sheets", json={"persons": [person, person]})
    assert (answer.status_code, answer.json()["reason"]) == (422, "list_invalid")
    assert person not in answer.text
    assert listed(admin, person) == []


@pytest.mark.parametrize(
    "body",
    [None, {}, [], {"persons": []}, {"persons": "x"}, {"persons": [1]}, {"persons": [None]},
     {"persons": ["x"], "more": 1}, {"persons": ["x"] * 201}],
)  # fmt: skip
def test_a_list_of_another_form_is_refused(admin: httpx.Client, body: object) -> None:
    answer = admin.post("/v1/paper-sheets", json=body)
    assert (answer.status_code, answer.json()["reason"]) == (422, "request_invalid")


def test_a_request_that_comes_again_makes_nothing_again(admin: httpx.Client, person: str) -> None:
    for path, body in (
        (f"/v1/persons/{person}/paper-sheet", None),
        ("/v1/paper-sheets", {"persons": [person]}),
    ):
        before = len(listed(admin, person))
        header = {"Idempotency-Key": f"sheet {before}".replace(" ", "-")}
        first, again = (admin.post(path, json=body, headers=header) for _ in range(2))
        check_file(first, PDF, first.headers["Content-Disposition"].split('"')[1])
        assert again.content == first.content
        assert again.headers["Content-Type"] == PDF
        assert again.headers["Idempotency-Replayed"] == "true"
        assert len(listed(admin, person)) == before + 1


class UnfitDesk:
    """A service whose issuer's name can't be printed, until that is mended."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._settings = folder / "issuer.toml"
        self._text = self._settings.read_text("utf-8")
        self._settings.write_text(self._text.replace("广州", "广州🐎"), "utf-8")
        self.desk = Desk(folder, clock)
        self.person = self.desk.post("/v1/persons", {}).json()["person"]

    def mended(self) -> Desk:
        self.desk.app.state.office.close()
        self._settings.write_text(self._text, "utf-8")
        self.desk.restart()
        return self.desk

    def passes(self) -> list[dict[str, Any]]:
        found = self.desk.ask("GET", f"/v1/persons/{self.person}/paper-passes", {})
        items: list[dict[str, Any]] = found.json()["items"]
        return items


@pytest.fixture
def unfit(folder: Path, clock: Clock) -> Iterator[UnfitDesk]:
    unfit = UnfitDesk(folder, clock)
    yield unfit
    unfit.desk.app.state.office.close()


def test_a_sheet_that_can_not_be_drawn_is_revoked(unfit: UnfitDesk) -> None:
    answer = unfit.desk.post(f"/v1/persons/{unfit.person}/paper-sheet", {})
    assert (answer.status_code, answer.json()["reason"]) == (500, "text_unprintable")
    (entry,) = unfit.passes()
    assert entry["revoked_at"] is not None


def test_a_sheet_is_drawn_when_the_pass_is_on_record_and_can_be_asked_for_again(
    unfit: UnfitDesk,
) -> None:
    path, key = f"/v1/persons/{unfit.person}/paper-sheet", {"Idempotency-Key": "sheet"}
    assert unfit.desk.post(path, key).status_code == 500
    answer = unfit.mended().post(path, key)
    check_file(answer, PDF, "paper-pass.pdf")
    assert answer.headers["Idempotency-Replayed"] == "true"
    ((code,),) = pages(answer.content)
    assert code.startswith("HP1:")
    (entry,) = unfit.passes()
    assert entry["revoked_at"] is None


def test_a_long_list_comes_in_pages(admin: httpx.Client, person: str) -> None:
    made = [admin.post(f"/v1/persons/{person}/paper-passes").json()["pass"] for _ in range(5)]
    path, found, cursor = f"/v1/persons/{person}/paper-passes?limit=2", [], ""
    for count in (2, 2, 1):
        page = admin.get(path + cursor).json()
        assert len(page["items"]) == count
        found += [one["pass"] for one in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert page["next"] is None
    assert found == made


def test_a_holder_prints_a_pass_and_sees_it(holder: httpx.Client) -> None:
    made = holder.post("/v1/holder/paper-passes")
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    assert made.json().keys() == {"pass", "text", "colour", "expires"}
    assert made.json()["colour"] == "green"
    page = holder.get("/v1/holder/paper-passes")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.json()["next"] is None
    (entry,) = page.json()["items"]
    assert (entry["pass"], entry["origin"]) == (made.json()["pass"], "holder")


def test_a_holder_prints_the_same_pass_as_a_sheet(holder: httpx.Client) -> None:
    text = holder.post("/v1/holder/paper-passes").json()["text"]
    sheet = holder.post("/v1/holder/paper-sheet")
    check_file(sheet, PDF, "paper-pass.pdf")
    assert pages(sheet.content) == [[text]]
    picture = holder.post("/v1/holder/paper-sheet", headers={"Accept": PNG})
    check_file(picture, PNG, "paper-pass.png")
    assert codes(Image.open(io.BytesIO(picture.content))) == [text]
    assert len(holder.get("/v1/holder/paper-passes").json()["items"]) == 1


HOLDERS = [
    ("POST", "/v1/holder/paper-passes"),
    ("GET", "/v1/holder/paper-passes"),
    ("POST", "/v1/holder/paper-sheet"),
]


@pytest.mark.parametrize(("method", "path"), HOLDERS)
def test_staff_and_strangers_are_no_holders(
    clients: dict[str | None, httpx.Client], method: str, path: str
) -> None:
    for role in ("admin", "registrar", None):
        answer = clients[role].request(method, path)
        assert (answer.status_code, answer.json()["reason"]) == (401, "not_authenticated")


def test_a_holder_is_no_registrar(holder: httpx.Client, person: str) -> None:
    for answer in (
        holder.post(f"/v1/persons/{person}/paper-sheet"),
        holder.post("/v1/paper-sheets", json={"persons": [person]}),
    ):
        assert (answer.status_code, answer.json()["reason"]) == (401, "not_authenticated")


@pytest.mark.parametrize("role", ["authority", "publisher", "inspector", "collector", "manager"])
def test_only_registrars_make_sheets(
    clients: dict[str | None, httpx.Client], person: str, role: str
) -> None:
    client = clients[role]
    for answer in (
        client.post(f"/v1/persons/{person}/paper-sheet"),
        client.post("/v1/paper-sheets", json={"persons": [person]}),
    ):
        assert (answer.status_code, answer.json()["reason"]) == (403, "not_permitted")
