"""Pictures that members bring: read, cleaned and made smaller, or refused. Pure: bytes in, a `Picture` out.

What comes in is hostile until it has been drawn anew. Nothing of the file is kept but its colours: they are laid onto
an empty picture, which is then written down. So no place, no instant, no name of a device, no comment, no preview, no
second frame and nothing that was hung on to its end is there any more.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from bot.domain import Picture

PNG = "image/png"
JPEG = "image/jpeg"

MOST_PIXELS = 64_000_000
"""How many pixels a picture may have: a telephone's largest, and not what takes a machine's memory."""

ON_A_PAGE = 960
"""How wide and how high a picture is at most on a page, in pixels."""

_TYPES = ("PNG", "JPEG", "GIF", "WEBP")
_HEAVY = 1_000_000
"""A picture without see-through parts that would be heavier than this as a PNG, in bytes, is kept as a JPEG."""
_QUALITY = 85
_ORIENTATION, _ON_ITS_SIDE = 0x0112, 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What pictures may be: ``largest`` in bytes as they come, ``widest`` in pixels as they are kept, either way."""

    largest: int = 8_000_000
    widest: int = 2_000


def cleaned(content: bytes, limits: Limits | None = None) -> Picture | None:
    """The picture that is in those bytes, upright and drawn anew, ``None`` where there is none that can be kept.

    PNG, JPEG, GIF and WebP are read, told by what they hold and not by their name; of one that moves the first frame.
    The same bytes give the same picture on the same version of Pillow. Raises nothing, whatever the bytes.
    """
    limits = limits or Limits()
    if not content or len(content) > limits.largest:
        return None
    try:
        return _drawn_anew(content, limits.widest)
    except Exception:
        # The readers of the single types raise whatever they stumble over: struct.error, SyntaxError, KeyError, ...
        return None


def for_a_page(picture: Picture) -> Picture:
    """A kept picture as small as a page needs it; one that cannot be made smaller stays as it is."""
    smaller = cleaned(picture.content, Limits(len(picture.content), ON_A_PAGE))
    return smaller if smaller is not None and len(smaller.content) < len(picture.content) else picture


@dataclass(frozen=True, slots=True)
class Measured:
    """A picture's size in pixels, as it is shown."""

    wide: int
    high: int


def measured(content: bytes) -> Measured | None:
    """How large the picture in those bytes is, ``None`` where there is none. Raises nothing, whatever the bytes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=_TYPES) as image:
                # How a camera was held: from 5 on it lay on its side.
                lies = image.getexif().get(_ORIENTATION, 1) >= _ON_ITS_SIDE
                wide, high = (image.height, image.width) if lies else (image.width, image.height)
                return Measured(wide, high)
    except Exception:
        return None


def _drawn_anew(content: bytes, widest: int) -> Picture | None:
    with warnings.catch_warnings():
        # Too many pixels: told by the error, or by the count below.
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content), formats=_TYPES) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            photograph = image.format in ("JPEG", "MPO")
            # A photograph is unpacked at about the size that is kept, not in full.
            image.draft(None, (widest, widest))
            image.load()
            upright = _upright(image)
            see_through = "A" in upright.getbands() or "transparency" in upright.info
            colours = upright.convert("RGBA" if see_through else "RGB")
    colours.thumbnail((widest, widest))
    empty = Image.new(colours.mode, colours.size)
    empty.paste(colours)
    if see_through or not photograph:
        written = _written(empty, "PNG")
        if see_through or len(written) <= _HEAVY:
            return Picture(PNG, written)
    return Picture(JPEG, _written(empty, "JPEG"))


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        # What the camera wrote is broken: the picture itself is not.
        return image


def _written(image: Image.Image, format: str) -> bytes:
    written = io.BytesIO()
    image.save(written, format, quality=_QUALITY, optimize=True)
    return written.getvalue()
