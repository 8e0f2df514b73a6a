"""Bags, shoes and accessories stand."""

import math

import shapes
from model import kind
from shapes import ellipse, rectangle, rounded, smooth


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
