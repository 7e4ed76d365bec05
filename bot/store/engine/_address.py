"""Where a database on a server is."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


@dataclass(frozen=True, slots=True)
class ServerUrl:
    """The address of a database on a server, ``postgresql://user:password@host:port/name``: a secret."""

    secret: str = field(repr=False)

    @property
    def place(self) -> str:
        """The address without who signs in, to be shown. An address that is none is not shown at all."""
        try:
            url = make_url(self.secret)
            port = f":{url.port}" if url.port else ""
        except (ArgumentError, ValueError):
            return "postgresql://…"
        return f"postgresql://{url.host or ''}{port}/{url.database or ''}"
