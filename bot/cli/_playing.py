"""demo, rehearse, replay: a whole café in a minute."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import available_timezones

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from bot.cli._casts import ROOM, answers_of, cast_in, read_cast
from bot.cli._console import PlainConsole
from bot.cli._rehearsing import RehearsalHand
from bot.cli._voice import printable, say_faults
from bot.clock import RealClock
from bot.config import Settings, read_settings
from bot.conversation import Conversation, read_conversation, size_of
from bot.digest.flashback import Flashback
from bot.domain import Cafe, RoomRef, Script, zone_of
from bot.errors import CallError, fault
from bot.foresight import Warned, foresee, worded
from bot.host import host_flashback, pictures_of
from bot.markup import shown as shown_there
from bot.page_files import require_writable, write_pages
from bot.pages import Pictured, terminal_page, words_for
from bot.pages.discord_page import discord_page, discord_text
from bot.platforms.dressed_platform import Dress
from bot.platforms.limits import DISCORD, LIMITS
from bot.ports import Store
from bot.rehearsal import Rehearsal, Rehearsed
from bot.replay import default_zone, replayed_alike, replayed_script
from bot.replay import replay as replay_into
from bot.script import find_script, read_script, workshops_file
from bot.showing import nearest, shown
from bot.telling import Telling
from bot.terminal_front import TerminalFront
from bot.wiring import SHIPPED, kept_in, language_for, script_folders, zone_for
from bot.wording import Wording, languages, wording

EARLIEST, LATEST = date(1970, 1, 1), date(9000, 1, 1)
"""The days a café may be rehearsed on: a year on either side of what a calendar can hold stays free."""

_DEMO = "first-phone"
_DEMO_DAY = date(2026, 3, 2)


def demo(words: Wording, *, config: Path | None, data: Path, out: Path) -> int:
    """The shipped café with its shipped cast. The data folder is left alone: a demonstration keeps nothing."""
    settings = read_settings(config)
    folder = SHIPPED / _DEMO
    return _play(words, settings, folder, cast_in(folder, words.language), _DEMO_DAY, out)


def rehearse(
    words: Wording,
    *,
    config: Path | None,
    data: Path,
    script: str,
    cast: Path | None,
    day: str | None,
    interactive: bool,
    html: bool,
    room: str,
    out: Path,
) -> int:
    """One's own script, from that day or the coming Monday on, with a cast if there is one; first what to look at.
    With a person in it, the cast plays along only if they name one. With ``html``, as Discord would show it in such a
    ``room``."""
    if html and interactive:
        raise CallError(fault("call_html_interactive"))
    settings = read_settings(config)
    opening = _opening_day(day)
    folder = find_script(script, script_folders(settings))
    if not interactive:
        cast = cast or cast_in(folder, words.language)
    dress = Dress(DISCORD, forum=room == "forum") if html else None
    return _play(words, settings, folder, cast, opening, out, warns=True, interactive=interactive, dress=dress)


def _opening_day(day: str | None) -> date:
    if day is None:
        today = RealClock().now().date()
        return today + timedelta(days=7 - today.weekday())
    try:
        opening = date.fromisoformat(day)
    except ValueError:
        raise CallError(fault("call_day", value=shown(day))) from None
    if not EARLIEST <= opening <= LATEST:
        raise CallError(fault("call_day", value=shown(day)))
    return opening


def _play(
    words: Wording,
    settings: Settings,
    folder: Path,
    cast: Path | None,
    day: date,
    out: Path,
    *,
    warns: bool = False,
    interactive: bool = False,
    dress: Dress | None = None,
) -> int:
    script = read_script(folder)
    zone = zone_for(script, settings)
    language = language_for(script, settings, words.language)
    lines = read_cast(script, cast, zone, day) if cast is not None else None
    require_writable(out)
    console = PlainConsole()
    if warns:
        _warn(console, words, foresee(script, day, zone, LIMITS, settings.away, settings.notice_link), zone)
    hosts = (settings.terminal.hosts or (words.say("play.host"),)) if interactive else ()
    _announce(console, words, script, language, hosts, with_cast=cast is not None)
    if dress is not None:
        hosts = (words.say("play.host"),)

    async def act() -> tuple[Rehearsed, Cafe, Flashback, Pictured]:
        with tempfile.TemporaryDirectory(prefix="cafe-") as folder:
            async with kept_in(Path(folder)) as kept:
                rehearsal = Rehearsal(
                    kept.store,
                    kept.stage,
                    script,
                    lines.events if lines else (),
                    zone,
                    day,
                    cast.parent if cast else None,
                    hosts,
                    wording(language).say("play.desk"),
                    settings.notice_link if warns else None,
                    dress,
                )
                if interactive:
                    played = await _by_a_person(rehearsal, hosts, kept.store, console, words, language, out)
                else:
                    played = await _by_the_cast(rehearsal, console, language, discord_text if dress else shown_there)
                async with kept.store.reading() as store:
                    record = await store.record(played.cafe.id)
                    made = host_flashback(record)
                    return played, record.cafe, made, await pictures_of(store, made, record)

    played, cafe, flashback, pictures = asyncio.run(act())
    if played.refused:
        console.say(words.say("play.refused", n=played.refused))
    more: dict[str, bytes] = {}
    if played.scene is not None:
        title = script.worded(language).title
        more["discord.html"] = discord_page(played.scene, title, language=language, zone=zone).encode()
    _hand_over(words, console, cafe, flashback, pictures, out, more)
    return 0


def _warn(console: PlainConsole, words: Wording, warned: Sequence[Warned], zone: str) -> None:
    if not warned:
        return
    console.say(words.say("foresight.title", n=len(warned)))
    for one in warned:
        console.say("· " + printable(worded(one, words, zone)))
    console.say("")


def _announce(
    console: PlainConsole, words: Wording, script: Script, language: str, hosts: Sequence[str], *, with_cast: bool
) -> None:
    """Say what is about to be played; where there is a host, by a person."""
    title = printable(script.worded(language).title)
    if hosts:
        console.say(words.say("play.interactive", title=title, days=script.days, host=hosts[0]))
        return
    console.say(words.say("play.begins" if with_cast else "play.begins_alone", title=title, days=script.days))


async def _by_a_person(
    rehearsal: Rehearsal,
    hosts: Sequence[str],
    store: Store,
    console: PlainConsole,
    words: Wording,
    language: str,
    out: Path,
) -> Rehearsed:
    await rehearsal.begin(ROOM, language)
    hand = RehearsalHand(rehearsal, store, words, out, hosts)
    await TerminalFront(rehearsal.platform, rehearsal.room, hand, console=console).run()
    return await rehearsal.end()


async def _by_the_cast(
    rehearsal: Rehearsal, console: PlainConsole, language: str, read: Callable[[str], str]
) -> Rehearsed:
    telling = Telling(console, wording(language), rehearsal.zone, read=read)
    played = await rehearsal.play(ROOM, language, telling.tell)
    telling.finish()
    return played


def replay(
    words: Wording,
    *,
    config: Path | None,
    data: Path,
    file: Path,
    script: str | None,
    workshops: Path | None,
    spoken: str | None,
    zone: str | None,
    out: Path,
) -> int:
    """A conversation from a file, into the data folder."""
    settings = read_settings(config)
    if script is not None and workshops is not None:
        raise CallError(fault("call_script_or_workshops"))
    if zone is not None:
        _require_zone(zone)
    frame = read_script(find_script(script, script_folders(settings))) if script is not None else None
    named = workshops_file(workshops) if workshops is not None else None
    known = [key for key, _ in named] if named is not None else None
    known = [one.key for one in frame.workshops] if frame is not None else known
    titles = {title: key for key, title in named or ()}
    titles |= {one.title: key for told in frame.words.values() for key, one in told.workshops.items()} if frame else {}
    answers = answers_of(frame) if frame is not None else {}
    room = RoomRef("conversation", "file")
    with _progress(words.say("play.checking"), size_of(file)) as advance:
        conversation = read_conversation(file, room, workshops=known, titles=titles, choices=answers, on_bytes=advance)
    where = zone or default_zone(conversation)
    language = _language(spoken, conversation, frame, words)
    made = replayed_script(conversation, frame, named, language, where, wording(language))
    require_writable(out)
    console = PlainConsole()

    async def act() -> tuple[Cafe, Flashback, Pictured]:
        async with kept_in(data, settings) as kept:
            # The room is read back twice: at the close and before publishing; the second time finds nothing new.
            length = len(conversation.events)
            for alike in await replayed_alike(conversation, made, kept.store, zone=where):
                console.say(words.say("play.replayed_alike", title=printable(alike.title), cafe=alike.id))
            with _progress(words.say("play.reading"), length, words.say("play.making")) as step:
                cafe = await replay_into(
                    conversation, made, kept.store, language=language, zone=where, on_read=lambda: step(1)
                )
                async with kept.store.reading() as store:
                    record = await store.record(cafe.id)
                    flashback = host_flashback(record)
                    return record.cafe, flashback, await pictures_of(store, flashback, record)

    say_faults(conversation.skipped, words)
    cafe, flashback, pictures = asyncio.run(act())
    _hand_over(words, console, cafe, flashback, pictures, out)
    return 0


def _language(spoken: str | None, conversation: Conversation, script: Script | None, words: Wording) -> str:
    wanted = (spoken, conversation.language, script.languages[0] if script else None, words.language)
    return next(one for one in wanted if one in languages())


def _require_zone(zone: str) -> None:
    try:
        zone_of(zone)
    except (KeyError, ValueError, OSError):
        near = nearest(zone, available_timezones())
        raise CallError(fault("call_zone", zone=shown(zone), near=near or "Europe/Paris")) from None


@contextmanager
def _progress(what: str, total: int | None, then: str | None = None) -> Iterator[Callable[[int], object]]:
    """A bar on the terminal, and nothing in a pipe; ``None`` for a length that nobody knows. ``then`` is what goes on,
    nobody knows how long, once that length is reached."""
    console = PlainConsole(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        done = 0

        def advance(length: int) -> None:
            nonlocal done
            done += length
            progress.advance(task, length)
            if done == total and then is not None:
                progress.add_task(then, total=None)
                # Drawn at once: it may be over before the next drawing is due.
                progress.refresh()

        yield advance


def _hand_over(
    words: Wording,
    console: PlainConsole,
    cafe: Cafe,
    flashback: Flashback,
    pictures: Pictured,
    out: Path,
    more: Mapping[str, bytes] | None = None,
) -> None:
    written = write_pages(out, cafe, flashback, pictures, more)
    width = min(console.width, 100)
    console.print(terminal_page(flashback, words_for(cafe, flashback), width, zone=cafe.zone))
    console.say(words.say("play.files"))
    for path in written:
        console.say(f"  {path}")
