"""A city's portal: registers whoever applies at the desk, and offers a pass to their wallet.

    python portal.py URL APPLICATION.json < token

URL is the issuer's service, the token a registrar's. APPLICATION.json is what the form sent:

    {"application": {"applicant": "self", "document": "mainland-id"},
     "identity": {"number": "...", "name": "..."}, "division": "...", "answers": {...}}

It prints the offer as a QR code and as a link. Run again after a broken connection it does nothing
twice: the keys of its requests follow from what was sent.
"""

import hmac
import json
import sys
from pathlib import Path
from time import time
from typing import Any

import httpx
import qrcode


class Refused(Exception):
    """The service refuses, in words for people and with a reason for programs."""

    def __init__(self, problem: dict[str, Any]) -> None:
        words = [problem["title_zh"], problem["title"], problem.get("detail", "")]
        wrong = [f"{one['field']}: {one['fault']}" for one in problem.get("fields", [])]
        super().__init__(" ".join([problem["reason"], *words, *wrong]).strip())
        self.reason = problem["reason"]


class Portal:
    """Speaks to an issuer's service.

    Args:
        url: the service's.
        token: a registrar's.
    """

    def __init__(self, url: str, token: str) -> None:
        self._secret = token.encode()
        headers = {"Authorization": f"Bearer {token}"}
        transport = httpx.HTTPTransport(retries=2)
        self._client = httpx.Client(base_url=url, headers=headers, transport=transport, timeout=30)

    def create(self, path: str, body: Any, key: str) -> dict[str, Any]:
        """Have something made once, however often this is called with the same key.

        Raises:
            Refused: the service answers with a problem document.
            httpx.HTTPError: the service can't be reached, or answers with something else.
        """
        for last in (False, False, True):
            try:
                answer = self._client.post(path, json=body, headers={"Idempotency-Key": key})
                break
            except httpx.TransportError:
                # It may have arrived or not: the key makes asking again safe.
                if last:
                    raise
        if answer.headers.get("Content-Type") == "application/problem+json":
            raise Refused(answer.json())
        made: dict[str, Any] = answer.raise_for_status().json()
        return made

    def apply(self, form: dict[str, Any]) -> dict[str, Any]:
        """Register who is on the form, and offer them a pass."""
        sent = json.dumps(form, sort_keys=True).encode()
        key = hmac.digest(self._secret, sent, "sha256").hex()[:40]
        person = self.create("/v1/persons", form, f"person-{key}")
        return person | self.offer(f"/v1/persons/{person['person']}/offers", key)

    def offer(self, path: str, key: str, after: int = 0) -> dict[str, Any]:
        """The offer that was made before, or a new one if that is over."""
        made = self.create(path, {"tx_code": True, "valid": 3600}, f"offer-{key}-{after}")
        is_over = after < made["expires"] <= time()
        return self.offer(path, key, made["expires"]) if is_over else made


def main(url: str, application: str) -> None:
    """Print the offer for an application."""
    form = json.loads(Path(application).read_text("utf-8"))
    made = Portal(url, sys.stdin.readline().strip()).apply(form)
    code = qrcode.QRCode(border=2)
    code.add_data(made["offer"])
    code.print_ascii()
    print(f"请用钱包扫描，并输入验证码 Scan it with the wallet, and enter: {made['tx_code']}")
    print(made["offer"])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python portal.py URL APPLICATION.json < token")
    try:
        main(*sys.argv[1:])
    except Refused as refused:
        sys.exit(f"portal.py: {refused}")
    except (httpx.HTTPError, OSError, ValueError) as error:
        sys.exit(f"portal.py: {type(error).__name__}")
