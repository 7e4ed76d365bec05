"""Something that may happen at every call of a port: a death, a refusal, a fault of our own.

A fate is put around whatever keeps one of the Protocols of `bot.ports`. The Protocol itself is read for that, so a
method that is added there is covered without a word here, and what is not in the Protocol is not to be had at all.
"""

from __future__ import annotations

import collections.abc
import contextlib
import functools
import inspect
import sys
import typing
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Any, cast

from bot.ports import Platform, Store

Fate = Callable[[str], None]
"""Told of each point that is come to (``"Platform.post: before"``), and raises what is to happen there."""


class Death(BaseException):
    """The process dies here."""


class Life:
    """The life of one process: it dies at its ``dies_at``-th point (from 1), and what is dead does nothing more.
    ``trail`` takes down all the points it has come to."""

    def __init__(self, dies_at: int | None = None, trail: list[str] | None = None) -> None:
        self._dies_at = dies_at
        self._trail = trail if trail is not None else []
        self.died_at: str | None = None

    def __call__(self, point: str) -> None:
        if self.died_at is not None:
            raise Death(self.died_at)
        self._trail.append(point)
        if len(self._trail) == self._dies_at:
            self.died_at = point
            raise Death(point)


def at_call(call: str, fault: BaseException, *, times: int = 1, first: int = 1, after: bool = False) -> Fate:
    """A fate that raises this at one call of a port (``"Platform.post"``), from the ``first``-th time (from 1) on,
    so many times."""
    left = times
    come_to = 0
    wanted = f"{call}: {'after' if after else 'before'}"

    def fate(point: str) -> None:
        nonlocal left, come_to
        if point == wanted and left:
            come_to += 1
            if come_to >= first:
                left -= 1
                raise fault

    return fate


def fated_platform(inner: Platform, fate: Fate) -> Platform:
    """The same platform, as its port shows it, with that fate before and after each call."""
    return cast(Platform, _Fated(inner, Platform, fate))


def fated_store(inner: Store, fate: Fate) -> Store:
    """The same store, with that fate before and after each call of it and of its units of work."""
    return cast(Store, _Fated(inner, Store, fate))


def methods(port: type) -> dict[str, Any]:
    """All that a port declares, its bases' own included."""
    declared: dict[str, Any] = {}
    for base in reversed(port.__mro__):
        if getattr(base, "_is_protocol", False):
            declared |= {name: value for name, value in vars(base).items() if not name.startswith("_")}
    return declared


@functools.cache
def shape(port: type, name: str) -> tuple[str, Any]:
    """How a method of a port is lived through: ``property``, ``call``, ``walk`` (an iterator) or ``hold`` (a context,
    with the port of what it gives); ``KeyError`` for a name that the port does not have."""
    declared = methods(port)[name]
    if isinstance(declared, property):
        return "property", None
    returned = typing.get_type_hints(declared, vars(sys.modules[declared.__module__]) | vars(contextlib))["return"]
    origin = typing.get_origin(returned)
    if origin is contextlib.AbstractAsyncContextManager:
        return "hold", typing.get_args(returned)[0]
    if origin is collections.abc.AsyncIterator:
        return "walk", None
    return ("call" if inspect.iscoroutinefunction(declared) else "plain"), None


class _Fated:
    def __init__(self, inner: Any, port: type, fate: Fate) -> None:
        self._inner = inner
        self._port = port
        self._fate = fate

    def __getattr__(self, name: str) -> Any:
        try:
            kind, held = shape(self._port, name)
        except KeyError:
            raise AttributeError(f"{self._port.__name__} has no {name}: the core may not ask for it") from None
        there = getattr(self._inner, name)
        if kind in ("property", "plain"):
            return there
        return getattr(self, f"_{kind}")(f"{self._port.__name__}.{name}", there, held)

    def _call(self, what: str, there: Callable[..., Any], _: None) -> Callable[..., Any]:
        async def lived(*given: Any, **named: Any) -> Any:
            self._fate(f"{what}: before")
            answer = await there(*(self._door(one) for one in given), **named)
            self._fate(f"{what}: after")
            return answer

        return lived

    def _door(self, given: Any) -> Any:
        """What is called back through a port is lived through as well."""
        if not inspect.ismethod(given) and not inspect.isfunction(given):
            return given
        return self._call("the door", given, None)

    def _walk(self, what: str, there: Callable[..., Any], _: None) -> Callable[..., AsyncIterator[Any]]:
        async def lived(*given: Any, **named: Any) -> AsyncIterator[Any]:
            self._fate(f"{what}: before")
            async for one in there(*given, **named):
                self._fate(f"{what}: one more")
                yield one
            self._fate(f"{what}: after")

        return lived

    def _hold(self, what: str, there: Callable[..., Any], held: type) -> Callable[..., Any]:
        return lambda *given, **named: _Held(there(*given, **named), what, held, self._fate)


class _Held:
    """A unit of work. One whose process dies in it, or before its end, is undone, as the database does it."""

    def __init__(self, inner: Any, what: str, port: type, fate: Fate) -> None:
        self._inner = inner
        self._what = what
        self._port = port
        self._fate = fate

    async def __aenter__(self) -> Any:
        self._fate(f"{self._what}: before its beginning")
        held = await self._inner.__aenter__()
        try:
            self._fate(f"{self._what}: after its beginning")
        except BaseException as happened:
            await self._undo(happened)
            raise
        return _Fated(held, self._port, self._fate)

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> Any:
        if value is None:
            try:
                self._fate(f"{self._what}: before its end")
            except BaseException as happened:
                await self._undo(happened)
                raise
        swallowed = await self._inner.__aexit__(kind, value, trace)
        if value is None:
            self._fate(f"{self._what}: after its end")
        return swallowed

    async def _undo(self, happened: BaseException) -> None:
        with contextlib.suppress(type(happened)):
            await self._inner.__aexit__(type(happened), happened, happened.__traceback__)
