"""Photographs as a telephone takes them: with the place, the hour and the device in them."""

from __future__ import annotations

import io
from functools import cache

from PIL import ExifTags, Image

PLACE = b"Violette's telephone, 48.8566 N"
"""Words that stand in the photograph's own particulars."""


def bytes_of(image: Image.Image, format: str) -> bytes:
    written = io.BytesIO()
    image.save(written, format)
    return written.getvalue()


@cache
def photograph(format: str = "JPEG", *, size: tuple[int, int] = (64, 48), orientation: int = 1) -> bytes:
    """A picture of that size with EXIF (place, hour, device, orientation)."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = PLACE.decode()
    exif[ExifTags.Base.DateTime] = "2026:03:02 09:41:00"
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (48.0, 51.0, 23.0)}
    )
    written = io.BytesIO()
    image.save(written, format, exif=exif.tobytes())
    return written.getvalue()
