"""Kitchen products."""

import math

from model import kind
from shapes import arc, ellipse, mirrored, rounded, smooth


def vessel(profile, wall):
    """A hollow wall from an outer profile (bottom to rim): back down inside at `wall`."""
    inner = [(max(r - wall, 0), max(z, profile[0][1] + wall)) for r, z in reversed(profile)]
    rim_r, rim_z = profile[-1]
    return [(0, profile[0][1])] + list(profile) + [(rim_r - wall / 2, rim_z + wall * 0.35)] + inner + [(0, profile[0][1] + wall)]


def handle(m, paint, x, low, high, reach, thick, flat=0.0):
    """A loop handle in the x-z plane from (x, low) to (x, high)."""
    mid = (low + high) / 2
    points = smooth([(x - 0.03, 0, high), (x + reach * 0.6, 0, high + 0.01), (x + reach, 0, mid + (high - low) * 0.15),
                     (x + reach * 0.75, 0, low + (high - low) * 0.15), (x - 0.03, 0, low)], 8)
    m.tube(points, thick, paint, flat=flat or None)


@kind('mug', az=(-20, 40), elev=(14, 30), size=0.1)
def mug(m):
    h, r = m.v(0.75, 0.95), m.v(0.3, 0.38)
    bulge, foot = m.v(-0.03, 0.07), m.v(0.78, 1.0)
    m.space = ('round', m.v(0.13, 0.2), m.pick(10, 12, 14))
    outer = smooth([(r * foot * 0.93, 0), (r * foot, 0.03), (r + bulge * 0.5, h * 0.25), (r + bulge, h * 0.5), (r, h)], 6)
    paint = m.main(split=('z', h * m.v(0.3, 0.55)))
    m.lathe(vessel(outer, 0.03), paint)
    handle(m, m.plain(), r + bulge * 0.6, h * 0.2, h * 0.82, m.v(0.17, 0.25), m.v(0.03, 0.042))


@kind('cup-and-saucer', az=(-20, 40), elev=(22, 36), size=0.15)
def cup(m):
    r, h = m.v(0.28, 0.34), m.v(0.34, 0.46)
    m.space = ('round', m.v(0.1, 0.14), 12)
    paint = m.main(split=('z', 0.12 + h * 0.45))
    outer = smooth([(r * 0.5, 0.05), (r * 0.62, 0.08), (r * 0.9, h * 0.45), (r * 1.0, h)], 6)
    m.lathe([(a, b + 0.03) for a, b in vessel(outer, 0.02)], paint)
    handle(m, m.plain(), r * 0.93, h * 0.4, h * 0.9, 0.15, 0.022)
    plate = smooth([(0.3, 0), (0.32, 0.02), (0.5, 0.07), (0.52, 0.085)], 4)
    m.lathe([(0, 0.0)] + plate + [(0.5, 0.09), (0.3, 0.05), (0, 0.045)],
            m.other() if m.two_tone else m.main(space=('rings', 0.14, 20)))


@kind('plate', az=(-20, 20), elev=(28, 58), size=0.27)
def plate(m):
    m.space = ('rings', m.v(0.09, 0.17), 24)
    lift = m.v(0.05, 0.1)
    well = m.v(0.3, 0.36)
    outer = [(0, 0), (well, 0), (well + 0.02, 0.015), (0.48, lift), (0.5, lift + 0.012)]
    inner = [(0.49, lift + 0.02), (well + 0.04, 0.045), (well - 0.02, 0.03), (0, 0.026)]
    m.grain = 'x'
    m.lathe(outer + inner, m.plain() if m.two_tone else m.main(), seg=64)
    if m.two_tone:
        m.lathe([(0.498, lift + 0.004), (0.503, lift + 0.015), (0.49, lift + 0.026), (0.43, lift - 0.012 + 0.016)], m.other(), seg=64)


@kind('bowl', az=(-30, 30), elev=(18, 36), size=0.16)
def bowl(m):
    h, foot, belly = m.v(0.34, 0.52), m.v(0.18, 0.28), m.v(0.4, 0.48)
    m.space = ('round', m.v(0.1, 0.15), m.pick(16, 20))
    outer = smooth([(foot, 0), (foot, 0.03), (belly * 0.8, h * 0.3), (belly, h * 0.62), (0.5, h)], 7)
    m.lathe(vessel(outer, 0.025), m.main(split=('z', h * m.v(0.35, 0.55))), seg=56)


@kind('teapot', az=(-30, 30), elev=(12, 28), size=0.2)
def teapot(m):
    h, r = m.v(0.4, 0.55), m.v(0.27, 0.32)
    m.space = ('round', 0.13, 12)
    paint = m.main(split=('z', h * 0.45))
    body = smooth([(r * 0.6, 0), (r * 0.92, h * 0.2), (r, h * 0.5), (r * 0.8, h * 0.85), (r * 0.42, h)], 6)
    m.lathe([(0, 0)] + body + [(0, h)], paint)
    lid = m.other() if m.two_tone else m.plain()
    m.lathe([(r * 0.46, h), (r * 0.44, h + 0.02), (r * 0.2, h + 0.06), (0.02, h + 0.07), (0.02, h + 0.09), (0.045, h + 0.12), (0.03, h + 0.15), (0, h + 0.155)], lid)
    spout = smooth([(-r * 0.8, 0, h * 0.3), (-r * 1.35, 0, h * 0.45), (-r * 1.55, 0, h * 0.8), (-r * 1.85, 0, h * 1.0)], 6)
    k = len(spout)
    m.tube(spout, 0.05, m.plain(), radii=[1.5 - 1.0 * i / k for i in range(k)])
    if m.pick(True, False):
        handle(m, m.plain(), r * 0.9, h * 0.2, h * 0.85, m.v(0.18, 0.24), 0.03)
    else:
        m.tube(smooth([(-r * 0.6, 0, h * 0.9), (-r * 0.5, 0, h * 1.45), (0, 0, h * 1.7), (r * 0.5, 0, h * 1.45), (r * 0.6, 0, h * 0.9)], 8), 0.022, m.plain())


@kind('tumbler', az=(-40, 40), elev=(12, 26), size=0.12)
def tumbler(m):
    h, r, taper = m.v(0.85, 1.0), m.v(0.26, 0.36), m.v(0.72, 1.0)
    m.space = ('round', m.v(0.12, 0.2), 12)
    outer = [(r * taper - 0.02, 0), (r * taper, 0.03), (r * (taper + 1) / 2, h * 0.5), (r, h)]
    m.lathe(vessel(outer, 0.022 if m.material != 'glass' else 0.03), m.main(split=('z', h * m.v(0.3, 0.5))))


@kind('wine-glass', az=(-40, 40), elev=(8, 20), size=0.22)
def wine_glass(m):
    r, stem, h = m.v(0.19, 0.25), m.v(0.36, 0.46), m.v(0.38, 0.46)
    bowl = smooth([(0.02, stem), (r * 0.75, stem + h * 0.2), (r, stem + h * 0.5), (r * m.v(0.72, 0.95), stem + h)], 7)
    inner = [(max(a - 0.012, 0), b + 0.008) for a, b in reversed(bowl)]
    foot = [(0, 0), (0.2, 0), (0.2, 0.012), (0.06, 0.035), (0.018, 0.08), (0.015, stem * 0.7), (0.02, stem)]
    m.lathe(foot + bowl + inner, m.main())


@kind('storage-jar', az=(-40, 40), elev=(10, 26), size=0.18)
def jar(m):
    h, r = m.v(0.65, 0.9), m.v(0.3, 0.38)
    m.space = ('round', m.v(0.12, 0.18), 12)
    m.lathe(vessel(smooth([(r * 0.92, 0), (r, 0.04), (r, h * 0.5), (r, h - 0.05), (r * 0.93, h)], 4), 0.025), m.main(split=('z', h * 0.4)))
    m.grain = 'x'
    m.cylinder(r * 0.98, m.v(0.07, 0.12), m.paint('oak', 'beige'), at=(0, 0, h), edge=0.015)
    if m.pick(True, False):
        m.lathe([(0, 0.0), (0.05, 0), (0.06, 0.05), (0.03, 0.08), (0, 0.085)], m.paint('oak', 'beige'), at=(0, 0, h + 0.09))


def pan_handle(m, x, z, length, paint, tilt=10):
    outline = rounded([(0, -0.035), (length, -0.05), (length, 0.05), (0, 0.035)], 0.04)
    m.slab(outline, 0.045, paint, at=(x, 0, z), rot=(0, -tilt, 0), edge=0.02)
    m.box(0.08, 0.05, 0.02, m.steel(), at=(x - 0.01, 0, z), bevel=0.005)


@kind('frying-pan', az=(-40, 20), elev=(28, 48), size=0.45)
def frying_pan(m):
    r, h = m.v(0.28, 0.32), m.v(0.07, 0.11)
    outer = smooth([(r * 0.8, 0), (r * 0.86, 0.01), (r * 0.97, h * 0.7), (r, h)], 5)
    m.lathe(vessel(outer, 0.012), m.main(), seg=56)
    pan_handle(m, r * 0.97, h * 0.8, m.v(0.36, 0.44), m.pick(m.black(), m.paint('oak', 'beige')), m.v(4, 12))


@kind('saucepan', az=(-40, 20), elev=(18, 32), size=0.35)
def saucepan(m):
    r, h = m.v(0.27, 0.32), m.v(0.28, 0.38)
    m.lathe(vessel([(r - 0.03, 0), (r - 0.008, 0.012), (r, 0.04), (r, h), (r + 0.012, h + 0.01)], 0.014), m.main(), seg=56)
    lid = m.other()
    m.lathe([(r + 0.01, h + 0.015), (r * 0.96, h + 0.03), (r * 0.5, h + 0.07), (0, h + 0.085)], lid)
    m.lathe([(0.02, 0), (0.02, 0.03), (0.05, 0.05), (0.05, 0.07), (0, 0.08)], m.black(), at=(0, 0, h + 0.075))
    pan_handle(m, r, h * 0.8, m.v(0.3, 0.38), m.black(), 6)


@kind('kettle', az=(-35, 35), elev=(10, 24), size=0.28)
def kettle(m):
    r, h = m.v(0.3, 0.36), m.v(0.42, 0.58)
    handle_paint = m.other() if m.two_tone else m.pick(m.black(), m.paint('oak', 'beige'))
    m.lathe([(0, 0), (r * 0.95, 0)] + smooth([(r, 0.03), (r * 0.98, h * 0.4), (r * 0.75, h * 0.85), (r * 0.5, h)], 6) + [(0, h)], m.plain())
    m.lathe([(r * 0.5, h), (r * 0.48, h + 0.025), (0.03, h + 0.05), (0.03, h + 0.07), (0.05, h + 0.09), (0.03, h + 0.12), (0, h + 0.125)], handle_paint if m.two_tone else m.plain())
    spout = smooth([(-r * 0.7, 0, h * 0.5), (-r * 1.15, 0, h * 0.75), (-r * 1.4, 0, h * 1.0)], 6)
    m.tube(spout, 0.05, m.plain(), radii=[1.5 - 0.9 * i / len(spout) for i in range(len(spout))])
    m.tube(smooth([(-r * 0.75, 0, h * 0.85), (-r * 0.7, 0, h * 1.5), (0, 0, h * 1.72), (r * 0.7, 0, h * 1.5), (r * 0.75, 0, h * 0.85)], 8), 0.028, handle_paint)


@kind('cutting-board', az=(-35, 35), elev=(35, 60), size=0.4)
def cutting_board(m):
    w, style = m.v(0.5, 0.66), m.pick('handle', 'hole', 'round')
    thick = m.v(0.03, 0.06)
    hole = []
    if style == 'handle':
        outline = rounded(mirrored([(0, 0.5), (0.07, 0.5), (0.06, 0.25), (w / 2, 0.22), (w / 2, -0.5), (0, -0.5)]), 0.06)
        hole = [ellipse(0.022, 0.022, 24, cy=0.43)]
    elif style == 'hole':
        outline = rounded([(-w / 2, -0.5), (w / 2, -0.5), (w / 2, 0.5), (-w / 2, 0.5)], 0.07)
        hole = [ellipse(0.1, 0.022, 32, 4, cy=0.43)]
    else:
        outline = rounded(arc(0, -0.1, 0.4, -255, 75, 40) + [(0.06, 0.5), (-0.06, 0.5)], 0.03)
        hole = [ellipse(0.022, 0.022, 24, cy=0.44)]
    m.grain = 'y'
    m.slab(outline, thick, m.main(split=('y', -0.25)), at=(0, 0, thick / 2), edge=0.012, holes=hole)


@kind('knife', pose='low', az=(-40, 40), elev=(55, 75), size=0.3)
def knife(m):
    tip = m.v(0.06, 0.1)
    blade = rounded([(0, -tip, 0), (0, 0.05, 0), (0.35, 0.045, .2), (0.56, -0.05 , .02), (0.4, -tip, .2)], 0.05)
    m.slab(blade, 0.012, m.steel(), at=(0.0, 0, 0.03), edge=0.004)
    m.cylinder(0.048, 0.03, m.steel(), at=(0.0, 0, 0.03), rot=(0, -90, 0), edge=0.008)
    m.grain = 'x'
    grip = rounded([(0, -0.045), (0, 0.045), (-0.36, 0.05), (-0.4, -0.04), (-0.2, -0.035)], 0.03)
    m.slab(grip, 0.06, m.main(), at=(-0.025, 0, 0.03), edge=0.022)
    if m.pick(True, False):
        for x in (-0.1, -0.2, -0.3):
            m.cylinder(0.012, 0.064, m.steel(), at=(x, 0.003, -0.002), edge=0.002, seg=16)


@kind('spoon', pose='low', az=(-50, 50), elev=(48, 70), size=0.2)
def spoon(m):
    w, bowl = m.v(0.1, 0.14), m.v(0.15, 0.19)
    rows = []
    for i in range(15):
        u = -1 + 2 * i / 14
        half = w * math.sqrt(max(1 - u * u, 0.001)) * (1 - 0.12 * u)
        rows.append([(0.32 + bowl * u, half * s, 0.02 + 0.06 * (u * u * 0.9 + s * s * (1 - u * u))) for s in [k / 6 - 1 for k in range(13)]])
    import shapes
    head = m.add(shapes.sheet(rows), m.main())
    mod = head.modifiers.new('thick', 'SOLIDIFY')
    mod.thickness = 0.012
    path = smooth([(0.33 - bowl, 0, 0.075), (0.1, 0, 0.1), (-0.2, 0, 0.05), (-0.5, 0, 0.03)], 6)
    k = len(path) - 1
    m.grain = 'x'
    m.tube(path, 0.02, m.other(), radii=[0.9 + (0.9 if m.style > 0.5 else 0.5) * (i / k) for i in range(k + 1)])


@kind('carafe', az=(-40, 40), elev=(8, 22), size=0.28)
def carafe(m):
    r, neck = m.v(0.24, 0.3), m.v(0.1, 0.14)
    m.space = ('round', 0.14, 12)
    outer = smooth([(r * 0.9, 0), (r, 0.05), (r * 0.95, 0.3), (neck, 0.62), (neck, 0.75), (neck * 1.35, 0.92)], 7)
    m.lathe(vessel(outer, 0.018), m.main(split=('z', m.v(0.25, 0.4))))
    if m.material == 'glass':
        m.cylinder(neck * 1.1, 0.16, m.paint('cork', 'brown'), at=(0, 0, 0.84), edge=0.02, top=neck * 1.3)
