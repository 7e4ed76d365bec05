"""What is left of a picture once it has been drawn anew."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from bot.pictures import ON_A_PAGE, Limits, cleaned, for_a_page
from tests.photographs import PLACE, bytes_of, photograph


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_of_where_and_when_and_with_what_it_was_taken(format: str) -> None:
    content = photograph(format)
    assert PLACE in content
    kept = cleaned(content)
    assert kept is not None
    assert PLACE not in kept.content
    image = opened(kept.content)
    assert not image.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment", "Comment", "dpi"} & image.info.keys()


def test_it_stands_upright() -> None:
    kept = cleaned(photograph("JPEG", size=(60, 40), orientation=6))
    assert kept is not None
    assert opened(kept.content).size == (40, 60)


def test_the_same_bytes_give_the_same_picture() -> None:
    content = photograph("JPEG")
    assert cleaned(content) == cleaned(content)


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_it_is_as_wide_as_it_may_be(format: str) -> None:
    kept = cleaned(photograph(format, size=(900, 300)), Limits(widest=300))
    assert kept is not None
    assert opened(kept.content).size == (300, 100)


def test_what_moves_stands_still() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], comment=b"a secret")
    kept = cleaned(written.getvalue())
    assert kept is not None
    image = opened(kept.content)
    assert getattr(image, "n_frames", 1) == 1
    assert image.convert("RGB").getpixel((5, 5)) == (255, 0, 0)
    assert b"secret" not in kept.content


def test_what_can_be_seen_through_stays_so() -> None:
    kept = cleaned(bytes_of(Image.new("RGBA", (10, 10), (255, 0, 0, 0)), "PNG"))
    assert kept is not None
    assert kept.media_type == "image/png"
    assert opened(kept.content).convert("RGBA").getpixel((1, 1))[3] == 0  # type: ignore[index]


def test_a_heavy_picture_without_see_through_parts_is_kept_as_a_photograph() -> None:
    kept = cleaned(bytes_of(Image.effect_noise((1500, 1500), 80).convert("RGB"), "PNG"), Limits(20_000_000))
    assert kept is not None
    assert kept.media_type == "image/jpeg"


def test_what_hangs_on_to_its_end_is_gone() -> None:
    kept = cleaned(photograph("JPEG") + b"PK\x03\x04 <script>alert(1)</script>")
    assert kept is not None
    assert b"<script>" not in kept.content
    assert b"PK\x03\x04" not in kept.content


def test_a_comment_in_a_picture_is_gone() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Violette Martin")
    words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Violette Martin</x:xmpmeta>")
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(written, "PNG", pnginfo=words)
    kept = cleaned(written.getvalue())
    assert kept is not None
    assert b"Violette" not in kept.content


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is very large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Just some words.",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7 ...",
        photograph("JPEG")[:-300],
        photograph("PNG")[:80],
        bomb(60_000, 60_000),
        bomb(9_000, 9_000),
        bytes_of(Image.new("RGB", (8, 8)), "TIFF"),
        bytes_of(Image.new("RGB", (8, 8)), "BMP"),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    ],
    ids=["nothing", "words", "svg", "pdf", "cut jpeg", "cut png", "bomb", "smaller bomb", "tiff", "bmp", "head alone"],
)
def test_what_is_no_picture_is_not_kept(content: bytes) -> None:
    assert cleaned(content) is None


def test_a_file_of_more_bytes_than_may_be_is_not_looked_at() -> None:
    content = photograph("JPEG")
    assert cleaned(content, Limits(len(content) - 1)) is None
    assert cleaned(content, Limits(len(content))) is not None


def test_a_page_gets_it_small() -> None:
    kept = cleaned(photograph("JPEG", size=(1800, 1200)))
    assert kept is not None
    small = for_a_page(kept)
    assert max(opened(small.content).size) == ON_A_PAGE
    assert len(small.content) < len(kept.content)


@given(st.binary(max_size=2_000))
def test_any_bytes_are_a_picture_or_none(content: bytes) -> None:
    kept = cleaned(content)
    assert kept is None or opened(kept.content).size


@given(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]), st.integers(0, 5_000), st.binary(min_size=1, max_size=40))
def test_a_picture_with_any_bytes_in_its_middle_is_a_picture_or_none(format: str, at: int, bytes_in: bytes) -> None:
    content = photograph(format)
    at %= len(content)
    kept = cleaned(content[:at] + bytes_in + content[at + len(bytes_in) :])
    assert kept is None or (opened(kept.content).size and not opened(kept.content).getexif())
