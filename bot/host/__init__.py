"""The use cases: open, ask, receive, edit, erase, react, choose, call for closing words, close, publish."""

from bot.host._auditing import Audited, Auditing
from bot.host._catching_up import CatchUp, Missed
from bot.host._consents import Consents, OwnQuotation, OwnQuotations
from bot.host._exporting import exported, exported_csv
from bot.host._forgetting import Forgetting
from bot.host._guests import Guests
from bot.host._holding import LEASE
from bot.host._host import Host
from bot.host._indexing import is_index
from bot.host._linking import CODE_LASTS, Linking
from bot.host._listening import LISTENER_LEASE, Listening
from bot.host._mine import Mine
from bot.host._openings import Openings
from bot.host._outlook import Outlook, outlook
from bot.host._places import Places
from bot.host._planning import opening_plan
from bot.host._programme_changes import ProgrammeChanges
from bot.host._publishing import host_flashback
from bot.host._receipt import Receipt, Scope, Taken, receipt_lines, receipt_sentences
from bot.host._replanning import PlanChange, Replanning
from bot.host._retention import kept_flashback, require_kept
from bot.host._saying import Telling, beat_deliveries
from bot.host._showing import pictures_of
from bot.host._topics import LONGEST_TOPIC, ListedTopic, Suggested, Topics
from bot.host._turns import StoreTurns
from bot.host._uploads import Uploads
from bot.host._voices import Preview, Voices
from bot.host._wishes import NudgeWish, Wishes

__all__ = [
    "CODE_LASTS",
    "LEASE",
    "LISTENER_LEASE",
    "LONGEST_TOPIC",
    "Audited",
    "Auditing",
    "CatchUp",
    "Consents",
    "Forgetting",
    "Guests",
    "Host",
    "Linking",
    "ListedTopic",
    "Listening",
    "Mine",
    "Missed",
    "NudgeWish",
    "Openings",
    "Outlook",
    "OwnQuotation",
    "OwnQuotations",
    "Places",
    "PlanChange",
    "Preview",
    "ProgrammeChanges",
    "Receipt",
    "Replanning",
    "Scope",
    "StoreTurns",
    "Suggested",
    "Taken",
    "Telling",
    "Topics",
    "Uploads",
    "Voices",
    "Wishes",
    "beat_deliveries",
    "exported",
    "exported_csv",
    "host_flashback",
    "is_index",
    "kept_flashback",
    "opening_plan",
    "outlook",
    "pictures_of",
    "receipt_lines",
    "receipt_sentences",
    "require_kept",
]
