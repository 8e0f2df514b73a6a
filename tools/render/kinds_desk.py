"""Office and desk."""

import math

import shapes
from model import kind
from shapes import ellipse, mirrored, rectangle, rounded, smooth


@kind('notebook', pose='low', az=(-35, 35), elev=(42, 64), size=0.21)
def notebook(m):
    w, t = m.v(0.66, 0.76), m.v(0.05, 0.09)
    m.space = (m.pick('xy', 'yx'), m.v(0.1, 0.16), 0)
    m.box(w - 0.03, 0.96, t, m.paint('paper', 'white'), at=(-0.005, 0, t / 2 + 0.008), bevel=0.004)
    m.slab(rounded(rectangle(w, 1.0), 0.03), 0.014, m.plain(), at=(0, 0, 0.007), edge=0.004)
    m.slab(rounded(rectangle(w, 1.0), 0.03), 0.016, m.main(), at=(0, 0, t + 0.014), edge=0.005)
    m.box(0.02, 0.99, t + 0.02, m.plain(), at=(-w / 2 + 0.006, 0, t / 2 + 0.01), bevel=0.008)
    style = m.pick('elastic', 'label', 'spiral')
    if m.two_tone:
        m.slab(rectangle(0.12, 1.004), 0.018, m.other(), at=(-w / 2 + 0.06, 0, t + 0.0145), edge=0.004)
    if style == 'elastic' or m.two_tone:
        band = m.other() if m.two_tone else m.shade(0.45)
        m.box(0.025, 1.008, t + 0.03, band, at=(w / 2 - 0.09, 0, t / 2 + 0.012), bevel=0.003)
    elif style == 'spiral':
        for k in range(20):
            y = -0.44 + 0.88 * k / 19
            m.ring(0.035 + t / 2, 0.007, m.steel(), at=(-w / 2 + 0.015, y, t / 2 + 0.01), rot=(90, 0, 0), steps=20)
    elif m.pattern == 'plain':
        m.slab(rounded(rectangle(0.34, 0.16), 0.01), 0.006, m.paint('paper', 'cream' if m.colour not in ('cream', 'white', 'beige') else 'grey'), at=(0.02, 0.22, t + 0.023), edge=0.002)


@kind('pencil-set', pose='low', az=(-30, 30), elev=(52, 72), size=0.2)
def pencil_set(m):
    n = m.pick(5, 6, 7)
    spread = m.pick(0, m.v(3, 6))
    m.grain = 'y'
    for k in range(n):
        paint = m.other() if m.two_tone and k % 2 else m.main()
        x, angle = (k - (n - 1) / 2) * 0.1, -(k - (n - 1) / 2) * spread
        place = shapes.placed((x, 0.03 * math.sin(k * 2.2), 0.036), (0, 0, angle))
        m.space = ('yx', 0.12, 0)

        def part(profile, p, seg=6):
            data = shapes.lathe(profile, seg, 30)
            data.transform(shapes.Matrix.Rotation(math.radians(-90), 4, 'X'))
            data.transform(place)
            m.add(data, p)
        part([(0, -0.46), (0.036, -0.46), (0.036, 0.34)], paint)
        part([(0.036, 0.34), (0.012, 0.45)], m.paint('oak', 'beige'), 18)
        part([(0.012, 0.45), (0.0, 0.49)], m.plain() if m.material == 'plastic' else m.black(), 12)
        part([(0, -0.5), (0.03, -0.5), (0.034, -0.49), (0.034, -0.46)], m.paint('rubber', 'pink') if m.style > 0.5 else m.black(), 18)


@kind('desk-organiser', az=(-40, 40), elev=(18, 32), size=0.25)
def organiser(m):
    w, d, h = 0.9, m.v(0.42, 0.5), m.v(0.3, 0.38)
    m.space = ('box', 0.1, 0)
    t = 0.022
    tray = m.other() if m.two_tone else m.main()
    m.box(w, d, t, m.main(), at=(0, 0, t / 2), bevel=0.006)

    def walls(x0, x1, y0, y1, height, paint):
        for x in (x0, x1):
            m.box(t, y1 - y0 + t, height, paint, at=(x, (y0 + y1) / 2, height / 2), bevel=0.006)
        for y in (y0, y1):
            m.box(x1 - x0 + t, t, height, paint, at=((x0 + x1) / 2, y, height / 2), bevel=0.006)
    a = w / 2 - t / 2
    b = d / 2 - t / 2
    split = m.v(-0.12, -0.02)
    walls(-a, split, -b, b, h, m.main())
    walls(split, a, -b * 0.1, b, h * 0.62, tray)
    walls(split, a, -b, -b * 0.1, h * 0.28, tray)
    for k in range(5):
        x, y = m.v(-a + 0.08, split - 0.08), m.v(-b + 0.08, b - 0.08)
        m.tube([(x, y, 0.05), (x + m.v(-0.08, 0.08), y + m.v(-0.06, 0.06), m.v(0.55, 0.7))], 0.016, m.paint('oak', m.pick('yellow', 'red', 'blue', 'beige', 'green', 'black')))
    m.box(0.22, 0.12, 0.03, m.paint('paper', 'yellow'), at=((split + a) / 2, -b * 0.55, 0.08), rot=(0, 0, 8), bevel=0)
    m.slab(ellipse(0.07, 0.07, 30), 0.05, m.steel(), at=((split + a) / 2, b * 0.45, h * 0.62), rot=(80, 0, 30), edge=0.005, holes=[ellipse(0.05, 0.05, 30)])


@kind('stapler', az=(20, 60), elev=(14, 28), size=0.15)
def stapler(m):
    base = m.other() if m.two_tone else m.main()
    m.slab(rounded([(-0.5, 0), (0.46, 0), (0.46, 0.05), (-0.5, 0.07)], 0.02), 0.2, base, rot=(90, 0, 0), edge=0.018)
    lift = m.v(6, 12)
    m.slab(rounded([(-0.46, 0.0), (0.44, 0.0), (0.44, 0.05), (-0.46, 0.06)], 0.01), 0.13, m.steel(), at=(0, 0, 0.1), rot=(90, -lift * 0.5, 0), edge=0.008)
    m.slab(rounded([(-0.48, 0.0, 0.03), (0.46, 0.0, 0.02), (0.5, 0.03, 0.02), (0.48, 0.08, 0.04), (0.3, 0.11, 0.1), (-0.4, 0.13, 0.1), (-0.5, 0.08, 0.05)], 0.03), 0.17, m.main(), at=(0, 0, 0.165), rot=(90, -lift, 0), edge=0.03)
    m.slab(rounded([(-0.46, 0.03), (-0.28, 0.03), (-0.3, 0.22), (-0.42, 0.22)], 0.03), 0.19, base, rot=(90, 0, 0), edge=0.015)


@kind('clipboard', pose='low', az=(-30, 30), elev=(50, 72), size=0.32)
def clipboard(m):
    m.grain = 'y'
    m.slab(rounded(rectangle(0.72, 1.0), 0.03), 0.022, m.main(split=('y', -0.1)), at=(0, 0, 0.011), edge=0.006)
    if m.pick(True, True, False):
        m.slab(rectangle(0.58, 0.74 if not m.two_tone else 0.55), 0.004, m.paint('paper', 'white'), at=(0, 0.02, 0.025), edge=0)
        for k in range(7):
            m.box(0.44 if k % 3 else 0.36, 0.008, 0.002, m.paint('paper', 'grey'), at=(-0.0 if k % 3 else -0.04, 0.22 - k * 0.06, 0.028), bevel=0)
    m.slab(rounded(mirrored([(0, 0.07), (0.08, 0.07), (0.1, 0.03), (0.18, 0.02), (0.18, -0.06), (0, -0.06)]), 0.02), 0.03, m.steel(), at=(0, 0.42, 0.04), edge=0.012, holes=[ellipse(0.025, 0.025, 24, cy=0.04)])
    m.tube([(-0.17, 0.39, 0.055), (0.17, 0.39, 0.055)], 0.016, m.steel())


@kind('scissors', pose='low', az=(-50, 50), elev=(58, 80), size=0.2)
def scissors(m):
    spread = m.v(7, 14)
    for side in (-1, 1):
        rot = (0, 0, side * spread)
        z = 0.02 + 0.008 * side
        blade = [(side * 0.012, 0.5), (side * 0.05, 0.3), (side * 0.055, -0.02), (side * 0.03, -0.12), (-side * 0.02, -0.1), (-side * 0.028, 0.05)]
        m.slab(rounded(blade if side == -1 else blade[::-1], 0.015), 0.012, m.steel(), at=(0, 0, z), rot=rot, edge=0.003)
        arm = smooth([(side * -0.005, -0.06, 0), (side * -0.06, -0.17, 0), (side * -0.09, -0.24, 0)], 6)
        m.tube(arm, 0.028, m.main(), at=(0, 0, z + 0.004), rot=rot)
        loop = [(x - side * 0.12, y - 0.36, 0) for x, y in ellipse(0.085, 0.125 if side == 1 else 0.11, 36)]
        m.tube(loop, 0.031, m.main(), closed=True, at=(0, 0, z + 0.004), rot=rot)
        if m.two_tone:
            m.tube([(x - side * 0.12, y - 0.36, 0) for x, y in ellipse(0.064, 0.102 if side == 1 else 0.088, 36)], 0.02, m.other(), closed=True, at=(0, 0, z + 0.006), rot=rot)
    m.cylinder(0.024, 0.05, m.steel(), at=(0, 0, 0.012), edge=0.006, seg=24)


@kind('desk-lamp', az=(15, 55), elev=(6, 18), size=0.45)
def desk_lamp(m):
    m.cylinder(m.v(0.14, 0.18), 0.035, m.main(), at=(-0.15, 0, 0), edge=0.012)
    elbow, head = (-0.3, 0, m.v(0.45, 0.52)), (0.14, 0, m.v(0.78, 0.88))
    m.tube([(-0.15, 0, 0.02), elbow], 0.017, m.main())
    m.tube([elbow, head], 0.017, m.main())
    for p in (elbow, head):
        m.slab(ellipse(0.035, 0.035, 24), 0.06, m.steel(), at=p, rot=(90, 0, 0), edge=0.01)
    shade = m.other() if m.two_tone else m.main()
    tilt = m.v(20, 40)
    profile = m.pick(smooth([(0.15, -0.2), (0.14, -0.1), (0.07, 0.0), (0.045, 0.06)], 5) + [(0, 0.06)], [(0.17, -0.17), (0.16, -0.15), (0.05, 0.02), (0.045, 0.06), (0, 0.06)])
    m.lathe(profile, shade, at=(head[0] + 0.03, 0, head[2]), rot=(0, -tilt, 0))
    m.lathe([(max(0.0, r - 0.008), z - 0.004) for r, z in profile], m.paint('plastic', 'white'), at=(head[0] + 0.03, 0, head[2]), rot=(0, -tilt, 0))
    m.add(shapes.blob(0.05, 0.05, 0.06), m.paint('plastic', 'cream', emission=1.5), at=(head[0] + 0.07, 0, head[2] - 0.1))
