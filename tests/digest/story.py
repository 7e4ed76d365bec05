"""A café written down by hand, one line a thing that happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.cafe_names import invented_names, own_id
from bot.domain import (
    Cafe,
    Choice,
    Consent,
    Home,
    HostNote,
    HostPick,
    Member,
    MemberRef,
    Pick,
    Post,
    PostRef,
    Reaction,
    Record,
    RoomRef,
    Script,
    ScriptWords,
    Workshop,
    WorkshopWords,
)

OPENING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SECRET = b"a secret of this cafe alone"
HOST = MemberRef("town", "host")

QUESTION = Workshop("memory", "question", 1, time(9))
POLL = Workshop("moment", "poll", 1, time(9), choices=("early", "late"))
SCALE = Workshop("far", "scale", 1, time(9))
BRAINSTORM = Workshop("rules", "brainstorm", 1, time(9))
CLOSING = Workshop("last", "closing_word", 3, time(9))

FRENCH = ScriptWords(
    "Le premier téléphone",
    workshops={
        "memory": WorkshopWords("Un souvenir", "Racontez."),
        "moment": WorkshopWords("Le bon moment", "Quand ?", {"early": "Tôt", "late": "Plus tard"}),
        "far": WorkshopWords("Jusqu’où", "De 0 à 10.", min_label="Rien", max_label="Tout"),
        "rules": WorkshopWords("Les règles", "Lesquelles ?"),
        "last": WorkshopWords("Votre mot de la fin", "Une phrase."),
    },
)
ENGLISH = ScriptWords(
    "A first phone",
    workshops={"moment": WorkshopWords("The right time", "When?", {"early": "Early", "late": "Later"})},
)


class Story:
    """What happened in one café; `record` is what a store would hand to the digest."""

    def __init__(self, *workshops: Workshop, quotes: Consent = Consent.ANONYMOUS, days: int = 4) -> None:
        script = Script(
            name="first-phone",
            languages=("fr", "en"),
            days=days,
            opens_at=time(9),
            closes_at=time(9),
            workshops=workshops,
            words={"fr": FRENCH, "en": ENGLISH},
            quotes=quotes,
        )
        closing = OPENING + timedelta(days=days)
        self.cafe = Cafe(
            id="cafe-1",
            script=script,
            zone="Europe/Paris",
            language="fr",
            opening_day=date(2026, 3, 2),
            opens_at=OPENING,
            closes_at=closing,
            publishes_at=closing + timedelta(days=1),
            homes=(Home(RoomRef("town", "square"), "fr"),),
            secret=SECRET,
        )
        self.members: dict[MemberRef, Member] = {}
        self.posts: list[Post] = []
        self.reactions: list[Reaction] = []
        self.choices: list[Choice] = []
        self.picks: list[HostPick] = []
        self.notes: list[HostNote] = []

    def member(self, name: str, consent: Consent | None = None, id: str | None = None) -> MemberRef:
        ref = MemberRef("town", id or str(100 + len(self.members)))
        self.members[ref] = Member(ref, name, consent, cafe_name=next(invented_names(SECRET, ref)))
        return ref

    def says(
        self,
        post: str,
        author: MemberRef,
        text: str,
        workshop: str | None = None,
        hour: float = 0,
        talk: bool = False,
        to: PostRef | None = None,
    ) -> PostRef:
        ref = PostRef("town", post)
        self.posts.append(
            Post(
                ref=ref,
                own_id=own_id(SECRET, ref),
                author=author,
                at=OPENING + timedelta(hours=hour),
                text=text,
                workshop=workshop,
                answer=workshop is not None and not talk,
                url=f"https://town.example/{post}",
                reply_to=to,
            )
        )
        return ref

    def reacts(self, post: PostRef, emoji: str, *authors: MemberRef) -> None:
        self.reactions += [Reaction(post, author, emoji, OPENING + timedelta(hours=50)) for author in authors]

    def chooses(self, author: MemberRef, workshop: str, *choices: str, hour: float = 0) -> None:
        self.choices.append(Choice(workshop, author, choices, OPENING + timedelta(hours=hour)))

    def picks_out(self, post: PostRef, pick: Pick, hour: float = 0) -> None:
        self.picks.append(HostPick(post, pick, HOST, OPENING + timedelta(hours=hour)))

    def notes_down(self, text: str, workshop: str | None = None) -> None:
        self.notes.append(HostNote(workshop, text, HOST, OPENING))

    def withdraws(self, author: MemberRef) -> None:
        self.members[author] = replace(self.members[author], withdrawn=True)

    def record(self) -> Record:
        return Record(
            cafe=self.cafe,
            opened=tuple(one.key for one in self.cafe.script.workshops),
            posts=tuple(sorted(self.posts, key=lambda post: (post.at, post.ref.id))),
            reactions=tuple(self.reactions),
            choices=tuple(self.choices),
            members=dict(self.members),
            picks=tuple(self.picks),
            notes=tuple(self.notes),
        )
