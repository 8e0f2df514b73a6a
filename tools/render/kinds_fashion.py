"""Clothes lie flat and are seen from above; bags, shoes and accessories stand."""

import math

import shapes
from model import kind
from shapes import arc, ellipse, mirrored, rectangle, rounded, smooth

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


@kind('tote-bag', az=(-22, 22), elev=(6, 18), setting='floor', size=0.4)
def tote_bag(m):
    m.space = ('xz', m.v(0.08, 0.14), 0)
    m.wrinkle = 0.3
    w, h, t = m.v(0.56, 0.66), m.v(0.58, 0.68), m.v(0.05, 0.09)
    sections = []
    for k in range(9):
        z = h * k / 8
        bulge = t * (0.5 + 0.9 * math.sin(math.pi * min(0.9, 0.15 + 0.75 * k / 8)))
        ww = w / 2 * (0.95 + 0.05 * k / 8)
        sections.append([(x * ww / 0.5, y * bulge, z) for x, y in ellipse(0.5, 1.0, 40, 5)])
    m.add(shapes.loft(sections), m.main(split=('z', h * 0.28)))
    for y in (-t * 0.62, t * 0.62):
        x = w * m.v(0.2, 0.25)
        drop = m.v(0.26, 0.36)
        points = smooth([(-x, y, h - 0.1), (-x, y * 1.0, h), (-x * 0.75, y * 0.8, h + drop * 0.75), (0, y * 0.7, h + drop), (x * 0.75, y * 0.8, h + drop * 0.75), (x, y, h), (x, y, h - 0.1)], 7)
        m.tube(points, 0.014, m.other() if m.two_tone else m.plain(), flat=0.0, radii=None)
        for s in (-1, 1):
            m.box(0.045, 0.02, 0.1, m.other() if m.two_tone else m.plain(), at=(s * x, y * 1.15, h - 0.06), bevel=0.005)


@kind('backpack', az=(-32, 32), elev=(6, 18), setting='floor', size=0.45)
def backpack(m):
    m.space = ('xz', m.v(0.08, 0.12), 0)
    m.wrinkle = 0.15
    w, h = m.v(0.3, 0.35), m.v(0.47, 0.5)
    m.blob(w, 0.19, h, m.main(), at=(0, 0, h), e1=m.v(4, 6), e2=4)
    pocket = m.other()
    m.blob(w * 0.8, 0.1, h * 0.44, pocket, at=(0, -0.15, h * 0.56), e1=4.5, e2=5)
    for side in (-1, 1):
        m.blob(0.07, 0.12, h * 0.34, m.plain(), at=(side * (w - 0.005), 0, h * 0.45), e1=4, e2=4)
        m.tube(smooth([(side * 0.14, 0.17, h * 1.85), (side * 0.22, 0.3, h * 1.5), (side * 0.25, 0.28, h * 0.7), (side * 0.22, 0.16, h * 0.25)], 6), 0.02, m.shade(0.7), flat=0.05)
    zip_paint = m.shade(0.35) if m.colour != 'black' else m.paint('plastic', 'grey')
    m.tube(smooth([(-w * 0.93, -0.1, h * 1.15), (-w * 0.9, -0.12, h * 1.6), (-w * 0.55, -0.135, h * 1.86), (0, -0.14, h * 1.9), (w * 0.55, -0.135, h * 1.86), (w * 0.9, -0.12, h * 1.6), (w * 0.93, -0.1, h * 1.15)], 6), 0.011, zip_paint)
    m.tube([(-w * 0.62, -0.237, h * 0.84), (w * 0.62, -0.237, h * 0.84)], 0.01, zip_paint)
    m.box(0.018, 0.012, 0.06, m.steel(), at=(w * 0.45, -0.25, h * 0.8), bevel=0.004)
    m.tube(smooth([(-0.09, 0.02, 2 * h - 0.01), (-0.08, 0.02, 2 * h + 0.07), (0.08, 0.02, 2 * h + 0.07), (0.09, 0.02, 2 * h - 0.01)], 6), 0.018, m.shade(0.7))
    m.box(0.12, 0.006, 0.05, m.paint('leather', 'brown'), at=(0, -0.19, h * 1.32), bevel=0.003)


@kind('belt', az=(-40, 40), elev=(30, 48), size=0.15)
def belt(m):
    metal = m.pick(m.steel(), m.paint('brass', 'gold'))
    width = m.v(0.15, 0.22)
    m.space = ('round', width / 2.6, 16)
    turns, n = 1.9, 90
    outer, rows = [], []
    for i in range(n + 1):
        a = 2 * math.pi * turns * i / n
        r = 0.36 + 0.14 * i / n
        rows.append([(r * math.sin(a), -r * math.cos(a), z) for z in (0.0, width)])
    obj = m.add(shapes.sheet(rows), m.main(split=('z', width / 2)))
    obj.modifiers.new('thick', 'SOLIDIFY').thickness = 0.028
    a = 2 * math.pi * turns
    end = (0.52 * math.sin(a), -0.52 * math.cos(a), width / 2)
    yaw = math.degrees(a)
    m.slab(rounded(rectangle(0.2, width * 1.35), 0.03), 0.03, metal, at=(end[0], end[1] - 0.01, end[2] + 0.01), rot=(90, 0, yaw), edge=0.012, holes=[rounded(rectangle(0.13, width * 0.98), 0.02)])
    m.tube([(end[0] - 0.06, end[1] - 0.03, end[2]), (end[0] + 0.09, end[1] - 0.03, end[2])], 0.011, metal)


@kind('sneaker', az=(35, 75), elev=(14, 30), setting='floor', size=0.3)
def sneaker(m):
    m.space = ('xz', m.v(0.07, 0.1), 0)
    high = m.v(0.0, 0.1)
    sole_h = m.v(0.07, 0.1)
    outline = smooth([(-0.5, 0.0), (-0.47, 0.1), (-0.3, 0.135), (0.0, 0.125), (0.25, 0.165), (0.42, 0.13), (0.5, 0.02), (0.45, -0.1), (0.25, -0.155), (0.0, -0.12), (-0.3, -0.13), (-0.47, -0.1)], 5, True)
    # x, half width, height of the upper there
    cuts = ((-0.485, 0.05, 0.3 + high), (-0.46, 0.095, 0.34 + high), (-0.35, 0.125, 0.33 + high), (-0.2, 0.122, 0.31 + high * 0.9), (-0.08, 0.118, 0.32 + high * 0.6),
            (0.05, 0.125, 0.27), (0.2, 0.145, 0.205), (0.33, 0.142, 0.165), (0.43, 0.11, 0.14), (0.485, 0.045, 0.11))
    for foot in (0, 1):
        mirror = 1 if foot == 0 else -1
        move = (0, 0.2, 0) if foot == 0 else (0.06, -0.17, 0)
        yaw = (4, -5)[foot]
        place = dict(at=move, rot=(0, 0, yaw))
        m.slab([(x, mirror * y) for x, y in (outline if mirror == 1 else outline[::-1])], sole_h, m.paint('rubber', 'white' if m.colour not in ('white', 'cream') else 'beige'), at=(move[0], move[1], sole_h / 2), rot=place['rot'], edge=0.018)
        sections = []
        for x, half, height in smooth(cuts, 3):
            low = sole_h * 0.7
            narrow = 0.55 if x < 0.1 else 0.6
            ring = []
            for k in range(28):
                a = 2 * math.pi * k / 28
                c, s = math.cos(a), math.sin(a)
                y = half * math.copysign(abs(c) ** 0.6, c)
                z = (height - low) * (0.5 + 0.5 * math.copysign(abs(s) ** 0.75, s))
                y *= 1 - (1 - narrow) * (z / (height - low)) ** 1.5
                ring.append((x, mirror * y * 1.0, low + z))
            sections.append(ring)
        m.add(shapes.loft(sections), m.main(), **place)
        # opening, tongue, laces
        dark = m.paint('cotton', 'black', shade=1.0) if m.colour != 'black' else m.paint('cotton', 'grey', shade=0.4)
        m.slab(ellipse(0.14, 0.058, 32), 0.02, dark, at=tuple(a + b for a, b in zip(move, shapes.placed(rot=(0, 0, yaw)) @ shapes.Vector((-0.29, 0, 0.328 + high)))), rot=(0, 3, yaw), edge=0.003)
        m.tube([(p[0], p[1], 0) for p in ellipse(0.15, 0.07, 32)], 0.02, m.main(), closed=True, at=tuple(a + b for a, b in zip(move, shapes.placed(rot=(0, 0, yaw)) @ shapes.Vector((-0.29, 0, 0.322 + high)))), rot=(0, 3, yaw))
        lace = m.paint('cotton', 'white' if m.colour not in ('white', 'cream') else 'grey')
        m.add(shapes.blob(0.045, 0.07, 0.1, 3, 3), m.plain(), at=tuple(a + b for a, b in zip(move, shapes.placed(rot=(0, 0, yaw)) @ shapes.Vector((-0.1, 0, 0.33 + high * 0.7)))), rot=(0, 38, yaw))
        for k in range(5):
            x = -0.05 + 0.055 * k
            z = 0.325 + high * 0.45 * (1 - k / 4) - 0.026 * k - 0.006 * k * k * 0.6
            wide = 0.062 + 0.006 * k
            m.tube(smooth([(x, -wide, z - 0.04), (x + 0.008, -wide * 0.5, z), (x + 0.01, 0, z + 0.008), (x + 0.008, wide * 0.5, z), (x, wide, z - 0.04)], 4), 0.011, lace, **place)
        if m.two_tone:
            second = m.other()
            m.add(shapes.blob(0.09, 0.128, 0.06, 2.5, 2.5), second, at=tuple(a + b for a, b in zip(move, shapes.placed(rot=(0, 0, yaw)) @ shapes.Vector((0.41, 0, 0.1)))), rot=(0, 8, yaw))
            m.add(shapes.blob(0.035, 0.075, 0.12, 3, 3), second, at=tuple(a + b for a, b in zip(move, shapes.placed(rot=(0, 0, yaw)) @ shapes.Vector((-0.468, 0, 0.22 + high * 0.6)))), rot=(0, 0, yaw))
            for side in (-1, 1):
                m.tube(smooth([(-0.2, side * 0.118, 0.12), (-0.05, side * 0.108, 0.2), (0.05, side * 0.1, 0.24)], 5), 0.014, second, **place)


@kind('sunglasses', az=(-35, 35), elev=(10, 24), size=0.15)
def sunglasses(m):
    style = m.pick('round', 'square', 'cat')
    half, r = 0.25, m.v(0.17, 0.2)
    tall = {'round': r * m.v(0.9, 1.0), 'square': r * m.v(0.72, 0.85), 'cat': r * 0.8}[style]
    power = {'round': 2, 'square': 4, 'cat': 2.6}[style]
    z = tall + 0.02
    m.grain = 'x'
    for side in (-1, 1):
        def lens(k):
            points = ellipse(r - k, tall - k, 44, power)
            if style == 'cat':
                points = [(x, y + max(0, side * x) * 0.35 * (y > 0)) for x, y in points]
            return points
        m.slab(lens(0), 0.045, m.main(), at=(side * half, 0, z), rot=(90, 0, 0), edge=0.016, holes=[lens(0.032)])
        m.slab(lens(0.02), 0.01, m.paint('glass', 'black'), at=(side * half, 0, z), rot=(90, 0, 0), edge=0)
        x = side * (half + r - 0.01)
        m.tube(smooth([(x, 0, z + tall * 0.5), (x * 1.02, 0.1, z + tall * 0.5), (x * 1.0, 0.6, z + tall * 0.45), (x * 0.96, 0.85, z * 0.25)], 6), 0.017, m.main())
    m.tube(smooth([(-half + r - 0.02, 0, z + tall * 0.3), (0, -0.02, z + tall * 0.45), (half - r + 0.02, 0, z + tall * 0.3)], 6), 0.018, m.main())


@kind('wristwatch', az=(-30, 30), elev=(22, 40), size=0.08)
def wristwatch(m):
    metal = m.pick(m.steel(), m.paint('brass', 'gold'))
    if m.material == 'steel':
        metal = m.plain()
    w, r = m.v(0.2, 0.26), m.v(0.2, 0.24)
    m.space = ('yx', 0.1, 0)
    # the strap stands as a ring, the dial leans on its front
    rows = []
    for i in range(49):
        a = math.radians(-90 + 360 * i / 48)
        k = w / 2 * (1.0 - 0.25 * (0.5 + 0.5 * math.sin(a)))
        rows.append([(x, 0.36 * math.sin(a) * 1.0, 0.4 + 0.4 * math.cos(a)) for x in (-k, 0, k)])
    strap = m.add(shapes.sheet(rows), m.main())
    strap.modifiers.new('thick', 'SOLIDIFY').thickness = 0.035
    lean = 62
    a = math.radians(lean)
    centre = (0, -0.36 * math.sin(a) - 0.02, 0.4 + 0.4 * math.cos(a) + 0.02)
    place = shapes.placed(centre, (lean, 0, 0))

    def front(data, paint, depth=0.0, turn=0):
        p = place @ shapes.Vector((0, 0, depth))
        return m.add(data, paint, at=p, rot=(lean, 0, 0))
    front(shapes.lathe([(0, -0.04), (r - 0.01, -0.04), (r, -0.02), (r, 0.05), (r - 0.02, 0.065), (r - 0.035, 0.065), (r - 0.04, 0.05)]), metal)
    front(shapes.lathe([(0, 0.048), (r - 0.035, 0.048)]), m.paint('paper', m.second or 'white'))
    dark = 'white' if (m.second in ('black', 'navy', 'dark green', 'brown', 'blue', 'purple', 'dark red', 'green')) else 'black'
    ink = m.paint('plastic', dark)
    for i in range(12):
        t = math.radians(30 * i)
        d = (math.sin(t), math.cos(t))
        front(shapes.tube([(d[0] * (r - 0.085), d[1] * (r - 0.085), 0.052), (d[0] * (r - 0.055), d[1] * (r - 0.055), 0.052)], 0.006 if i % 3 else 0.009), ink)
    for angle, length in ((300, 0.5), (50, 0.72)):
        t = math.radians(angle)
        front(shapes.tube([(0, 0, 0.055), (math.sin(t) * length * (r - 0.04), math.cos(t) * length * (r - 0.04), 0.055)], 0.008), ink)
    crown = place @ shapes.Vector((r, 0, 0.01))
    m.cylinder(0.025, 0.04, metal, at=crown, rot=(0, 90, 0), seg=20)
