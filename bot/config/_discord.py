"""What can be configured of the account on Discord."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator


def _id(value: Any) -> Any:
    """An id as Discord hands it out: a number, which TOML may give as one."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("discord_id")
    text = str(value).strip()
    if not (text.isascii() and text.isdecimal() and 15 <= len(text) <= 20):
        raise ValueError("discord_id")
    return text


DiscordId = Annotated[str, BeforeValidator(_id)]
"""The id of a server, a channel, a role or an account: 15 to 20 digits."""


class DiscordRoomSettings(BaseModel):
    """One community's place on Discord: where its cafés live, and who its hosts are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: DiscordId | None = None
    """The forum or text channel where cafés live; where it is left out, the set-up finds or makes one, and what goes
    with it."""

    server: DiscordId | None = None
    """The server in which it does, where ``channel`` is left out; it may be left out too where the bot is in one
    alone."""

    language: Literal["fr", "en"] = "fr"
    """What the bot speaks there."""

    desk: DiscordId | None = None
    """A channel that hosts alone can read: there they are told what happens behind the scene."""

    sealed: DiscordId | None = None
    """The text channel in whose private threads the answers to blind workshops lie, beside a forum, which has none."""

    follow_role: DiscordId | None = None
    """The role that members get who follow the room: what opens a workshop mentions it, and nothing else does."""

    hosts: tuple[DiscordId, ...] = ()
    """The accounts that host there."""

    host_roles: tuple[DiscordId, ...] = ()
    """The roles whose bearers host there."""

    @model_validator(mode="after")
    def _apart(self) -> DiscordRoomSettings:
        if self.desk is not None and self.desk == self.channel:
            raise ValueError("desk_in_room")
        return self


class DiscordSettings(BaseModel):
    """The account on Discord."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: SecretStr | None = None
    """The bot's token, a secret."""

    message_content: bool = True
    """Whether the Message Content intent is switched on in the developer portal: then every message in a café's
    threads counts, else replies, mentions and the Answer button."""

    operators: tuple[DiscordId, ...] = ()
    """The accounts of those who run the bot: they may do all that hosts may, everywhere."""

    proxies: tuple[DiscordId, ...] = ()
    """Bots and webhooks through which members speak, such as PluralKit or a bridge: what they say counts."""

    shards: int | None = Field(default=None, ge=1, le=10_000)
    """How many shards the account has in all, over all processes; it is not split where that is not given."""

    shard_ids: tuple[int, ...] = ()
    """Those of them that this process takes before all others; all where none is given."""

    per_second: int = Field(default=50, ge=1, le=50)
    """This process's part of the 50 requests that Discord takes of one bot in a second."""

    room: tuple[DiscordRoomSettings, ...] | None = None
    """The rooms, one for each community."""

    @model_validator(mode="after")
    def _shards_known(self) -> DiscordSettings:
        if self.shard_ids and (self.shards is None or any(not 0 <= one < self.shards for one in self.shard_ids)):
            raise ValueError("discord_shards")
        return self

    @model_validator(mode="after")
    def _servers_apart(self) -> DiscordSettings:
        servers = [one.server for one in self.rooms if one.channel is None]
        if len(servers) > 1 and (None in servers or len(set(servers)) < len(servers)):
            raise ValueError("discord_servers")
        return self

    @property
    def rooms(self) -> tuple[DiscordRoomSettings, ...]:
        """The rooms there are."""
        return self.room or ()

    @property
    def hostless(self) -> tuple[DiscordRoomSettings, ...]:
        """The rooms in which nobody hosts, so that nobody may open a café there or look after one."""
        return () if self.operators else tuple(one for one in self.rooms if not (one.hosts or one.host_roles))
