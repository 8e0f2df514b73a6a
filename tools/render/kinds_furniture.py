"""Furniture."""

import math

import shapes
from model import kind
from shapes import ellipse, rectangle, rounded, smooth


def legs(m, w, d, h, paint, radius=0.022, splay=0.04, square=False):
    m.grain = 'z'
    for sx in (-1, 1):
        for sy in (-1, 1):
            x, y = sx * (w / 2 - 0.05), sy * (d / 2 - 0.05)
            if square:
                m.box(radius * 2, radius * 2, h, paint, at=(x, y, h / 2), bevel=0.006)
            else:
                m.tube([(x + sx * splay, y + sy * splay, 0), (x, y, h)], radius, paint, radii=[0.75, 1.1])


@kind('chair', az=(20, 50), elev=(10, 24), setting='floor', size=0.9)
def chair(m):
    seat_h, w, d = m.v(0.44, 0.48), m.v(0.42, 0.48), 0.44
    style = m.pick('slats', 'shell', 'spindles')
    if m.material == 'plastic':
        style = 'shell'
    m.grain = 'y'
    seat, back = m.other() if m.two_tone else m.main(), m.main()
    if style == 'shell':
        rows = []
        for i in range(17):
            t = i / 16
            if t < 0.5:
                y, z = -0.2 + t * 0.8, seat_h + 0.02 - 0.03 * math.sin(t * 6.28)
            else:
                s = (t - 0.5) * 2
                y, z = 0.2 + 0.09 * s + 0.02, seat_h + 0.02 + 0.42 * s ** 1.15
            half = w / 2 * (1 - 0.25 * max(0, t - 0.85) / 0.15)
            rows.append([(half * k / 6, y - 0.07 * (k / 6) ** 2 * (t > 0.45), z + 0.035 * (k / 6) ** 2 * (t <= 0.45)) for k in range(-6, 7)])
        obj = m.add(shapes.sheet(rows), seat)
        obj.modifiers.new('thick', 'SOLIDIFY').thickness = 0.018
        legs(m, w, d, seat_h, back, 0.018, 0.05)
        return
    m.slab(rounded(rectangle(w, d), 0.05), 0.035, seat, at=(0, 0, seat_h), edge=0.012)
    legs(m, w, d, seat_h, back, 0.02, 0.02)
    top = m.v(0.86, 0.95)
    for sx in (-1, 1):
        m.tube([(sx * (w / 2 - 0.04), d / 2 - 0.05, seat_h), (sx * (w / 2 - 0.03), d / 2 + 0.04, top)], 0.018, back)
    if style == 'slats':
        for k in range(3):
            z = top - 0.04 - k * 0.13
            y = d / 2 - 0.05 + 0.09 * (z - seat_h) / (top - seat_h)
            m.box(w - 0.08, 0.018, 0.07, back, at=(0, y, z), bevel=0.006)
    else:
        m.tube(smooth([(-w / 2 + 0.03, d / 2 + 0.04, top), (0, d / 2 + 0.065, top + 0.01), (w / 2 - 0.03, d / 2 + 0.04, top)], 6), 0.025, back)
        for k in range(1, 6):
            x = (k / 6 - 0.5) * (w - 0.08)
            m.tube([(x, d / 2 - 0.05, seat_h), (x, d / 2 + 0.05, top)], 0.009, back)


@kind('stool', az=(10, 45), elev=(14, 28), setting='floor', size=0.6)
def stool(m):
    h, r = m.v(0.75, 0.95), m.v(0.22, 0.28)
    m.slab(ellipse(r, r, 56), 0.06, m.main(), at=(0, 0, h), edge=0.02)
    paint = m.other() if m.two_tone else m.main()
    n = m.pick(3, 4)
    for k in range(n):
        a = 2 * math.pi * (k + 0.5) / n
        m.tube([(r * 1.1 * math.cos(a), r * 1.1 * math.sin(a), 0), (r * 0.65 * math.cos(a), r * 0.65 * math.sin(a), h)], 0.026, paint, radii=[0.8, 1.1])
    if h > 0.8:
        m.ring(r * 0.93, 0.012, paint, at=(0, 0, h * 0.35))


def table_top(m, w, d, h, thick, round_top):
    m.grain = 'x'
    outline = ellipse(w / 2, d / 2, 64) if round_top else rounded(rectangle(w, d), m.v(0.01, 0.06))
    m.slab(outline, thick, m.main(), at=(0, 0, h), edge=0.01)


@kind('dining-table', az=(15, 45), elev=(14, 26), setting='floor', size=1.2)
def dining_table(m):
    round_top = m.pick(True, False)
    w = 1.0
    d = 1.0 if round_top else m.v(0.5, 0.6)
    h = m.v(0.46, 0.54) if not round_top else 0.62
    table_top(m, w, d, h, 0.035, round_top)
    base = m.other() if m.two_tone else (m.main() if m.material in ('oak', 'walnut', 'bamboo', 'plastic') else m.black('steel'))
    if round_top and m.pick(True, False):
        m.lathe([(0, 0), (0.26, 0), (0.26, 0.02), (0.08, 0.06), (0.045, 0.2), (0.05, h - 0.1), (0.16, h - 0.02), (0, h - 0.02)], base)
    else:
        k = 0.62 if round_top else 1
        legs(m, w * k + 0.02, d * k + 0.02, h, base, 0.028, 0.02, m.pick(True, False))


@kind('coffee-table', az=(15, 45), elev=(18, 30), setting='floor', size=0.8)
def coffee_table(m):
    round_top = m.pick(True, False)
    d = 0.9 if round_top else m.v(0.5, 0.6)
    h = m.v(0.34, 0.42)
    table_top(m, 0.9, d, h, 0.035, round_top)
    base = m.other() if m.two_tone else (m.main() if m.material in ('oak', 'walnut') else m.black('steel'))
    k = 0.62 if round_top else 1
    legs(m, 0.9 * k, d * k, h, base, 0.02, 0.03)
    if m.pick(True, False) and not round_top:
        m.box(0.72, d - 0.18, 0.02, base, at=(0, 0, h * 0.4), bevel=0.005)


@kind('bookshelf', az=(12, 40), elev=(6, 16), setting='floor', size=1.5)
def bookshelf(m):
    w, n, d = m.v(0.5, 0.7), m.pick(4, 5), 0.24
    m.grain = 'z'
    for sx in (-1, 1):
        m.box(0.03, d, 1.0, m.main(), at=(sx * w / 2, 0, 0.5), bevel=0.004)
    if m.material != 'steel':
        m.box(w, 0.012, 0.96, m.main(), at=(0, d / 2 - 0.01, 0.5), bevel=0)
    m.grain = 'x'
    gap = 0.92 / (n - 1)
    for k in range(n):
        m.box(w, d, 0.028, m.main(), at=(0, 0, 0.05 + k * gap), bevel=0.004)
    for k in range(n - 1):
        x = -w / 2 + 0.05
        while x < w / 2 - m.v(0.1, 0.35):
            t, h = m.v(0.02, 0.04), gap * m.v(0.55, 0.82)
            m.box(t, d * 0.7, h, m.paint('paper', m.pick('cream', 'beige', 'grey', 'white', 'brown', 'navy')), at=(x + t / 2, 0, 0.066 + k * gap + h / 2), bevel=0.003)
            x += t + 0.002


@kind('sofa', az=(10, 40), elev=(12, 24), setting='floor', size=1.6)
def sofa(m):
    m.space = ('box', m.v(0.05, 0.09), 0)
    m.wrinkle = 0.1
    w, d, n = 1.0, 0.42, m.pick(2, 3)
    arm = m.v(0.06, 0.1)
    m.box(w - 0.03, d - 0.02, 0.13, m.main(), at=(0, 0, 0.14), bevel=0.03)
    m.box(w - 0.03, 0.12, 0.32, m.main(), at=(0, d / 2 - 0.07, 0.24), bevel=0.045)
    for sx in (-1, 1):
        m.box(arm, d, m.v(0.2, 0.24), m.main(), at=(sx * (w / 2 - arm / 2), 0, 0.2), bevel=0.03)
    inner = w - 2 * arm
    for k in range(n):
        x = (k - (n - 1) / 2) * inner / n
        m.blob(inner / n / 2 * 0.99, 0.175, 0.055, m.main(), at=(x, -0.045, 0.245), e1=3.5, e2=8)
        m.blob(inner / n / 2 * 0.97, 0.06, 0.12, m.main(), at=(x, 0.09, 0.375), rot=(-10, 0, 0), e1=6, e2=4)
    if m.two_tone:
        for sx in (-1, 1):
            m.add(shapes.pillow(0.22, 0.22, 0.09), m.other(), at=(sx * inner * 0.36, 0.0, 0.37), rot=(68, 0, sx * 12))
    for sx in (-1, 1):
        for sy in (-1, 1):
            m.cylinder(0.016, 0.085, m.paint('oak', 'beige'), at=(sx * (w / 2 - 0.06), sy * (d / 2 - 0.06), 0), top=0.022)


@kind('bench', az=(15, 45), elev=(14, 26), setting='floor', size=1.1)
def bench(m):
    h, d = m.v(0.36, 0.42), m.v(0.28, 0.36)
    m.grain = 'x'
    if m.pick(True, False):
        m.box(1.0, d, 0.05, m.main(), at=(0, 0, h), bevel=0.012)
    else:
        for k in range(3):
            m.box(1.0, d / 3 - 0.015, 0.04, m.main(), at=(0, (k - 1) * d / 3, h), bevel=0.008)
    base = m.other() if m.two_tone else (m.main() if m.material != 'concrete' else m.black('steel'))
    if m.pick(True, False):
        legs(m, 0.95, d, h, base, 0.025, 0.02)
    else:
        for sx in (-1, 1):
            m.box(0.05, d * 0.9, h - 0.02, base, at=(sx * 0.42, 0, (h - 0.02) / 2), bevel=0.01)
