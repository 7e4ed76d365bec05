"""A record of posts -> a flashback: counts, voices, agreements and tensions, links; proved, published, as JSON. Pure.

The way of a flashback: `flashback_of` composes it from the record, `proved` takes out what does not stand, `published`
puts the café's own ids in place of the platform's, `to_json` writes it down.
"""

from bot.digest.compose import flashback_of
from bot.digest.flashback import Flashback
from bot.digest.json_form import from_json, to_json
from bot.digest.proof import Proof, proved
from bot.digest.publish import published

__all__ = ["Flashback", "Proof", "flashback_of", "from_json", "proved", "published", "to_json"]
