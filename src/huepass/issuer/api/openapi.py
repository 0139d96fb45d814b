"""The description of the API (OpenAPI 3.1): what the code doesn't say by itself."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from huepass.errors import Reason
from huepass.issuer.api.examples import EXAMPLES
from huepass.issuer.api.idempotency import KEY, REPLAYED
from huepass.issuer.api.problems import MEDIA_TYPE, content_of, status_of
from huepass.issuer.api.refusals import REFUSALS
from huepass.issuer.api.summaries import SUMMARIES
from huepass.messages import explain

_TAGS: Final[Mapping[str, str]] = {
    "persons": "Registering people, finding them, their colour and why. 人员",
    "registration": "The programme in force, and registering oneself. 方案与自助登记",
    "holder": "For the holder, with a wallet's access token: all about oneself. 本人",
    "family": "For the holder: family members, and sharing one's pass. 家庭",
    "categories": "What authorities set and lift, and what is recorded. 人员类别与记录",
    "readings": "Temperatures, taken with a token of the holder's. 体温",
    "paper": "Paper passes and their sheets. 纸质凭证",
    "staff": "Who works for the issuer, and signing in. 工作人员",
    "divisions": "Administrative divisions, in which staff act. 行政区划",
    "points": "Collection points and their collectors. 采集点",
    "organisations": "Reports for members who joined. 单位",
    "imports": "Categories in bulk, signed by an authority. 批量导入",
    "look-ups": "Looking at a person for a purpose; they can read who did. 查询",
    "objections": "Objections to a colour, and their answers. 申诉",
    "evidence": "Certificates of other issuers, and for them. 佐证",
    "publishing": "Revocation lists. 发布",
    "wallets": "Offers for wallets, lost phones, and OpenID4VCI. 钱包",
    "federation": "What gates fetch. 核验端下载",
    "service": "Whether the service works. 服务状态",
}
_DESCRIPTION: Final = """\
The service of an issuer of huepass passes. 签发方服务接口。

Times are seconds since the epoch. Every error is a problem document (RFC 9457) with a stable
`reason`, in English and in Chinese; the wallets' endpoints answer as OpenID4VCI 1.0 says. Lists
come in pages: ask again with the `next` of the page before as `cursor`, until it is null. Requests
that create something take an `Idempotency-Key`.

时间均为 Unix 秒。错误以问题文档（RFC 9457）答复，附固定的 `reason` 代码和中英文说明；列表分页返回；
新建类请求可带 `Idempotency-Key`。
"""
_PROBLEM: Final[Mapping[str, Any]] = {
    "title": "Problem",
    "description": "A problem document (RFC 9457). 问题文档。",
    "type": "object",
    "required": ["type", "title", "title_zh", "status", "reason"],
    "properties": {
        "type": {"type": "string", "description": "`urn:huepass:problem:` and the reason."},
        "title": {"type": "string", "description": "The reason in English."},
        "title_zh": {"type": "string", "description": "The reason in Chinese. 中文说明。"},
        "status": {"type": "integer", "description": "The HTTP status."},
        "reason": {
            "type": "string",
            "description": "For programs: it never changes its meaning, and there may be new ones.",
        },
        "detail": {"type": "string", "description": "What helps to mend it."},
        "fields": {
            "type": "array",
            "description": "Of `request_invalid`: what is wrong where.",
            "items": {
                "type": "object",
                "required": ["field", "fault"],
                "properties": {"field": {"type": "string"}, "fault": {"type": "string"}},
            },
        },
        "lines": {
            "type": "array",
            "description": "Of `import_invalid`: the first lines that are wrong, and why.",
            "items": {
                "type": "object",
                "required": ["line", "reason"],
                "properties": {"line": {"type": "integer"}, "reason": {"type": "string"}},
            },
        },
    },
}
_STATUSES: Final[Mapping[int, str]] = {
    401: "Not signed in. 未登录。",
    403: "Not permitted. 无权限。",
    404: "Not found. 未找到。",
    408: "The body came too slowly. 请求体传送过慢。",
    409: "Not as things are. 与当前状态冲突。",
    413: "The body is too large. 请求体过大。",
    422: "Refused as it stands. 请求有误，不予办理。",
    503: "Not now. 暂时无法办理。",
}
_REF: Final = "#/components/schemas/Problem"
_PAGE: Final = re.compile(r"Page_(\w+?)Out_")
_OPENID4VCI: Final = ("/oid4vci/", "/.well-known/")


def describe(app: FastAPI, url: str) -> None:
    """Make an app describe itself.

    Args:
        app: with all its routes.
        url: where it is reached.
    """
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_complete(_plain(app, url)))
        return made

    app.openapi = openapi  # type: ignore[method-assign]


def _plain(app: FastAPI, url: str) -> dict[str, Any]:
    return get_openapi(
        title=app.title,
        version=app.version,
        summary="Registers people, gives them coloured passes, and says why.",
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": url}],
        tags=[{"name": name, "description": text} for name, text in _TAGS.items()],
        routes=app.routes,
    )


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    # FastAPI's own errors: here they are problem documents.
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = dict(_PROBLEM)
    named: set[Reason] = set()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            _add_words(operation)
            _without_null(operation)
            # Wallets are answered as OpenID4VCI says.
            if path.startswith(_OPENID4VCI):
                operation["responses"].pop("422", None)
            else:
                reasons = _reasons(operation)
                named |= reasons
                _add_problems(operation, reasons)
                _add_replay(operation)
    components["examples"] = {str(reason): _example(reason) for reason in sorted(named)}
    for name, example in EXAMPLES.items():
        if name in schemas:
            schemas[name]["examples"] = [example]
    return _pages_named(document)


def _add_words(operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    in_english = name.replace("_", " ").capitalize()
    operation["summary"] = f"{in_english} {SUMMARIES.get(name, '')}"
    for response in operation["responses"].values():
        if response["description"] == "Successful Response":
            response["description"] = "Done. 成功。"


def _without_null(operation: Mapping[str, Any]) -> None:
    """A parameter can be left out, but nobody can send null in an address or a header."""
    for parameter in operation.get("parameters", ()):
        kinds = parameter["schema"].pop("anyOf", [])
        for kind in kinds:
            if kind != {"type": "null"}:
                parameter["schema"] |= kind


def _pages_named(document: Mapping[str, Any]) -> dict[str, Any]:
    """The same with `PassPage` for `Page_PassOut_`."""
    named: dict[str, Any] = json.loads(_PAGE.sub(r"\1Page", json.dumps(document)))
    return named


def _reasons(operation: Mapping[str, Any]) -> set[Reason]:
    """Why an operation may be refused."""
    found = {Reason(name) for name in REFUSALS.get(operation["operationId"], ())}
    parameters = {one["name"] for one in operation.get("parameters", ())}
    schemes = {name for one in operation.get("security", ()) for name in one}
    if schemes:
        found |= {Reason.NOT_AUTHENTICATED, Reason.FOLDER_BUSY}
    if "staff" in schemes:
        found.add(Reason.NOT_PERMITTED)
    if "requestBody" in operation:
        found |= {Reason.REQUEST_TOO_LARGE, Reason.REQUEST_TIMEOUT}
    if "422" in operation["responses"] or "requestBody" in operation:
        found.add(Reason.REQUEST_INVALID)
    if KEY in parameters:
        found.add(Reason.KEY_REUSED)
    if "cursor" in parameters:
        found.add(Reason.CURSOR_INVALID)
    return found


def _add_problems(operation: dict[str, Any], reasons: Iterable[Reason]) -> None:
    by_status: dict[int, list[Reason]] = defaultdict(list)
    for reason in sorted(reasons):
        by_status[status_of(reason)].append(reason)
    responses = operation["responses"]
    responses.pop("422", None)
    for status, of_status in sorted(by_status.items()):
        examples = {str(one): {"$ref": f"#/components/examples/{one}"} for one in of_status}
        responses[str(status)] = {
            "description": _STATUSES[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": _REF}, "examples": examples}},
        }
    responses["default"] = {
        "description": "Another problem. 其他问题。",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF}}},
    }


def _add_replay(operation: Mapping[str, Any]) -> None:
    if not any(one["name"] == KEY for one in operation.get("parameters", ())):
        return
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            response.setdefault("headers", {})[REPLAYED] = {
                "description": "There and `true` if this was answered before.",
                "schema": {"type": "string", "enum": ["true"]},
            }


def _example(reason: Reason) -> dict[str, Any]:
    return {"summary": explain(reason, "zh"), "value": content_of(reason, status_of(reason))}
