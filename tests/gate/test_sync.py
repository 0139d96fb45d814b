"""Fetching over HTTP from servers that behave and from servers that don't."""

import hashlib
import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from huepass.errors import FetchError, FolderError, Reason, UsageError
from huepass.gate import GateFolder, Settings, SyncReport, sync
from huepass.gate.sync import Limits, Outcome
from kit import World, signer

ROOTS, TRUST, LIST = "/federation/roots.cbor", "/federation/trust-list.cbor", "/lists/gz.cbor"
Handler = http.server.BaseHTTPRequestHandler
Answer = Callable[[Handler], None]


@dataclass
class Server:
    """A real server; `files` are served properly, `answers` take over where they are given."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    served: list[tuple[str, int]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def handle(self, request: Handler) -> None:
        self.requests.append((request.path, dict(request.headers)))
        if request.path in self.answers:
            self.answers[request.path](request)
        elif request.path in self.files:
            self.serve(request, self.files[request.path])
        else:
            request.send_error(404)

    def serve(self, request: Handler, data: bytes, kind: str = "application/cbor") -> None:
        etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        status = 304 if request.headers.get("If-None-Match") == etag else 200
        self.served.append((request.path, status))
        request.send_response(status)
        request.send_header("ETag", etag)
        request.send_header("Set-Cookie", "gate=7; Path=/")
        if status == 200:
            request.send_header("Content-Type", kind)
            request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        if status == 200:
            request.wfile.write(data)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()

    class Requests(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.handle(self)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that hangs up is what some of these tests are about."""

    listening = Quiet(("127.0.0.1", 0), Requests)
    made.url = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.closing.set()
    listening.shutdown()
    listening.server_close()
    thread.join()


@pytest.fixture
def world(server: Server) -> World:
    world = World(url=server.url + LIST)
    server.files = {
        ROOTS: world.root(1),
        TRUST: world.trust_list(1),
        LIST: world.revocation_list(1, paper=[2]),
    }
    return world


@pytest.fixture
def folder(tmp_path: Path, world: World, server: Server) -> GateFolder:
    return GateFolder.create(tmp_path / "gate", world.root(), Settings(url=server.url))


def run(folder: GateFolder, world: World, limits: Limits | None = None) -> SyncReport:
    return sync(folder, lambda: world.now, limits=limits)


def outcomes(report: SyncReport) -> list[Outcome]:
    return [file.outcome for file in report.files]


def reasons(report: SyncReport) -> list[Reason | None]:
    return [file.error.reason if file.error else None for file in report.files]


def test_everything_is_fetched(folder: GateFolder, world: World, server: Server) -> None:
    report = run(folder, world)
    assert report.ok
    assert outcomes(report) == [Outcome.UNCHANGED, Outcome.LOADED, Outcome.LOADED]
    assert [file.issuer for file in report.files] == [None, None, "gz"]
    state = GateFolder(folder.path).read().state
    assert state.trust is not None
    assert state.lists["gz"].sequence == 1


def test_what_has_not_changed_is_not_sent_again(
    folder: GateFolder, world: World, server: Server
) -> None:
    run(folder, world)
    server.served.clear()
    report = run(GateFolder(folder.path), world)
    assert outcomes(report) == [Outcome.UNCHANGED] * 3
    assert server.served == [(ROOTS, 304), (TRUST, 304), (LIST, 304)]


def test_what_has_changed_is_fetched(folder: GateFolder, world: World, server: Server) -> None:
    run(folder, world)
    server.files[ROOTS] = world.root(1) + world.root(2)
    server.files[LIST] = world.revocation_list(2, paper=[2, 3])
    report = run(folder, world)
    assert outcomes(report) == [Outcome.LOADED, Outcome.UNCHANGED, Outcome.LOADED]
    snapshot = folder.read()
    assert list(snapshot.roots) == [world.root(1), world.root(2)]
    assert snapshot.state.lists["gz"].sequence == 2


def test_a_server_with_other_tags_just_sends_everything(
    folder: GateFolder, world: World, server: Server
) -> None:
    for path, data in server.files.items():
        server.answers[path] = _with_tag('"of its own"', data)
    assert run(folder, world).ok
    assert outcomes(run(folder, world)) == [Outcome.UNCHANGED] * 3


def _with_tag(tag: str, data: bytes) -> Answer:
    def answer(request: Handler) -> None:
        request.send_response(200)
        request.send_header("ETag", tag)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    return answer


@pytest.mark.parametrize("tag", ["*", '"*"', '"gate-7"', "caf\xe9", '"a", "b"', ""])
def test_a_tag_chosen_by_a_server_can_not_freeze_or_mark_a_gate(
    folder: GateFolder, world: World, server: Server, tag: str
) -> None:
    for path, data in server.files.items():
        server.answers[path] = _with_tag(tag, data)
    assert run(folder, world).ok
    server.answers.clear()
    server.requests.clear()
    server.files[ROOTS] = world.root(1) + world.root(2)
    server.files[TRUST] = world.trust_list(2)
    server.files[LIST] = world.revocation_list(2, paper=[2, 3])
    assert outcomes(run(folder, world)) == [Outcome.LOADED] * 3
    for _, headers in server.requests:
        sent = headers["If-None-Match"]
        assert len(sent) == 34
        assert int(sent.strip('"'), 16)


def test_nothing_but_documents_is_kept(folder: GateFolder, world: World, server: Server) -> None:
    run(folder, world)
    names = {path.name for path in folder.path.iterdir()}
    assert names == {"documents", "lock", "state.json"}


def test_an_old_revocation_list_is_rollback(
    folder: GateFolder, world: World, server: Server
) -> None:
    server.files[LIST] = world.revocation_list(5, paper=[2])
    run(folder, world)
    server.files[LIST] = world.revocation_list(4)
    report = run(folder, world)
    assert reasons(report) == [None, None, Reason.ROLLBACK]
    assert outcomes(report)[2] == Outcome.REFUSED
    assert folder.read().state.lists["gz"].sequence == 5


def test_an_old_trust_list_does_not_stop_the_revocation_list(
    folder: GateFolder, world: World, server: Server
) -> None:
    server.files[TRUST] = world.trust_list(5)
    run(folder, world)
    server.files[TRUST] = world.trust_list(4)
    server.files[LIST] = world.revocation_list(2)
    report = run(folder, world)
    assert reasons(report) == [None, Reason.ROLLBACK, None]
    state = folder.read().state
    assert state.trust is not None
    assert (state.trust.sequence, state.lists["gz"].sequence) == (5, 2)


def test_a_refused_file_is_asked_for_again(
    folder: GateFolder, world: World, server: Server
) -> None:
    server.files[LIST] = World(revoke_key=signer("stranger")).revocation_list(2)
    assert reasons(run(folder, world))[2] == Reason.BAD_REVOCATION_LIST
    server.served.clear()
    assert reasons(run(folder, world))[2] == Reason.BAD_REVOCATION_LIST
    assert (LIST, 200) in server.served


def _half(request: Handler, data: bytes) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/cbor")
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data[: len(data) // 2])


def test_half_a_file(folder: GateFolder, world: World, server: Server) -> None:
    server.answers[TRUST] = lambda request: _half(request, world.trust_list(1))
    server.answers[LIST] = lambda request: _half(request, world.revocation_list(1))
    report = run(folder, world)
    assert reasons(report) == [None, Reason.FETCH_FAILED]
    del server.answers[TRUST]
    assert reasons(run(folder, world)) == [None, None, Reason.FETCH_FAILED]
    assert folder.read().state.lists == {}


def test_half_a_file_without_a_length(folder: GateFolder, world: World, server: Server) -> None:
    run(folder, world)

    def cut_off(request: Handler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(world.revocation_list(2)[:-20])

    server.answers[LIST] = cut_off
    assert reasons(run(folder, world)) == [None, None, Reason.BAD_CBOR]
    assert folder.read().state.lists["gz"].sequence == 1


@pytest.mark.parametrize("status", [204, 301, 302, 307, 400, 401, 403, 404, 410, 500, 503])
def test_another_status(folder: GateFolder, world: World, server: Server, status: int) -> None:
    run(folder, world)

    def answer(request: Handler) -> None:
        request.send_response(status)
        request.send_header("Location", server.url + ROOTS)
        request.send_header("Content-Length", "0")
        request.end_headers()

    server.answers[TRUST] = answer
    server.files[LIST] = world.revocation_list(2)
    report = run(folder, world)
    assert reasons(report) == [None, Reason.FETCH_FAILED, None]
    assert folder.read().state.lists["gz"].sequence == 2


def test_not_modified_that_nobody_asked_for(
    folder: GateFolder, world: World, server: Server
) -> None:
    def answer(request: Handler) -> None:
        request.send_response(304)
        request.end_headers()

    server.answers[TRUST] = answer
    assert reasons(run(folder, world)) == [None, Reason.FETCH_FAILED]


def test_a_redirect_is_not_followed(folder: GateFolder, world: World, server: Server) -> None:
    def answer(request: Handler) -> None:
        request.send_response(302)
        request.send_header("Location", server.url + "/elsewhere")
        request.end_headers()

    server.answers[ROOTS] = answer
    report = run(folder, world)
    assert reasons(report) == [Reason.FETCH_FAILED, None, None]
    assert "redirects" in str(report.files[0].error)
    assert "/elsewhere" not in [path for path, _ in server.requests]


def test_the_login_page_of_a_network(folder: GateFolder, world: World, server: Server) -> None:
    server.answers[TRUST] = lambda request: server.serve(request, b"<html>", "text/html")
    report = run(folder, world)
    assert reasons(report) == [None, Reason.FETCH_FAILED]
    assert report.files[1].error is not None
    assert "text/html" in report.files[1].error.detail


def test_a_static_server_that_knows_no_media_types(
    folder: GateFolder, world: World, server: Server
) -> None:
    data = world.trust_list()
    server.answers[TRUST] = lambda request: server.serve(request, data, "application/octet-stream")
    assert run(folder, world).ok


def test_a_compressed_answer_is_not_unpacked(
    folder: GateFolder, world: World, server: Server
) -> None:
    def answer(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Encoding", "gzip")
        request.end_headers()
        request.wfile.write(b"\x1f\x8b")

    server.answers[TRUST] = answer
    assert reasons(run(folder, world)) == [None, Reason.FETCH_FAILED]


def test_a_length_that_is_too_large(folder: GateFolder, world: World, server: Server) -> None:
    def answer(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(1024 * 1024 + 1))
        request.end_headers()

    server.answers[TRUST] = answer
    report = run(folder, world)
    assert reasons(report) == [None, Reason.FETCH_FAILED]
    assert "longer" in str(report.files[1].error)


def test_an_endless_file_is_cut_off(folder: GateFolder, world: World, server: Server) -> None:
    def answer(request: Handler) -> None:
        request.send_response(200)
        request.end_headers()
        while not server.closing.is_set():
            request.wfile.write(bytes(100_000))

    server.answers[TRUST] = answer
    report = run(folder, world)
    assert reasons(report) == [None, Reason.FETCH_FAILED]
    assert "longer" in str(report.files[1].error)


def test_a_server_that_hangs(folder: GateFolder, world: World, server: Server) -> None:
    run(folder, world)

    def answer(request: Handler) -> None:
        server.closing.wait(30)

    server.answers[TRUST] = answer
    server.files[LIST] = world.revocation_list(2)
    report = run(folder, world, Limits(connect=5, silence=0.2))
    assert reasons(report) == [None, Reason.FETCH_FAILED, None]


def test_a_server_that_drips(folder: GateFolder, world: World, server: Server) -> None:
    run(folder, world)

    def answer(request: Handler) -> None:
        request.send_response(200)
        request.end_headers()
        while not server.closing.wait(0.02):
            request.wfile.write(b"\x00")

    server.answers[TRUST] = answer
    report = run(folder, world, Limits(connect=5, silence=5, whole=0.3))
    assert reasons(report) == [None, Reason.FETCH_FAILED, None]


def test_a_server_that_drips_its_head(folder: GateFolder, world: World, server: Server) -> None:
    run(folder, world)

    def answer(request: Handler) -> None:
        request.send_response(200)
        request.flush_headers()
        # Ten times as long as the deadline, and never silent.
        for _ in range(250):
            if server.closing.wait(0.02):
                break
            request.wfile.write(b"x")

    server.answers[TRUST] = answer
    server.files[LIST] = world.revocation_list(2)
    report = run(folder, world, Limits(connect=5, silence=5, whole=0.5))
    assert reasons(report) == [None, Reason.FETCH_FAILED, None]
    assert report.files[1].error is not None
    assert "not there after" in report.files[1].error.detail


def test_half_a_file_at_the_deadline_is_not_taken_for_a_whole_one(
    folder: GateFolder, world: World, server: Server
) -> None:
    def answer(request: Handler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(world.root(1))
        server.closing.wait(30)

    server.answers[ROOTS] = answer
    report = run(folder, world, Limits(connect=5, silence=5, whole=0.3))
    assert reasons(report) == [Reason.FETCH_FAILED, None, None]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "socks5://user:secret@127.0.0.1:1"),
        ("ALL_PROXY", "nonsense://127.0.0.1:1"),
        ("HTTPS_PROXY", "http://a:b"),
        ("SSL_CERT_FILE", "/nonexistent"),
    ],
)
def test_useless_settings_of_the_environment(
    folder: GateFolder, world: World, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(FetchError) as error:
        run(folder, world)
    assert error.value.reason == Reason.FETCH_FAILED
    assert "secret" not in str(error.value)


def test_a_server_that_hangs_up(folder: GateFolder, world: World, server: Server) -> None:
    server.answers[TRUST] = lambda request: request.connection.close()
    assert reasons(run(folder, world)) == [None, Reason.FETCH_FAILED]


def test_nobody_listens(folder: GateFolder, world: World) -> None:
    report = sync(folder, lambda: world.now, url="http://127.0.0.1:1")
    assert reasons(report) == [Reason.FETCH_FAILED, Reason.FETCH_FAILED]
    assert not report.ok


@pytest.mark.parametrize("url", ["ftp://a.example", "nonsense", "http://", "http://[", "file:///x"])
def test_an_address_that_is_none(folder: GateFolder, world: World, url: str) -> None:
    report = sync(folder, lambda: world.now, url=url)
    assert reasons(report) == [Reason.FETCH_FAILED, Reason.FETCH_FAILED]


def test_an_issuer_without_a_proper_address(tmp_path: Path, world: World, server: Server) -> None:
    world.url = "nowhere"
    server.files[TRUST] = world.trust_list(1)
    folder = GateFolder.create(tmp_path / "gate", world.root(), Settings(url=server.url))
    assert reasons(run(folder, world)) == [None, None, Reason.FETCH_FAILED]


def test_a_clock_that_is_behind_is_reported_for_each_file(
    folder: GateFolder, world: World, server: Server
) -> None:
    run(folder, world)
    server.files[LIST] = world.revocation_list(2)
    report = sync(folder, lambda: world.now - 86400)
    assert reasons(report) == [None, None, Reason.CLOCK_BEHIND]


def test_a_server_learns_nothing_about_the_gate(
    folder: GateFolder, world: World, server: Server
) -> None:
    run(folder, world)
    run(folder, world)
    allowed = {"host", "user-agent", "accept", "accept-encoding", "connection", "if-none-match"}
    for _, headers in server.requests:
        assert {name.lower() for name in headers} <= allowed
        assert headers["User-Agent"] == "huepass-gate"
        assert headers["Accept-Encoding"] == "identity"


def test_a_gate_without_an_address(tmp_path: Path, world: World, server: Server) -> None:
    folder = GateFolder.create(tmp_path / "gate", world.root(), Settings())
    with pytest.raises(UsageError):
        run(folder, world)
    assert sync(folder, lambda: world.now, url=server.url + "/").ok


def test_a_missing_folder(tmp_path: Path, world: World) -> None:
    with pytest.raises(FolderError):
        run(GateFolder(tmp_path / "none"), world)
