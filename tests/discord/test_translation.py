"""What Discord tells, as inbound events: pure, on discord.py's own objects."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
import pytest

from bot.domain import Attachment, EditUnread, PostEdited, PostMade, RoomRef
from bot.platforms.discord_platform._marks import Said, mark_of
from bot.platforms.discord_platform._translation import Reader, Where, edited, emoji_of, made

ME, VIO, ROOM, THREAD = 900, 7, 50, 60
WHERE = Where(RoomRef("discord", str(ROOM)), str(THREAD))
ALL, SPOKEN_TO = Reader(ME, True), Reader(ME, False)
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ID = discord.utils.time_snowflake(AT)


def user(id: int = VIO, name: str = "vio", **more: Any) -> dict[str, Any]:
    return {"id": str(id), "username": name, "discriminator": "0", "global_name": None, "avatar": None, **more}


def message(content: str = "Du pain.", **more: Any) -> discord.Message:
    data: dict[str, Any] = {
        "id": str(ID),
        "channel_id": str(THREAD),
        "author": user(),
        "content": content,
        "timestamp": AT.isoformat(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        **more,
    }
    client = discord.Client(intents=discord.Intents(guilds=True))
    channel = client.get_partial_messageable(THREAD, guild_id=40)
    return discord.Message(state=client._connection, channel=channel, data=data)  # type: ignore[arg-type]


def post(found: discord.Message, reader: Reader = ALL, where: Where = WHERE) -> PostMade | None:
    return made(found, where, reader, "Vio")


def test_a_message_is_a_post_with_all_that_belongs_to_it() -> None:
    picture = {
        "id": "1",
        "filename": "pain.png",
        "description": "Un pain",
        "url": "https://cdn.example/pain.png",
        "proxy_url": "https://cdn.example/pain.png",
        "size": 3,
    }
    reply = {"message_id": "55", "channel_id": str(THREAD), "guild_id": "40"}
    found = post(message(attachments=[picture], type=19, message_reference=reply))
    assert found == PostMade(
        room=WHERE.room,
        at=AT,
        position=str(ID),
        post=str(ID),
        author=str(VIO),
        name="Vio",
        text="Du pain.",
        thread=str(THREAD),
        reply_to="55",
        attachments=(Attachment("pain.png", "Un pain", "https://cdn.example/pain.png", fetchable=True),),
        url=f"https://discord.com/channels/40/{THREAD}/{ID}",
    )


def test_a_direct_message_is_private_and_has_no_position() -> None:
    found = post(message(), SPOKEN_TO, Where(WHERE.room, private=True))
    assert found is not None
    assert (found.private, found.position, found.thread) == (True, None, None)


@pytest.mark.parametrize("kind", [1, 6, 7, 18, 20, 21, 23, 46])
def test_what_discord_or_an_application_tells_is_no_post(kind: int) -> None:
    assert post(message(type=kind)) is None


def test_the_bot_other_bots_and_webhooks_are_left_out() -> None:
    assert post(message(author=user(ME, bot=True))) is None
    assert post(message(author=user(8, bot=True))) is None
    assert post(message(author=user(70, "Ada"), webhook_id="70")) is None


def test_through_a_proxy_members_are_told_apart_by_their_names() -> None:
    reader = Reader(ME, True, frozenset({466}))
    ada, leo = (
        post(message(author=user(70, name), webhook_id="70", application_id="466"), reader) for name in ("Ada", "Léo")
    )
    assert (ada and ada.author, leo and leo.author) == ("70/Ada", "70/Léo")
    bridge = post(message(author=user(8, "pont", bot=True)), Reader(ME, True, frozenset({8})))
    assert bridge is not None
    assert bridge.author == "8"


def test_without_message_content_what_is_not_said_to_the_bot_is_no_post() -> None:
    assert post(message(""), SPOKEN_TO) is None
    assert post(message("Du pain.", mentions=[user(ME, "cafe", bot=True)]), SPOKEN_TO) is not None
    # With it, a post without words (a sticker) is one all the same.
    assert post(message("")) is not None


def test_that_words_are_said_to_the_bot_is_no_part_of_them() -> None:
    found = post(message(f"<@{ME}>, du pain pour <@8>", mentions=[user(ME, "cafe", bot=True)]), SPOKEN_TO)
    assert found is not None
    assert found.text == "du pain pour <@8>"


def test_words_that_the_bot_passes_on_are_their_authors() -> None:
    said = Said(str(VIO), mark_of(str(ROOM), str(THREAD), "k1"))
    button = {"type": 2, "style": 2, "label": "Reprendre", "custom_id": said.custom_id}
    parts = [{"type": 1, "components": [button]}]
    found = post(message("**Vio B\\.**\nDu \\*pain\\*.", author=user(ME, "cafe", bot=True), components=parts))
    assert found is not None
    assert (found.author, found.name, found.text) == (str(VIO), "Vio B.", "Du *pain*.")


def test_what_only_discord_has_changed_is_no_edit() -> None:
    assert edited(message(), WHERE, ALL) is None
    found = edited(message("Du fromage.", edited_timestamp="2026-03-02T09:00:00+00:00"), WHERE, ALL)
    assert found == PostEdited(
        room=WHERE.room, at=datetime(2026, 3, 2, 9, tzinfo=UTC), post=str(ID), text="Du fromage.", attachments=()
    )


def test_words_that_are_kept_from_the_bot_by_now_are_told_of_as_such() -> None:
    found = edited(message("", edited_timestamp="2026-03-02T09:00:00+00:00"), WHERE, SPOKEN_TO)
    assert found == EditUnread(room=WHERE.room, at=datetime(2026, 3, 2, 9, tzinfo=UTC), post=str(ID))


def test_nul_and_half_characters_are_left_out_everywhere() -> None:
    found = made(message("pa\0in\ud800"), WHERE, ALL, "V\0io\udc00")
    assert found is not None
    assert (found.text, found.name) == ("pain", "Vio")


def test_an_emoji_of_a_server_is_known_by_its_id_alone() -> None:
    moving = discord.PartialEmoji(name="pain", id=5, animated=True)
    renamed = discord.PartialEmoji(name="brioche", id=5)
    nameless = discord.PartialEmoji(name=None, id=5)  # type: ignore[arg-type]
    assert emoji_of(moving) == emoji_of(renamed) == emoji_of(nameless) == "<:_:5>"
    assert emoji_of(discord.PartialEmoji(name="❤️")) == emoji_of("❤️") == "❤️"
