"""What people do with the bot's own means: buttons, selects, forms, slash commands, context menus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._commands import HOLDERS, CommandType, OptionType
from ._components import SELECTS
from ._forms import Filled, Form, chosen
from ._interactions import Interaction, Kind
from ._message_payloads import attachment_payload
from ._numbers import Component, Permission
from ._payloads import channel_payload, member_payload, role_payload, user_payload
from ._permissions import base, need
from ._refusals import archived
from ._rules import parts
from ._things import Attachment, Channel, Message, Payload, Role, Thread, User

if TYPE_CHECKING:
    from ._server import DiscordServer


class Acting:
    """Each of these returns once the member sees something, and raises `NoAnswer` where they would read that it failed.
    What their client would not let them do raises `LookupError`, `AssertionError` or `Refused`."""

    server: DiscordServer
    user: User

    # buttons and selects

    async def clicks(self, message: Message, button: str) -> Interaction:
        """Press a button, named by its label, its custom_id or the beginning of it."""
        component = self._component(message, button, (Component.BUTTON,))
        data = {"component_type": int(Component.BUTTON), "custom_id": component["custom_id"]}
        return await self._press(message, data)

    async def chooses(self, message: Message, select: str, *options: str) -> Interaction:
        """Choose in a select, named by its placeholder or custom_id; options by their labels or values."""
        component = self._component(message, select, SELECTS)
        values = chosen(component, options)
        data = {"component_type": component["type"], "custom_id": component["custom_id"], "values": values}
        return await self._press(message, data)

    def _component(self, message: Message, name: str, kinds: tuple[Component, ...]) -> Payload:
        candidates = [one for one in parts(message.components) if one["type"] in kinds and "custom_id" in one]
        for one in candidates:
            if name in (one.get("label"), one.get("placeholder"), one["custom_id"]) or one["custom_id"].startswith(
                name
            ):
                assert not one.get("disabled"), f"{name!r} is greyed out"
                return one
        there = [one.get("label") or one["custom_id"] for one in candidates]
        raise LookupError(f"there is no {name!r} to press, but {there}")

    async def _press(self, message: Message, data: Payload) -> Interaction:
        if message.only_for not in (None, self.user.id):
            raise LookupError("somebody else's message is not to be seen")
        self._may_act(message.channel)
        begun = self.server.interactions.begin(Kind.COMPONENT, self.user, message.channel, data, message)
        return await begun.seen(self.server.patience)

    def _may_act(self, channel: Channel, right: Permission = Permission.VIEW_CHANNEL) -> None:
        self.server.catch_up()
        if channel.holds_posts and right is Permission.USE_APPLICATION_COMMANDS:
            raise LookupError("nobody can write in a forum itself")
        need(channel, self.user, right, self.server.world.now())
        if isinstance(channel, Thread) and channel.archived:
            raise archived()

    async def submits(self, form: Form | Interaction, given: Mapping[str, Filled] | None = None) -> Interaction:
        """Send a form that has opened, its fields named by label or custom_id; what is not given stays as it stood."""
        if isinstance(form, Interaction):
            form = Form.of(form)
        data, files = form.filled(given or {})
        self.server.keep_files(files)
        if files:
            data["resolved"] = {"attachments": {str(one.id): self._file(one) for one in files}}
        opener = form.interaction
        begun = self.server.interactions.begin(
            Kind.MODAL_SUBMIT, self.user, opener.channel, data, opener.pressed, opener
        )
        return await begun.seen(self.server.patience)

    def _file(self, attachment: Attachment) -> Payload:
        return attachment_payload(attachment, self.server.world.base)

    # commands

    def menu(self, channel: Channel, kind: CommandType = CommandType.CHAT_INPUT) -> list[str]:
        """The names of the commands that they find there, in the language of their client."""
        return [self._named(one) for one in self._commands(channel, kind)]

    def _named(self, command: Payload) -> str:
        return str((command.get("name_localizations") or {}).get(self.user.locale) or command["name"])

    def _commands(self, channel: Channel, kind: CommandType) -> list[Payload]:
        guild = channel.guild
        found = []
        for one in self.server.commands.available(guild.id if guild else None):
            needed = one["default_member_permissions"]
            contexts = one.get("contexts")
            if one["type"] != kind or (contexts is not None and (0 if guild else 1) not in contexts):
                continue
            if guild is None and not one.get("dm_permission", True):
                continue
            if guild and needed is not None:
                rights = base(guild, guild.members[self.user.id])
                if (not int(needed) and Permission.ADMINISTRATOR not in rights) or int(needed) & ~int(rights):
                    continue
            found.append(one)
        return found

    def _command(self, channel: Channel, name: str, kind: CommandType) -> Payload:
        for one in self._commands(channel, kind):
            if name in (one["name"], self._named(one)):
                return one
        raise LookupError(f"{self.user.name} finds no command {name!r} there, but {self.menu(channel, kind)}")

    async def runs(self, channel: Channel, command: str, **options: Any) -> Interaction:
        """Run a slash command: ``runs(room, "cafe open", script="mars")``. An option is a text, a number, a bool, a
        person, a channel, a role or an attachment."""
        self._may_act(channel, Permission.USE_APPLICATION_COMMANDS if channel.guild else Permission.VIEW_CHANNEL)
        data, holder = self._path(channel, command)
        resolved: Payload = {}
        holder["options"] = self._options(holder.pop("definition"), options, resolved)
        if resolved:
            data["resolved"] = resolved
        begun = self.server.interactions.begin(Kind.COMMAND, self.user, channel, data)
        return await begun.seen(self.server.patience)

    async def completes(
        self, channel: Channel, command: str, option: str, typed: str = "", **others: Any
    ) -> list[Payload]:
        """What is suggested for an option while they type, as ``{"name", "value"}``."""
        data, holder = self._path(channel, command)
        definition = holder.pop("definition")
        asked = self._option(definition, option)
        assert asked.get("autocomplete"), f"{option!r} suggests nothing"
        focused = {"name": asked["name"], "type": asked["type"], "value": typed, "focused": True}
        holder["options"] = [*self._options(definition, others, {}, whole=False), focused]
        begun = self.server.interactions.begin(Kind.AUTOCOMPLETE, self.user, channel, data)
        return (await begun.seen(self.server.patience)).choices

    async def runs_on(self, target: Message | User, command: str, channel: Channel | None = None) -> Interaction:
        """Run a command of the context menu of a message, or of a user (then ``channel`` is where)."""
        where = target.channel if isinstance(target, Message) else channel
        assert where is not None
        self._may_act(where, Permission.USE_APPLICATION_COMMANDS)
        kind = CommandType.MESSAGE if isinstance(target, Message) else CommandType.USER
        data = self._head(self._command(where, command, kind))
        data["target_id"] = str(target.id)
        if isinstance(target, Message):
            data["resolved"] = {"messages": {str(target.id): self.server.world.payload(target)}}
        else:
            data["resolved"] = {"users": {str(target.id): user_payload(target)}}
        begun = self.server.interactions.begin(Kind.COMMAND, self.user, where, data)
        return await begun.seen(self.server.patience)

    def _head(self, command: Payload) -> Payload:
        head = {"id": command["id"], "name": command["name"], "type": command["type"]}
        return {**head, **({"guild_id": command["guild_id"]} if "guild_id" in command else {})}

    def _path(self, channel: Channel, command: str) -> tuple[Payload, Payload]:
        """The data of a command with its sub-commands, and the innermost part of it, with its ``definition``."""
        first, *rest = command.removeprefix("/").split()
        definition = self._command(channel, first, CommandType.CHAT_INPUT)
        data = holder = self._head(definition)
        for name in rest:
            definition = self._option(definition, name)
            assert definition["type"] in HOLDERS, f"{name!r} is no sub-command"
            inner: Payload = {"name": definition["name"], "type": definition["type"]}
            holder["options"] = [inner]
            holder = inner
        missing = [one["name"] for one in definition.get("options") or () if one["type"] in HOLDERS]
        assert not missing, f"{command!r} goes on with one of {missing}"
        holder["definition"] = definition
        return data, holder

    def _option(self, definition: Payload, name: str) -> Payload:
        for one in definition.get("options") or ():
            if name in (one["name"], self._named(one)):
                found: Payload = one
                return found
        raise LookupError(f"{definition['name']!r} has no {name!r}")

    def _options(
        self, definition: Payload, given: Mapping[str, Any], resolved: Payload, *, whole: bool = True
    ) -> list[Payload]:
        by_name = {self._option(definition, name)["name"]: value for name, value in given.items()}
        missing = [one["name"] for one in definition.get("options") or () if one.get("required")]
        missing = [name for name in missing if name not in by_name]
        assert not whole or not missing, f"{definition['name']!r} needs {missing}"
        return [self._given(self._option(definition, name), value, resolved) for name, value in by_name.items()]

    def _given(self, option: Payload, value: Any, resolved: Payload) -> Payload:
        """An option as it is sent; whoever is meant by an id comes along in ``resolved``."""
        kind = OptionType(option["type"])
        if option.get("choices"):
            by_name = {name: one["value"] for one in option["choices"] for name in (one["name"], self._named(one))}
            value = by_name.get(value, value)
            assert value in by_name.values(), f"{value!r} is not to be chosen for {option['name']!r}"
        if isinstance(value, str):
            least, most = option.get("min_length") or 0, option.get("max_length") or 6000
            assert least <= len(value) <= most, f"{option['name']!r} takes {least} to {most} characters"
        if isinstance(value, Attachment):
            self.server.keep_files([value])
            resolved.setdefault("attachments", {})[str(value.id)] = self._file(value)
        elif isinstance(value, Channel):
            resolved.setdefault("channels", {})[str(value.id)] = {**channel_payload(value), "permissions": "0"}
        elif isinstance(value, Role):
            resolved.setdefault("roles", {})[str(value.id)] = role_payload(value)
        elif isinstance(value, Acting | User):
            user = value.user if isinstance(value, Acting) else value
            resolved.setdefault("users", {})[str(user.id)] = user_payload(user)
            for guild in self.server.world.guilds.values():
                if user.id in guild.members and self.user.id in guild.members:
                    member = {**member_payload(guild.members[user.id], user=False), "permissions": "0"}
                    resolved.setdefault("members", {})[str(user.id)] = member
            value = user
        plain = isinstance(value, str | int | float | bool)
        return {"name": option["name"], "type": int(kind), "value": value if plain else str(value.id)}
