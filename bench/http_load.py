"""A load of HTTP requests that costs little to make, so that it measures the service."""

import asyncio
import time
from typing import NamedTuple


class Request(NamedTuple):
    """One request, as bytes."""

    data: bytes


def post(path: str, body: bytes, *headers: str) -> Request:
    """A POST."""
    head = "".join(f"{line}\r\n" for line in headers)
    start = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{head}Content-Length: {len(body)}\r\n\r\n"
    return Request(start.encode() + body)


async def run_load(
    port: int, requests: list[Request], connections: int
) -> tuple[list[bytes], list[float], float]:
    """Send all requests over some connections, each with one request at a time.

    Returns:
        The bodies of the answers, the seconds that each took, and the seconds for them all.
    """
    waiting = iter(requests)
    bodies: list[bytes] = []
    times: list[float] = []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            start = time.perf_counter()
            writer.write(request.data)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
            bodies.append(await reader.readexactly(length))
            times.append(time.perf_counter() - start)
            if b" 200 " not in head[:16]:
                raise SystemExit(f"refused: {bodies[-1].decode()}")
        writer.close()
        await writer.wait_closed()

    start = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(connections)))
    return bodies, times, time.perf_counter() - start
