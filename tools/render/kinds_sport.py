"""Sport."""

import math

import shapes
from kinds_kitchen import vessel
from model import kind
from shapes import ellipse, rounded, smooth


@kind('dumbbell', az=(20, 60), elev=(12, 26), setting='floor', size=0.3)
def dumbbell(m):
    grip = m.steel() if not m.two_tone else m.other()
    style = m.pick('hex', 'round')
    r = m.v(0.2, 0.25)
    wide = m.v(0.2, 0.26)
    m.tube([(-0.4, 0, r), (-0.14, 0, r), (0, 0, r), (0.14, 0, r), (0.4, 0, r)], 0.042, grip, radii=[1, 1, 1.18, 1, 1])
    for side in (-1, 1):
        x = side * (0.5 - wide / 2)
        if style == 'hex':
            outline = [(r * 1.12 * math.cos(math.radians(60 * k)), r * 1.12 * math.sin(math.radians(60 * k))) for k in range(6)]
            m.slab(rounded(outline, 0.02), wide, m.main(), at=(x, 0, r * 0.97), rot=(0, 90, 0), edge=0.03)
            m.slab(ellipse(r * 0.55, r * 0.55, 32), wide + 0.01, m.shade(0.75) if m.colour != 'black' else m.paint('rubber', 'grey', shade=0.4), at=(x, 0, r * 0.97), rot=(0, 90, 0), edge=0.01)
        else:
            m.slab(ellipse(r, r, 48), wide * 0.5, m.main(), at=(x - side * wide * 0.25, 0, r), rot=(0, 90, 0), edge=0.03)
            m.slab(ellipse(r * 0.82, r * 0.82, 48), wide * 0.5, m.main(), at=(x + side * wide * 0.22, 0, r), rot=(0, 90, 0), edge=0.03)
            m.slab(ellipse(0.06, 0.06, 24), 0.03, m.steel(), at=(side * 0.5, 0, r), rot=(0, 90, 0), edge=0.01)


@kind('kettlebell', az=(-40, 40), elev=(8, 22), setting='floor', size=0.3)
def kettlebell(m):
    r = m.v(0.3, 0.34)
    m.lathe([(0, 0), (r * 0.6, 0)] + [(r * math.sin(a), r * 0.92 - r * math.cos(a)) for a in [0.68 + k * 0.12 for k in range(20)]] + [(0, r * 1.9)], m.main())
    top = r * 1.7
    points = smooth([(-0.17, 0, top - 0.08), (-0.23, 0, top + 0.12), (-0.17, 0, top + 0.3), (0, 0, top + 0.33), (0.17, 0, top + 0.3), (0.23, 0, top + 0.12), (0.17, 0, top - 0.08)], 7)
    k = len(points) - 1
    m.tube(points, 0.052, m.main(), radii=[1.3 - 0.5 * math.sin(math.pi * i / k) ** 0.5 for i in range(k + 1)], resolution=5)
    m.cylinder(r * 0.4, 0.02, m.paint('rubber', 'white' if m.colour in ('black', 'navy') else 'black'), at=(0, -r * 0.985, r * 0.92), rot=(90, 0, 0), edge=0.008)
    if m.two_tone:
        m.lathe([(r * 1.004, -0.06), (r * 1.025, -0.05), (r * 1.025, 0.05), (r * 1.004, 0.06)], m.other(), at=(0, 0, r * 0.92))


@kind('yoga-mat', az=(-60, -20), elev=(20, 36), setting='floor', size=0.8)
def yoga_mat(m):
    w, long, t = m.v(0.42, 0.52), m.v(0.55, 0.8), 0.018
    m.space = ('yx', m.v(0.07, 0.11), 0)
    turns, n = 3.6, 110
    pitch = 0.024
    r1 = 0.03 + pitch * turns
    path = [(-long, t / 2)] + [(-0.02, t / 2)]
    path += [(((r1 - pitch * turns * i / n)) * math.sin(2 * math.pi * turns * i / n), t / 2 + r1 - (r1 - pitch * turns * i / n) * math.cos(2 * math.pi * turns * i / n)) for i in range(n + 1)]
    rows = [[(y, p[0], p[1]) for p in path] for y in (-w / 2, w / 2)]
    mat = m.add(shapes.sheet(rows), m.main(split=('x', 0)))
    solid = mat.modifiers.new('thick', 'SOLIDIFY')
    solid.thickness, solid.offset = t, 0


def ball_seams(m, curves, r, paint, thick):
    for points in curves:
        m.tube([(x * r, y * r, z * r + r) for x, y, z in points], thick, paint, closed=True, resolution=2)


@kind('basketball', az=(-60, 60), elev=(6, 20), setting='floor', size=0.25)
def basketball(m):
    r = 0.5
    ink = m.black('rubber') if m.colour not in ('black', 'navy') else m.paint('rubber', 'grey')
    main = m.main(split=('y', 0.0)) if m.two_tone else m.main()
    m.add(shapes.blob(r, r, r, seg=56, rings=28), main, at=(0, 0, r))
    circle = [math.radians(6 * k) for k in range(60)]
    tilt = m.v(0.2, 0.9)
    c, s = math.cos(tilt), math.sin(tilt)

    def turn(p):
        x, y, z = p
        return (x * c - z * s, y, x * s + z * c)
    curves = [[turn((math.cos(a), math.sin(a), 0)) for a in circle], [turn((math.cos(a), 0, math.sin(a))) for a in circle]]
    for side in (-1, 1):
        curves.append([turn(shapes.Vector((side * (0.55 + 0.25 * math.cos(2 * a)), 0.83 * math.sin(a), 0.83 * math.cos(a))).normalized()) for a in circle])
    ball_seams(m, curves, r, ink, 0.011)


@kind('football', az=(-60, 60), elev=(6, 20), setting='floor', size=0.22)
def football(m):
    r = 0.5
    patch = m.paint(m.material, m.second or ('black' if m.colour != 'black' else 'white'))
    m.add(shapes.blob(r * 0.985, r * 0.985, r * 0.985, seg=48, rings=24), m.plain(), at=(0, 0, r))
    g = (1 + 5 ** 0.5) / 2
    corners = [shapes.Vector(p).normalized() for a in (-1, 1) for b in (-g, g) for p in ((0, a, b), (a, b, 0), (b, 0, a))]
    yaw, pitch = m.v(0, 6.28), m.v(0, 6.28)
    spin = shapes.Matrix.Rotation(yaw, 3, 'Z') @ shapes.Matrix.Rotation(pitch, 3, 'X')
    corners = [spin @ c for c in corners]
    seam_paint = m.shade(0.35) if m.colour != 'black' else m.paint(m.material, 'grey')
    for v in corners:
        near = sorted(corners, key=lambda o: (o - v).length)[1:6]
        ring = [(v * 2 + o).normalized() for o in near]
        side = ring[0].cross(v).normalized()
        front = v.cross(side)
        ring.sort(key=lambda p: math.atan2(p.dot(side), p.dot(front)))
        rows = [[tuple(r * 1.004 * (v + (p - v) * t).normalized() + shapes.Vector((0, 0, r))) for p in [a + (b - a) * k / 4 for a, b in zip(ring, ring[1:] + ring[:1]) for k in range(4)] + [ring[0]]] for t in (0.02, 0.35, 0.7, 1.0)]
        m.add(shapes.sheet(rows), patch)
        for o in near:  # the seam between two pentagons
            if (o - v).dot(shapes.Vector((1, 0.3, 0.1))) > 0:
                a, b = (v * 2 + o).normalized(), (o * 2 + v).normalized()
                m.tube([tuple(r * 0.986 * (a + (b - a) * t / 5).normalized() + shapes.Vector((0, 0, r))) for t in range(6)], 0.007, seam_paint, resolution=1)


@kind('tennis-racket', pose='low', az=(-45, 45), elev=(58, 78), setting='floor', size=0.7)
def tennis_racket(m):
    rx, ry = m.v(0.165, 0.19), m.v(0.22, 0.25)
    cy = 0.5 - ry
    ring = ellipse(rx, ry, 56, cy=cy)
    m.tube([(x, y, 0.03) for x, y in ring], 0.02, m.main(), closed=True)
    throat = cy - ry
    for side in (-1, 1):
        m.tube(smooth([(side * rx * 0.7, cy - ry * 0.7, 0.03), (side * 0.05, throat - 0.06, 0.03), (side * 0.015, throat - 0.14, 0.03)], 6), 0.018, m.main())
    m.tube([(0, throat - 0.13, 0.03), (0, -0.26, 0.03)], 0.025, m.main())
    grip = m.paint('rubber', m.second or ('black' if m.colour != 'black' else 'white'))
    m.tube([(0, -0.24, 0.03), (0, -0.49, 0.03), (0, -0.5, 0.03)], 0.032, grip, radii=[0.9, 1, 1.1])
    string = m.paint('plastic', 'white' if m.colour not in ('white', 'cream') else 'black')
    for k in range(-6, 7):
        t = k / 7
        h = ry * math.sqrt(1 - t * t) * 0.97
        m.tube([(t * rx, cy - h, 0.03), (t * rx, cy + h, 0.03)], 0.0035, string, resolution=0)
        w = rx * math.sqrt(1 - t * t) * 0.97
        m.tube([(-w, cy + t * ry, 0.032), (w, cy + t * ry, 0.032)], 0.0035, string, resolution=0)


@kind('skateboard', az=(-50, -20), elev=(20, 36), setting='floor', size=0.8)
def skateboard(m):
    w, t = m.v(0.12, 0.145), 0.022
    m.space = ('yx', m.v(0.09, 0.13), 0)
    # the board leans back so that its printed underside or its top shows
    rows = []
    for i in range(41):
        u = -0.5 + i / 40
        bend = max(0, abs(u) - 0.33) ** 1.4 * 1.1
        half = w * math.sqrt(max(0.0, 1 - max(0, (abs(u) - 0.36) / 0.14) ** 2.2)) + 0.001
        rows.append([(u, half * s, 0.13 + bend + 0.012 * s * s) for s in [k / 6 - 1 for k in range(13)]])
    deck = m.add(shapes.sheet(rows), m.main(split=('x', 0)))
    solid = deck.modifiers.new('thick', 'SOLIDIFY')
    solid.thickness, solid.offset = t, 0
    wheel = m.paint('rubber', m.second or 'white')
    for x in (-0.28, 0.28):
        m.box(0.06, 0.06, 0.05, m.steel(), at=(x, 0, 0.1), bevel=0.008)
        m.tube([(x, -w * 0.75, 0.062), (x, w * 0.75, 0.062)], 0.014, m.steel())
        for y in (-w * 0.85, w * 0.85):
            m.slab(ellipse(0.058, 0.058, 32), 0.07, wheel, at=(x, y, 0.058), rot=(90, 0, 0), edge=0.015)
            m.slab(ellipse(0.02, 0.02, 20), 0.076, m.steel(), at=(x, y, 0.058), rot=(90, 0, 0), edge=0)


@kind('water-bottle', az=(-40, 40), elev=(6, 18), size=0.25)
def water_bottle(m):
    r, h = m.v(0.14, 0.18), m.v(0.7, 0.8)
    m.space = ('round', m.v(0.1, 0.15), m.pick(8, 10))
    waist = m.pick(1.0, 0.9)
    neck = r * m.v(0.6, 0.8)
    profile = [(r * 0.93, 0), (r, 0.03)] + smooth([(r, 0.05), (r * waist, h * 0.45), (r, h - 0.12), (neck, h)], 6)
    m.lathe(vessel(profile, 0.012) if m.material == 'glass' else [(0, 0)] + profile + [(0, h)], m.main(split=('z', h * 0.4)))
    cap = m.paint('plastic', (m.second if m.pattern == 'plain' else None) or ('black' if m.colour != 'black' else 'grey'))
    style = m.pick('loop', 'knob', 'sport')
    m.cylinder(neck * 1.12, 0.09, cap, at=(0, 0, h), edge=0.012)
    if style == 'loop':
        m.tube(smooth([(-neck * 0.8, 0, h + 0.08), (-neck * 0.75, 0, h + 0.17), (0, 0, h + 0.2), (neck * 0.75, 0, h + 0.17), (neck * 0.8, 0, h + 0.08)], 6), 0.02, cap)
    elif style == 'knob':
        m.cylinder(neck * 0.75, 0.06, cap, at=(0, 0, h + 0.09), edge=0.015)
    else:
        m.cylinder(0.04, 0.08, cap, at=(0, 0, h + 0.09), edge=0.012, top=0.03)
