"""Clothes lie flat and are seen from above."""

import math

import shapes
from model import kind
from shapes import arc, mirrored, rectangle, rounded, smooth


FLAT = dict(pose='flat', az=(-8, 8), elev=(72, 88), size=0.6)


def cloth(m, vertical=False):
    m.space = ('yx' if vertical else 'xy', m.v(0.07, 0.13), 0)
    m.wrinkle = m.v(0.25, 0.45)


def seam(m, points, z, thick=0.0035, factor=0.62):
    m.tube([(p[0], p[1], z) for p in points], thick, m.shade(factor), resolution=1)


def top(m, sleeve, collar, hem=False):
    """The body and the sleeves shared by t-shirt, sweater and hoodie. `sleeve`: 'short' or 'long'."""
    cloth(m)
    w, flare = m.v(0.3, 0.34) if sleeve == 'short' else m.v(0.27, 0.31), m.v(-0.01, 0.03)
    neck = m.v(0.085, 0.11)
    depth = collar
    long = sleeve == 'long'
    neckline = [(0, 0.42 - depth), (neck * 0.55, 0.43 - depth * 0.85), (neck, 0.46)]
    body = mirrored([(0, 0.42 - depth, 0.05), (neck * 0.7, 0.425 - depth * 0.7, 0.05), (neck, 0.46, 0.01), (w + 0.005, 0.40, 0.03), (w + 0.012, 0.3, 0.03), (w - 0.01, 0.16, 0.02),
                     (w + flare * 0.5, -0.1, 0.1), (w + flare, -0.48, 0.03), (0, -0.49, 0.1)])
    arms = m.other() if m.two_tone else m.main()
    body_paint = m.main()
    for side in (-1, 1):
        if long:
            spread = m.v(0.12, 0.2) if side == -1 else spread
            out = [(w - 0.08, 0.405, 0.02), (w + 0.05, 0.36, 0.08), (w + spread + 0.06, -0.3, 0.01), (w + spread - 0.05, -0.34, 0.01), (w - 0.03, 0.12, 0.03), (w - 0.06, 0.2, 0)]
        else:
            reach = m.v(0.17, 0.22) if side == -1 else reach
            out = [(w - 0.08, 0.407, 0.02), (w + 0.05, 0.375, 0.06), (w + reach, 0.20, 0.015), (w + reach - 0.09, 0.09, 0.015), (w - 0.02, 0.19, 0.02), (w - 0.06, 0.2, 0)]
        points = [(side * p[0], *p[1:]) for p in out]
        if side == -1:
            points.reverse()
        m.slab(rounded(points, 0.02), 0.055, arms, at=(0, 0, 0.034), edge=0.027)
        a, b = (out[2], out[3])
        back = 0.045 if long else 0.02
        dx, dy = out[1][0] - out[2][0], out[1][1] - out[2][1]
        k = back / math.hypot(dx, dy)
        seam(m, [(side * (a[0] + dx * k - 0.004), a[1] + dy * k), (side * (b[0] + dx * k + 0.006), b[1] + dy * k)], 0.061)
    m.slab(rounded(body, 0.03), 0.06, body_paint, at=(0, 0, 0.04), edge=0.026)
    for side in (-1, 1):  # where the sleeve is sewn on
        seam(m, smooth([(side * (w - 0.035), 0.4), (side * (w - 0.055), 0.3), (side * (w - 0.03), 0.175)], 6), 0.069)
    # collar: a ring that follows the neckline, and the dark inside of the back
    left = [(-x, y) for x, y in reversed(neckline[1:])]
    line = smooth(left + neckline, 5)
    m.slab([(p[0] * 0.98, p[1]) for p in line] + [(neck * 0.6, 0.475), (-neck * 0.6, 0.475)], 0.012, m.shade(0.45), at=(0, 0, 0.03), edge=0.003)
    m.tube([(p[0], p[1], 0.066) for p in line], 0.012, m.other() if m.two_tone else m.plain(), resolution=2)
    seam(m, [(-w - flare + 0.03, -0.455 if not hem else -0.43), (w + flare - 0.03, -0.455 if not hem else -0.43)], 0.07)
    return w


@kind('t-shirt', **FLAT)
def t_shirt(m):
    w = top(m, 'short', m.v(0.05, 0.11))
    if m.pattern == 'plain' and m.pick(True, False, False):
        x = w * 0.42
        m.slab(rounded([(x - 0.06, 0.2), (x + 0.06, 0.2), (x + 0.06, 0.09), (x, 0.065), (x - 0.06, 0.09)], 0.012), 0.008, m.plain(), at=(0, 0, 0.072), edge=0.003)
        seam(m, [(x - 0.06, 0.185), (x + 0.06, 0.185)], 0.077, 0.0025)


@kind('sweater', **FLAT)
def sweater(m):
    w = top(m, 'long', m.v(0.03, 0.06), hem=True)
    for i in range(22):  # the ribbed hem
        x = (i / 21 - 0.5) * 2 * (w - 0.02)
        seam(m, [(x, -0.475), (x, -0.435)], 0.068, 0.003, 0.75)


@kind('hoodie', **FLAT)
def hoodie(m):
    w = top(m, 'long', 0.05, hem=True)
    hood = rounded(mirrored([(0, 0.6, 0.15), (0.13, 0.58, 0.08), (0.155, 0.44, 0.06), (0.1, 0.37, 0.03), (0, 0.33, 0.05)]), 0.05)
    m.slab(hood, 0.05, m.main() if not m.two_tone else m.other(), at=(0, 0, 0.075), edge=0.024)
    m.slab(smooth([(0, 0.55), (0.09, 0.53), (0.1, 0.45), (0.05, 0.38), (0, 0.36), (-0.05, 0.38), (-0.1, 0.45), (-0.09, 0.53)], 5, True), 0.01, m.shade(0.4), at=(0, 0, 0.099), edge=0.002)
    pocket = rounded(mirrored([(0, -0.12), (0.1, -0.12), (0.19, -0.26), (0.19, -0.38), (0, -0.38)]), 0.02)
    m.slab(pocket, 0.014, m.plain(), at=(0, 0, 0.073), edge=0.006)
    for side in (-1, 1):
        seam(m, [(side * 0.1, -0.125), (side * 0.19, -0.26)], 0.081, 0.004)
        m.tube(smooth([(side * 0.045, 0.37, 0.1), (side * 0.05, 0.3, 0.085), (side * 0.045, 0.16, 0.08)], 5), 0.007, m.paint('cotton', 'white' if m.colour not in ('white', 'cream') else 'black'))


@kind('dress', **FLAT)
def dress(m):
    cloth(m)
    waist, hip, neck = m.v(0.13, 0.16), m.v(0.27, 0.38), m.v(0.07, 0.09)
    strap = m.pick('sleeveless', 'short')
    shoulder = 0.17
    upper = mirrored([(0, 0.37, 0.05), (neck * 0.7, 0.39, 0.04), (neck, 0.48, 0.01), (shoulder, 0.455, 0.02), (shoulder - 0.02, 0.36, 0.06), (shoulder + 0.01, 0.29, 0.02), (waist, 0.08, 0.05), (waist, 0.05, 0), (0, 0.05)])
    skirt = mirrored([(0, 0.09, 0), (waist, 0.09, 0.0), (waist + 0.02, 0.02, 0.08), (hip, -0.49, 0.02), (hip * 0.5, -0.51, 0.1), (0, -0.515, 0.1)])
    m.slab(rounded(skirt, 0.02), 0.05, m.main(), at=(0, 0, 0.035), edge=0.022)
    if strap == 'short':
        for side in (-1, 1):
            points = [(side * (shoulder - 0.04), 0.455), (side * (shoulder + 0.02), 0.45), (side * (shoulder + 0.11), 0.33), (side * (shoulder + 0.035), 0.28), (side * (shoulder - 0.03), 0.34)]
            if side == -1:
                points.reverse()
            m.slab(rounded(points, 0.02), 0.045, m.other() if m.two_tone else m.main(), at=(0, 0, 0.032), edge=0.02)
    m.slab(rounded(upper, 0.02), 0.05, m.other() if m.two_tone else m.main(), at=(0, 0, 0.037), edge=0.022)
    m.slab(mirrored([(0, 0.4), (neck * 0.9, 0.41), (neck * 0.9, 0.475), (0, 0.46)]), 0.01, m.shade(0.45), at=(0, 0, 0.02), edge=0.002)
    band = m.shade(0.75) if not m.two_tone else m.plain()
    m.slab(rounded(rectangle(waist * 2 + 0.012, 0.045), 0.008), 0.056, band, at=(0, 0.07, 0.038), edge=0.02)
    for k in (-3, -2, -1, 1, 2, 3):  # folds of the skirt
        seam(m, [(k * waist * 0.27, 0.03), (k * hip * 0.27, -0.3 - 0.03 * (k % 2))], 0.0585, 0.003, 0.75)


def legs_wear(m, low, width):
    cloth(m, m.pattern == 'striped' and m.pick(True, False))
    waist = m.v(0.17, 0.2)
    crotch = 0.14
    hem_in, hem_out = m.v(0.02, 0.05), waist + width
    outline = mirrored([(0, 0.485, 0.1), (waist, 0.5, 0.01), (waist + 0.035, 0.3, 0.1), (hem_out, low, 0.01), (hem_in, low - 0.012, 0.01), (0.004, crotch, 0.02), (0, crotch, 0)])
    m.slab(rounded(outline, 0.02), 0.055, m.main(), at=(0, 0, 0.035), edge=0.024)
    m.slab(rounded(rectangle(waist * 2 + 0.008, 0.05), 0.008), 0.062, m.other() if m.two_tone else m.main(), at=(0, 0.472, 0.036), edge=0.02)
    z = 0.0635
    seam(m, [(0, 0.44), (0.004, 0.3), (-0.002, crotch + 0.01)], z)
    seam(m, smooth([(0.03, 0.44), (0.03, 0.32), (0.0, 0.26)], 5), z, 0.0025)
    for side in (-1, 1):
        seam(m, smooth([(side * waist * 0.55, 0.445), (side * waist * 0.68, 0.37), (side * (waist + 0.015), 0.34)], 5), z)
        seam(m, [(side * (hem_out - 0.012), low + 0.03), (side * (hem_in + 0.008), low + 0.018)], z)
        for x in (0.35, 0.8):
            m.box(0.012, 0.055, 0.006, m.shade(0.8), at=(side * waist * x, 0.472, 0.068), bevel=0.002)
    m.cylinder(0.012, 0.01, m.steel() if m.pick(True, False) else m.shade(0.4), at=(0.01, 0.472, 0.064), edge=0.003, seg=20)


@kind('trousers', **FLAT)
def trousers(m):
    legs_wear(m, -0.5, m.v(-0.03, 0.04))


@kind('shorts', **FLAT)
def shorts(m):
    legs_wear(m, m.v(-0.08, 0.0), m.v(0.07, 0.11))


@kind('socks', **FLAT)
def socks(m):
    cloth(m)
    m.space = ('xy', m.v(0.09, 0.13), 0)
    height = m.v(0.25, 0.45)
    turn = m.v(6, 16)

    def foot(x, flip, angle):
        f = -1 if flip else 1
        points = [(-0.09, height), (0.09, height), (0.095, -0.12, 0.06), (0.3, -0.26, 0.14), (0.3, -0.42, 0.1), (0.12, -0.44, 0.1), (-0.07, -0.38, 0.14), (-0.1, -0.15, 0.1)]
        points = [(f * p[0], *p[1:]) for p in points]
        if flip:
            points.reverse()
        # the pattern crosses both socks in their own coordinates
        at, rot = (x, 0, 0.028 if x < 0 else 0.05), (0, 0, angle)  # the second lies on the first
        m.slab(rounded(points, 0.02), 0.05, m.main(), at=at, rot=rot, edge=0.024)
        second = m.other() if m.two_tone else m.plain()
        cuff = rounded([(-0.094, height + 0.004), (0.094, height + 0.004), (0.096, height - 0.08), (-0.096, height - 0.08)], 0.01)
        m.slab(cuff, 0.056, second, at=at, rot=rot, edge=0.024)
        if m.two_tone:
            toe = rounded([(f * 0.22, -0.215, 0.01), (f * 0.304, -0.26, 0.1), (f * 0.304, -0.424, 0.1), (f * 0.22, -0.436, 0.01)][::f], 0.05)
            heel = rounded([(f * -0.104, -0.22, 0.01), (f * -0.02, -0.3, 0.05), (f * -0.0, -0.415, 0.01), (f * -0.076, -0.386, 0.1)][::-f], 0.05)
            for piece in (toe, heel):
                m.slab(piece, 0.055, second, at=at, rot=rot, edge=0.02)
    foot(-0.12, False, turn * 0.5)
    foot(0.22, False, -turn * 0.2)


@kind('beanie', az=(-30, 30), elev=(8, 22), size=0.25)
def beanie(m):
    m.space = ('round', 0.12, 16)
    m.wrinkle = 0.2
    h = m.v(0.62, 0.75)
    m.lathe(smooth([(0.4, 0.05), (0.42, 0.25), (0.38, 0.45), (0.25, h - 0.06), (0.08, h - 0.005), (0, h)], 6), m.main())
    brim = m.other() if m.two_tone else m.plain()
    m.lathe(smooth([(0.41, 0), (0.45, 0.02), (0.455, 0.12), (0.45, 0.2), (0.415, 0.22)], 5), brim)
    for i in range(40):
        a = 2 * math.pi * i / 40
        m.tube([(0.455 * math.cos(a), 0.455 * math.sin(a), 0.01), (0.462 * math.cos(a), 0.462 * math.sin(a), 0.11), (0.452 * math.cos(a), 0.452 * math.sin(a), 0.205)], 0.014, brim, resolution=1)
    if m.two_tone or m.pick(True, False):
        m.add(shapes.blob(0.13, 0.13, 0.13), brim, at=(0, 0, h + 0.08))
        for i in range(70):
            a, b = m.v(0, 6.28), m.v(-0.6, 1.5)
            d = (math.cos(a) * math.cos(b), math.sin(a) * math.cos(b), math.sin(b))
            m.tube([tuple(0.1 * c + (0, 0, h + 0.08)[i] for i, c in enumerate(d)), tuple(0.155 * c + (0, 0, h + 0.08)[i] for i, c in enumerate(d))], 0.016, brim, resolution=1, radii=[1, 0.5])


@kind('scarf', **FLAT)
def scarf(m):
    m.wrinkle = 0.4
    w = m.v(0.16, 0.2)
    m.space = ('xy', m.v(0.09, 0.14), 0)
    for k, (x, y) in enumerate(((-0.11, 0.06), (0.1, -0.03))):
        m.slab(rounded(rectangle(w, 0.86), 0.02), 0.05, m.main(split=('y', -0.2)), at=(x, y, 0.03 + 0.012 * k), rot=(0, 0, (-3, 4)[k]), edge=0.024)
        fringe(m, x, y - 0.43, w, (-3, 4)[k])
    m.slab(arc(0, 0.38, w * 1.05, 0, 180, 20, w * 0.8), 0.06, m.main(), at=(0, 0, 0.036), edge=0.026)


def fringe(m, x, y, w, angle):
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    for i in range(14):
        t = (i / 13 - 0.5) * (w - 0.015)
        m.tube([(x + t * c, y + t * s + 0.01, 0.03), (x + t * c + m.v(-0.008, 0.008) + 0.06 * s, y + t * s - 0.06, 0.008)], 0.005, m.plain(), resolution=1)
