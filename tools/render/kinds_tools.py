"""Garden, tools and travel."""

import math

import shapes
from kinds_kitchen import vessel
from model import kind
from shapes import ellipse, rounded, smooth


@kind('watering-can', az=(-25, 25), elev=(10, 24), setting='floor', size=0.35)
def watering_can(m):
    r, h = m.v(0.22, 0.26), m.v(0.38, 0.48)
    m.space = ('round', 0.13, 12)
    m.lathe(vessel([(r * 0.96, 0), (r, 0.02), (r * m.v(0.8, 1.0), h)], 0.012), m.main())
    top = h
    spout = smooth([(-r * 0.85, 0, 0.08), (-r - 0.12, 0, 0.2), (-r - 0.3, 0, h + 0.06)], 6)
    k = len(spout)
    m.tube(spout, 0.03, m.plain(), radii=[1.5 - 0.6 * i / k for i in range(k)])
    m.lathe([(0.025, -0.05), (0.085, 0.05), (0.085, 0.065), (0, 0.075)], m.plain(), at=(-r - 0.32, 0, h + 0.1), rot=(0, -48, 0))
    handle = m.other() if m.two_tone else m.plain()
    m.tube(smooth([(-r * 0.6, 0, h - 0.02), (-r * 0.4, 0, h + 0.2), (r * 0.6, 0, h + 0.22), (r + 0.2, 0, h * 0.85), (r * 0.95, 0, h * 0.25)], 8), 0.024, handle)


@kind('bucket', az=(-35, 35), elev=(16, 30), setting='floor', size=0.3)
def bucket(m):
    h, r, taper = m.v(0.62, 0.75), m.v(0.36, 0.42), m.v(0.68, 0.8)
    m.space = ('round', m.v(0.12, 0.17), 14)
    m.lathe(vessel([(r * taper, 0), (r * taper + 0.005, 0.02), (r, h)], 0.014), m.main(split=('z', h * 0.4)), seg=56)
    m.ring(r + 0.003, 0.018, m.plain(), at=(0, 0, h))
    down = m.pick(True, False)
    arch = []
    for a in range(0, 181, 9):
        x, u = (r + 0.02) * math.cos(math.radians(a)), (r + 0.02) * math.sin(math.radians(a))
        arch.append((x, -u * (0.98 if down else 0.25), h - 0.05 - u * (0.3 if down else -0.9)))
    m.tube(arch, 0.012, m.steel())
    k = len(arch) // 2
    m.tube(arch[k - 2:k + 3], 0.028, m.paint('oak', 'beige'))
    for side in (-1, 1):
        m.box(0.03, 0.09, 0.09, m.steel(), at=(side * (r + 0.005), 0, h - 0.06), bevel=0.01)


@kind('hammer', pose='low', az=(-55, 55), elev=(52, 74), size=0.33)
def hammer(m):
    m.grain = 'y'
    path = [(0, -0.5, 0.06), (0, -0.3, 0.06), (0, 0.0, 0.06), (0, 0.4, 0.06)]
    m.tube(smooth(path, 5), 0.045, m.main(), radii=[1.0 if k < 7 else 0.8 - 0.01 * k for k in range(16)], resolution=5)
    if m.two_tone:
        m.tube([(0, -0.505, 0.06), (0, -0.25, 0.06)], 0.049, m.other(), resolution=5)
    m.box(0.2, 0.11, 0.1, m.steel(), at=(0.03, 0.4, 0.06), bevel=0.02)
    m.cylinder(0.062, 0.12, m.steel(), at=(0.11, 0.4, 0.06), rot=(0, 90, 0), edge=0.012)
    claw = m.pick(True, False)
    if claw:
        for y in (-0.028, 0.028):
            m.tube(smooth([(-0.05, 0.4 + y * 0.7, 0.06), (-0.15, 0.4 + y * 1.2, 0.07), (-0.25, 0.37 + y * 1.5, 0.05)], 6), 0.03, m.steel(), radii=[1.2 - 0.05 * k for k in range(13)])
    else:
        m.slab(rounded([(-0.06, 0.35), (-0.06, 0.45), (-0.22, 0.42), (-0.22, 0.38)], 0.01), 0.08, m.steel(), at=(0, 0, 0.06), edge=0.01)


@kind('screwdriver', pose='low', az=(-60, 60), elev=(50, 72), size=0.22)
def screwdriver(m):
    r = m.v(0.06, 0.075)
    m.space = ('yx', 0.06, 0)
    data = shapes.lathe([(0, -0.5), (r * 0.7, -0.49), (r, -0.44), (r * 1.05, -0.3), (r * 0.9, -0.12), (r * 0.6, -0.06), (r * 0.75, -0.03), (r * 0.7, 0.0), (0, 0.0)], m.pick(6, 8, 24), 20)
    data.transform(shapes.placed((0, 0, r), (-90, 0, 0)))
    m.add(data, m.main())
    if m.two_tone:
        band = shapes.lathe([(r * 1.0, -0.44), (r * 1.09, -0.4), (r * 1.09, -0.3), (r * 1.03, -0.26)], 24)
        band.transform(shapes.placed((0, 0, r), (-90, 0, 0)))
        m.add(band, m.other())
    m.tube([(0, -0.01, r), (0, 0.44, r)], 0.02, m.steel())
    m.slab(rounded([(-0.02, 0.42), (0.02, 0.42), (0.032, 0.47), (0.028, 0.5), (-0.028, 0.5), (-0.032, 0.47)], 0.004), 0.014, m.steel(), at=(0, 0, r), edge=0.004)


@kind('trowel', pose='low', az=(-55, 55), elev=(48, 70), setting='floor', size=0.3)
def trowel(m):
    w = m.v(0.11, 0.15)
    rows = []
    for i in range(17):
        t = i / 16
        half = w * min(1, (1 - t) * 2.4) ** 0.7 * (0.75 + 0.25 * min(1, t * 6)) + 0.002
        rows.append([(half * s, 0.02 + 0.48 * t, 0.03 + 0.06 * s * s * min(1, half / w)) for s in [k / 5 - 1 for k in range(11)]])
    blade = m.add(shapes.sheet(rows), m.steel())
    blade.modifiers.new('thick', 'SOLIDIFY').thickness = 0.01
    m.tube(smooth([(0, 0.05, 0.035), (0, -0.06, 0.05), (0, -0.13, 0.07), (0, -0.2, 0.065)], 5), 0.02, m.steel())
    m.grain = 'y'
    path = smooth([(0, -0.17, 0.065), (0, -0.28, 0.065), (0, -0.4, 0.065), (0, -0.5, 0.065)], 5)
    m.tube(path, 0.045, m.main(), radii=[0.75, 0.85, 0.95, 1, 1.02, 1, 0.97, 0.94, 0.92, 0.92, 0.94, 0.97, 1, 1.0, 0.95, 0.8], resolution=5)
    if m.two_tone:
        m.tube(path[11:], 0.047, m.other(), radii=[0.97, 1, 1.0, 0.95, 0.8], resolution=5)


@kind('suitcase', az=(-45, 45), elev=(8, 20), setting='floor', size=0.6)
def suitcase(m):
    w, d, h = m.v(0.48, 0.54), m.v(0.22, 0.27), 0.7
    m.space = ('xz', 0.1, 0)
    z = 0.08
    m.box(w, d, h, m.main(), at=(0, 0, z + h / 2), bevel=0.055, segments=5)
    if m.pattern in ('plain', 'two-tone'):
        for k in range(5):  # the ribs of the shell
            x = (k - 2) * w / 6.5
            for y in (-1, 1):
                m.box(0.028, 0.02, h * 0.84, m.main(), at=(x, y * d / 2, z + h / 2), bevel=0.009)
    m.box(w + 0.006, 0.016, h + 0.006, m.black(), at=(0, 0, z + h / 2), bevel=0.055, segments=5)
    if m.two_tone:
        for sx in (-1, 1):
            for sz in (0, 1):
                m.add(shapes.blob(0.075, d / 2 + 0.008, 0.075, 5, 5), m.other(), at=(sx * (w / 2 - 0.066), 0, z + 0.066 + sz * (h - 0.132)))
    for sx in (-1, 1):
        m.tube([(sx * 0.1, d / 2 - 0.03, z + h - 0.02), (sx * 0.1, d / 2 - 0.03, 0.97)], 0.012, m.steel())
        for sy in (-1, 1):
            m.slab(ellipse(0.04, 0.04, 28), 0.035, m.black('rubber'), at=(sx * (w / 2 - 0.07), sy * (d / 2 - 0.05), 0.04), rot=(90, 0, 25), edge=0.008)
            m.box(0.05, 0.05, 0.05, m.black(), at=(sx * (w / 2 - 0.07), sy * (d / 2 - 0.05), 0.075), bevel=0.01)
    m.tube(smooth([(-0.12, d / 2 - 0.03, 0.96), (-0.1, d / 2 - 0.03, 0.99), (0.1, d / 2 - 0.03, 0.99), (0.12, d / 2 - 0.03, 0.96)], 4), 0.022, m.black())
    m.tube(smooth([(-0.08, 0, z + h), (-0.07, 0, z + h + 0.04), (0.07, 0, z + h + 0.04), (0.08, 0, z + h)], 4), 0.014, m.black())
