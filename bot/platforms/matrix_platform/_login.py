"""How an account gets in: by its password once, afterwards by what was kept of that, in a file that its owner alone can
read; and how it gets out again."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path

from nio import AsyncClient, AsyncClientConfig, LoginResponse
from pydantic import SecretStr

from bot.errors import CafeError, ConfigurationError, PlatformError, fault
from bot.platforms.matrix_platform._account import PATIENCE, Account, Session
from bot.platforms.matrix_platform._faults import fault_of, reachable
from bot.showing import shown

DEVICE = "CAFEHOST"
"""The device that each login is for: a homeserver knows what was sent already by it, after a new login too."""

_CALLED = "Café Host"


def kept_session(file: Path, homeserver: str, user: str) -> Session | None:
    """What was kept of an earlier login of that account; ``None`` where there is nothing, or another one's."""
    found = any_session(file)
    return found if found and (found.homeserver, found.user) == (homeserver, user) else None


def any_session(file: Path) -> Session | None:
    """What was kept of an earlier login of whatever account; ``None`` where there is nothing to be read."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return Session(kept["homeserver"], kept["user"], kept["device"], SecretStr(kept["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_session(file: Path, session: Session) -> None:
    """Keep how an account gets in, whole or not at all, for its owner alone. Raises `ConfigurationError`."""
    written = {
        "homeserver": session.homeserver,
        "user": session.user,
        "device": session.device,
        "token": session.token.get_secret_value(),
    }
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # A new file of that kind is its owner's alone from the first byte on.
        descriptor, beside = tempfile.mkstemp(prefix=file.name, dir=file.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(written, stream)
            os.replace(beside, file)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(beside)
            raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(fault("matrix_not_kept", path=shown(str(file)), reason=reason)) from None


async def log_in(homeserver: str, user: str, password: SecretStr) -> Session:
    """Log in by password. Raises `ConfigurationError` for a wrong one, `PlatformError` where the homeserver cannot be
    reached."""
    config = AsyncClientConfig(max_limit_exceeded=0, max_timeouts=0, request_timeout=PATIENCE, encryption_enabled=False)
    client = AsyncClient(homeserver, user, DEVICE, config=config)
    try:
        with reachable():
            answer = await client.login(password.get_secret_value(), device_name=_CALLED)
    finally:
        await client.close()
    if not isinstance(answer, LoginResponse):
        raise _refused(answer.status_code)
    return Session(homeserver, answer.user_id, answer.device_id, SecretStr(answer.access_token))


async def log_out(session: Session) -> bool:
    """End a login on its homeserver, and with it the device. False where it had been ended already. Raises
    `PlatformError` where the homeserver cannot be reached."""
    account = Account(session.user, session)
    try:
        await account.post("?", "v3", "logout", content={})
    except PlatformError as error:
        if "matrix_token" in [one.key for one in error.faults]:
            return False
        raise
    finally:
        await account.leave()
    return True


def forget_session(file: Path) -> None:
    """Keep nothing of a login any more. Raises `ConfigurationError`."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(fault("matrix_still_kept", path=shown(str(file)), reason=reason)) from None


def _refused(code: str | None) -> CafeError:
    if code == "M_FORBIDDEN":
        return ConfigurationError(fault("matrix_password"))
    return fault_of(code)
