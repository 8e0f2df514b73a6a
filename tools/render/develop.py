"""Turns rendered multilayer EXRs into clean WebPs. Reads lines "IN.exr<tab>OUT.webp<tab>guides" from standard input
("guides" is 1, or 0 for glass, behind which the guiding passes are noise) and answers each with "done".

Debian's Blender has no denoiser, so this is one: light and surface colour are separated with Cycles' albedo pass, the
light alone is smoothed by non-local means that is guided by the normal and albedo passes, and both are put together again.
"""

import struct
import sys

import numpy as np
from PIL import Image

SIDE, QUALITY = 512, 86


def read_exr(path):
    """An uncompressed scanline EXR with float channels: {channel name: (height, width) array}."""
    data = open(path, 'rb').read()
    at, channels, window = 8, [], None

    def text(start):
        end = data.index(b'\0', start)
        return data[start:end].decode(), end + 1
    while data[at]:
        name, at = text(at)
        _, at = text(at)
        size, = struct.unpack_from('<i', data, at)
        body = at + 4
        at = body + size
        if name == 'channels':
            while data[body]:
                channel, body = text(body)
                kind, = struct.unpack_from('<i', data, body)
                channels.append((channel, kind))
                body += 16
        elif name == 'dataWindow':
            window = struct.unpack_from('<4i', data, body)
        elif name == 'compression' and data[body]:
            raise ValueError('only uncompressed EXR files are read')
    width, height = window[2] - window[0] + 1, window[3] - window[1] + 1
    at += 1 + 8 * height
    out = {name: np.empty((height, width), np.float32) for name, _ in channels}
    for _ in range(height):
        row, _ = struct.unpack_from('<2i', data, at)
        at += 8
        for name, kind in channels:
            kind_of = np.dtype('<f2' if kind == 1 else '<f4')
            out[name][row - window[1]] = np.frombuffer(data, kind_of, width, at)
            at += kind_of.itemsize * width
    return out


def layer(channels, name, parts):
    """The channels of one pass as (height, width, 3)."""
    found = {key.rsplit('.', 1)[1]: value for key, value in channels.items() if f'.{name}.' in key}
    return np.stack([found[p] for p in parts], -1)


def box_mean(a):
    """Means of 3 x 3."""
    p = np.pad(a, 1, mode='edge')
    rows = p[:-2] + p[1:-1] + p[2:]
    return (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9


def smooth(light, albedo, normal, noise, radius):
    """Non-local means of `light`, over pixels with like patches of light, like albedo and like normal. `noise` is the
    standard deviation of the light's noise relative to its brightness, everywhere."""
    height, width, _ = light.shape
    grey = light.mean(-1)
    level = box_mean(box_mean(grey)) + 0.02
    guide = np.concatenate([albedo * 2.5, normal * 2.2], -1)
    total = light.copy()
    weight = np.ones((height, width), np.float32)
    patched = box_mean(grey)
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            if (dy, dx) <= (0, 0):
                continue
            a = (slice(max(0, -dy), height - max(0, dy)), slice(max(0, -dx), width - max(0, dx)))
            b = (slice(max(0, dy), height - max(0, -dy)), slice(max(0, dx), width - max(0, -dx)))
            far = ((guide[a] - guide[b]) ** 2).sum(-1)
            scale = noise * np.minimum(level[a], level[b])
            change = ((patched[a] - patched[b]) / scale) ** 2
            w = np.exp(-far - np.maximum(0, change - 0.35) * 0.9 - (dx * dx + dy * dy) / (radius * radius) * 0.5).astype(np.float32)
            total[a] += light[b] * w[..., None]
            total[b] += light[a] * w[..., None]
            weight[a] += w
            weight[b] += w
    return total / weight[..., None]


def develop(path, guided):
    """The finished picture as (height, width, 3) bytes."""
    channels = read_exr(path)
    colour = layer(channels, 'Combined', 'RGB')
    albedo = layer(channels, 'Denoising Albedo', 'RGB')
    normal = layer(channels, 'Denoising Normal', 'XYZ')
    if not guided:
        albedo, normal = np.ones_like(albedo), np.zeros_like(normal)
    base = np.maximum(albedo, 0.04)
    light = np.minimum(colour / base, 6.0)
    # single bright pixels that their neighbours do not share
    around = box_mean(light.mean(-1))
    light *= np.minimum(1.0, 2.0 * (around + 0.05) / (light.mean(-1) + 1e-4))[..., None]
    light = smooth(light, albedo, normal, 0.2, 4)
    light = smooth(light, albedo, normal, 0.08, 2)
    linear = np.clip(light * base, 0, 1)
    shown = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return (shown * 255 + 0.5).astype(np.uint8)


if __name__ == '__main__':
    for line in sys.stdin:
        source, target, guided = line.rstrip('\n').split('\t')
        picture = Image.fromarray(develop(source, guided == '1'))
        if picture.width != SIDE:
            picture = picture.resize((SIDE, SIDE), Image.LANCZOS)
        picture.save(target, 'WEBP', quality=QUALITY, method=6)
        print('done', flush=True)
