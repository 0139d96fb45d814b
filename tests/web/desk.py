"""What people get at a desk."""

from typing import Any

from programmes.town import Town

WELL: dict[str, Any] = {
    "stays": [["nanchong", "2026-01-01"]],
    "fever": False,
    "dry_cough": False,
    "short_of_breath": False,
    "other_breathing": False,
    "lives_with_observed": False,
}


def offer(town: Town, **more: Any) -> dict[str, Any]:
    """Somebody who may have paper, too, is registered, and gets an offer for a phone."""
    person = town.hall.registers(town.citizen(), "community", answers=WELL)
    made: dict[str, Any] = town.hall.posts(f"/v1/persons/{person}/offers", more)
    return {**made, "person": person}
