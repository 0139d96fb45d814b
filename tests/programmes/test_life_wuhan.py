"""Wuhan from the end of February 2020: reports without colours, streets, points and collectors."""

from pathlib import Path

from programmes.city import refused
from programmes.town import town_of

WELL = {"stay": "stayed", "fever": False, "cough": False}
DIVISIONS = (
    ("jiangan", "Jiang'an District", "江岸区"),
    ("jiangan.dazhi", "Dazhi Street", "大智街道"),
    ("jiangan.yiyuan", "Yiyuan Street", "一元街道"),
    ("qingshan", "Qingshan District", "青山区"),
    ("qingshan.gangdu", "Gangdu Community", "钢都社区"),
)


def test_a_city_reports_and_is_measured_street_by_street(tmp_path: Path) -> None:
    with town_of("wuhan", "02-29 08:00", tmp_path) as town:
        gate, hall = town.gate, town.hall
        hall.asks(
            "PUT", "/v1/divisions", [{"id": one, "en": en, "zh": zh} for one, en, zh in DIVISIONS]
        )

        # Streets name the administrators of their own area, and of no other.
        dazhi = hall.hires("dazhi", "admin", scopes=["jiangan.dazhi"], authorities=["community"])
        manager = dazhi.hires("manager", "manager")
        with refused("out_of_scope"):
            dazhi.hires("far", "manager", scopes=["qingshan"])
        gangdu = hall.hires("gangdu", "manager", scopes=["qingshan.gangdu"])

        # People sign in with their real name. Number and birthday are masked wherever they show.
        li = town.citizen(name="李小明")._replace(birth_date="1950-03-12")
        me = town.phone().proves(li, division="jiangan.dazhi", answers=WELL)
        (identity,) = me.page["identities"]
        assert identity["name"] == "李**"
        assert li.number not in str(me.page)
        assert "0312" not in identity["number"] and "03" not in identity["birth_date"]

        # There are no colours yet, and a code alone does not say who may travel.
        assert me.colour == "plain"
        assert gate.checks(me.screen)
        assert "Colours come when the province has set one standard" in me.why()

        # One person manages several people's codes, with their own phone.
        granny = me.applies_for(town.citizen(), answers=WELL)
        assert granny.page["division"]["id"] == "jiangan.dazhi"
        assert gate.checks(granny.screen)
        with refused("proofing_not_accepted"):
            town.phone().declares(town.citizen())

        # A changed state is reported again, and every report stays to be read.
        me.reports(**{**WELL, "fever": True})
        assert me.answered("fever") == [True, False]
        assert len(granny.records("report")) == 1

        # Points come first. Collectors show their code to an administrator, who appoints them.
        with refused("out_of_scope"):
            manager.posts("/v1/points", {"name": "gate", "division": "jiangan.yiyuan"})
        point = manager.posts("/v1/points", {"name": "gate 1", "division": "jiangan.dazhi"})
        other = gangdu.posts("/v1/points", {"name": "gate 2", "division": "qingshan.gangdu"})
        zhou = town.collector("zhou")
        with refused("not_authenticated"):
            zhou.takes(point, me.token_for(point), 36.6)
        with refused("out_of_scope"):
            gangdu.posts(f"/v1/points/{point['point']}/collectors", {"staff_code": zhou.code})
        with refused("staff_code_invalid"):
            manager.posts(f"/v1/points/{point['point']}/collectors", {"staff_code": me.screen})
        manager.posts(f"/v1/points/{point['point']}/collectors", {"staff_code": zhou.code})
        (listed,) = manager.lists(f"/v1/points/{point['point']}/collectors")
        assert listed["name"] == "zhou"
        assert zhou.gets("/v1/staff/me")["scopes"] == ["jiangan.dazhi"]
        with refused("point_in_use"):
            manager.asks("DELETE", f"/v1/points/{point['point']}")

        # A reading needs a token that the person made for this point, once, minutes ago.
        zhou.measures(point, me, 37.8)
        for token in (me.screen, me.token_for(other)):
            with refused("reading_token_invalid"):
                zhou.takes(point, token, 36.6)
        token = me.token_for(point)
        town.clock.now += 301
        with refused("reading_token_invalid"):
            zhou.takes(point, token, 36.6)
        token = me.token_for(point)
        assert zhou.takes(point, token, 36.7).keys() == {"taken_at"}
        with refused("reading_token_invalid"):
            zhou.takes(point, token, 36.7)
        assert [one["temperature"] for one in me.records("reading")] == [36.7, 37.8]

        # The collector submits, sees nothing, and changes nothing that was reported.
        number = hall.finds(li)
        for method, path, body in (
            ("GET", f"/v1/points/{point['point']}/readings", None),
            ("GET", f"/v1/persons/{number}", None),
            ("GET", f"/v1/persons/{number}/explanation", None),
            ("POST", f"/v1/persons/{number}/readings", {"temperature": 36.6}),
            ("POST", f"/v1/persons/{number}/reports", {"answers": WELL}),
            ("POST", "/v1/look-ups", {"purpose": "care", "person": number}),
        ):
            with refused("not_permitted"):
                zhou.asks(method, path, body)
        assert len(me.records("report")) == 2

        # Only the administrators of the area see the point's record, and not of whom it is.
        record = manager.lists(f"/v1/points/{point['point']}/readings")
        assert [(one["temperature"], one["collector"]) for one in record] == [
            (36.7, "zhou"), (37.8, "zhou")
        ]  # fmt: skip
        assert li.name[0] not in str(record) and number not in str(record)
        with refused("out_of_scope"):
            gangdu.lists(f"/v1/points/{point['point']}/readings")

        # A collector who is dismissed has no access any more; then the point can go.
        (posted,) = manager.lists(f"/v1/points/{point['point']}/collectors")
        manager.asks("DELETE", f"/v1/points/{point['point']}/collectors/{posted['staff']}")
        with refused("not_authenticated"):
            zhou.takes(point, me.token_for(point), 36.6)
        manager.asks("DELETE", f"/v1/points/{point['point']}")
        with refused("point_unknown"):
            me.token_for(point)

        # Nobody acts outside their own area.
        community = hall.hires(
            "community", "authority", "inspector",
            authorities=["community"], scopes=["jiangan.dazhi"],
        )  # fmt: skip
        far = hall.hires(
            "far", "authority", "inspector", authorities=["community"], scopes=["qingshan"]
        )
        with refused("out_of_scope"):
            far.puts(number, "isolated", "contact")
        with refused("out_of_scope"):
            far.looks_up(li, "care")
        assert community.looks_up(li, "care")["reports"]
        assert me.looked_up()[0] == "care"

        # Whoever is in isolation has a code that is no proof.
        grannys = hall.asks("GET", f"/v1/persons/{number}")["person"]
        community.puts(grannys, "isolated", "contact")
        assert me.colour == "grey"

        # The province has set its standard: everybody moves, with all that they reported.
        town.goes_to("03-15 08:00")
        town.moves_to("wuhan-2")
        assert (me.colour, granny.colour) == ("red", "green")
        hall.lifts(number, "central-quarantine", "ended")
        assert me.colour == "yellow"  # the fever was reported, and not taken back
        me.reports(**WELL)
        for one in (me, granny):
            one.refreshes()
            assert gate.lets_pass(one.screen)
        assert len(me.records("report")) == 3
