"""What a café is made of: plain frozen data, knowing no platform, no database and no clock.

All instants are timezone-aware datetimes in UTC. A time of day is a `datetime.time` in the café's zone.
Lengths of text are in code points.
"""

from bot.domain._cafe import RETENTION_DAYS, Beat, Cafe, Home
from bot.domain._cards import Card
from bot.domain._care import (
    MEETING_KEYS,
    Awaited,
    Nudge,
    NudgeHours,
    Topic,
    Unanswered,
    WishKind,
    meeting_key,
)
from bot.domain._decisions import Absence, Standing, Tally
from bot.domain._desk import DeskNote, DeskNoteKind
from bot.domain._desk_rooms import DeskRoom
from bot.domain._forms import Button, FieldKind, Form, Option
from bot.domain._inbound import (
    Attachment,
    Ballot,
    Chosen,
    ConsentGiven,
    EditUnread,
    Inbound,
    Lacked,
    PollCounted,
    PostEdited,
    PostErased,
    PostMade,
    PostUnread,
    Reacted,
    ReactionsCleared,
    ThreadGone,
    Unreacted,
    Voted,
    Withdrew,
)
from bot.domain._kept import Carried, Kept
from bot.domain._outbound import Announcement, Delivery, OutboundFile, OutboundMessage, Poll, Posted
from bot.domain._people import Caller, Guest, HostChange, Role
from bot.domain._pictures import OwedPicture, Picture, still_attached
from bot.domain._record import Choice, Member, NameMark, Post, Reaction, Record
from bot.domain._references import ANYWHERE, MemberRef, PostRef, RoomRef
from bot.domain._retention import Freeze, KeptVerbatim
from bot.domain._script import Script, ScriptWords, Workshop, WorkshopWords
from bot.domain._states import BeatKind, CafeState, Consent, Progress, Visibility
from bot.domain._text_and_time import LONGEST_POST, clean_text, fixed_zone, zone_of
from bot.domain._voices import LONGEST_NOTE, HostNote, HostPick, Pick, Publishing

__all__ = [
    "ANYWHERE",
    "LONGEST_NOTE",
    "LONGEST_POST",
    "MEETING_KEYS",
    "RETENTION_DAYS",
    "Absence",
    "Announcement",
    "Attachment",
    "Awaited",
    "Ballot",
    "Beat",
    "BeatKind",
    "Button",
    "Cafe",
    "CafeState",
    "Caller",
    "Card",
    "Carried",
    "Choice",
    "Chosen",
    "Consent",
    "ConsentGiven",
    "Delivery",
    "DeskNote",
    "DeskNoteKind",
    "DeskRoom",
    "EditUnread",
    "FieldKind",
    "Form",
    "Freeze",
    "Guest",
    "Home",
    "HostChange",
    "HostNote",
    "HostPick",
    "Inbound",
    "Kept",
    "KeptVerbatim",
    "Lacked",
    "Member",
    "MemberRef",
    "NameMark",
    "Nudge",
    "NudgeHours",
    "Option",
    "OutboundFile",
    "OutboundMessage",
    "OwedPicture",
    "Pick",
    "Picture",
    "Poll",
    "PollCounted",
    "Post",
    "PostEdited",
    "PostErased",
    "PostMade",
    "PostRef",
    "PostUnread",
    "Posted",
    "Progress",
    "Publishing",
    "Reacted",
    "Reaction",
    "ReactionsCleared",
    "Record",
    "Role",
    "RoomRef",
    "Script",
    "ScriptWords",
    "Standing",
    "Tally",
    "ThreadGone",
    "Topic",
    "Unanswered",
    "Unreacted",
    "Visibility",
    "Voted",
    "WishKind",
    "Withdrew",
    "Workshop",
    "WorkshopWords",
    "clean_text",
    "fixed_zone",
    "meeting_key",
    "still_attached",
    "zone_of",
]
