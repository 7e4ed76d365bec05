"""The café's own commands, typed at this machine: files are named by where they lie, and come to lie here; people are
named as they speak here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.commands import Commands, Kind, Upload, blocks_of
from bot.domain import Caller, OutboundFile
from bot.errors import CallError, fault
from bot.markup import render
from bot.showing import folder_fault, shown
from bot.stage import member_id

_LARGEST = 20_000_000


async def answered(commands: Commands, caller: Caller, group: str, line: str, out: Path) -> Sequence[str]:
    """Do what was typed, and return the answer's lines. Files that it comes with are put into the folder ``out``, made
    if it is not there, and named at the end. Raises `bot.errors.CafeError`."""
    typed = await commands.read(caller, group, line)
    named = next((one.name for one in typed.command.parameters if one.kind is Kind.FILES), None)
    files = _files_at(typed.given[named]) if named is not None and named in typed.given else ()
    people = {one.name for one in typed.command.parameters if one.kind is Kind.MEMBER} & set(typed.given)
    written = {one: typed.given[one] for one in people}
    given = {**typed.given, **{one: member_id(name) for one, name in written.items()}}
    answer = await commands.perform(caller, typed.command, given, files, written)
    lines = render(blocks_of(answer, commands.words(caller)), "plain").splitlines()
    return [*lines, *(str(_kept(one, out)) for one in answer.files)]


def _files_at(name: str) -> tuple[Upload, ...]:
    """The file of that name, or those in the folder of that name."""
    path = Path(name).expanduser()
    try:
        found = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
        if sum(one.stat().st_size for one in found) > _LARGEST:
            raise CallError(fault("upload_too_big", n=len(found), most=_LARGEST // 1_000_000))
        return tuple(Upload(one.name, one.read_bytes()) for one in found)
    except (OSError, ValueError, RuntimeError):
        raise CallError(fault("terminal_no_file", path=shown(name))) from None


def _kept(file: OutboundFile, out: Path) -> Path:
    path = out / Path(file.name).name
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(file.content.encode("utf-8") if file.content is not None else Path(file.path).read_bytes())
    except OSError as error:
        raise CallError(folder_fault(out, "--out", error)) from None
    return path
