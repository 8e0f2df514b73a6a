"""Lamps and things for the home."""

import math

import shapes
from kinds_kitchen import vessel
from model import kind
from shapes import arc, ellipse, rectangle, rounded, smooth


def lamp_shade(m, low, r_low, r_high, h):
    paint = m.paint('linen', m.second or 'white', shade=0.9, emission=0.06)
    m.lathe([(r_low, low), (r_high, low + h), (r_high - 0.012, low + h), (r_low - 0.012, low)], paint, seg=56)


@kind('table-lamp', elev=(4, 14), size=0.45)
def table_lamp(m):
    style = m.pick('pot', 'stick', 'ball')
    m.space = ('round', 0.1, 12)
    if style == 'pot':
        h, r = m.v(0.36, 0.46), m.v(0.15, 0.2)
        m.lathe([(0, 0), (r * 0.6, 0)] + smooth([(r * 0.62, 0.02), (r, h * 0.4), (r * 0.75, h * 0.75), (0.04, h), (0.02, h + 0.12)], 6), m.main())
    elif style == 'ball':
        h, r = 0.36, m.v(0.16, 0.19)
        m.lathe([(0, 0)] + [(r * math.sin(a / 20 * math.pi), 0.17 - r * math.cos(a / 20 * math.pi)) for a in range(2, 20)] + [(0.02, h), (0.02, h + 0.12)], m.main())
    else:
        h = m.v(0.42, 0.5)
        m.cylinder(m.v(0.14, 0.18), 0.035, m.main(), edge=0.01)
        m.cylinder(m.v(0.018, 0.035), h + 0.1, m.main(), at=(0, 0, 0.02))
    top = m.v(0.14, 0.24)
    lamp_shade(m, h + 0.02, m.v(0.26, 0.33), top, m.v(0.28, 0.36))


@kind('floor-lamp', elev=(4, 12), setting='floor', size=1.6)
def floor_lamp(m):
    if m.pick(True, False):
        m.cylinder(0.12, 0.02, m.main(), edge=0.008)
        m.cylinder(0.013, 0.76, m.main())
    else:
        m.grain = 'z'
        for k in range(3):
            a = 2 * math.pi * k / 3 + 0.3
            m.tube([(0.2 * math.cos(a), 0.2 * math.sin(a), 0), (0.02 * math.cos(a), 0.02 * math.sin(a), 0.72)], 0.016, m.main())
        m.cylinder(0.035, 0.06, m.main(), at=(0, 0, 0.68))
    lamp_shade(m, 0.74, m.v(0.17, 0.21), m.v(0.11, 0.18), 0.26)


@kind('pendant-lamp', pose='hang', elev=(-12, 6), size=0.4)
def pendant_lamp(m):
    style = m.pick('dome', 'cone', 'ball', 'bell')
    m.space = ('round', 0.09, 24)
    m.tube([(0, 0, 0.4), (0, 0, 1.0)], 0.007, m.black())
    m.cylinder(0.03, 0.07, m.black(), at=(0, 0, 0.4))
    if style == 'dome':
        profile = arc(0, 0, 0.42, 0, 86, 16, 0.4)
    elif style == 'cone':
        profile = [(0.4, 0), (0.39, 0.03), (0.06, 0.38), (0.03, 0.4)]
    elif style == 'bell':
        profile = smooth([(0.36, 0), (0.3, 0.1), (0.24, 0.28), (0.1, 0.38), (0.03, 0.4)], 6)
    else:
        profile = arc(0, 0.1, 0.3, -55, 85, 20)
    m.lathe(profile, m.main(), seg=56)
    inner = [(max(r - 0.012, 0.001), z - 0.004) for r, z in profile]
    m.lathe(inner, m.other() if m.two_tone else m.main(), seg=56)
    m.blob(0.06, 0.06, 0.07, m.paint('plastic', 'white', emission=0.8), at=(0, 0, 0.24))


@kind('cushion', az=(-25, 25), elev=(10, 30), setting='floor', size=0.45)
def cushion(m):
    period = m.v(0.12, 0.22)
    m.space = (m.pick('xy', 'yx'), period, 0)
    m.wrinkle = 0.12
    wide = m.pick(1.0, 1.0, m.v(0.62, 0.75))
    data = shapes.pillow(1.0, wide, m.v(0.3, 0.42))
    # unbaked: the pattern stays in the cushion's own plane
    m.add(data, m.main(split=('y', 0.0)), at=(0, 0, wide * 0.46), rot=(m.v(66, 76), 0, 0), bake=False)


@kind('candle', elev=(14, 28), size=0.09)
def candle(m):
    h, r = m.v(0.6, 0.9), m.v(0.32, 0.4)
    m.space = ('round', 0.13, 12)
    m.lathe(vessel([(r * 0.97, 0), (r, 0.03), (r, h)], 0.025), m.main(split=('z', h * 0.4)))
    wax = m.paint('silicone', 'cream')
    m.cylinder(r - 0.03, h * 0.75, wax, at=(0, 0, 0.03))
    m.tube([(0, 0, h * 0.7), (0.005, 0, h * 0.78 + 0.1)], 0.01, m.black())
    m.blob(0.025, 0.025, 0.06, m.paint('plastic', 'orange', emission=3.0), at=(0.005, 0, h * 0.78 + 0.15))


@kind('vase', elev=(6, 20), size=0.28)
def vase(m):
    style = m.pick('bottle', 'belly', 'tulip', 'cylinder', 'amphora')
    m.space = ('round', m.v(0.1, 0.16), m.pick(10, 12, 16))
    rs = {'bottle': (0.2, 0.26, 0.22, 0.08, 0.07, 0.1), 'belly': (0.16, 0.3, 0.36, 0.24, 0.12, 0.16), 'tulip': (0.14, 0.18, 0.16, 0.16, 0.22, 0.3),
          'cylinder': (0.2, 0.21, 0.21, 0.21, 0.2, 0.2), 'amphora': (0.1, 0.2, 0.3, 0.28, 0.1, 0.17)}[style]
    k = m.v(0.88, 1.15)
    zs = (0, 0.14, 0.36, 0.62, 0.8, 0.98)
    m.lathe(vessel(smooth([(r * k, z) for r, z in zip(rs, zs)], 7), 0.02), m.main(split=('z', m.v(0.3, 0.55))))


@kind('rug', pose='low', az=(-30, 30), elev=(42, 62), setting='floor', size=2.0)
def rug(m):
    shape = m.pick('long', 'long', 'round')
    m.space = (m.pick('xy', 'yx'), m.v(0.1, 0.18), 0)
    m.wrinkle = 0.08
    if shape == 'round' and m.pattern in ('plain', 'striped', 'two-tone'):
        m.space = ('rings', 0.14, 0)
        if m.two_tone:
            m.slab(ellipse(0.5, 0.5, 64), 0.03, m.other(), at=(0, 0, 0.015), edge=0.01)
            m.slab(ellipse(0.38, 0.38, 64), 0.034, m.main(), at=(0, 0, 0.017), edge=0.01)
        else:
            m.slab(ellipse(0.5, 0.5, 64), 0.03, m.main(), at=(0, 0, 0.015), edge=0.01)
        return
    w = m.v(0.6, 0.72)
    if m.two_tone:
        m.slab(rectangle(1.0, w), 0.028, m.other(), at=(0, 0, 0.014), edge=0.01)
        m.slab(rectangle(0.82, w - 0.18), 0.032, m.main(), at=(0, 0, 0.016), edge=0.01)
    else:
        m.slab(rectangle(1.0, w), 0.028, m.main(), at=(0, 0, 0.014), edge=0.01)
    if m.pick(True, False):
        for side in (-1, 1):
            for i in range(26):
                y = (i / 25 - 0.5) * (w - 0.02)
                m.tube([(side * 0.495, y, 0.012), (side * 0.545, y + m.v(-0.006, 0.006), 0.006)], 0.006, m.paint(m.material, 'cream'), resolution=1)


@kind('picture-frame', pose='wall', az=(-24, 24), elev=(-2, 8), size=0.5)
def picture_frame(m):
    w, wide = m.pick(0.72, 0.8, 1.0), m.v(0.045, 0.08)
    m.grain = 'z'
    outer = rectangle(w, 1.0)
    m.slab(outer, 0.04, m.main(), rot=(90, 0, 0), edge=0.008, holes=[rectangle(w - 2 * wide, 1 - 2 * wide)])
    m.box(w - 0.03, 0.012, 0.97, m.paint('paper', 'white'), at=(0, 0.005, 0), bevel=0)
    scale = w - 2 * wide
    art = m.pick('sun', 'shapes', 'lines')
    colours = m.pick(('orange', 'beige', 'navy'), ('dark green', 'pink', 'cream'), ('blue', 'yellow', 'grey'), ('turquoise', 'brown', 'beige'))

    def flat(outline, colour, depth, at=(0, 0)):
        m.slab(outline, 0.002, m.paint('paper', colour), at=(at[0], -0.002 - depth * 0.002, at[1]), rot=(90, 0, 0), edge=0)
    flat(rectangle(scale * 0.7, 0.66), colours[1], 0)
    if art == 'sun':
        flat(ellipse(scale * 0.2, scale * 0.2), colours[0], 1, (0, 0.1))
        flat(rounded([(-scale * 0.35, -0.33), (scale * 0.35, -0.33), (scale * 0.35, -0.1), (0, -0.02), (-scale * 0.35, -0.16)], 0.03), colours[2], 2)
    elif art == 'shapes':
        flat(ellipse(scale * 0.16, 0.22), colours[0], 1, (-scale * 0.1, -0.05))
        flat(ellipse(scale * 0.14, scale * 0.14), colours[2], 2, (scale * 0.12, 0.12))
    else:
        for i in range(5):
            flat(rectangle(scale * 0.5, 0.05), colours[(0, 2)[i % 2]], 1, (0, -0.22 + i * 0.11))


@kind('wall-clock', pose='wall', az=(-24, 24), elev=(-2, 8), size=0.3)
def wall_clock(m):
    rim = m.v(0.035, 0.075)
    square = m.pick(False, False, True)
    power = 6 if square else 2
    dark = 'white' if (m.second in ('black', 'navy', 'dark green', 'brown', 'blue', 'purple', 'dark red')) else 'black'
    m.slab(ellipse(0.5, 0.5, 72, power), 0.09, m.main(), rot=(90, 0, 0), edge=0.02, holes=[ellipse(0.5 - rim, 0.5 - rim, 72, power)])
    m.slab(ellipse(0.49 - rim * 0.6, 0.49 - rim * 0.6, 72, power), 0.05, m.paint('paper', m.second or 'white'), at=(0, 0.01, 0), rot=(90, 0, 0), edge=0)
    ink = m.paint('plastic', dark)
    for i in range(12):
        a = 30 * i
        x, z = math.sin(math.radians(a)), math.cos(math.radians(a))
        r = 0.42 - rim
        m.box(0.016 if i % 3 else 0.026, 0.004, 0.05 if i % 3 else 0.075, ink, at=(0, -0.017, 0), bevel=0).matrix_basis = shapes.placed((x * r, -0.017, z * r), (0, a, 0))
    for angle, length, wide in ((m.v(280, 320), 0.24, 0.024), (m.v(30, 80), 0.34, 0.018)):
        a = math.radians(angle)
        m.tube([(-0.05 * math.sin(a), -0.03, -0.05 * math.cos(a)), (length * math.sin(a), -0.03, length * math.cos(a))], wide / 2, ink)
    m.cylinder(0.022, 0.03, ink, at=(0, -0.02, 0), rot=(90, 0, 0))


@kind('folded-blanket', az=(-40, 40), elev=(16, 32), setting='floor', size=0.5)
def blanket(m):
    m.space = ('box', m.v(0.12, 0.2), 0)
    m.wrinkle = 0.3
    layers, w, d = m.pick(3, 4), 0.95, m.v(0.62, 0.75)
    h = m.v(0.1, 0.13)
    for i in range(layers):
        paint = m.main() if not (m.two_tone and i % 2) else m.other()
        outline = [(-d / 2, h * 0.06)] + arc(d / 2 - h / 2, h / 2, h * 0.5, -84, 84, 10) + [(-d / 2, h * 0.94)]
        sections = []
        for x in (-w / 2, -w / 2 + 0.02, w / 2 - 0.02, w / 2):
            k = 0.9 if abs(x) == w / 2 else 1
            sections.append([(x + m.v(-0.004, 0.004), -p[0] * (1 - 0.01 * i), (p[1] - h / 2) * k + h / 2 + i * h * 0.96) for p in outline])
        m.add(shapes.loft(sections), paint)
    if m.material in ('wool', 'cotton') and m.pick(True, False):
        for i in range(30):
            x = (i / 29 - 0.5) * (w - 0.04)
            m.tube([(x, d / 2 - 0.01, layers * h * 0.96 - 0.02), (x + m.v(-0.01, 0.01), d / 2 + 0.03, layers * h - 0.09)], 0.008, m.main(), resolution=1)


@kind('plant-pot', elev=(10, 24), size=0.3)
def plant_pot(m):
    h, r, taper = m.v(0.36, 0.46), m.v(0.26, 0.32), m.v(0.68, 1.0)
    m.space = ('round', m.v(0.09, 0.14), m.pick(12, 16))
    m.lathe(vessel([(r * taper, 0), (r * (taper + 1) / 2, h / 2), (r, h)], 0.025), m.main(split=('z', h * 0.5)))
    m.cylinder(r - 0.03, 0.02, m.paint('cork', 'brown', shade=0.4), at=(0, 0, h - 0.05))
    leaf = m.paint('silicone', m.pick('green', 'dark green'))
    kind_of = m.pick('snake', 'bush', 'cactus')
    if kind_of == 'cactus':
        m.blob(0.13, 0.13, 0.28, leaf, at=(0, 0, h + 0.2))
        m.blob(0.06, 0.06, 0.12, leaf, at=(0.15, 0, h + 0.25))
        m.blob(0.05, 0.05, 0.1, leaf, at=(-0.15, 0.02, h + 0.15))
        return
    for i in range(9 if kind_of == 'snake' else 16):
        a, lean = m.v(0, 6.28), m.v(0.05, 0.2) if kind_of == 'snake' else m.v(0.15, 0.4)
        length = m.v(0.35, 0.58) if kind_of == 'snake' else m.v(0.25, 0.45)
        wide = m.v(0.03, 0.045) if kind_of == 'snake' else m.v(0.05, 0.08)
        rows = []
        for k in range(9):
            t = k / 8
            out = lean * t ** 1.6 + 0.05
            zz = h - 0.05 + length * (t - (0.35 * t * t if kind_of == 'bush' else 0))
            wv = wide * math.sin(math.pi * min(0.98, 0.12 + 0.88 * t)) ** 0.7
            cx, cy = math.cos(a) * out, math.sin(a) * out
            tx, ty = -math.sin(a), math.cos(a)
            rows.append([(cx + tx * wv * s, cy + ty * wv * s, zz + (abs(s) * 0.02)) for s in (-1, 0, 1)])
        m.add(shapes.sheet(rows), leaf)


@kind('mirror', pose='wall', az=(-24, 24), elev=(-2, 8), size=0.7)
def mirror(m):
    shape = m.pick('round', 'oval', 'arch', 'rectangle')
    rim = m.v(0.03, 0.06)
    m.space = ('xy', 0.12, 12)
    if shape == 'round':
        make = lambda k: ellipse(0.5 - k, 0.5 - k, 72)
    elif shape == 'oval':
        make = lambda k: ellipse(0.34 - k, 0.5 - k, 72)
    elif shape == 'arch':
        make = lambda k: [(-0.3 + k, -0.5 + k), (0.3 - k, -0.5 + k)] + arc(0, 0.2, 0.3 - k, 0, 180, 28)
    else:
        make = lambda k: rounded(rectangle(0.66 - 2 * k, 1 - 2 * k), 0.06)
    m.slab(make(0), 0.05, m.main(), rot=(90, 0, 0), edge=0.015, holes=[make(rim)])
    m.slab(make(rim * 0.5), 0.02, m.paint('steel', 'silver', mirror=True), at=(0, 0.01, 0), rot=(90, 0, 0), edge=0)


@kind('basket', elev=(18, 34), setting='floor', size=0.4)
def basket(m):
    h, r, taper = m.v(0.5, 0.7), m.v(0.36, 0.44), m.v(0.75, 1.0)
    m.space = ('round', 0.14, 16)
    m.lathe(vessel(smooth([(r * taper, 0), (r * (taper + 1) / 2 + m.v(0, 0.06), h / 2), (r, h)], 8), 0.03), m.main(split=('z', h * 0.45)), seg=64)
    for side in (-1, 1):
        loop = smooth([(side * r * 0.98, -0.12, h - 0.06), (side * (r + 0.03), -0.09, h + 0.1), (side * (r + 0.03), 0.09, h + 0.1), (side * r * 0.98, 0.12, h - 0.06)], 6)
        m.tube(loop, 0.024, m.other() if m.two_tone else m.plain())
    m.ring(r - 0.012, 0.024, m.plain(), at=(0, 0, h))


@kind('storage-box', az=(-45, 45), elev=(18, 34), setting='floor', size=0.35)
def storage_box(m):
    w, d, h = 0.95, m.v(0.55, 0.75), m.v(0.4, 0.58)
    m.space = ('box', m.v(0.11, 0.16), 0)
    m.box(w * 0.97, d * 0.96, h, m.main(), at=(0, 0, h / 2), bevel=0.02)
    m.box(w, d, 0.1, m.other(), at=(0, 0, h + 0.02), bevel=0.02)
    m.box(0.16, 0.01, 0.08, m.paint('steel', 'silver'), at=(0, -d * 0.48, h * 0.6), bevel=0.004)
    m.box(0.12, 0.012, 0.05, m.paint('paper', 'white'), at=(0, -d * 0.48 - 0.002, h * 0.6), bevel=0)
