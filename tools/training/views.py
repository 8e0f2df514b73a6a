"""A product's picture as people take it. View 0 is the picture itself; every other view is one of these changes, drawn by (id, view)."""
import io
import random
import zlib

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

KINDS = ("mirrored", "cropped", "half", "bars", "turned", "dim", "jpeg", "portrait")
GROUNDS = ((255, 255, 255), (245, 245, 245), (20, 20, 20), (200, 190, 175), (120, 125, 130), (235, 225, 210), (70, 90, 120))


def ground(size: tuple[int, int], rng: random.Random, other: Image.Image | None) -> Image.Image:
    """A background: plain, a gradient with grain, or another picture, blurred a little."""
    draw = rng.random()
    if other is not None and draw < 0.3:
        return other.resize(size, Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 3)))
    base = np.array(rng.choice(GROUNDS), np.float32)
    if draw < 0.65:
        return Image.new("RGB", size, tuple(int(c) for c in base))
    slope = np.linspace(rng.uniform(-40, 0), rng.uniform(0, 40), size[1] if rng.random() < 0.5 else size[0], dtype=np.float32)
    field = slope[:, None] if len(slope) == size[1] else slope[None, :]
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(0, 10), (size[1], size[0], 1))
    return Image.fromarray(np.clip(base + np.broadcast_to(field, (size[1], size[0]))[..., None] + grain, 0, 255).astype(np.uint8))


def mirrored(image, rng, other):
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def cropped(image, rng, other):
    """At least seven tenths of each side, some of them turned a little."""
    w, h = image.size
    cw, ch = w * rng.uniform(0.7, 1), h * rng.uniform(0.7, 1)
    left, top = rng.uniform(0, w - cw), rng.uniform(0, h - ch)
    out = image.crop((int(left), int(top), max(int(left + cw), int(left) + 8), max(int(top + ch), int(top) + 8)))
    return out.rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC, fillcolor=image.getpixel((0, 0))) if rng.random() < 0.4 else out


def half(image, rng, other):
    """The picture at .4 to .65 of the frame's sides, somewhere in it."""
    share = rng.uniform(0.4, 0.65)
    w, h = image.size
    frame = ground((w, h), rng, other)
    small = image.resize((max(8, int(w * share)), max(8, int(h * share))), Image.Resampling.BICUBIC)
    frame.paste(small, (rng.randint(0, w - small.width), rng.randint(0, h - small.height)))
    return frame


def bars(image, rng, other):
    """A screenshot: plain bars above and below, or at the sides, sometimes with lines that look like text."""
    sideways = rng.random() < 0.2
    image = image.transpose(Image.Transpose.ROTATE_90) if sideways else image
    w, h = image.size
    before, after = (int(rng.uniform(0.1, 0.4) * h) for _ in range(2))
    colour = rng.choice(((255, 255, 255), (0, 0, 0), (30, 30, 30), (240, 240, 240)))
    ink = tuple(255 - c for c in colour)
    frame = Image.new("RGB", (w, h + before + after), colour)
    frame.paste(image, (0, before))
    for y in range(4, before - 4, 9):
        if rng.random() < 0.4:
            frame.paste(ink, (4, y, 4 + int(rng.uniform(0.1, 0.8) * w), y + 3))
    return frame.transpose(Image.Transpose.ROTATE_270) if sideways else frame


def turned(image, rng, other):
    return image.transpose(rng.choice((Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180)))


def dim(image, rng, other):
    """Less light, less contrast, sensor noise. No change of hue: colour words must stay true."""
    out = ImageEnhance.Contrast(ImageEnhance.Brightness(image).enhance(rng.uniform(0.35, 0.75))).enhance(rng.uniform(0.6, 1))
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(2, 10), (out.height, out.width, 3))
    return Image.fromarray(np.clip(np.asarray(out, np.float32) + noise, 0, 255).astype(np.uint8))


def jpeg(image, rng, other):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=rng.randint(25, 50))
    return Image.open(buffer).convert("RGB")


def portrait(image, rng, other):
    """9:16, the picture over the whole width."""
    w, h = image.size
    tall = max(h, int(w * 16 / 9))
    frame = ground((w, tall), rng, other)
    frame.paste(image, (0, rng.randint(0, tall - h)))
    return frame


CHANGES = {f.__name__: f for f in (mirrored, cropped, half, bars, turned, dim, jpeg, portrait)}


def drawn(record: dict, view: int) -> random.Random:
    return random.Random(zlib.crc32(f"{view}:{record['id']}".encode()))


def kind_of(record: dict, view: int) -> str:
    """Which change view `view` of a record is: odd views mild ones (mirrored, cropped), even views any."""
    return drawn(record, view).choice(KINDS[:2] if view % 2 else KINDS)


def seen(image: Image.Image, record: dict, view: int, other: Image.Image | None = None, kind: str | None = None) -> Image.Image:
    """The picture of view `view`; with `kind`, that change and no other."""
    if view == 0 and kind is None:
        return image
    rng = drawn(record, view)
    chosen = kind or rng.choice(KINDS[:2] if view % 2 else KINDS)
    out = CHANGES[chosen](image, rng, other)
    if kind is None and chosen not in ("mirrored", "cropped") and rng.random() < 0.5:
        out = mirrored(out, rng, None)
    return out
