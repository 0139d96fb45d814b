"""Hubei in March 2020: grey while the closed management lasts, then red, yellow and green."""

from pathlib import Path

import pytest

from huepass.core import SoftwareSigner
from huepass.errors import HuepassError
from programmes.city import refused
from programmes.town import town_of

WELL = {"fever": False, "cough": False}


def test_a_province_opens_again(tmp_path: Path) -> None:
    with town_of("hubei", "03-01 08:00", tmp_path) as town:
        gate, hall = town.gate, town.hall
        community = hall.hires("community", "registrar", "authority", authorities=["community"])
        centre = hall.hires("centre", "authority", "inspector", authorities=["cdc"])
        hospital = hall.hires("hospital", "authority", authorities=["hospital"])

        # Whoever applies is registered and has no colour for now, whatever they report.
        li, zhou = town.citizen(name="李小明"), town.citizen(name="周小明")
        me, zhous = town.phone().proves(li), town.phone().proves(zhou)
        me.reports(**WELL)
        zhous.reports(**{**WELL, "cough": True})
        for one in (me, zhous):
            assert one.colour == "grey"
            assert gate.stops(one.screen)
            assert (
                "registered. While the closed management lasts, no colours are given" in one.why()
            )
            assert "封闭管理期间暂不制发颜色" in one.why("zh")

        # The community registers whoever can't, and who has to go back to work.
        old = community.registers(town.citizen(), "community", answers=WELL)
        assert gate.stops(community.prints(old))
        mine, theirs = community.finds(li), community.finds(zhou)
        for number in (mine, theirs):
            community.puts(number, "returning-worker", "employer")

        # For them the colour is made of what they report, and green is the pass.
        assert (me.colour, zhous.colour) == ("green", "yellow")
        for one in (me, zhous):
            one.refreshes()
        assert gate.lets_pass(me.screen)
        assert gate.checks(zhous.screen)
        assert "anywhere in the province" in me.why()
        zhous.reports(**WELL)
        assert zhous.colour == "green"

        # Reports are checked against the data of the authorities, who sign their lists. A list is
        # taken as a whole or not at all, from its own authority, and once.
        signer = town.key_for("centre")
        stranger = town.citizen()
        first, second = (
            f"mainland-id,{one.number},close-contact,set,journey" for one in (li, stranger)
        )
        with pytest.raises(HuepassError, match="1 of 2 lines"):
            centre.sends(
                town.signed("cdc", signer, first, "mainland-id,123,close-contact,set,journey")
            )
        with refused("import_refused"):
            centre.sends(town.signed("cdc", SoftwareSigner.generate(), first))
        with refused("import_invalid"):
            centre.sends(
                town.signed("cdc", signer, f"mainland-id,{li.number},confirmed-case,lift,recovered")
            )
        signed = town.signed("cdc", signer, first, second)
        assert centre.sends(signed, only_try=True)["dry_run"]
        assert me.colour == "green"
        done = centre.sends(signed)
        assert [one["line"] for one in done["lines"]] == [2, 3]
        with refused("import_repeated"):
            centre.sends(signed)
        assert me.colour == "red"
        with refused("revoked"):
            gate.sees(me.screen)
        assert "travelled beside a case" in me.why()
        assert me.records("category")[0]["origin"] == "import"

        # Who was named before they applied is red as soon as they have a colour.
        town.goes_to("03-02 08:00")
        found = community.finds(stranger)
        community.puts(found, "returning-worker", "supplies")
        strangers = town.phone().proves(stranger)
        assert strangers.colour == "red"

        # The right authority lifts it, again by a list.
        with refused("not_permitted"):
            hospital.lifts(mine, "close-contact", "ended")
        centre.sends(
            town.signed("cdc", signer, f"mainland-id,{li.number},close-contact,lift,ended")
        )
        assert me.colour == "green"
        assert me.records("category")[0]["because"]["id"] == "ended"

        # The closed management ends: everybody who has reported gets a colour.
        town.goes_to("03-20 08:00")
        town.moves_to("hubei-2")
        assert gate.lets_pass(community.prints(old))
        silent = town.phone().proves(town.citizen())
        assert silent.colour == "grey"
        assert "You have not reported your health yet" in silent.why()
        silent.reports(**{**WELL, "contact": "2020-03-15"})
        assert silent.colour == "yellow"
        with refused("not_in_programme"):
            community.puts(mine, "returning-worker", "employer")

        # Observation at home ends by itself after fourteen days.
        community.puts(mine, "home-observation", "contact")
        me.refreshes()
        assert gate.checks(me.screen)
        assert "It ends on 3 April 2020, 08:00 unless it is renewed." in me.why()
        town.goes_to("03-29 00:01")
        assert silent.colour == "green"  # fourteen days after the contact
        town.goes_to("04-03 08:01")
        assert me.colour == "green"
        assert me.lists("/v1/holder/changes")[0]["cause"] == "time"

        # The centre traces contacts, and they can read that it did.
        assert centre.looks_up(li, "contact-tracing")["reports"]
        assert me.looked_up()[0] == "contact-tracing"
        with refused("not_in_programme"):
            centre.looks_up(li, "return-to-work")
