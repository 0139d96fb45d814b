"""What people do with their wallet beside showing it, with an issuer at work."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from playwright.sync_api import expect

from browser import Device, codes
from programmes.records import Citizen
from programmes.town import Town
from web.at_gate import AtGate
from web.at_wallet import AtWallet
from web.desk import offer

pytestmark = pytest.mark.needs("node", "npm", "chromium")

Devices = Callable[..., Device]
NOT_NOW = (
    "Do you have a fever?",
    "Do you have a dry cough?",
    "Are you short of breath?",
    "Do you have another complaint of the airways?",
    "Do you live with somebody who is under observation?",
)


def some_day(ago: int) -> str:
    """A day in the town, so many days ago."""
    return (datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(ago)).date().isoformat()


def answers(wallet: AtWallet, region: str = "Nanchong") -> None:
    """The questionnaire of somebody who is well."""
    wallet.page.get_by_label("Region").select_option(label=region)
    wallet.page.get_by_label("Last day there").fill(some_day(0))
    for question in NOT_NOW:
        wallet.chooses(question, "No")


def applies(wallet: AtWallet, citizen: Citizen) -> AtWallet:
    """Somebody declares who they are and how they are; their pass comes into the wallet."""
    wallet.goes("apply")
    wallet.chooses("Document", "Mainland identity card")
    wallet.page.get_by_label("Number").fill(citizen.number)
    answers(wallet)
    wallet.presses("Apply")
    expect(wallet.pass_).to_be_visible()
    return wallet


def shared(wallet: AtWallet) -> str:
    """The link with which another wallet has the same pass."""
    wallet.goes("share").presses("Make the code")
    expect(wallet.page.get_by_label("Code for the other wallet")).to_be_visible()
    (link,) = wallet.codes()
    return link


def test_somebody_applies_reports_turns_red_and_objects(town: Town, device: Devices) -> None:
    headquarters = town.hall.hires(
        "headquarters", "authority", "inspector", authorities=["headquarters"]
    )
    li = town.citizen(name="李小明")
    wallet = AtWallet(device()).goes("apply")
    page = wallet.page

    # What is missing is said field by field, and nothing that was typed is lost.
    wallet.chooses("Document", "Mainland identity card")
    page.get_by_label("Number").fill(li.number[:-1])
    wallet.presses("Apply")
    expect(page.get_by_text("Please mend what is marked")).to_be_visible()
    expect(page.locator(":focus")).to_have_count(1)
    expect(page.get_by_label("Number")).to_have_value(li.number[:-1])
    applies(wallet, li)
    assert town.gate.lets_pass(wallet.code())
    gate = AtGate(device()).from_service().begins()
    # Another phone that has this pass, and will hear of nothing.
    offline = device()
    before = AtWallet(offline).takes(shared(wallet))
    offline.context.set_offline(True)

    # Why it is green is told, in both languages.
    wallet.goes("why")
    expect(page.get_by_text("Measure the temperature, then let the person pass.")).to_be_visible()

    # A report changes the colour, and the codes of before are worth nothing at a gate that has
    # fetched its lists since.
    wallet.goes("report")
    answers(wallet)
    page.get_by_label("When were you last with somebody from").fill(some_day(1))
    wallet.presses("Send")
    expect(page.get_by_text("The report is on record")).to_be_visible()
    wallet.presses("Show the pass")
    expect(page.locator("main.pass")).to_contain_text("红码")
    town.hall.posts("/v1/publications")
    gate.page.get_by_role("button", name="Sync now").click()
    expect(gate.page.get_by_role("button", name="Sync now")).to_be_enabled()
    gate.scans(before.code())
    gate.says("not-valid", "No longer valid")
    gate.scans(wallet.code())
    gate.says("refuse", "red")

    # Both are on record, and who looks at them is told.
    assert len(headquarters.looks_up(li, "declaration-check")["reports"]) == 2
    wallet.goes("lookups")
    expect(page.get_by_text("The city's epidemic headquarters")).to_be_visible()
    wallet.goes("records")
    expect(page.get_by_text("Do you have a fever?").first).to_be_visible()
    page.get_by_label("Show").select_option(label="Changes of colour")
    expect(page.get_by_text("became").first).to_be_attached()

    # Whoever finds it wrong objects, and is answered.
    wallet.goes("objections")
    page.get_by_label("Why is the colour wrong?").fill("I met nobody.")
    wallet.presses("Object")
    expect(page.get_by_text("Waits for its answer")).to_be_visible()
    (listed,) = headquarters.lists("/v1/objections")
    said = {"outcome": "rejected", "words": "You declared it."}
    headquarters.posts(f"/v1/objections/{listed['objection']}/answer", said)
    page.reload()
    expect(page.get_by_text("You declared it.")).to_be_visible()


def test_one_applies_for_the_family(town: Town, device: Devices) -> None:
    wallet = applies(AtWallet(device()), town.citizen())
    wallet.goes("menu")
    wallet.page.get_by_role("link", name="Apply for a family member").click()
    wallet.chooses("Document", "Mainland identity card")
    wallet.page.get_by_label("Number").fill(town.citizen().number)
    answers(wallet)
    wallet.page.get_by_label("Name in this wallet").fill("Grandpa")
    wallet.presses("Apply")
    expect(wallet.who).to_have_text("Grandpa")
    expect(wallet.page.locator("main.pass h1")).to_contain_text("2 / 2")
    assert town.gate.lets_pass(wallet.code())


def test_a_pass_is_shared_with_another_device_and_ended_there(town: Town, device: Devices) -> None:
    mine = AtWallet(device()).takes(offer(town)["offer"])
    theirs = AtWallet(device()).takes(shared(mine))
    assert town.gate.lets_pass(theirs.code())
    mine.goes("devices")
    expect(mine.page.get_by_role("listitem")).to_have_count(2)


def test_paper_is_printed_by_whoever_may_have_it(town: Town, device: Devices) -> None:
    wallet = AtWallet(device()).takes(offer(town)["offer"]).goes("paper")
    wallet.presses("Make it, to print")
    expect(wallet.page.locator("img.sheet")).to_be_visible()
    document = pypdfium2.PdfDocument(wallet.page.pdf(format="A4", print_background=True))
    assert len(document) == 1
    (text,) = codes(document[0].render(scale=3).to_pil())
    document.close()
    gate = AtGate(device()).from_service().begins()
    gate.scans(text)
    gate.says("pass", "PAPER", "纸质码")
    strict = AtGate(device()).from_service(paper=False).begins()
    strict.scans(text)
    strict.says("not-valid", "Paper passes are not accepted here")
    # What is alive on the screen is nothing to print.
    wallet.goes("pass")
    expect(wallet.pass_).to_be_visible()
    document = pypdfium2.PdfDocument(wallet.page.pdf(format="A4", print_background=True))
    assert [codes(page.render(scale=3).to_pil()) for page in document] == [[]] * len(document)
    document.close()
    # Not everybody may.
    other = applies(AtWallet(device()), town.citizen()).goes("paper")
    expect(other.page.get_by_text("no paper pass can be made for this person")).to_be_visible()
    expect(other.page.get_by_role("button", name="Make it, to print")).to_have_count(0)


# The last one: with divisions, whoever applies has to say where they belong.
def test_a_code_for_one_reading(town: Town, device: Devices) -> None:
    wallet = AtWallet(device()).takes(offer(town)["offer"])
    town.hall.asks("PUT", "/v1/divisions", [{"id": "east", "en": "East", "zh": "东区"}])
    point = town.hall.posts("/v1/points", {"name": "gate 1", "division": "east"})
    zhou = town.collector("zhou")
    town.hall.posts(f"/v1/points/{point['point']}/collectors", {"staff_code": zhou.code})
    wallet.goes("reading")
    wallet.page.get_by_label("The point's code or number").fill(point["code"])
    wallet.presses("Make the code")
    expect(wallet.page.get_by_text("Time left")).to_be_visible()
    (token,) = wallet.codes()
    zhou.takes(point, token, 36.7)
    wallet.goes("records")
    expect(wallet.page.get_by_text("36.7")).to_be_visible()
