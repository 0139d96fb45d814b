"""Nanchong in March 2020: published rules, fourteen days in a row, objections, a paper card."""

from pathlib import Path
from typing import Any

from huepass.core import challenge_from_text
from issuer import sichuan
from programmes.city import refused
from programmes.story import at, clock, day
from programmes.town import town_of

WELL: dict[str, Any] = {
    "stays": [["nanchong", day("03-05")]],
    "fever": False,
    "dry_cough": False,
    "short_of_breath": False,
    "other_breathing": False,
    "lives_with_observed": False,
}
HUBEI = [["hubei", day("03-05")]]


def test_a_city_goes_by_what_people_declare(tmp_path: Path) -> None:
    with town_of("guozhouxing", "03-05 09:00", tmp_path) as town:
        gate, hall = town.gate, town.hall
        headquarters = hall.hires(
            "headquarters", "authority", "inspector", authorities=["headquarters"]
        )
        community = hall.hires("community", "registrar", "authority", authorities=["community"])
        hospital = hall.hires("hospital", "authority", authorities=["hospital"])

        # A poster leads to the form. Whoever fills it in has a colour, and answers for it.
        form = town.phone().gets("/v1/programme")
        assert {one["id"] for one in form["questions"]} > {"stays", "fever"}
        li, phone = town.citizen(name="李小明"), town.phone()
        me = phone.declares(li, answers=WELL)
        assert me.colour == "green"
        assert gate.lets_pass(me.screen)
        assert "Measure the temperature, then let the person pass." in me.why()
        assert "You answer for what you declare; it is kept as it was." in me.why()

        # The family is added. Old people and pupils have a paper card beside it, nobody else.
        child = me.applies_for(town.citizen(), answers=WELL)
        assert gate.lets_pass(child.screen)
        old = community.registers(town.citizen(), "community", answers=WELL)
        card = community.prints(old)
        assert gate.lets_pass(card)
        with refused("paper_not_allowed", "居民出行卡供老年人、学生"):
            child.prints()

        # With green a slip of the pen is corrected; what was declared before is kept.
        me.reports(**{**WELL, "stays": [["other-medium", day("03-04")]], "contact": day("03-03")})
        assert me.colour == "red"
        with refused("edit_refused"):
            me.reports(**WELL)
        assert me.page["may"] == {"report": "add", "paper": False, "object": True}
        child.reports(**{**WELL, "stays": [["sichuan-low", day("03-04")]]})
        child.reports(**WELL)
        assert child.answered("stays") == [
            WELL["stays"], [["sichuan-low", day("03-04")]], WELL["stays"]
        ]  # fmt: skip

        # Whoever finds the colour wrong objects, once, and is answered by the headquarters, who
        # can look at what was declared.
        assert "To be answered within 3 days by: The city's epidemic headquarters." in me.why()
        filed = me.posts("/v1/holder/objections", {"words": "I met nobody."})
        with refused("objection_open"):
            me.posts("/v1/holder/objections", {"words": "Nobody at all."})
        assert filed["due_at"] == town.clock.now + 3 * 86400
        (listed,) = headquarters.lists("/v1/objections")
        path = f"/v1/objections/{listed['objection']}"
        with refused("not_permitted"):
            hospital.gets(path)
        assert headquarters.gets(path)["words"] == "I met nobody."
        seen = headquarters.looks_up(li, "declaration-check")
        assert len(seen["reports"]) == 2
        headquarters.posts(f"{path}/answer", {"outcome": "rejected", "words": "You declared it."})
        with refused("objection_answered"):
            headquarters.posts(f"{path}/answer", {"outcome": "upheld", "words": "After all."})
        (answered,) = me.lists("/v1/holder/objections")
        assert answered["answer"]["words"] == "You declared it."
        assert me.looked_up()[0] == "declaration-check"

        # Red: no pass. Yellow: measured and examined, then pass.
        zhou = town.phone().declares(town.citizen(), answers={**WELL, "stays": HUBEI})
        wu = town.phone().declares(town.citizen(), answers={**WELL, "dry_cough": True})
        assert (zhou.colour, wu.colour) == ("red", "yellow")
        assert gate.stops(zhou.screen)
        assert gate.checks(wu.screen)
        assert "No pass until the code has changed." in zhou.why()
        assert "examine the person fully; then let them pass" in wu.why()

        # A valid certificate of Sichuan for migrant workers makes green at once.
        sichuan.join(town.office.settings, town.clock.now)
        worker = town.citizen()
        workers = town.phone().declares(worker, answers={**WELL, "fever": True})
        number = community.finds(worker)
        made = community.posts(f"/v1/persons/{number}/evidence-challenges")
        text = sichuan.shown(challenge_from_text(made["challenge"]), town.clock.now)
        community.posts(f"/v1/persons/{number}/evidence", {"text": text})
        assert workers.colour == "green"
        workers.refreshes()
        assert gate.lets_pass(workers.screen)

        # What authorities know goes before what people declare, with a reason from a list.
        found = community.finds(li)
        headquarters.puts(found, "managed-as-medium-risk", "cluster")
        assert me.records("category")[0]["because"]["id"] == "cluster"
        hospital.puts(old, "home-observation", "cured")
        with refused("revoked"):
            gate.sees(card)
        assert gate.checks(community.prints(old))

        # Fourteen days of good reports in a row: yellow becomes green, red becomes yellow first.
        for later in range(1, 29):
            town.goes_to(clock("03-05 09:00", later))
            zhou.reports(**{**WELL, "stays": HUBEI if later < 14 else WELL["stays"]})
            assert zhou.colour == ("red" if later < 14 else "yellow" if later < 28 else "green")
            if later <= 14:
                assert wu.colour == "yellow"
                wu.reports(**WELL)
                community.reports_for(old, **WELL)
            if later == 13:
                assert "Days in a row so far: 12 of 14." in wu.why()
            if later == 15:
                assert wu.colour == "green"
                wu.refreshes()
                assert gate.lets_pass(wu.screen)
        town.goes_to("04-02 09:01")
        zhou.refreshes()
        assert zhou.colour == "green"
        assert gate.lets_pass(zhou.screen)
        assert [one["new"] for one in reversed(zhou.lists("/v1/holder/changes"))] == [
            "red", "yellow", "green"
        ]  # fmt: skip

        # Observation at home has ended by itself, and the days are done as well. The certificate
        # is still good.
        assert gate.lets_pass(community.prints(old))
        assert workers.colour == "green"
        assert at("04-02 09:01") == town.clock.now
