"""Toys."""

import math

import shapes
from model import kind
from shapes import ellipse, rounded, smooth


def block_colours(m, n):
    return [m.other() if m.two_tone and k % 2 else m.main() for k in range(n)]


@kind('building-blocks', az=(-35, 35), elev=(14, 28), setting='floor', size=0.35)
def building_blocks(m):
    s = 0.24
    paints = block_colours(m, 12)
    layout = m.pick('tower', 'house')
    at = [(-0.27, 0, 0), (0, 0.02, 0), (0.27, -0.01, 0), (-0.13, 0, 1), (0.14, 0.01, 1)] if layout == 'tower' else [(-0.25, 0, 0), (0.25, 0, 0), (-0.25, 0, 1), (0.25, 0, 1)]
    for k, (x, y, level) in enumerate(at):
        m.box(s, s, s, paints[k], at=(x + m.v(-0.01, 0.01), y, s / 2 + level * s), rot=(0, 0, m.v(-7, 7)), bevel=0.018)
    if layout == 'tower':
        m.slab([(-0.14, 0), (0.14, 0), (0, 0.2)], s, paints[5], at=(0, 0, 2 * s + 0.012), rot=(90, 0, m.v(-6, 6)), edge=0.015)
    else:
        m.box(0.75, s, 0.11, paints[4], at=(0, 0, 2 * s + 0.055), bevel=0.018)
        m.slab([(-0.3, 0), (0.3, 0), (0, 0.24)], s, paints[5], at=(0, 0, 2 * s + 0.122), rot=(90, 0, 0), edge=0.015)
    m.slab(ellipse(0.1, 0.1, 32), 0.2, paints[6], at=(0.2, -0.33, 0.1), rot=(90, 0, 30), edge=0.015)
    m.cylinder(0.1, 0.24, paints[7], at=(-0.3, -0.3, 0), edge=0.015)
    m.box(s * 0.8, s * 0.8, s * 0.8, paints[8], at=(-0.03, -0.34, s * 0.4), rot=(0, 0, 28), bevel=0.018)


@kind('stacking-rings', az=(-35, 35), elev=(14, 28), setting='floor', size=0.2)
def stacking_rings(m):
    n = m.pick(4, 5, 6)
    wood = m.paint('oak', 'beige')
    m.cylinder(0.36, 0.05, wood if m.material == 'oak' else m.paint('plastic', 'white'), edge=0.015)
    z = 0.05
    for k in range(n):
        r, t = 0.38 - 0.2 * k / (n - 1), 0.5 / n
        paint = m.other() if m.two_tone and k % 2 else m.paint(m.material, m.colour, shade=1.0 - 0.07 * (k % 2))
        m.lathe(smooth([(0.05, 0.01), (r - t / 3, 0), (r, t / 2), (r - t / 3, t), (0.05, t - 0.01)], 5), paint, at=(0, 0, z))
        z += t
    m.add(shapes.blob(0.11, 0.11, 0.11), m.main(), at=(0, 0, z + 0.08))


def wheel(m, x, y, r, t, tyre, hub):
    m.slab(ellipse(r, r, 36), t, tyre, at=(x, y, r), rot=(90, 0, 0), edge=t * 0.25)
    m.slab(ellipse(r * 0.45, r * 0.45, 24), t + 0.012, hub, at=(x, y, r), rot=(90, 0, 0), edge=0.004)


@kind('toy-car', az=(25, 60), elev=(12, 26), setting='floor', size=0.2)
def toy_car(m):
    m.space = ('yx', 0.1, 0)
    style = m.pick('hatch', 'beetle', 'pickup')
    w = m.v(0.34, 0.4)
    m.grain = 'x'
    z = 0.08
    if style == 'hatch':
        body = [(-0.5, 0, 0.05), (0.5, 0, 0.05), (0.5, 0.14, 0.06), (0.28, 0.18, 0.05), (-0.5, 0.2, 0.06)]
        cabin = [(-0.42, 0.17, 0), (0.2, 0.17, 0), (0.06, 0.37, 0.08), (-0.34, 0.37, 0.08)]
    elif style == 'beetle':
        body = [(-0.5, 0, 0.08), (0.5, 0, 0.08), (0.48, 0.14, 0.12), (0.2, 0.2, 0.1), (-0.48, 0.18, 0.14)]
        cabin = [(-0.4, 0.16, 0), (0.26, 0.16, 0), (0.1, 0.4, 0.18), (-0.26, 0.4, 0.2)]
    else:
        body = [(-0.5, 0, 0.04), (0.5, 0, 0.05), (0.5, 0.15, 0.06), (0.3, 0.19, 0.03), (-0.5, 0.19, 0.03)]
        cabin = [(-0.12, 0.17, 0), (0.24, 0.17, 0), (0.14, 0.37, 0.06), (-0.1, 0.37, 0.05)]
    turn = dict(rot=(90, 0, 0))
    m.slab(rounded(body, 0.04), w, m.main(), at=(0, 0, z), edge=0.04, **turn)
    roof = m.other() if m.two_tone else m.main()
    m.slab(rounded(cabin, 0.04), w * 0.86, roof, at=(0, 0, z), edge=0.04, **turn)
    cx = sum(p[0] for p in cabin) / 4
    cz = sum(p[1] for p in cabin) / 4
    window = [(cx + (p[0] - cx) * 0.72, cz + 0.01 + (p[1] - cz) * 0.62) for p in cabin]
    glass = m.paint('plastic', 'black' if m.colour != 'black' else 'grey', shade=0.9)
    m.slab(rounded(window, 0.03), w * 0.865, glass, at=(0, 0, z), edge=0.002, **turn)
    front = cabin[1], cabin[2]
    for (a, b), lean in ((front, 1), ((cabin[0], cabin[3]), -1)):
        mx, mz = (a[0] * 0.5 + b[0] * 0.5), (a[1] * 0.5 + b[1] * 0.5)
        angle = math.degrees(math.atan2(b[0] - a[0], b[1] - a[1]))
        m.box(0.012, w * 0.62, math.hypot(b[0] - a[0], b[1] - a[1]) * 0.55, glass, at=(mx + lean * 0.001, 0, mz + z), rot=(0, angle, 0), bevel=0.004)
    wood = m.material == 'oak'
    tyre, hub = (m.paint('oak', 'beige'), m.paint('oak', 'beige', shade=0.6)) if wood and m.colour != 'beige' else (m.black('rubber'), m.steel())
    for x in (-0.3, 0.3):
        for y in (-1, 1):
            wheel(m, x, y * w * 0.5, 0.115, 0.08, tyre, hub)
    for y in (-1, 1):
        m.cylinder(0.035, 0.02, m.paint('plastic', 'yellow' if m.colour != 'yellow' else 'white'), at=(0.49, y * w * 0.3, z + 0.1), rot=(0, 90, 0), edge=0.006, seg=24)


@kind('toy-train', az=(25, 60), elev=(14, 28), setting='floor', size=0.3)
def toy_train(m):
    tyre = m.paint('oak', 'beige') if m.material == 'oak' and m.colour != 'beige' else m.black()
    hub = m.black() if tyre != m.black() else m.paint('plastic', 'yellow' if m.colour != 'yellow' else 'red')
    m.grain = 'x'
    # engine
    m.box(0.46, 0.22, 0.07, m.main(), at=(0.27, 0, 0.13), bevel=0.015)
    m.slab(ellipse(0.1, 0.1, 40), 0.28, m.main(), at=(0.36, 0, 0.26), rot=(90, 0, 90), edge=0.015)
    m.box(0.16, 0.22, 0.28, m.main(), at=(0.12, 0, 0.3), bevel=0.015)
    m.box(0.2, 0.26, 0.035, m.other() if m.two_tone else hub, at=(0.12, 0, 0.455), bevel=0.012)
    m.cylinder(0.035, 0.14, m.other() if m.two_tone else hub, at=(0.43, 0, 0.34), edge=0.008, top=0.05)
    m.box(0.09, 0.225, 0.1, m.black(), at=(0.12, 0, 0.35), bevel=0.01)
    # wagon
    second = m.other() if m.two_tone else m.main()
    m.box(0.4, 0.22, 0.06, second, at=(-0.28, 0, 0.13), bevel=0.015)
    m.box(0.38, 0.2, m.v(0.1, 0.16), second, at=(-0.28, 0, 0.2), bevel=0.015)
    for k in range(3):
        m.slab(ellipse(0.055, 0.055, 28), 0.17, m.paint('oak', 'beige') if m.colour != 'beige' else m.paint('oak', 'beige', shade=0.6), at=(-0.28, (k - 1) * 0.065 if k < 3 else 0, 0.3 + (k == 1) * 0.05), rot=(90, 0, 90), edge=0.01)
    m.tube([(-0.09, 0, 0.12), (0.05, 0, 0.12)], 0.015, m.black())
    for x in (-0.42, -0.15, 0.14, 0.4):
        for y in (-0.12, 0.12):
            wheel(m, x, y, 0.075, 0.045, tyre, hub)


@kind('spinning-top', az=(-40, 40), elev=(14, 28), size=0.08)
def spinning_top(m):
    r = m.v(0.38, 0.46)
    m.space = ('round', m.v(0.08, 0.12), 12)
    profile = smooth([(0.015, 0), (0.06, 0.06), (r * 0.8, 0.27), (r, 0.38), (r * 0.75, 0.47), (0.09, 0.52), (0.05, 0.58)], 5)
    tilt = m.v(6, 18)
    m.grain = 'z'
    m.lathe([(0, 0)] + profile + [(0.045, 0.84), (0.065, 0.88), (0.04, 0.93), (0, 0.935)], m.main(split=('z', m.v(0.33, 0.42)))).matrix_basis = shapes.placed(rot=(0, tilt, 0))
    m.points[:] = [shapes.placed(rot=(0, tilt, 0)) @ p for p in m.points]


@kind('wooden-boat', az=(10, 50), elev=(10, 24), setting='floor', size=0.3)
def boat(m):
    m.space = ('yz', 0.06, 0)
    m.grain = 'x'
    h, w = m.v(0.14, 0.18), m.v(0.15, 0.18)
    sections = []
    for k in range(11):
        t = k / 10
        z = h * t
        grow = 0.72 + 0.28 * t ** 0.6
        sections.append([(x * grow, y * grow, z + 0.04 * (x / 0.5) ** 2 * t) for x, y in smooth([(0.5, 0), (0.3, w * 0.75), (0, w), (-0.35, w * 0.85), (-0.46, w * 0.4), (-0.46, -w * 0.4), (-0.35, -w * 0.85), (0, -w), (0.3, -w * 0.75)], 4, True)])
    m.add(shapes.loft(sections), m.main(split=('z', h * 0.5)))
    mast = m.paint('oak', 'beige')
    m.tube([(0.02, 0, h), (0.02, 0, 0.95)], 0.017, mast)
    sail = m.paint('cotton', m.second or 'white')
    top = m.v(0.84, 0.92)
    m.slab(rounded([(0.045, h + 0.1), (0.4, h + 0.12), (0.05, top)], 0.02), 0.012, sail, at=(0, -0.02, 0), rot=(90, 0, 4), edge=0.005)
    m.slab(rounded([(-0.005, h + 0.1), (-0.005, top + 0.02), (-0.36, h + 0.1)], 0.02), 0.012, sail, at=(0, 0.01, 0), rot=(90, 0, -4), edge=0.005)
    m.slab(rounded([(0.02, 0), (0.02, 0.07), (-0.12, 0.035)], 0.004), 0.008, m.plain(), at=(0, 0, 0.88), rot=(90, 0, 0), edge=0.003)
    m.box(0.16, w * 0.9, 0.07, m.plain(), at=(-0.24, 0, h + 0.03), bevel=0.012)
