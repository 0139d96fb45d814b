"""The wallet's and the gate's pages, as files (not part of the described API)."""

import gzip
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from huepass.errors import Reason, RequestRefused
from huepass.issuer.api.access import TheOffice
from huepass.issuer.api.public_routes import known_tags
from huepass.issuer.service.office import Office
from huepass.pages import PAGES, PageFiles, media_type_of, policy_of, prepare

_FOLDERS: Final = (*PAGES, "assets", "icons")
_FOR_EVER: Final = "public, max-age=31536000, immutable"  # an asset's name has its hash
_ASK_AGAIN: Final = "no-cache"
_OFF: Final = (
    "accelerometer", "browsing-topics", "display-capture", "geolocation", "gyroscope",
    "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
)  # fmt: skip
_PERMISSIONS: Final = ", ".join(
    (*(f"{name}=(self)" for name in ("camera", "screen-wake-lock")), *(f"{n}=()" for n in _OFF))
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _PERMISSIONS,
    "Vary": "Accept-Encoding",
}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _Served:
    """A file as it is served: plain, and compressed if that is shorter."""

    content: bytes
    packed: bytes | None
    tag: str
    media_type: str


@dataclass(frozen=True, slots=True)
class _Fitted:
    """All files as one trust list lets them be, and the pages' content security policies."""

    files: dict[str, _Served]
    policies: dict[str, str]


class Pages:
    """The pages of a service, and what the trust list in force lets them reach.

    Args:
        files: as they were built; nothing else is ever served.

    Raises:
        FolderError: `folder_broken`: these aren't built pages.
    """

    def __init__(self, files: PageFiles) -> None:
        self._built = files
        served = {name: _served(name, content) for name, content in prepare(files, ()).items()}
        # Which trust list, and what follows from it, set in one step: many threads read.
        self._current: tuple[bytes | None, _Fitted] = (None, _fitted(served))

    def find(self, office: Office, path: str) -> tuple[_Served, str] | None:
        """A file and its content security policy, by its path; None if there is no such file."""
        fitted = self._for(office)
        name = f"{path}index.html" if path.endswith("/") else path
        found = fitted.files.get(name)
        if found is None:
            return None
        return found, fitted.policies.get(name.partition("/")[0], fitted.policies[PAGES[0]])

    def _for(self, office: Office) -> "_Fitted":
        document = office.documents.read()[1]
        known, fitted = self._current
        if document != known:
            trust = office.documents.trust_list()
            reached = [one.revocation_list_url for one in trust.issuers] if trust else []
            before = fitted.files
            fitted = _fitted(
                {
                    name: before[name]
                    if before[name].content == content
                    else _served(name, content)
                    for name, content in prepare(self._built, reached).items()
                }
            )
            self._current = document, fitted
        return fitted


@router.api_route("/wallet", methods=["GET", "HEAD"])
@router.api_route("/gate", methods=["GET", "HEAD"])
def to_page(request: Request) -> Response:
    """To the page's folder, in which its service worker works."""
    # Relative: the service may lie under any path of its host.
    return RedirectResponse(f"{request.scope['path'].rpartition('/')[2]}/", status_code=308)


def show_file(request: Request, office: TheOffice) -> Response:
    """A file of the pages."""
    pages: Pages | None = request.app.state.pages
    if pages is None:
        raise RequestRefused(Reason.PAGES_MISSING)
    found = pages.find(office, request.scope["path"].removeprefix("/"))
    if found is None:
        raise RequestRefused(Reason.NOT_FOUND)
    served, policy = found
    is_asset = request.scope["path"].startswith("/assets/")
    packed = served.packed if _takes_gzip(request) else None
    headers = {
        **_HEADERS,
        "Content-Security-Policy": policy,
        "Cache-Control": _FOR_EVER if is_asset else _ASK_AGAIN,
        "ETag": f'"{served.tag}-gzip"' if packed else f'"{served.tag}"',
    }
    if known_tags(request) & {"*", f'"{served.tag}-gzip"', f'"{served.tag}"'}:
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(packed or served.content, headers=headers, media_type=served.media_type)


for _folder in _FOLDERS:
    if _folder in PAGES:
        router.add_api_route(f"/{_folder}/", show_file, methods=["GET", "HEAD"])
    router.add_api_route(f"/{_folder}/{{name}}", show_file, methods=["GET", "HEAD"])


def _fitted(files: dict[str, _Served]) -> _Fitted:
    return _Fitted(files, {page: policy_of(files[f"{page}/index.html"].content) for page in PAGES})


def _served(name: str, content: bytes) -> _Served:
    packed = gzip.compress(content, 9, mtime=0)
    shorter = packed if len(packed) < len(content) else None
    return _Served(content, shorter, sha256(content).hexdigest()[:32], media_type_of(name))


def _takes_gzip(request: Request) -> bool:
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
