"""Office, electronics, garden, tools and travel."""

import math

import shapes
from kinds_kitchen import vessel
from model import kind
from shapes import arc, ellipse, mirrored, rectangle, rounded, smooth


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
