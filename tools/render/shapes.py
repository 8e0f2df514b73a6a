"""Mesh and curve primitives, all in model coordinates (z up, front towards -y, lengths near 1)."""

import math

import bpy
from mathutils import Matrix, Vector


def smooth(points, steps=6, closed=False):
    """Catmull-Rom curve through 2-D or 3-D points, `steps` segments between two of them."""
    n = len(points)
    out = []
    spans = n if closed else n - 1
    for i in range(spans):
        if closed:
            p0, p1, p2, p3 = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        else:
            p0, p1 = points[max(i - 1, 0)], points[i]
            p2, p3 = points[i + 1], points[min(i + 2, n - 1)]
        for s in range(steps):
            t = s / steps
            out.append(tuple(
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3)
                for a, b, c, d in zip(p0, p1, p2, p3)))
    if not closed:
        out.append(tuple(points[-1]))
    return out


def rounded(outline, radius, steps=5):
    """A closed polygon with each corner cut back by `radius` and bridged by a quadratic curve."""
    out = []
    n = len(outline)
    for i, corner in enumerate(outline):
        p = Vector(corner[:2])
        r = corner[2] if len(corner) > 2 else radius
        a, b = Vector(outline[i - 1][:2]) - p, Vector(outline[(i + 1) % n][:2]) - p
        if r <= 0 or a.length < 1e-6 or b.length < 1e-6:
            out.append((p.x, p.y))
            continue
        s, e = p + a.normalized() * min(r, a.length * 0.49), p + b.normalized() * min(r, b.length * 0.49)
        for k in range(steps + 1):
            t = k / steps
            q = s * (1 - t) ** 2 + p * 2 * t * (1 - t) + e * t * t
            out.append((q.x, q.y))
    return out


def mirrored(half):
    """A closed outline from its right half, given from the top of the axis x = 0 to its bottom."""
    left = [(-p[0],) + tuple(p[1:]) for p in reversed(half) if abs(p[0]) > 1e-6]
    return list(half) + left


def rectangle(w, h):
    return [(-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2)]


def ellipse(rx, ry, steps=40, power=2.0, cx=0.0, cy=0.0):
    """A (super)ellipse outline; power 2 is the ellipse, larger is boxier."""
    out = []
    for i in range(steps):
        c, s = math.cos(2 * math.pi * i / steps), math.sin(2 * math.pi * i / steps)
        out.append((cx + rx * math.copysign(abs(c) ** (2 / power), c), cy + ry * math.copysign(abs(s) ** (2 / power), s)))
    return out


def arc(cx, cy, r, start, end, steps=16, ry=None):
    """Points of an arc, angles in degrees."""
    ry = r if ry is None else ry
    return [(cx + r * math.cos(math.radians(start + (end - start) * i / steps)),
             cy + ry * math.sin(math.radians(start + (end - start) * i / steps))) for i in range(steps + 1)]


def placed(at=(0, 0, 0), rot=(0, 0, 0)):
    """A matrix: rotations about x, y, z in degrees, then a move."""
    r = (Matrix.Rotation(math.radians(rot[2]), 4, 'Z') @ Matrix.Rotation(math.radians(rot[1]), 4, 'Y')
         @ Matrix.Rotation(math.radians(rot[0]), 4, 'X'))
    return Matrix.Translation(at) @ r


def _mesh(verts, faces, crease=40):
    mesh = bpy.data.meshes.new('part')
    mesh.from_pydata(verts, [], faces)
    mesh.polygons.foreach_set('use_smooth', [True] * len(mesh.polygons))
    mesh.use_auto_smooth = True
    mesh.auto_smooth_angle = math.radians(crease)
    return mesh


def lathe(profile, seg=48, crease=40):
    """A body of revolution about z from (radius, z) points."""
    verts, faces, rings = [], [], []
    for r, z in profile:
        if r < 1e-5:
            rings.append([len(verts)] * seg)
            verts.append((0, 0, z))
        else:
            rings.append(list(range(len(verts), len(verts) + seg)))
            verts.extend((r * math.cos(2 * math.pi * i / seg), r * math.sin(2 * math.pi * i / seg), z) for i in range(seg))
    for a, b in zip(rings, rings[1:]):
        for i in range(seg):
            j = (i + 1) % seg
            face = [a[i], a[j], b[j], b[i]]
            face = list(dict.fromkeys(face))
            if len(face) > 2:
                faces.append(face)
    return _mesh(verts, faces, crease)


def loft(sections, cap=True, crease=60):
    """A skin over closed rings of equal length (3-D points)."""
    k = len(sections[0])
    verts = [p for s in sections for p in s]
    faces = []
    for a in range(len(sections) - 1):
        for i in range(k):
            j = (i + 1) % k
            faces.append((a * k + i, a * k + j, (a + 1) * k + j, (a + 1) * k + i))
    if cap:
        faces.append(tuple(range(k)))
        faces.append(tuple((len(sections) - 1) * k + i for i in range(k)))
    return _mesh(verts, faces, crease)


def sheet(rows, crease=60):
    """An open grid of 3-D points."""
    w = len(rows[0])
    faces = [(r * w + i, r * w + i + 1, (r + 1) * w + i + 1, (r + 1) * w + i)
             for r in range(len(rows) - 1) for i in range(w - 1)]
    return _mesh([p for row in rows for p in row], faces, crease)


def box(sx, sy, sz):
    """A box centred on the origin."""
    x, y, z = sx / 2, sy / 2, sz / 2
    verts = [(a, b, c) for c in (-z, z) for b in (-y, y) for a in (-x, x)]
    faces = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
    return _mesh(verts, faces, 30)


def blob(rx, ry, rz, e1=2.0, e2=2.0, seg=40, rings=20):
    """A superquadric: e1 squares it from the side, e2 from above (2 = ellipsoid, 5 = soft box)."""
    def power(v, e):
        return math.copysign(abs(v) ** (2 / e), v)
    verts, faces = [], []
    for j in range(rings + 1):
        a = -math.pi / 2 + math.pi * j / rings
        for i in range(seg):
            b = 2 * math.pi * i / seg
            verts.append((rx * power(math.cos(a), e1) * power(math.cos(b), e2),
                          ry * power(math.cos(a), e1) * power(math.sin(b), e2), rz * power(math.sin(a), e1)))
    for j in range(rings):
        for i in range(seg):
            k = (i + 1) % seg
            faces.append((j * seg + i, j * seg + k, (j + 1) * seg + k, (j + 1) * seg + i))
    return _mesh(verts, faces, 70)


def pillow(w, d, h, n=24, pinch=0.06):
    """A stuffed cloth square with drawn-out corners."""
    verts, faces = [], []
    for side in (1, -1):
        base = len(verts)
        for j in range(n + 1):
            for i in range(n + 1):
                u, v = 2 * i / n - 1, 2 * j / n - 1
                puff = ((1 - u ** 4) * (1 - v ** 4)) ** 0.55
                x = u * (1 - pinch * (1 - v * v)) * w / 2
                y = v * (1 - pinch * (1 - u * u)) * d / 2
                verts.append((x, y, side * puff * h / 2))
        for j in range(n):
            for i in range(n):
                a = base + j * (n + 1) + i
                faces.append((a, a + 1, a + n + 2, a + n + 1))
    return _mesh(verts, faces, 75)


def tube(points, radius, closed=False, radii=None, resolution=3, flat=None):
    """A round wire through 3-D points; `radii` scales it point by point, `flat` is the width of a ribbon instead."""
    curve = bpy.data.curves.new('tube', 'CURVE')
    curve.dimensions = '3D'
    if flat:
        curve.extrude = flat / 2
    curve.bevel_depth = radius
    curve.bevel_resolution = resolution
    curve.use_fill_caps = True
    curve.twist_mode = 'MINIMUM' if not flat else 'Z_UP'
    spline = curve.splines.new('POLY')
    spline.points.add(len(points) - 1)
    for i, p in enumerate(points):
        spline.points[i].co = (p[0], p[1], p[2], 1)
        spline.points[i].radius = radii[i] if radii else 1
    spline.use_cyclic_u = closed
    spline.use_smooth = True
    return curve


def inset(outline, by):
    """A closed outline moved inwards by `by` (outwards where negative): the lines of its sides are moved and met
    again, sides that would turn round are dropped."""
    clean = [Vector(p[:2]) for p in outline]
    clean = [p for i, p in enumerate(clean) if (p - clean[i - 1]).length > 1e-6]
    n = len(clean)
    twice_area = sum(clean[i - 1].x * clean[i].y - clean[i].x * clean[i - 1].y for i in range(n))
    turn = 1 if twice_area > 0 else -1
    sides = []
    for i in range(n):
        start, end = clean[i], clean[(i + 1) % n]
        d = (end - start).normalized()
        move = Vector((-d.y, d.x)) * turn * by
        sides.append((start + move, end + move, d))
    while len(sides) > 3:
        corners = []
        for i, (start, _, d) in enumerate(sides):
            _, end, e = sides[i - 1]
            cross = e.x * d.y - e.y * d.x
            gap = start - end
            if abs(cross) < 0.02:
                corners.append((start + end) / 2)
            else:
                corners.append(end + e * ((gap.x * d.y - gap.y * d.x) / cross))
        lengths = [(corners[(i + 1) % len(sides)] - corners[i]).dot(side[2]) for i, side in enumerate(sides)]
        worst = min(range(len(sides)), key=lengths.__getitem__)
        if lengths[worst] >= -1e-7:
            return [tuple(c) for c in corners]
        # all locally worst sides go at once
        sides = [side for i, side in enumerate(sides)
                 if lengths[i] >= -1e-7 or lengths[i] > lengths[i - 1] or lengths[i] > lengths[(i + 1) % len(sides)]]
    return [tuple(p) for p in clean]


def slab(outlines, thickness, edge):
    """Flat outlines (the first outer, the others holes) of a thickness in z, edges rounded by `edge`."""
    curve = bpy.data.curves.new('slab', 'CURVE')
    curve.dimensions = '2D'
    curve.fill_mode = 'BOTH'
    edge = min(edge, thickness / 2)
    curve.extrude = thickness / 2 - edge
    curve.bevel_depth = edge
    curve.bevel_resolution = 3
    for n, outline in enumerate(outlines):
        outline = inset(outline, -edge if n else edge) if edge else outline
        spline = curve.splines.new('POLY')
        spline.points.add(len(outline) - 1)
        for i, p in enumerate(outline):
            spline.points[i].co = (p[0], p[1], 0, 1)
        spline.use_cyclic_u = True
    return curve
