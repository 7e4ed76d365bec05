"""Somebody on a homeserver, who does what people do there by a client of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nio import AsyncClient, AsyncClientConfig, ErrorResponse, MessageDirection, RoomPreset

from tests.leaks import watch
from tests.matrix_server._homeserver import Account


class Refused(Exception):
    """The homeserver has refused it; ``code`` is its own word for why."""

    def __init__(self, answer: ErrorResponse) -> None:
        super().__init__(f"{answer.status_code}: {answer.message}")
        self.code = str(answer.status_code)


class Person:
    """Each deed raises `Refused` where the homeserver does; what is said returns its event's id."""

    def __init__(self, url: str, account: Account, name: str) -> None:
        self.id = account.user
        self.name = name
        self.account = account
        self.client = AsyncClient(
            url, account.user, account.device, config=AsyncClientConfig(max_timeouts=3, max_limit_exceeded=10)
        )
        self.client.restore_login(account.user, account.device, account.token)

    async def close(self) -> None:
        await self.client.close()

    async def calls_themselves(self, name: str, room: str) -> None:
        """Go by another name; returns once they are called so in that room: the homeserver goes round all of them."""
        self.name = name
        before = _granted(await self.client.sync(timeout=0)).next_batch
        _granted(await self.client.set_displayname(name))
        while (await self.state(room, "m.room.member", self.id)).get("displayname") != name:
            before = _granted(await self.client.sync(timeout=1000, since=before)).next_batch

    # --- rooms ----------------------------------------------------------------------------------------------

    async def makes_room(self, *, invites: Sequence[str] = (), name: str = "", **more: Any) -> str:
        """A room that everybody may join, or one for those who are invited ``alone``; returns its id."""
        preset = RoomPreset.trusted_private_chat if more.pop("alone", False) else RoomPreset.public_chat
        made = _granted(await self.client.room_create(name=name or None, invite=invites, preset=preset, **more))
        return str(made.room_id)

    async def joins(self, room: str) -> None:
        _granted(await self.client.join(room))

    async def leaves(self, room: str) -> None:
        _granted(await self.client.room_leave(room))

    async def invites(self, room: str, user: str) -> None:
        _granted(await self.client.room_invite(room, user))

    async def removes(self, room: str, user: str) -> None:
        _granted(await self.client.room_kick(room, user))

    async def lets(self, room: str, user: str, level: int) -> None:
        """Give somebody a power level there."""
        levels = dict(_granted(await self.client.room_get_state_event(room, "m.room.power_levels")).content)
        levels["users"] = {**levels.get("users", {}), user: level}
        await self.sets(room, "m.room.power_levels", levels)

    async def sets(self, room: str, kind: str, content: dict[str, Any], key: str = "") -> None:
        """Set a piece of the room's state."""
        _granted(await self.client.room_put_state(room, kind, content, key))

    # --- what is said ---------------------------------------------------------------------------------------

    async def sends(self, room: str, content: dict[str, Any], kind: str = "m.room.message") -> str:
        """Any event at all. What they say must not be found in a log (`tests.leaks`)."""
        watch.heard_text(content.get("body"))
        return str(_granted(await self.client.room_send(room, kind, content)).event_id)

    async def says(
        self, room: str, text: str, *, thread: str | None = None, reply_to: str | None = None, **more: Any
    ) -> str:
        """Say something as clients do: in a thread with what replies to nobody falling back on its root."""
        content = {"msgtype": "m.text", "body": text, **more}
        if thread is not None:
            content["m.relates_to"] = {
                "rel_type": "m.thread",
                "event_id": thread,
                "is_falling_back": reply_to is None,
                "m.in_reply_to": {"event_id": reply_to or thread},
            }
        elif reply_to is not None:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return await self.sends(room, content)

    async def edits(self, room: str, event: str, text: str) -> str:
        new = {"msgtype": "m.text", "body": text}
        replaces = {"rel_type": "m.replace", "event_id": event}
        return await self.sends(room, {**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": replaces})

    async def redacts(self, room: str, event: str) -> str:
        return str(_granted(await self.client.room_redact(room, event)).event_id)

    async def reacts(self, room: str, event: str, emoji: str) -> str:
        annotation = {"rel_type": "m.annotation", "event_id": event, "key": emoji}
        return await self.sends(room, {"m.relates_to": annotation}, "m.reaction")

    async def votes(self, room: str, poll: str, *answers: str, stable: bool = True) -> str:
        """Answer a poll with the ids of these answers, as a client of that generation does."""
        relates = {"rel_type": "m.reference", "event_id": poll}
        if stable:
            return await self.sends(room, {"m.relates_to": relates, "m.selections": [*answers]}, "m.poll.response")
        kind = "org.matrix.msc3381.poll.response"
        return await self.sends(room, {"m.relates_to": relates, kind: {"answers": [*answers]}}, kind)

    async def ends_poll(self, room: str, poll: str) -> str:
        relates = {"rel_type": "m.reference", "event_id": poll}
        return await self.sends(room, {"m.relates_to": relates, "m.text": [{"body": "Ended."}]}, "m.poll.end")

    # --- what there is to see -------------------------------------------------------------------------------

    async def event(self, room: str, event: str) -> dict[str, Any]:
        """One event as the homeserver shows it to them."""
        answer = _granted(await self.client.room_get_event(room, event))
        return dict(answer.event.source)

    async def sees(self, room: str) -> list[dict[str, Any]]:
        """All events of the room that they may see, the oldest first."""
        found: list[dict[str, Any]] = []
        start = None
        while True:
            page = _granted(await self.client.room_messages(room, start, direction=MessageDirection.front, limit=500))
            found += [one.source for one in page.chunk]
            if not page.chunk or page.end is None:
                return found
            start = page.end

    async def reads(self, room: str, *, thread: str | None = None) -> list[str]:
        """The words in the room's main timeline, or in one of its threads, as a client shows them by now."""
        return [text for _, text in shown(await self.sees(room), thread)]

    async def state(self, room: str, kind: str, key: str = "") -> dict[str, Any]:
        """A piece of the room's state."""
        return dict(_granted(await self.client.room_get_state_event(room, kind, key)).content)

    async def invitations(self) -> dict[str, str]:
        """The rooms that they are invited to, each with who has."""
        answer = _granted(await self.client.sync(timeout=0))
        return {room: str(info.invite_state[-1].sender) for room, info in answer.rooms.invite.items()}


def shown(events: Sequence[dict[str, Any]], thread: str | None = None) -> list[tuple[dict[str, Any], str]]:
    """The messages of a timeline, or of one thread, each with its words as edited last."""
    words: dict[str, str] = {}
    standing: list[dict[str, Any]] = []
    for event in events:
        content = event.get("content", {})
        relates = content.get("m.relates_to", {})
        if event["type"] != "m.room.message" or "body" not in content:
            continue
        if relates.get("rel_type") == "m.replace":
            words[relates["event_id"]] = content["m.new_content"]["body"]
        elif (relates.get("event_id") if relates.get("rel_type") == "m.thread" else None) == thread or (
            thread is not None and event["event_id"] == thread
        ):
            standing.append(event)
    return [(one, words.get(one["event_id"], one["content"]["body"])) for one in standing]


def _granted(answer: Any) -> Any:
    if isinstance(answer, ErrorResponse):
        raise Refused(answer)
    return answer
