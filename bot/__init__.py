"""Café Host: asynchronous café conversations on Discord and Matrix."""

__version__ = "0.1.0"
