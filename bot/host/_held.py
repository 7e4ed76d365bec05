"""A café held while a host changes it: what may be changed of it, and the sentences for what may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.domain import Beat, Cafe, CafeState, Progress, Workshop
from bot.errors import CallError, fault
from bot.kinds import Setting, begins_at
from bot.lateness import opens
from bot.ports import Writing
from bot.rhythm import instant, plan_of
from bot.script import NewWorkshop
from bot.showing import nearest, shown
from bot.wording import At


@dataclass(frozen=True, slots=True)
class Held:
    """A café and its beats, held while it is changed, and the instant of the change."""

    cafe: Cafe
    beats: tuple[Beat, ...]
    now: datetime

    def workshop(self, key: str) -> Workshop:
        """The workshop of that key, or of that title."""
        titles = {
            words.workshops[one.key].title.casefold(): one
            for words in self.cafe.script.words.values()
            for one in self.cafe.script.workshops
        }
        found = self.cafe.script.workshop(key) or titles.get(key.casefold())
        if found is None:
            known = [one.key for one in self.cafe.script.workshops]
            near = nearest(key, known)
            if near is not None:
                raise CallError(fault("replan.no_workshop_near", name=shown(key), near=near))
            raise CallError(fault("replan.no_workshop", name=shown(key), known=", ".join(known)))
        return found

    def opening(self, workshop: Workshop) -> Beat | None:
        """The beat that opens a workshop."""
        return next((one for one in self.beats if opens(one) and one.workshop == workshop.key), None)

    def progress_of(self, workshop: Workshop) -> Progress | None:
        """How far the opening of a workshop has come."""
        beat = self.opening(workshop)
        return None if beat is None else beat.progress

    def next_to_open(self) -> Workshop:
        """The workshop that opens next. Raises `CallError` where none is to come."""
        coming = [one for one in self.beats if opens(one) and one.progress is Progress.DUE]
        if not coming or (key := min(coming, key=lambda one: one.due).workshop) is None:
            raise self.fault("none_to_come")
        return self.workshop(key)

    def meetings(self) -> tuple[tuple[str, datetime], ...]:
        """The meetings still to come of workshops that have opened: each workshop's key, and when it meets."""
        opened = {one.workshop for one in self.beats if opens(one) and one.progress is Progress.DONE}
        setting = Setting(self.cafe.id, self.cafe.opening_day, self.cafe.zone)
        met = {one.key: begins_at(one, setting) for one in self.cafe.script.workshops if one.key in opened}
        return tuple((key, moment) for key, moment in met.items() if moment is not None and moment > self.now)

    def same(self, new: NewWorkshop, day: int, at: time) -> Workshop | None:
        """A workshop that is there already just as it is to be added."""
        for one in self.cafe.script.workshops:
            words = self.cafe.script.worded(self.cafe.language).workshops[one.key]
            alike = (one.kind, words.title, words.question) == (new.kind, new.title.strip(), new.question.strip())
            offered = not new.choices or tuple(words.choices.values()) == tuple(each.strip() for each in new.choices)
            if alike and offered and (one.day, one.at) == (day, at) and not one.skipped:
                return one
        return None

    async def require_coming(self, work: Writing, workshop: Workshop) -> None:
        """Refuse to change a workshop that has opened, is opening right now, or will not take place."""
        beat = self.opening(workshop)
        if beat is None or beat.progress in (Progress.SKIPPED, Progress.FAILED):
            raise self.fault("not_held", workshop)
        if beat.progress is Progress.DONE:
            raise self.fault("opened", workshop)
        begun = any(one.generation for one in await work.deliveries(beat.key))
        if beat.progress is Progress.CLAIMED or begun:
            raise self.fault("opening", workshop)

    def require_still(self) -> None:
        """Refuse to change the whole café while something of it is being done."""
        if any(one.progress is Progress.CLAIMED for one in self.beats):
            raise self.fault("busy")

    def require_begun(self) -> None:
        """Refuse what makes no sense before the café is presented."""
        if self.cafe.state is CafeState.PLANNED:
            raise self.fault("not_begun")

    def require_moment(self, on: date, at: time) -> None:
        """Refuse a moment that is past, before the café, or not before its close."""
        cafe = self.cafe
        days = (on - cafe.opening_day).days
        if days < 0:
            raise self.fault("too_early", moment=cafe.opens_at)
        if days > cafe.script.days:
            raise self.fault("too_late", moment=cafe.closes_at)
        moment = instant(cafe.opening_day, days + 1, at, cafe.zone)
        if moment <= self.now:
            raise self.fault("past", moment=self.now)
        if moment < cafe.opens_at:
            raise self.fault("too_early", moment=cafe.opens_at)
        if moment >= cafe.closes_at:
            raise self.fault("too_late", moment=cafe.closes_at)

    def require_order(self, after: Cafe, key: str) -> None:
        """Refuse a workshop after the closing words, closing words before a workshop, and one after its own meeting."""
        made, found = plan_of(after).workshops, after.script.workshop(key)
        if found is None:
            return
        if found.meets_day is not None and found.meets_at is not None:
            meets = instant(after.opening_day, found.meets_day, found.meets_at, after.zone)
            if made[key] >= meets:
                raise self.fault("meets", found, moment=meets, cafe=after)
        for one in after.script.workshops:
            if one.skipped or one.key == key:
                continue
            if one.kind == "closing_word" and made[key] > made[one.key]:
                raise self.fault("after_words", found, moment=made[one.key], cafe=after)
            if found.kind == "closing_word" and made[one.key] > made[key]:
                raise self.fault("words_first", one, moment=made[one.key], cafe=after)

    def fault(
        self, key: str, workshop: Workshop | None = None, moment: datetime | None = None, cafe: Cafe | None = None
    ) -> CallError:
        """The refusal of that sentence below ``[fault.replan]``. ``cafe`` is the one to be, for a workshop that is only
        to come into it."""
        script = (cafe or self.cafe).script
        values: dict[str, Any] = {"cafe": shown(self.cafe.title)}
        if workshop is not None:
            values["title"] = shown(script.worded(self.cafe.language).workshops[workshop.key].title)
        if moment is not None:
            values["moment"] = At(moment, self.cafe.zone)
        return CallError(fault(f"replan.{key}", **values))
