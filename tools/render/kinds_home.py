"""Home, bath and furniture."""

import math

import shapes
from kinds_kitchen import vessel
from model import kind
from shapes import arc, ellipse, mirrored, rectangle, rounded, smooth


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
