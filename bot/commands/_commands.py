"""All commands, and the one place where rights are checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bot.commands._answer import Answer, Said
from bot.commands._arguments import Arguments
from bot.commands._command import GROUPS, HOSTS, MEMBERS, THEMSELVES, Call, Command, Kind, Parameter, Upload
from bot.commands._completing import completions
from bot.commands._registry import COMMANDS
from bot.commands._rights import Rights
from bot.commands._services import Services
from bot.commands._spelling import words_there
from bot.commands._typed import Typed, group_of, not_yours, read_line, usage
from bot.domain import Cafe, Caller
from bot.errors import CallError, OwnFault, fault
from bot.logs import Event, logger, own_faults, told_of
from bot.wording import Wording, wording

_log = logger(__name__)


class Commands:
    """What people can ask for. Each step raises `bot.errors.CafeError`, and then nothing has been done."""

    def __init__(self, services: Services, rights: Rights) -> None:
        self._services = services
        self._rights = rights
        self._all = (*COMMANDS, *(_help_in(group) for group in GROUPS))
        self._by_key = {one.key: one for one in self._all}

    @property
    def all(self) -> Sequence[Command]:
        """Every command there is, group by group."""
        return self._all

    def named(self, group: str, name: str) -> Command:
        """The command of that name. Raises `CallError`."""
        found = self._by_key.get(f"command.{group}.{name}")
        if found is None:
            raise CallError(fault("command_gone", name=name))
        return found

    def words(self, caller: Caller) -> Wording:
        """The words in which somebody is answered: their language, with the commands as they type them there."""
        platform = self._services.platforms.get(caller.room.platform)
        return words_there(platform.can, caller.language) if platform else wording(caller.language)

    async def read(self, caller: Caller, group: str, line: str) -> Typed:
        """What was typed after the name of a group; nothing after it is its help. Raises `CallError`, also for what
        this person may not do here."""
        meant, say = group_of(group), self.words(caller)
        if meant is None:
            raise CallError(fault("command_gone", name=group))
        return read_line(self._all, await self.permitted(caller), meant, line.strip() or "help", say)

    async def perform(
        self,
        caller: Caller,
        command: Command,
        given: Mapping[str, str],
        files: Sequence[Upload] = (),
        written: Mapping[str, str] | None = None,
    ) -> Answer:
        """Do a command. ``given`` is what was given to it, by parameter, as text; ``cafe`` may be among it for a
        command about a café. ``written`` is how people were written, by parameter, where that is not their id. A fault
        of the program's own is told to who asked, and to the log (decision 0020)."""
        with self._told_in_the_log(command):
            call = await self._call(caller, command, given, files, written or {})
            if command.name == "help":
                return self._help(call.caller, command.group)
            answer = await command.handler(call)
            return answer if answer.zone != "UTC" else Answer(answer.said, answer.files, call.zone)

    async def require(self, caller: Caller, command: Command, given: Mapping[str, str]) -> None:
        """Raises what `perform` would raise now, as far as that can be known without doing it: before somebody is asked
        whether they are sure (`Command.require`)."""
        with self._told_in_the_log(command):
            call = await self._call(caller, command, given, (), {})
            if command.require is not None:
                await command.require(call)

    @contextmanager
    def _told_in_the_log(self, command: Command) -> Iterator[None]:
        try:
            with own_faults():
                yield
        except OwnFault as error:
            _log.error(Event.COMMAND_FAILED, command=command.key, **told_of(error))
            raise

    async def _call(
        self,
        caller: Caller,
        command: Command,
        given: Mapping[str, str],
        files: Sequence[Upload],
        written: Mapping[str, str],
    ) -> Call:
        caller = await self._allowed(caller, command)
        services, say = self._services, self.words(caller)
        async with services.store.reading() as store:
            arguments = Arguments(store, caller, services.clock.now(), services.zone, say)
            about: Cafe | None = await arguments.cafe(given.get("cafe")) if command.of_cafe else None
            read = await arguments.read(command, given, files, about)
        zone = about.zone if about else services.zone
        if any(one.kind is Kind.SCRIPT for one in command.parameters):
            services = await services.within(caller.reach)
        return Call(caller, read, services, zone, say, about, written)

    async def complete(
        self, caller: Caller, command: Command, parameter: str, beginning: str, cafe: str | None = None
    ) -> Sequence[str]:
        """What a parameter could be, as far as it has been typed; nothing for who may not give the command. ``cafe`` is
        what has been given for the café; nothing is offered where there is none such."""
        named = Parameter("cafe", Kind.CAFE)
        found = next((one for one in (*command.parameters, named) if one.name == parameter), None)
        if found is None:
            return []
        try:
            caller = await self._allowed(caller, command)
            return await completions(found, beginning, caller, self._services, cafe)
        except CallError:
            return []

    async def permitted(self, caller: Caller) -> Sequence[Command]:
        """What this person may do here."""
        caller = await self._rights.known(caller)
        return [one for one in self._all if one.roles & caller.roles]

    async def require_member(self, caller: Caller) -> None:
        """Raises `CallError` for who does not see the room in which they would take part."""
        if not (await self._rights.known(caller)).roles & MEMBERS:
            raise CallError(fault("command_not_seen"))

    async def _allowed(self, caller: Caller, command: Command) -> Caller:
        caller = await self._rights.known(caller)
        if not command.roles & caller.roles:
            if not caller.sees and command.roles >= MEMBERS:
                raise CallError(fault("command_not_seen"))
            raise not_yours(command, self.words(caller), host=bool(caller.roles & HOSTS))
        return caller

    def _help(self, caller: Caller, group: str) -> Answer:
        """What this person may do, in their language: this group's commands first, then where the others are."""
        say = self.words(caller)
        mine = [one for one in self._all if one.roles & caller.roles and one.name != "help"]
        lines = tuple(
            Said("command.help_line", {"usage": usage(one, say), "help": Said(f"{one.key}.help")})
            for one in sorted(mine, key=lambda one: one.group != group)
        )
        return Answer((Said("command.help_title", items=lines),))


def _help_in(group: str) -> Command:
    return Command("help", group, THEMSELVES, _never, of_cafe=False)


async def _never(call: Call) -> Answer:
    raise LookupError("the help is told by the commands themselves")
