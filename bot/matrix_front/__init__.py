"""The café on Matrix, for whoever speaks to the bot itself: commands, answers to what it asks alone, emoji as buttons.

Thin over `bot.commands` and `bot.host`: names, parameters, help and rights are theirs, and so is what is done. The
platform hands over what is for the bot (`bot.platforms.matrix_platform.Front`), and tells people what is answered.
"""

from bot.matrix_front._front import MatrixFront
from bot.matrix_front._service import Service

__all__ = ["MatrixFront", "Service"]
