"""Pictures of products: the white packshot and the coloured one, with surroundings that suit the product."""

import math
import random

from mathutils import Matrix, Vector

import materials
import model as models
import stage

WALLS = {'white': 'eeece6', 'cream': 'efe2c6', 'sage green': 'a9b89c', 'terracotta': 'c98a6b', 'pale pink': 'e9c9c3',
         'pale blue': 'bcd0dd', 'grey': 'b4b3af', 'mustard': 'd8b45c', 'petrol': '49707a', 'lilac': 'c7bbd6',
         'charcoal': '55565a', 'teal': '6fa8a3'}
SURFACES = ('oak table', 'walnut table', 'marble top', 'concrete top', 'linen cloth', 'white table', 'coloured paper')
FLOORS = ('oak floor', 'walnut floor', 'concrete floor', 'carpet')
WORDS = {'oak table': 'wooden table', 'walnut table': 'dark wooden table', 'marble top': 'marble counter',
         'concrete top': 'concrete surface', 'linen cloth': 'linen tablecloth', 'white table': 'white table',
         'oak floor': 'wooden floor', 'walnut floor': 'dark wooden floor', 'concrete floor': 'concrete floor',
         'carpet': 'carpet'}
PROPS = {
    'table': (('vase', 'ceramic'), ('bowl', 'ceramic'), ('storage-jar', 'glass'), ('plant-pot', 'ceramic'), ('candle', 'glass'),
              ('notebook', 'paper'), ('carafe', 'glass')),
    'floor': (('plant-pot', 'ceramic'), ('floor-lamp', 'steel'), ('basket', 'rattan'), ('stool', 'oak'), ('vase', 'ceramic')),
}


def srgb(code):
    return tuple((int(code[i:i + 2], 16) / 255) ** 2.2 for i in (0, 2, 4))


def surface(name, rng):
    """The ground of a setting, as a material; coloured paper returns the wall colour it took."""
    if name.startswith('oak'):
        return stage.boards(srgb('c99f6b'), srgb('a5763f'), rng.uniform(0.25, 0.5), rng)
    if name.startswith('walnut'):
        return stage.boards(srgb('6e4a30'), srgb('4a2e1c'), rng.uniform(0.25, 0.5), rng)
    if name == 'marble top':
        return materials.build('marble', 'white', grain='x')
    if name.startswith('concrete'):
        return materials.build('concrete', 'grey')
    if name == 'linen cloth':
        return materials.build('linen', rng.choice(('beige', 'white', 'light blue', 'cream')), wrinkle=0.25)
    if name == 'carpet':
        return materials.build('wool', rng.choice(('beige', 'grey', 'cream')))
    return stage.matte(srgb('e6e4df'))


def studio(built, matrices, rng, fill=0.78, info=None, az=None, elev=None):
    """White ground, soft light from everywhere, a key light from one side."""
    info = info or models.KINDS[built.spec['kind']]
    points = stage.copies(built, matrices)
    pale = built.colour in ('white', 'cream') and built.pattern in ('plain', 'speckled')
    ground = 0.62 if pale else 0.93  # a pale product needs a ground that it stands out from
    stage.world(0.82, (0.62, 0.62, 0.62) if pale else (1.0, 1.0, 1.0), side=0.5)
    pose = info['pose']
    white = stage.matte((ground, ground, ground), 0.0 if pale else 0.13)
    if pose == 'wall':
        back = max(p.y for p in points)
        stage.plane(60, white, stage.upright(back + 0.002))
    elif pose != 'hang':
        stage.plane(60, white, Matrix.Identity(4))
    side = -1 if rng.random() < 0.6 else 1
    stage.area((side * 2.6, -2.2, 3.4), (0, 0, 0.3), 2.4, 0.9 if pose == 'wall' else 0.56)
    az = rng.uniform(*info['az']) if az is None else az
    elev = rng.uniform(*info['elev']) if elev is None else elev
    stage.camera(points, az, elev, fill)
    return 'white background'


def lifestyle(built, matrices, rng, fill=0.66, info=None, props=True):
    """A coloured or natural surrounding with window light; returns the words for it."""
    info = info or models.KINDS[built.spec['kind']]
    points = stage.copies(built, matrices)
    pose, setting = info['pose'], info['setting']
    wall_name = rng.choice([w for w in WALLS if not clash(w, built.colour)])
    wall = stage.matte(srgb(WALLS[wall_name]))
    low = Vector([min(p[i] for p in points) for i in range(3)])
    high = Vector([max(p[i] for p in points) for i in range(3)])
    stage.world(0.72, srgb(WALLS[wall_name]), side=0.4)
    side = -1 if rng.random() < 0.5 else 1
    key = (1.0, 0.95, 0.87) if rng.random() < 0.6 else (0.95, 0.98, 1.0)
    stage.area((side * rng.uniform(2.0, 3.0), rng.uniform(-2.4, -0.8), rng.uniform(2.2, 3.2)), (0, 0, 0.3), rng.uniform(1.0, 1.6), 0.66, key)
    az = rng.uniform(*info['az'])
    elev = rng.uniform(*info['elev'])
    if pose == 'wall':
        stage.plane(60, wall, stage.upright(high.y + 0.002))
        words = f'a {wall_name} wall'
        if props and rng.random() < 0.6:
            ledge = low.z - rng.uniform(0.12, 0.2)
            stage.plane(6, surface('oak table', rng), Matrix.Translation((0, high.y - 3, ledge)))
            prop('table', rng, Vector((side * rng.uniform(0.5, 0.62), high.y - 0.25, ledge)), rng.uniform(0.3, 0.42))
        words = 'on ' + words
    elif pose == 'hang':
        stage.plane(60, wall, stage.upright(rng.uniform(0.8, 1.4)))
        words = f'in front of a {wall_name} wall'
    else:
        # bare metal takes on the colour of its surroundings
        shiny = built.material in ('brass', 'copper') or (built.material == 'steel' and built.colour in ('silver', 'grey', 'gold'))
        name = rng.choice([n for n in (FLOORS if setting == 'floor' else SURFACES) if not clash(n, built.colour) and not (shiny and n in ('coloured paper', 'walnut table', 'walnut floor'))])
        if name == 'coloured paper':
            stage.plane(60, wall, Matrix.Identity(4))
            words = f'on {wall_name} paper'
        else:
            stage.plane(60, surface(name, rng), Matrix.Rotation(math.radians(rng.choice((0, 0, 90))), 4, 'Z'))
            words = f'on a {WORDS[name]}'
        if pose == 'stand' and name != 'coloured paper':
            wall_at = high.y + (rng.uniform(0.15, 0.5) if setting == 'floor' else rng.uniform(0.7, 1.5))
            stage.plane(60, wall, stage.upright(wall_at))
            if setting == 'floor':
                skirting(wall_at)
            if props:
                # seen from far round a side, a thing on that side would hide the product
                sides = (-1,) if az > 30 else (1,) if az < -30 else rng.sample((-1, 1), rng.choice((1, 1, 2)))
                for s in sides:
                    size = rng.uniform(0.45, 0.75)
                    x = (high.x if s > 0 else -low.x) + size * rng.uniform(0.2, 0.5)
                    y = min(rng.uniform(0.25, 0.6), wall_at - size * 0.45)
                    prop(setting, rng, Vector((s * x, y, 0)), size)
        if rng.random() < 0.5 and pose in ('flat', 'low'):
            az += rng.uniform(-20, 20)
    stage.camera(points, az, elev, fill, lens=rng.uniform(50, 75), shift=(rng.uniform(-0.08, 0.08), rng.uniform(-0.08, 0.02)))
    return words


def clash(surrounding, colour):
    """Surroundings too near to the product's colour."""
    pairs = {'white': ('white', 'cream', 'marble top', 'white table'), 'cream': ('white', 'cream', 'marble top', 'white table'), 'grey': ('grey', 'concrete top', 'concrete floor', 'charcoal'),
             'silver': ('grey', 'concrete top', 'concrete floor'), 'pink': ('pale pink',), 'light blue': ('pale blue',), 'turquoise': ('teal', 'petrol'),
             'yellow': ('mustard',), 'gold': ('mustard', 'oak table'), 'orange': ('terracotta',), 'beige': ('oak table', 'oak floor', 'linen cloth', 'carpet', 'cream'),
             'brown': ('walnut table', 'walnut floor', 'terracotta'), 'black': ('charcoal', 'walnut table'), 'purple': ('lilac',)}
    return surrounding in pairs.get(colour, ())


def skirting(wall_at):
    import bpy
    import shapes
    mesh = shapes.box(60, 0.02, 0.09)
    mesh.materials.append(stage.matte(srgb('f2f1ec')))
    obj = stage.link(bpy.data.objects.new('skirting', mesh))
    obj.matrix_basis = Matrix.Translation((0, wall_at - 0.01, 0.045))


def prop(setting, rng, at, size):
    """A quiet thing beside the product."""
    name, material = rng.choice(PROPS[setting])
    if name not in models.KINDS:
        return
    colour = rng.choice(('white', 'beige', 'cream', 'grey'))
    if material == 'oak':
        colour = 'beige'
    built = models.make(dict(kind=name, colour=colour, material=material, pattern='plain'), random.Random(rng.random()))
    turn = Matrix.Rotation(rng.uniform(0, 6.28), 4, 'Z')
    stage.copies(built, [Matrix.Translation(at) @ turn @ Matrix.Scale(size, 4)])


def row(built, count, rng):
    """Places for `count` copies side by side, a little turned and shifted."""
    e = built.extent
    pose = models.KINDS[built.spec['kind']]['pose']
    out = []
    for n in range(count):
        back = (n % 2) * e.y * 0.35 if count > 2 and pose == 'stand' else 0
        x = (n - (count - 1) / 2) * (e.x * (0.75 if count > 2 and pose == 'stand' else 1.0) + 0.08)
        if pose == 'flat' and e.x > e.y * 1.5:
            at = (0, -(n - (count - 1) / 2) * (e.y + 0.06), 0)
        else:
            at = (x, back * 2 + rng.uniform(-0.03, 0.03), 0)
        out.append(stage.standing(at, rng.uniform(-8, 8) if count > 1 and pose != 'wall' else 0))
    return out
