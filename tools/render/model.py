"""A product model under construction: its random shape, its paints and its parts."""

import random

import bpy
from mathutils import Matrix, Vector

import materials
import shapes

KINDS = {}


def kind(name, pose='stand', az=(-35, 35), elev=(12, 28), setting='table', size=0.3):
    """Registers a builder. `pose`: stand, flat (lies, seen from above), low (lies, seen slantwise), wall, hang.
    `az`, `elev`: degrees the camera may take; `setting`: where it is used; `size`: metres, for the props beside it."""
    def keep(build):
        KINDS[name] = dict(build=build, pose=pose, az=az, elev=elev, setting=setting, size=size)
        return build
    return keep


class Model:
    """`spec` holds kind, colour, secondColour, material, pattern; `shape` is the random.Random of the proportions."""

    def __init__(self, spec, shape, jitter=None):
        self.spec, self.shape, self.jitter = spec, shape, jitter
        self.colour, self.second = spec['colour'], spec.get('secondColour')
        self.material, self.pattern = spec['material'], spec['pattern']
        self.style = shape.random()
        self.parts = []
        self.points = []
        self.cache = {}
        self.space = ('box', 0.16, 12)
        self.split = ('z', 0.3)
        self.grain = 'x'
        self.wrinkle = 0.0

    # --- random shape
    def v(self, low, high):
        return self.shape.uniform(low, high)

    def pick(self, *options):
        return self.shape.choice(options)

    # --- paints
    @property
    def two_tone(self):
        return self.pattern == 'two-tone'

    def paint(self, material, colour, second=None, pattern='plain', space=None, **more):
        key = (material, colour, second, pattern, space or self.space, tuple(sorted(more.items())))
        if key not in self.cache:
            options = dict(style=self.style, grain=self.grain, wrinkle=self.wrinkle, jitter=None, split=self.split)
            options.update(more)
            state = random.Random(f'{self.jitter}{colour}') if self.jitter is not None else None
            options['jitter'] = state
            self.cache[key] = materials.build(material, colour, second, pattern, space or self.space, **options)
        return self.cache[key]

    def main(self, space=None, split=None, **more):
        """The product's own paint. With `split` a two-tone product is divided there; without, other parts differ."""
        pattern = self.pattern
        if pattern == 'two-tone':
            if not split:
                pattern = 'plain'
            else:
                more['split'] = split
        return self.paint(self.material, self.colour, self.second if pattern != 'plain' else None, pattern, space, **more)

    def plain(self, **more):
        """The first colour without the pattern."""
        return self.paint(self.material, self.colour, **more)

    def other(self, **more):
        """The second colour where the product is two-tone, its own paint elsewhere."""
        if self.two_tone and self.second:
            return self.paint(self.material, self.second, **more)
        return self.main(**more)

    def trim(self, default, material=None):
        """A detail: the second colour where there is one, else the given default."""
        return self.paint(material or self.material, self.second or default)

    def shade(self, factor=0.6):
        """The first colour, darker: seams and hems."""
        return self.paint(self.material, self.colour, shade=factor)

    def steel(self):
        return self.paint('steel', 'silver')

    def black(self, material='plastic'):
        return self.paint(material, 'black')

    # --- parts
    def add(self, data, paint, at=(0, 0, 0), rot=(0, 0, 0), bevel=0.0, bake=True, segments=3):
        """Puts a mesh or curve into the model. Baked parts have model coordinates, so patterns run across them."""
        matrix = shapes.placed(at, rot)
        obj = bpy.data.objects.new('part', data)
        data.materials.append(paint)
        if isinstance(data, bpy.types.Mesh):
            if bake:
                data.transform(matrix)
                matrix = Matrix.Identity(4)
            step = max(1, len(data.vertices) // 400)
            self.points += [matrix @ data.vertices[i].co for i in range(0, len(data.vertices), step)]
        else:
            reach = data.bevel_depth if data.dimensions == '3D' else 0
            rise = data.extrude + data.bevel_depth if data.dimensions == '2D' else data.extrude
            for spline in data.splines:
                step = max(1, len(spline.points) // 120)
                for p in list(spline.points)[::step]:
                    c = Vector(p.co[:3])
                    for d in ((reach, 0, rise), (-reach, 0, -rise), (0, reach, rise), (0, -reach, -rise), (0, 0, rise + reach), (0, 0, -rise - reach)):
                        self.points.append(matrix @ (c + Vector(d)))
        obj.matrix_basis = matrix
        if bevel:
            mod = obj.modifiers.new('bevel', 'BEVEL')
            mod.width, mod.segments, mod.limit_method = bevel, segments, 'ANGLE'
        self.parts.append(obj)
        return obj

    def lathe(self, profile, paint, at=(0, 0, 0), rot=(0, 0, 0), seg=48, crease=40):
        return self.add(shapes.lathe(profile, seg, crease), paint, at, rot)

    def cylinder(self, radius, height, paint, at=(0, 0, 0), rot=(0, 0, 0), edge=0.0, seg=40, top=None):
        """A cylinder standing on `at` (before rotation); `top` is another radius at its top."""
        top = radius if top is None else top
        e = min(edge, height / 2.01)
        profile = [(0, 0), (radius - e, 0)] + [(radius - e * 0.3, e * 0.3)] * bool(e) + [(radius, e)] * bool(e)
        profile += [(top, height - e)] * bool(e) + [(top - e * 0.3, height - e * 0.3)] * bool(e) + [(top - e, height), (0, height)]
        return self.add(shapes.lathe(profile, seg), paint, at, rot)

    def box(self, sx, sy, sz, paint, at=(0, 0, 0), rot=(0, 0, 0), bevel=0.01, bake=True, segments=3):
        """A box centred on `at`."""
        return self.add(shapes.box(sx, sy, sz), paint, at, rot, min(bevel, 0.49 * min(sx, sy, sz)), bake, segments)

    def blob(self, rx, ry, rz, paint, at=(0, 0, 0), rot=(0, 0, 0), e1=2.0, e2=2.0):
        return self.add(shapes.blob(rx, ry, rz, e1, e2), paint, at, rot)

    def tube(self, points, radius, paint, closed=False, radii=None, flat=None, at=(0, 0, 0), rot=(0, 0, 0), resolution=3):
        return self.add(shapes.tube(points, radius, closed, radii, resolution, flat), paint, at, rot)

    def slab(self, outline, thickness, paint, at=(0, 0, 0), rot=(0, 0, 0), edge=0.01, holes=()):
        """A flat outline, its middle at `at`; rot (90, 0, 0) stands it up, facing the front."""
        return self.add(shapes.slab([outline, *holes], thickness, edge), paint, at, rot)

    def ring(self, radius, thick, paint, at=(0, 0, 0), rot=(0, 0, 0), steps=48):
        points = [(*p, 0) for p in shapes.ellipse(radius, radius, steps)]
        return self.tube(points, thick, paint, closed=True, at=at, rot=rot)

    def settle(self):
        """Moves the model onto the ground, centred, with a largest dimension of 1."""
        low = Vector([min(p[i] for p in self.points) for i in range(3)])
        high = Vector([max(p[i] for p in self.points) for i in range(3)])
        scale = 1 / max(high - low)
        move = Vector((-(low.x + high.x) / 2, -(low.y + high.y) / 2, -low.z))
        matrix = Matrix.Scale(scale, 4) @ Matrix.Translation(move)
        for obj in self.parts:
            obj.matrix_basis = matrix @ obj.matrix_basis
        self.points = [matrix @ p for p in self.points]
        self.extent = (high - low) * scale
        return self


def make(spec, shape, jitter=None):
    """Builds a model of a spec; its objects are not in a scene yet."""
    model = Model(spec, shape, jitter)
    KINDS[spec['kind']]['build'](model)
    return model.settle()
