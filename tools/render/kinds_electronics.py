"""Electronics."""

import math

import shapes
from model import kind
from shapes import ellipse, rectangle, rounded, smooth


@kind('headphones', az=(15, 50), elev=(8, 20), size=0.2)
def headphones(m):
    w = m.v(0.34, 0.38)
    pad = m.other() if m.two_tone else (m.black('leather') if m.colour != 'black' else m.paint('leather', 'grey', shade=0.3))
    r = m.v(0.19, 0.23)
    shape = m.pick(1.0, 1.18)
    arch = [(w * math.cos(math.radians(a)), 0, 0.47 + (0.43 if a < 181 else 0) * math.sin(math.radians(a))) for a in range(0, 181, 6)]
    m.tube(arch, 0.022, m.main(), flat=0.05)
    inner = [(x * 0.94, y, z - 0.03) for x, y, z in arch[7:-7]]
    m.tube(inner, 0.024, pad, flat=0.05)
    for side in (-1, 1):
        m.tube([(side * w, 0, 0.47), (side * w * 1.02, 0, 0.32)], 0.02, m.steel())
        at = (side * w, 0, 0.3)
        m.slab(ellipse(r, r * shape, 48), 0.12, m.main(), at=(side * (w + 0.03), 0, r * shape + 0.01), rot=(90, 0, 90), edge=0.05)
        m.slab(ellipse(r * 0.97, r * 0.97 * shape, 48), 0.1, pad, at=(side * (w - 0.07), 0, r * shape + 0.01), rot=(90, 0, 90), edge=0.045, holes=[ellipse(r * 0.5, r * 0.5 * shape, 32)])
        m.slab(ellipse(r * 0.62, r * 0.62 * shape, 40), 0.125, m.shade(0.8), at=(side * (w + 0.033), 0, r * shape + 0.01), rot=(90, 0, 90), edge=0.02)


@kind('phone-case', pose='low', az=(-35, 35), elev=(50, 74), size=0.16)
def phone_case(m):
    w, t = m.v(0.48, 0.52), 0.06
    m.space = ('xy', m.v(0.09, 0.14), 0)
    outline = rounded(rectangle(w, 1.0), 0.09, 8)
    m.grain = 'y'
    m.slab(outline, t, m.main(split=('y', -0.05)), at=(0, 0, t / 2), edge=0.022)
    cx, cy = -w / 2 + 0.13, 0.37
    style = m.pick('square', 'column')
    size = (0.17, 0.17) if style == 'square' else (0.1, 0.24)
    cx, cy = -w / 2 + 0.05 + size[0] / 2, 0.455 - size[1] / 2
    m.slab(rounded([(x + cx, y + cy) for x, y in rectangle(*size)], 0.04), 0.02, m.black(), at=(0, 0, t + 0.004), edge=0.006)
    spots = [(-0.04, 0.04), (0.04, -0.04), (0.04, 0.04)] if style == 'square' else [(0, 0.07), (0, 0), (0, -0.07)]
    for x, y in spots:
        m.cylinder(0.03, 0.012, m.paint('steel', 'silver'), at=(cx + x, cy + y, t + 0.01), edge=0.004, seg=28)
        m.cylinder(0.022, 0.014, m.paint('plastic', 'black', shade=0.5), at=(cx + x, cy + y, t + 0.01), edge=0.003, seg=28)
    for y, length in ((0.2, 0.1), (0.05, 0.07)):
        m.box(0.012, length, 0.02, m.plain(), at=(w / 2 + 0.003, y, t / 2), bevel=0.005)


@kind('power-bank', pose='low', az=(-50, 50), elev=(32, 52), size=0.14)
def power_bank(m):
    w, t = m.v(0.46, 0.56), m.v(0.1, 0.16)
    corner = m.pick(0.05, 0.12)
    m.slab(rounded(rectangle(w, 1.0), corner, 8), t, m.main(split=('y', -0.22)), at=(0, 0, t / 2), edge=min(0.05, t * 0.45))
    dark = m.black() if m.colour not in ('black', 'navy') else m.paint('plastic', 'grey')
    for x in (-0.1, 0.1):
        m.box(0.12, 0.02, 0.045, dark, at=(x, -0.497, t / 2), bevel=0.004)
    for k in range(4):
        m.cylinder(0.012, 0.006, m.paint('plastic', 'white' if m.colour not in ('white', 'cream') else 'green', emission=0.3), at=(-0.06 + 0.04 * k, -0.38, t - 0.002), seg=16)
    m.tube([(w / 2 - 0.02, 0.44, t / 2), (w / 2 + 0.0, 0.5, t / 2)], 0.01, m.shade(0.6))


@kind('speaker', az=(-35, 35), elev=(8, 22), size=0.2)
def speaker(m):
    style = m.pick('cylinder', 'box', 'pill')
    grille = m.paint('felt', m.second or ('black' if m.colour != 'black' else 'grey'))
    if style == 'cylinder':
        r, h = m.v(0.24, 0.3), m.v(0.72, 0.9)
        m.cylinder(r, h, m.main(), edge=0.03)
        m.lathe([(r + 0.002, 0.1), (r + 0.008, 0.11), (r + 0.008, h - 0.2), (r + 0.002, h - 0.19)], grille)
        m.cylinder(r * 0.7, 0.008, grille, at=(0, 0, h), edge=0.003)
        m.cylinder(0.03, 0.012, m.steel(), at=(0, -r * 0.35, h), edge=0.004, seg=24)
    elif style == 'box':
        w = m.v(0.55, 0.62)
        m.grain = 'z'
        m.box(w, 0.42, 0.95, m.main(), at=(0, 0, 0.475), bevel=0.03)
        m.box(w * 0.88, 0.02, 0.84, grille, at=(0, -0.212, 0.475), bevel=0.008)
        for z, r in ((0.33, 0.19), (0.72, 0.1)):
            m.slab(ellipse(r, r, 44), 0.02, m.steel(), at=(0, -0.226, z), rot=(90, 0, 0), edge=0.006, holes=[ellipse(r * 0.9, r * 0.9, 44)])
            m.add(shapes.blob(r * 0.88, 0.03, r * 0.88), m.black('rubber'), at=(0, -0.215, z))
            m.add(shapes.blob(r * 0.34, 0.03, r * 0.34), m.paint('rubber', 'grey', shade=0.5), at=(0, -0.235, z))
    else:
        m.slab(rounded(rectangle(1.0, 0.46), 0.22, 10), 0.34, m.main(), at=(0, 0, 0.25), rot=(90, 0, 0), edge=0.08)
        m.slab(rounded(rectangle(0.9, 0.36), 0.17, 10), 0.352, grille, at=(0, 0, 0.25), rot=(90, 0, 0), edge=0.02)
        for x in (-0.3, 0.3):
            m.box(0.18, 0.22, 0.03, m.black('rubber'), at=(x, 0, 0.015), bevel=0.008)
        m.tube(smooth([(0.48, 0, 0.3), (0.6, 0, 0.36), (0.62, 0, 0.24), (0.48, 0, 0.2)], 5), 0.014, m.shade(0.6))


@kind('computer-mouse', az=(20, 60), elev=(30, 48), size=0.11)
def computer_mouse(m):
    w, h = m.v(0.26, 0.3), m.v(0.22, 0.28)
    m.grain = 'y'

    def shell(lift, low, high, paint):
        sections = []
        for k in range(13):
            t = low + (high - low) * k / 12
            y = 0.5 - t
            half = w * math.sqrt(max(0.0004, 1 - abs(2 * t - 1) ** 3.6)) + lift
            top = h * (math.sin(math.pi * (0.06 + 0.8 * t)) ** 0.55) + 0.03 + lift
            ring = []
            for j in range(24):
                a = 2 * math.pi * j / 24
                c, s = math.cos(a), math.sin(a)
                ring.append((half * math.copysign(abs(c) ** 0.7, c), y, max(0.0, top * math.copysign(abs(s) ** 0.8, s)) if s > 0 else 0.0))
            sections.append(ring)
        m.add(shapes.loft(sections), paint)
    shell(0.0, 0.01, 0.99, m.main())
    shell(0.006, 0.52, 0.985, m.other() if m.two_tone else m.main())
    m.box(0.012, 0.4, 0.03, m.black(), at=(0, -0.24, h * 0.98), rot=(14, 0, 0), bevel=0)
    m.slab(ellipse(0.07, 0.07, 28), 0.05, m.black('rubber') if m.colour != 'black' else m.paint('rubber', 'grey'), at=(0, -0.27, h * 0.86), rot=(0, 90, 0), edge=0.015)


@kind('keyboard', az=(-30, 30), elev=(28, 46), size=0.4)
def keyboard(m):
    w, d = 1.0, m.v(0.32, 0.38)
    m.slab(rounded(rectangle(w, d), 0.03), 0.04, m.main(), at=(0, 0, 0.02), rot=(0, 0, 0), edge=0.012)
    key = m.paint('plastic', m.second or 'white')
    other = m.paint('plastic', m.second or 'white', shade=0.8)
    n, rows = 15, 5
    pitch = (w - 0.05) / n
    depth = (d - 0.05) / rows
    for j in range(rows):
        y = d / 2 - 0.025 - depth * (j + 0.5)
        k = 0
        while k < n:
            wide = 1
            if j == rows - 1 and k == 4:
                wide = 6
            elif j in (1, 2, 3) and k in (0, n - 2):
                wide = 2 if k else 1
            x = -w / 2 + 0.025 + pitch * (k + wide / 2)
            m.box(pitch * wide - 0.01, depth - 0.01, 0.03, other if (j == 0 and k == 0) or k + wide >= n else key, at=(x, y, 0.052), bevel=0.006, segments=1)
            k += wide


@kind('usb-cable', pose='low', az=(-40, 40), elev=(52, 74), size=0.15)
def usb_cable(m):
    n, turns = 150, m.pick(3, 4)
    m.space = ('xy', 0.05, 0)
    points = []
    for i in range(n + 1):
        t = i / n
        a = 2 * math.pi * turns * t
        r = 0.33 + 0.06 * math.sin(5 * a / turns + 1) * 0.5 + 0.03 * (t - 0.5)
        points.append((r * math.cos(a), r * math.sin(a), 0.03 + 0.05 * t + 0.006 * math.sin(9 * a)))
    e = points[-1]
    tail = smooth([e, (e[0] - 0.01, e[1] + 0.12, 0.05), (e[0] + 0.05, e[1] + 0.24, 0.035)], 8)
    s = points[0]
    head = smooth([(s[0] + 0.12, s[1] - 0.32, 0.035), (s[0] + 0.03, s[1] - 0.16, 0.03), s], 8)
    thick = m.v(0.017, 0.024)
    m.tube(head[:-1] + points + tail[1:], thick, m.main())
    grip = m.other() if m.two_tone else (m.black() if m.colour != 'black' else m.paint('plastic', 'white'))
    for end, before in ((head[0], head[1]), (tail[-1], tail[-2])):
        dx, dy = end[0] - before[0], end[1] - before[1]
        yaw = math.degrees(math.atan2(dy, dx))
        k = math.hypot(dx, dy)
        ux, uy = dx / k, dy / k
        m.box(0.13, 0.07, 0.045, grip, at=(end[0] + ux * 0.05, end[1] + uy * 0.05, 0.035), rot=(0, 0, yaw), bevel=0.012)
        m.box(0.07, 0.05, 0.026, m.steel(), at=(end[0] + ux * 0.145, end[1] + uy * 0.145, 0.035), rot=(0, 0, yaw), bevel=0.006)


@kind('laptop-stand', az=(25, 60), elev=(14, 28), size=0.3)
def laptop_stand(m):
    w, rise = m.v(0.6, 0.75), m.v(0.36, 0.46)
    m.grain = 'x'

    def bent(path, low, high, paint):
        part = m.add(shapes.sheet([[(x, y, z) for y, z in path] for x in (low, high)]), paint)
        solid = part.modifiers.new('thick', 'SOLIDIFY')
        solid.thickness, solid.offset = 0.026, 0
        part.modifiers.new('soft', 'BEVEL').width = 0.006
    base = smooth([(-0.28, 0.013), (0.0, 0.013), (0.26, 0.013), (0.33, 0.05), (0.31, rise * 0.6), (0.27, rise), (0.2, rise + 0.01), (-0.1, rise * 0.72), (-0.4, rise * 0.43), (-0.44, rise * 0.43), (-0.46, rise * 0.43 + 0.06)], 5)
    half = len(base) // 2 + 2
    bent(base[:half], -w * 0.3, w * 0.3, m.main())
    bent(base[half - 1:], -w / 2, w / 2, m.main())
    for side in (-1, 1):
        m.box(0.05, 0.3, 0.006, m.black('rubber'), at=(side * w * 0.36, -0.1, rise * 0.72 + 0.018), rot=(22, 0, 0), bevel=0.002)
