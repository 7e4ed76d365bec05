"""Nobody is named in somebody else's words: not under a former name, not as a host, not after leaving."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import Consent, MemberRef, PostEdited
from tests.stories.room import Room, texts

INNOCENT = "Le mien avait un fil et je tirais dessus."


async def test_a_former_display_name_is_not_quoted_and_not_kept(room: Room) -> None:
    await room.until(1, 10)
    await room.terminal.say(room.ref, "u7", "Zélie", "Bonjour tout le monde.", thread=await room.thread("memory"))
    await room.terminal.say(room.ref, "u7", "Vio", "Me revoilà, sous un autre nom.", thread=await room.thread("memory"))
    await room.say("Marc", "Comme disait Zélie hier soir, rien ne presse.")
    await room.say("Léa", INNOCENT)
    await room.until_the_end()
    assert not any("Zélie" in text for text in texts(await room.published()))
    assert INNOCENT in texts(await room.published())
    assert "Zélie" not in (await room.everything_kept()).replace("Comme disait Zélie", "")


async def test_who_left_is_not_named_by_those_who_stay(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", INNOCENT)
    await room.say("Marc", "Tu as raison Vio, on tirait tous dessus.")
    await room.withdraw("Vio")
    await room.until_the_end()
    assert texts(await room.published()) == []
    kept = (await room.everything_kept()).replace("Tu as raison Vio", "")
    assert "Vio" not in kept


async def test_a_hosts_name_is_no_part_of_a_quotation(unopened: Room) -> None:
    await unopened.begin(hosts=("u1",))
    await unopened.until(1, 10)
    await unopened.terminal.say(unopened.ref, "u1", "Camille", "Bienvenue.", thread=await unopened.thread("memory"))
    await unopened.say("Marc", "Merci Camille pour cette belle question.")
    await unopened.until_the_end()
    assert texts(await unopened.published()) == []
    assert "Camille" not in (await unopened.everything_kept()).replace("Merci Camille", "")


async def test_a_host_who_never_speaks_is_known_by_their_handle(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    await unopened.say("Marc", "Merci Camille pour cette belle question.")
    await unopened.until_the_end()
    assert texts(await unopened.published()) == []


async def test_who_only_reacts_is_not_named_either(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Marc", "Noé va encore mettre un cœur ici.")
    await room.terminal.join("u9", "Noé")
    await room.terminal.react(room.ref, "u9", post, "❤️")
    await room.until_the_end()
    assert texts(await room.published()) == []
    assert (await room.record()).members.keys() == {room.ref_of("Marc")}


@pytest.mark.parametrize("consent", [Consent.NAMED, Consent.ANONYMOUS])
async def test_ones_own_former_name_may_be_quoted_with_ones_name_only(room: Room, consent: Consent) -> None:
    await room.until(1, 10)
    thread = await room.thread("memory")
    await room.terminal.say(room.ref, "u7", "Zélie", "Moi, Zélie, j’en avais un rouge.", thread=thread)
    await room.terminal.join("u7", "Vio")
    await room.terminal.consent(room.ref, "u7", "Vio", consent)
    await room.until_the_end()
    quoted = any("Zélie" in text for text in texts(await room.published()))
    assert quoted is (consent is Consent.NAMED)


async def test_deletions_and_edits_are_followed_as_long_as_the_cafe_is_kept(room: Room) -> None:
    await room.until(1, 10)
    edited = await room.say("Vio", INNOCENT)
    erased = await room.say("Marc", "Le nôtre était au mur, dans le couloir.")
    await room.until_the_end()
    await room.until(200, 9)
    # The room's threads are locked by now; other servers let people edit all the same.
    edit = PostEdited(room=room.ref, at=room.clock.now(), post=edited, text="Je préfère ne plus le dire.")
    await room.host.receive([edit])
    await room.terminal.erase(room.ref, "marc", erased)
    assert texts(await room.published()) == []
    assert "au mur" not in await room.everything_kept()
    assert "un fil" not in await room.everything_kept()


async def test_a_guest_is_nobodys_to_name_from_their_invitation_on(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    await unopened.command("Camille", "cafe", "guest memory gus")
    await unopened.say("Marc", "Comme disait Gus, le mien avait un long fil.")
    await unopened.until_the_end()
    assert texts(await unopened.published()) == []


async def test_the_name_that_a_guest_speaks_under_is_nobodys_to_name_either(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    await unopened.command("Camille", "cafe", "guest memory u42")
    caller = replace(unopened.caller("Zélie", "fr"), member=MemberRef("terminal", "u42"))
    typed = await unopened.commands.read(caller, "cafe", "dire memory Bonjour à vous.")
    await unopened.commands.perform(caller, typed.command, typed.given)
    await unopened.say("Marc", "Comme disait Zélie, le mien avait un long fil.")
    await unopened.until_the_end()
    assert texts(await unopened.published()) == []
