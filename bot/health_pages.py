"""The two pages that tell how the bot is (`bot.health`), served for as long as it runs."""

from __future__ import annotations

import contextlib
import errno
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web, web_response
from prometheus_client import CONTENT_TYPE_LATEST

from bot.errors import ConfigurationError, Fault, fault
from bot.logs import Event, logger

_log = logger(__name__)

Report = Callable[[], Awaitable[dict[str, object]]]
Metrics = Callable[[], Awaitable[bytes]]


@contextlib.asynccontextmanager
async def served(report: Report, metrics: Metrics, port: int, *, open_to_network: bool) -> AsyncIterator[None]:
    """Answer with these for as long as this lasts. Raises `ConfigurationError` for a port that cannot be had."""
    # By itself the library tells its own version and that of Python, in answers to broken requests too.
    # It also tells each broken request as an error, with a stack: anybody could fill the log.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    setattr(web_response, "SERVER_SOFTWARE", "cafe")  # noqa: B010 - it is not declared as its own
    runner = web.AppRunner(_application(report, metrics), access_log=None, handle_signals=False, shutdown_timeout=1)
    await runner.setup()
    try:
        host = None if open_to_network else "127.0.0.1"
        try:
            await web.TCPSite(runner, host, port, backlog=16).start()
        except OSError as error:
            raise ConfigurationError(_refused(error, port)) from None
        _log.info(Event.HEALTH_LISTENS, port=port, open_to_network=open_to_network)
        yield
    finally:
        await runner.cleanup()


def _refused(error: OSError, port: int) -> Fault:
    match error.errno:
        case errno.EADDRINUSE:
            return fault("health_port_taken", port=str(port))
        case errno.EACCES | errno.EPERM:
            return fault("health_port_not_allowed", port=str(port))
    return fault("health_port_refused", port=str(port), reason=error.strerror or str(error))


def _application(report: Report, metrics: Metrics) -> web.Application:
    async def answer_health(_: web.Request) -> web.Response:
        told = await report()
        return web.json_response(told, status=200 if told["status"] == "ok" else 503)

    async def answer_metrics(_: web.Request) -> web.Response:
        return web.Response(body=await metrics(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def not_to_be_kept(_: web.Request, response: web.StreamResponse) -> None:
        response.headers["Cache-Control"] = "no-store"

    application = web.Application(client_max_size=1024)
    application.on_response_prepare.append(not_to_be_kept)
    application.router.add_get("/health", answer_health, allow_head=False)
    application.router.add_get("/metrics", answer_metrics, allow_head=False)
    return application
