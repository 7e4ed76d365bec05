"""What a homeserver of the tests is told: nothing of it reaches beyond this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SECRET = "what only the tests know"

# Few a second, as a clock that is set back to Monday counts what was done until Friday that many times over.
_EASY = {"per_second": 1, "burst_count": 1_000_000_000}
_STRICT = {"per_second": 5, "burst_count": 3}


def write(folder: Path, name: str, port: int, *, room_version: str, strict: bool) -> Path:
    """Write a homeserver's configuration into its folder; returns the file. With ``strict`` it takes three messages at
    once and five a second, as it says in a 429."""
    logs = folder / "log.json"
    logs.write_text(json.dumps(_logs(folder)), encoding="utf-8")
    told: dict[str, Any] = {
        "server_name": name,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "report_stats": False,
        "listeners": [
            {
                "port": port,
                "type": "http",
                "bind_addresses": ["127.0.0.1"],
                "x_forwarded": False,
                "resources": [{"names": ["client", "media"]}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(logs),
        "signing_key_path": str(folder / "signing.key"),
        "media_store_path": str(folder / "media"),
        "pid_file": str(folder / "homeserver.pid"),
        "registration_shared_secret": SECRET,
        "macaroon_secret_key": SECRET,
        "form_secret": SECRET,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        "bcrypt_rounds": 4,
        "presence": {"enabled": False},
        "default_room_version": room_version,
        "caches": {"sync_response_cache_duration": "0s"},
        "rc_message": _STRICT if strict else _EASY,
        **_limits(),
    }
    path = folder / "homeserver.yaml"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def _limits() -> dict[str, Any]:
    alone = ("registration", "registration_token_validity", "admin_redaction", "joins_per_room", "3pid_validation")
    more = ("media_create", "room_creation", "reports", "presence_per_user", "delayed_event_mgmt")
    return {
        **{f"rc_{one}": _EASY for one in (*alone, *more)},
        "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), _EASY),
        "rc_joins": dict.fromkeys(("local", "remote"), _EASY),
        "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), _EASY),
    }


def _logs(folder: Path) -> dict[str, Any]:
    return {
        "version": 1,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "file": {"class": "logging.FileHandler", "formatter": "plain", "filename": str(folder / "homeserver.log")}
        },
        "root": {"level": "WARNING", "handlers": ["file"]},
        "disable_existing_loggers": False,
    }
