"""What Discord refuses, in one sentence that says what to do; and never asked for twice in vain."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest

from bot.domain import OutboundFile, RoomRef
from bot.errors import CafeError, ConfigurationError, NoSuchPlace, NotAllowed, PlatformError, TooBig
from bot.platforms.discord_platform import Right
from bot.wording import languages, wording
from tests.discord.scene import Scene, to
from tests.discord_server import REQUIRE_TAG, TOKEN, Intent, Permission
from tests.platforms.stand import everything, said


def sentence(error: CafeError) -> str:
    """The fault, in every language."""
    return " ".join(wording(one).fault(error.faults[0]) for one in languages())


async def test_a_wrong_token_is_named_and_never_told(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = scene.account(token="a-secret-that-is-wrong")
    with pytest.raises(ConfigurationError) as raised:
        await wrong.connect(scene.door)
    assert raised.value.faults[0].key == "discord_token"
    trace = "".join(traceback.format_exception(raised.value))
    told = sentence(raised.value) + caplog.text + repr(wrong) + repr(vars(wrong)) + trace
    assert "a-secret-that-is-wrong" not in told


async def test_to_whoever_only_speaks_a_wrong_token_is_a_refusal_like_any_other(scene: Scene) -> None:
    wrong = scene.account(token="wrong")
    with pytest.raises(PlatformError) as raised:
        await wrong.post(scene.room, said("Bonjour."), "k1")
    assert raised.value.faults[0].key == "discord_token"
    with pytest.raises(ConfigurationError):
        await wrong.inspection.introduction()


async def test_an_account_says_what_the_portal_grants_it(scene: Scene) -> None:
    assert (await scene.platform.inspection.introduction()).reads_all_granted
    scene.server.gateway.granted &= ~Intent.MESSAGE_CONTENT
    assert not (await scene.platform.inspection.introduction()).reads_all_granted


async def test_an_intent_that_is_not_granted_is_named_and_can_be_done_without(scene: Scene) -> None:
    scene.server.gateway.granted &= ~Intent.MESSAGE_CONTENT
    with pytest.raises(ConfigurationError) as raised:
        await scene.platform.connect(scene.door)
    assert raised.value.faults[0].key == "discord_intent"
    await scene.restart(reads_all=False)
    await scene.listen()


async def test_what_it_may_not_see_is_named_with_its_channel_and_asked_for_once(scene: Scene) -> None:
    await scene.platform.open_room(scene.room.room)
    scene.server.forbid(scene.channel, Permission.SEND_MESSAGES)
    for _ in range(5):
        with pytest.raises(NotAllowed) as raised:
            await scene.platform.post(scene.room, said("Bonjour."), "k1")
        assert raised.value.faults[0].key == "discord_lacks_send_messages"
        assert "café" in sentence(raised.value)
    assert scene.server.invalid_requests == 1


async def test_once_time_has_passed_it_is_tried_again(scene: Scene) -> None:
    await scene.platform.open_room(scene.room.room)
    scene.server.forbid(scene.channel, Permission.SEND_MESSAGES)
    with pytest.raises(NotAllowed):
        await scene.platform.post(scene.room, said("Bonjour."), "k1")
    scene.channel.overwrites.clear()
    with pytest.raises(NotAllowed):
        await scene.platform.post(scene.room, said("Bonjour."), "k1")
    scene.clock.forward(minutes=16)
    await scene.platform.post(scene.room, said("Bonjour."), "k1")
    assert scene.words() == ["Bonjour."]


async def test_whoever_listens_hears_that_the_right_was_given_and_tries_at_once(scene: Scene) -> None:
    await scene.listen()
    scene.server.forbid(scene.channel, Permission.SEND_MESSAGES)
    with pytest.raises(NotAllowed):
        await scene.platform.post(scene.room, said("Bonjour."), "k1")
    scene.server.guilds.change_channel(scene.channel, overwrites={})
    await scene.settle()
    await scene.platform.post(scene.room, said("Bonjour."), "k1")
    assert scene.words() == ["Bonjour."]


@pytest.mark.parametrize(
    ("right", "missing"),
    [
        (Permission.SEND_MESSAGES_IN_THREADS, Right.SEND_IN_THREADS),
        (Permission.MANAGE_THREADS, Right.MANAGE_THREADS),
        (Permission.PIN_MESSAGES, Right.PIN),
        (Permission.READ_MESSAGE_HISTORY, Right.HISTORY),
        (Permission.VIEW_CHANNEL, Right.VIEW),
    ],
)
@pytest.mark.parametrize("listens", [False, True])
async def test_missing_rights_are_listed_per_channel(
    scene: Scene, right: Permission, missing: Right, listens: bool
) -> None:
    await scene.platform.open_room(scene.room.room)
    assert await scene.platform.inspection.missing_rights(scene.room) == []
    if listens:
        await scene.listen()
    scene.server.forbid(scene.channel, right)
    if listens:
        await scene.settle()
    assert await scene.platform.inspection.missing_rights(scene.room) == [("café", missing)]


async def test_with_the_rights_of_the_invitation_a_café_can_be_held(scene: Scene) -> None:
    from urllib.parse import parse_qs, urlsplit

    link = (await scene.platform.inspection.introduction()).invitation
    asked = Permission(int(parse_qs(urlsplit(link).query)["permissions"][0]))
    guild = scene.server.new_guild("Ailleurs", rights=asked)
    guild.everyone.permissions = Permission(0)
    channel = scene.server.new_text(guild, "café")
    room = await scene.platform.open_room(str(channel.id))
    assert await scene.platform.inspection.missing_rights(room) == []
    posted = await scene.platform.post(room, said("Qu’apportez-vous ?", begins="Un souvenir"), "k1")
    await scene.platform.pin(room, posted)
    sealed = await scene.platform.post(room, said("Sans lire ?", begins="À l’aveugle", sealed=True), "k2")
    await scene.platform.unseal(room, sealed.thread or "")
    await scene.platform.close_room(room, [posted.thread or "", sealed.thread or ""])
    assert scene.server.invalid_requests == 0


async def test_an_unreadable_room_is_never_taken_for_an_empty_one(scene: Scene) -> None:
    await scene.platform.open_room(scene.room.room)
    scene.vio.says(scene.channel, "Du pain.")
    scene.server.forbid(scene.channel, Permission.READ_MESSAGE_HISTORY)
    with pytest.raises(NotAllowed) as raised:
        await everything(scene.platform.read_back(scene.room, None))
    assert raised.value.faults[0].key == "discord_lacks_read_message_history"


async def test_rooms_are_found_by_their_names_where_these_are_clear(scene: Scene) -> None:
    assert await scene.platform.open_room("#café") == scene.room
    with pytest.raises(NoSuchPlace) as raised:
        await scene.platform.open_room("cuisine")
    assert raised.value.faults[0].key == "discord_no_channel"
    scene.server.new_forum(scene.guild, "café")
    with pytest.raises(NoSuchPlace) as raised:
        await scene.platform.open_room("café")
    assert raised.value.faults[0].key == "discord_many_channels"


async def test_a_wrong_id_is_called_a_channel_that_is_not_there(scene: Scene) -> None:
    with pytest.raises(NoSuchPlace) as raised:
        await scene.platform.open_room("112233445566778899")
    assert raised.value.faults[0].key == "discord_no_channel"


async def test_a_bot_that_is_not_invited_yet_is_to_be_invited_first(scene: Scene) -> None:
    elsewhere = scene.server.guilds.found("Ailleurs", locale="fr", community=True)
    hidden = scene.server.new_text(scene.guild, "caché")
    scene.server.forbid(hidden, Permission.VIEW_CHANNEL)
    for channel, key in (
        (scene.server.new_text(elsewhere), "discord_not_invited"),
        (hidden, "discord_lacks_view_channel"),
    ):
        with pytest.raises(NotAllowed) as raised:
            await scene.platform.open_room(str(channel.id))
        assert raised.value.faults[0].key == key


async def test_a_channel_of_another_sort_is_no_room(scene: Scene) -> None:
    _, thread = await scene.begin()
    with pytest.raises(NoSuchPlace) as raised:
        await scene.platform.open_room(str(thread.id))
    assert raised.value.faults[0].key == "discord_wrong_channel"
    with pytest.raises(NoSuchPlace):
        await scene.platform.post(RoomRef("elsewhere", scene.room.room), said("Bonjour."), "k1")


async def test_a_forum_that_wants_a_tag_gets_one_or_is_named(scene: Scene) -> None:
    forum = scene.server.new_forum(scene.guild, "forum", tags=("mars", "pain"), flags=REQUIRE_TAG)
    room = await scene.platform.open_room(str(forum.id))
    posted = await scene.platform.post(room, said("Bonjour.", heading="pain"), "k1")
    assert scene.guild.threads[int(posted.thread or 0)].applied_tags == [forum.tags[1].id]
    bare = scene.server.new_forum(scene.guild, "nu", flags=REQUIRE_TAG)
    scene.server.forbid(bare, Permission.MANAGE_CHANNELS)
    with pytest.raises(PlatformError) as raised:
        await scene.platform.post(RoomRef("discord", str(bare.id)), said("Bonjour.", heading="pain"), "k1")
    assert raised.value.faults[0].key == "discord_tag_needed"


async def test_a_forum_without_a_companion_cannot_keep_answers_from_being_read(scene: Scene) -> None:
    forum = scene.server.new_forum(scene.guild, "forum")
    room = await scene.platform.open_room(str(forum.id))
    with pytest.raises(PlatformError) as raised:
        await scene.platform.post(room, said("Sans lire ?", begins="À l’aveugle", sealed=True), "k1")
    assert raised.value.faults[0].key == "discord_no_companion"
    assert scene.guild.threads == {}


async def test_a_companion_belongs_to_one_forum_and_is_no_room_itself(scene: Scene) -> None:
    forums = [scene.server.new_forum(scene.guild, name) for name in ("un", "deux")]
    beside = scene.server.new_text(scene.guild, "réponses")
    await scene.restart(companions={str(one.id): str(beside.id) for one in forums})
    for channel in (*forums, beside):
        with pytest.raises(PlatformError) as raised:
            await scene.platform.open_room(str(channel.id))
        assert raised.value.faults[0].key == "discord_companion_taken"


async def test_a_server_in_trouble_is_no_fault_of_the_room(scene: Scene) -> None:
    await scene.platform.open_room(scene.room.room)
    scene.server.trouble.answer_with(503, route="messages")
    with pytest.raises(PlatformError) as raised:
        await scene.platform.post(scene.room, said("Bonjour."), "k1")
    assert raised.value.faults[0].key == "discord_unreachable"
    await scene.platform.post(scene.room, said("Bonjour."), "k1")
    assert scene.words() == ["Bonjour."]


async def test_a_limit_is_waited_for_and_a_long_one_is_not(scene: Scene) -> None:
    await scene.platform.open_room(scene.room.room)
    scene.server.trouble.limit(0.05, route="messages")
    await scene.platform.post(scene.room, said("Bonjour."), "k1")
    scene.server.trouble.limit(600, route="messages")
    with pytest.raises(PlatformError) as raised:
        await scene.platform.post(scene.room, said("Rebonjour."), "k2")
    assert raised.value.faults[0].key == "discord_busy"


async def test_closed_direct_messages_are_tried_once_until_the_member_is_heard(scene: Scene) -> None:
    await scene.listen()
    scene.vio.closes_direct_messages()
    for _ in range(3):
        with pytest.raises(NotAllowed) as raised:
            await scene.platform.post(scene.room, to(scene.vio, "Votre vote compte."), "k1")
        assert raised.value.faults[0].key == "discord_direct_closed"
    assert scene.server.invalid_requests == 1
    scene.vio.user.direct_messages = True
    scene.vio.says(scene.channel, "J’ai ouvert.")
    await scene.settle()
    await scene.platform.post(scene.room, to(scene.vio, "Votre vote compte."), "k1")
    assert [one.content for one in scene.vio.inbox] == ["Votre vote compte."]


@pytest.mark.parametrize(("size", "fault"), [(None, NoSuchPlace), (10_000_001, TooBig)])
async def test_a_file_that_is_not_there_or_too_big_is_named_before_anything_is_sent(
    scene: Scene, tmp_path: Path, size: int | None, fault: type[PlatformError]
) -> None:
    path = tmp_path / "pain.png"
    if size is not None:
        with path.open("wb") as file:
            file.truncate(size)
    await scene.platform.open_room(scene.room.room)
    before = len(scene.server.calls)
    with pytest.raises(fault):
        await scene.platform.post(scene.room, said("Voici.", files=(OutboundFile(path.name, "", str(path)),)), "k1")
    assert len(scene.server.calls) == before


async def test_the_token_is_in_no_representation(scene: Scene) -> None:
    await scene.listen()
    assert TOKEN not in repr(vars(scene.platform)) + repr(vars(scene.platform._account))
