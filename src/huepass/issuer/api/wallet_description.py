"""How the wallets' endpoints are described; OpenID4VCI 1.0 defines them."""

from collections.abc import Mapping
from typing import Any, Final

from huepass.issuer.domain.metadata import PRE_AUTHORIZED, REFRESH
from huepass.issuer.domain.refusals import Fault

_JSON: Final = "application/json"
_TEXT: Final[Mapping[str, str]] = {"type": "string"}


def _object(properties: Mapping[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(required)}


def _strings(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, _TEXT)


def _list_of(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(items)}


def _answer(description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {_JSON: {"schema": dict(schema)}}}


_ERROR: Final = _object(
    {
        "error": {"type": "string", "enum": [str(fault) for fault in Fault]},
        "error_description": _TEXT,
    },
    "error",
)
_REFUSED: Final[Mapping[str, Any]] = {
    "400": _answer("Refused, as OpenID4VCI 1.0 says. 按 OpenID4VCI 1.0 拒绝。", _ERROR),
    "503": _answer("Not now. 暂时无法办理。", _ERROR),
    "default": _answer("Another error. 其他错误。", _ERROR),
}
_DETAILS: Final = _list_of(
    _object(
        {
            **_strings("type", "credential_configuration_id"),
            "credential_identifiers": _list_of(_TEXT),
        },
        "type",
        "credential_configuration_id",
        "credential_identifiers",
    )
)
_TOKENS: Final = _object(
    {
        **_strings("access_token", "token_type", "refresh_token", "colour_state"),
        "expires_in": {"type": "integer"},
        "authorization_details": _DETAILS,
    },
    "access_token",
    "token_type",
    "expires_in",
    "refresh_token",
    "colour_state",
)
_CREDENTIALS: Final = _object(
    {"credentials": _list_of(_object(_strings("credential"), "credential"))}, "credentials"
)
_OFFER: Final = _object(
    {
        "credential_issuer": _TEXT,
        "credential_configuration_ids": _list_of(_TEXT),
        "grants": {"type": "object"},
    },
    "credential_issuer",
    "credential_configuration_ids",
    "grants",
)
_METADATA: Final = "The metadata. 元数据。"

TOKEN: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": _object(
                    {
                        "grant_type": {"type": "string", "enum": [PRE_AUTHORIZED, REFRESH]},
                        **_strings("pre-authorized_code", "tx_code", "refresh_token"),
                        "authorization_details": {
                            "type": "string",
                            "description": "JSON; asks for the windows to get credentials for.",
                        },
                    },
                    "grant_type",
                )
            }
        },
    },
    "responses": {"200": _answer("The tokens. 令牌。", _TOKENS), **_REFUSED},
}
NONCE: Final[dict[str, Any]] = {
    "responses": {
        "200": _answer("A nonce. 随机数。", _object(_strings("c_nonce"), "c_nonce")),
        "default": _REFUSED["default"],
    }
}
CREDENTIAL: Final[dict[str, Any]] = {
    "security": [{"holder": []}],
    "requestBody": {
        "required": True,
        "content": {
            _JSON: {
                "schema": _object(
                    {
                        **_strings("credential_configuration_id", "credential_identifier"),
                        "proofs": _object({"jwt": _list_of(_TEXT)}, "jwt"),
                    },
                    "proofs",
                )
            }
        },
    },
    "responses": {
        "200": _answer("A credential for each proof, in base64url. 凭证。", _CREDENTIALS),
        "401": _answer("The access token is not good. 访问令牌无效。", _ERROR),
        **_REFUSED,
    },
}
OFFER: Final[dict[str, Any]] = {
    "responses": {
        "200": _answer("The offer. 领取信息。", _OFFER),
        "404": _answer("None, or it is over. 不存在或已失效。", _ERROR),
        "default": _REFUSED["default"],
    }
}
CREDENTIAL_ISSUER: Final[dict[str, Any]] = {
    "responses": {
        "200": _answer(
            _METADATA,
            _object(
                {
                    **_strings("credential_issuer", "credential_endpoint", "nonce_endpoint"),
                    "credential_configurations_supported": {"type": "object"},
                },
                "credential_issuer",
                "credential_endpoint",
                "credential_configurations_supported",
            ),
        ),
        "default": _REFUSED["default"],
    }
}
AUTHORIZATION_SERVER: Final[dict[str, Any]] = {
    "responses": {
        "200": _answer(
            _METADATA, _object(_strings("issuer", "token_endpoint"), "issuer", "token_endpoint")
        ),
        "default": _REFUSED["default"],
    }
}
