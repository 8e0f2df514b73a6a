"""Bath."""

import math

import shapes
from kinds_home import blanket
from model import kind
from shapes import rectangle, rounded, smooth


@kind('towel', az=(-35, 35), elev=(18, 34), size=0.35)
def towel(m):
    m.space = ('box', m.v(0.12, 0.17), 0)
    m.wrinkle = 0.12
    if m.pick(True, False):
        blanket(m)
        return
    n = m.pick(1, 2, 3)
    for k in range(n):
        r = 0.2
        spiral = [(r * (0.15 + 0.85 * t / 60) * math.cos(t * 0.36), r * (0.15 + 0.85 * t / 60) * math.sin(t * 0.36)) for t in range(61)]
        x = (k - (n - 1) / 2) * 0.41 if n < 3 else (-0.205, 0.205, 0)[k]
        z = r if k < 2 or n < 3 else r + 0.345
        paint = m.main() if not (m.two_tone and k % 2) else m.other()
        if m.two_tone and n == 1:
            paint = m.main(split=('y', -0.1))
        rows = [[(x + p[0], y, z + p[1]) for p in spiral] for y in (-0.42, 0.42)]
        obj = m.add(shapes.sheet(rows), paint)
        obj.modifiers.new('thick', 'SOLIDIFY').thickness = 0.05
        obj.modifiers.new('soft', 'BEVEL').width = 0.012
    return


@kind('soap-dispenser', elev=(8, 22), size=0.18)
def soap_dispenser(m):
    h, r = m.v(0.52, 0.66), m.v(0.2, 0.27)
    square = m.pick(False, False, True)
    m.space = ('round', 0.12, 10)
    paint = m.main(split=('z', h * 0.45))
    if square:
        m.box(r * 1.7, r * 1.7, h, paint, at=(0, 0, h / 2), bevel=0.05)
    else:
        m.lathe([(0, 0), (r * 0.95, 0), (r, 0.03), (r, h - 0.06), (r * 0.85, h), (0.08, h + 0.02)], paint)
    pump = m.pick(m.steel(), m.black(), m.paint('brass', 'gold'))
    m.cylinder(0.085, 0.07, pump, at=(0, 0, h), edge=0.012)
    m.cylinder(0.03, 0.14, pump, at=(0, 0, h + 0.05))
    m.cylinder(0.05, 0.05, pump, at=(0, 0, h + 0.18), edge=0.01)
    m.tube(smooth([(0, 0, h + 0.205), (-0.16, -0.05, h + 0.205), (-0.22, -0.07, h + 0.18)], 5), 0.024, pump)


@kind('bathmat', pose='low', az=(-30, 30), elev=(42, 62), setting='floor', size=0.8)
def bathmat(m):
    w = m.v(0.58, 0.7)
    m.space = (m.pick('xy', 'yx'), m.v(0.11, 0.17), 0)
    m.wrinkle = 0.15
    if m.material == 'bamboo':
        for k in range(13):
            paint = m.main() if not (m.two_tone and k % 2) else m.other()
            m.box(1 / 13 - 0.012, w, 0.03, paint, at=((k - 6) / 13, 0, 0.02), bevel=0.006)
        for y in (-0.3, 0.3):
            m.box(0.98, 0.05, 0.015, m.main(), at=(0, y * w, 0.008), bevel=0.003)
        return
    corner = 0.05
    if m.two_tone:
        m.slab(rounded(rectangle(1, w), corner), 0.045, m.other(), at=(0, 0, 0.0225), edge=0.02)
        m.slab(rounded(rectangle(0.84, w - 0.16), corner), 0.055, m.main(), at=(0, 0, 0.0275), edge=0.02)
    else:
        m.slab(rounded(rectangle(1, w), corner), 0.045, m.main(), at=(0, 0, 0.0225), edge=0.02)
