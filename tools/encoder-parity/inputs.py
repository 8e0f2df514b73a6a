"""The 60 texts and 24 pictures that every family is compared on; all made here by rule, so that nothing has to be shipped."""
import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

LONG = "This chair is made of solid oak, its seat is woven from paper cord and it stands steadily on every floor. "

TEXTS = [
    "a photo of a red ceramic mug", "Navy-Blue T-Shirt, men's (XL)", "", " ", "   two   spaces\tand a tab\nand a line  ", "x",
    "price: $12.99 & 50% off!!", "don't we'll it's I'M they'Ve", "A4 paper, 80 g/m², 500 sheets", "12345 67890", "size 42½ – EU", "!!!???...",
    "under_scored_file_name.jpg", "e-mail: someone@example.org #sale @home", "women’s “smart” quotes—and dashes…", "C'EST L'ÉTÉ À LA PLAGE",
    "café crème naïve façade", "cafe\u0301 cre\u0300me decomposed", "Straße GRÖSSE Äpfel", "İstanbul ığdır", "ΟΔΥΣΣΕΥΣ ΟΔΟΣ", "пальто женское, тёмно-синее",
    "红色的陶瓷杯子", "一件蓝色的T恤，适合夏天穿", "赤いマグカップとコーヒー", "빨간 머그컵", "ถ้วยสีแดง", "כוס אדומה", "كوب أحمر", "लाल मग",
    "a mug 🎉🎉", "👩‍👩‍👧‍👦 family t-shirt 👍🏽", "🇩🇪🇫🇷 flags", "❤️ heart with selector", "zero\u200bwidth\u200cjoined", "soft\u00adhyphen non\u00a0breaking\u3000wide",
    "ﬁne ﬂour ① Ⅳ ｆｕｌｌｗｉｄｔｈ", "tab\tnew\r\nline", "<b>bold</b> words", "a </s> inside <unk> and <pad>", "x" * 200, "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "black leather handbag with gold chain", "a dress without sleeves", "not blue but green sneakers", "wooden dining table for six people", "cheap", "The BEST gift for Dad!!! (ever)",
    "shoes " * 20, "1 2 3 4 5 6 7 8 9 " * 9, "red, green, blue, " * 25, LONG, LONG * 3, (LONG * 16)[: len(LONG) * 15], "杯子" * 150, "🎉" * 90,
    "a photograph of a cat sitting on a windowsill in the late afternoon", "vintage brass desk lamp, adjustable arm", "kids' rain boots size 28 yellow", "USB-C to HDMI adapter 4K@60Hz",
]
assert len(TEXTS) == 60 and len(set(TEXTS)) == 60


def scene(width: int, height: int, seed: int) -> np.ndarray:
    """Edges, stripes, gradients and noise at every scale: what careless resizing gets wrong. uint8 [height, width, 3]."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    shapes = np.stack([x / width * 255, y / height * 255, 255 - (x + y) / (width + height) * 255], 2)
    for _ in range(14):
        cx, cy, radius = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0.05, 0.3) * max(8, min(width, height))
        inside = np.hypot(x - cx, y - cy) < radius
        if rng.random() < 0.5:
            inside = (np.abs(x - cx) < radius) & (np.abs(y - cy) < radius * rng.uniform(0.2, 1))
        shapes[inside] = rng.uniform(0, 255, 3)
    stripes = np.floor(x * np.cos(seed) / 3 + y * np.sin(seed) / 3) % 2 == 0
    shapes[stripes & (x < width / 3)] *= 0.6
    return np.clip(shapes + rng.normal(0, 9, shapes.shape), 0, 255).astype(np.uint8)


def png16(levels: np.ndarray) -> bytes:
    """A 16-bit PNG; Pillow writes none of three channels. levels: uint16 [height, width] or [height, width, 3]."""
    height, width = levels.shape[:2]
    rows = levels.astype(">u2").reshape(height, -1)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    colour = 2 if levels.ndim == 3 else 0

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def turned(array: np.ndarray, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(Image.fromarray(array), "JPEG", quality=92, exif=exif)


def pictures(profiles: Path) -> dict[str, bytes]:
    """File contents by name. profiles: folder with cmyk.icc and p3.icc (profiles.mjs takes them out of libvips)."""
    disc = (255 * np.clip(1.2 - np.hypot(*(np.mgrid[0:180, 0:240] - np.array([90, 120]).reshape(2, 1, 1))) / 90, 0, 1)).astype(np.uint8)
    clear = np.dstack([scene(240, 180, 7), disc])
    palette = Image.fromarray(scene(150, 201, 8)).quantize(64)
    srgb = ImageCms.createProfile("sRGB")
    cmyk = ImageCms.profileToProfile(Image.fromarray(scene(301, 260, 9)), srgb, str(profiles / "cmyk.icc"), outputMode="CMYK")
    deep = scene(260, 199, 10).astype(np.uint16) * 257 + np.random.default_rng(1).integers(-90, 90, (199, 260, 3)).astype(np.int32).clip(0).astype(np.uint16)
    made = {
        "jpeg-640x480.jpg": encoded(Image.fromarray(scene(640, 480, 1)), "JPEG", quality=90),
        "jpeg-progressive-333x251.jpg": encoded(Image.fromarray(scene(333, 251, 2)), "JPEG", quality=80, progressive=True),
        "jpeg-444-500x387.jpg": encoded(Image.fromarray(scene(500, 387, 3)), "JPEG", quality=95, subsampling=0),
        "exif-3.jpg": turned(scene(300, 220, 4), 3), "exif-5.jpg": turned(scene(320, 211, 5), 5),
        "exif-6.jpg": turned(scene(400, 263, 6), 6), "exif-8.jpg": turned(scene(225, 401, 7), 8),
        "alpha.png": encoded(Image.fromarray(clear, "RGBA"), "PNG"),
        "grey-alpha.png": encoded(Image.fromarray(clear[:, :, [0, 3]], "LA"), "PNG"),
        "palette-transparent.png": encoded(palette, "PNG", transparency=5),
        "alpha.webp": encoded(Image.fromarray(clear, "RGBA"), "WEBP", lossless=True, exact=True),
        "lossy.webp": encoded(Image.fromarray(scene(360, 300, 11)), "WEBP", quality=85),
        "frame.gif": encoded(Image.fromarray(scene(211, 190, 12)).quantize(128), "GIF"),
        "cmyk.jpg": encoded(cmyk, "JPEG", quality=92),
        "p3.jpg": encoded(Image.fromarray(scene(280, 300, 13)), "JPEG", quality=92, icc_profile=(profiles / "p3.icc").read_bytes()),
        "rgb-16-bit.png": png16(deep), "grey-16-bit.png": png16(deep[:, :, 0]),
        "grey.jpg": encoded(Image.fromarray(scene(410, 333, 14)).convert("L"), "JPEG", quality=90),
        "black-white.png": encoded(Image.fromarray(scene(190, 240, 15)).convert("1"), "PNG"),
        "lzw.tiff": encoded(Image.fromarray(scene(280, 243, 16)), "TIFF", compression="tiff_lzw"),
        "wide-1200x37.png": encoded(Image.fromarray(scene(1200, 37, 17)), "PNG"),
        "tall-41x1300.png": encoded(Image.fromarray(scene(41, 1300, 18)), "PNG"),
        "tiny-7x5.png": encoded(Image.fromarray(scene(7, 5, 19)), "PNG"),
        "large-2400x1707.jpg": encoded(Image.fromarray(scene(2400, 1707, 20)), "JPEG", quality=90),
    }
    assert len(made) == 24
    return made


def opened(contents: bytes, profiles: Path) -> Image.Image:
    """
    A file as the product opens it, with Pillow's own means: upright by EXIF, brought to sRGB by its profile, 16 bits to 8,
    transparency laid on white. The reference's transform starts from the RGB picture that comes out.
    """
    picture = Image.open(BytesIO(contents))
    picture.load()
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode == "CMYK":
        source = BytesIO(profile) if profile else str(profiles / "cmyk.icc")
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), renderingIntent=ImageCms.Intent.PERCEPTUAL, outputMode="RGB")
    if picture.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8)).convert("RGB")
    if profile:
        picture = ImageCms.profileToProfile(picture, BytesIO(profile), ImageCms.createProfile("sRGB"), renderingIntent=ImageCms.Intent.PERCEPTUAL, outputMode="RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    return picture.convert("RGB")


def unmanaged(contents: bytes) -> Image.Image:
    """What a reference script sees that only calls Image.open(file).convert("RGB")."""
    return Image.open(BytesIO(contents)).convert("RGB")
