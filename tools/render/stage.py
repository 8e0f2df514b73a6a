"""The photo studio: light, camera, ground, walls and props around one or several models."""

import math

import bpy
from mathutils import Matrix, Vector

import materials


def reset():
    """Empties the file, so that thousands of pictures fit into one process."""
    for obj in list(bpy.data.objects):
        bpy.data.objects.remove(obj, do_unlink=True)
    for group in (bpy.data.meshes, bpy.data.curves, bpy.data.lights, bpy.data.cameras, bpy.data.materials, bpy.data.worlds):
        for item in list(group):
            group.remove(item)


def configure(size, samples):
    """Render settings: Cycles on one core, Standard view (Filmic would grey the colours)."""
    scene = bpy.context.scene
    scene.render.engine = 'CYCLES'
    scene.render.resolution_x = scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    scene.render.threads_mode, scene.render.threads = 'FIXED', 1
    scene.render.image_settings.file_format = 'PNG'
    scene.render.image_settings.color_mode = 'RGB'
    scene.render.image_settings.compression = 15
    scene.view_settings.view_transform = 'Standard'
    scene.view_settings.look = 'None'
    cycles = scene.cycles
    cycles.device = 'CPU'
    cycles.samples = samples
    cycles.use_denoising = False
    cycles.use_adaptive_sampling = samples > 20
    cycles.adaptive_threshold = 0.025
    cycles.adaptive_min_samples = 16
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 3, 1, 2
    cycles.transparent_max_bounces = 10
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 2.0
    cycles.light_sampling_threshold = 0.03
    cycles.sample_clamp_direct = 6.0
    cycles.blur_glossy = 1.0
    return scene


def link(obj):
    bpy.context.scene.collection.objects.link(obj)
    return obj


def world(strength, backdrop, side=0.45):
    """Soft light from everywhere, darker near the horizon so that shiny things have contrast; the camera itself sees
    `backdrop` (linear RGB)."""
    w = bpy.data.worlds.new('world')
    bpy.context.scene.world = w
    w.use_nodes = True
    t = materials.Tree.__new__(materials.Tree)
    t.tree = w.node_tree
    t.tree.nodes.clear()
    z = t.node('SeparateXYZ', inputs={0: t.node('TexCoord', out='Generated')}).node.outputs[2]
    up = t.ramp(z, -0.1, 0.55)
    light = t.mix(up, (side, side, side), (1.0, 1.0, 1.0))
    camera = t.node('LightPath', out='Is Camera Ray')
    a = t.node('Background', inputs={'Color': light, 'Strength': strength})
    b = t.node('Background', inputs={'Color': backdrop, 'Strength': 1.0})
    mixed = t.node('MixShader', inputs={0: camera, 1: a, 2: b})
    t.link(t.tree.nodes.new('ShaderNodeOutputWorld').inputs['Surface'], mixed)
    w.cycles.sampling_method = 'NONE'  # nearly uniform: hits by chance are less work and no noisier


def area(position, target, size, power, colour=(1, 1, 1)):
    """A square soft box. `power` 1 lights a white surface that faces it to white, whatever its distance and size."""
    light = bpy.data.lights.new('area', 'AREA')
    light.size = size
    position, target = Vector(position), Vector(target)
    light.energy = power * (position - target).length ** 2 * math.pi ** 2
    light.color = colour
    obj = link(bpy.data.objects.new('area', light))
    obj.matrix_basis = Matrix.Translation(position) @ (target - position).to_track_quat('-Z', 'Y').to_matrix().to_4x4()


def camera(points, az, elev, fill=0.78, lens=70.0, shift=(0.0, 0.0)):
    """Points the camera along (az, elev) and steps back until the points' picture fills `fill` of the frame."""
    data = bpy.data.cameras.new('camera')
    data.lens, data.sensor_width = lens, 36
    a, e = math.radians(az), math.radians(elev)
    back = Vector((math.sin(a) * math.cos(e), -math.cos(a) * math.cos(e), math.sin(e)))
    rotation = back.to_track_quat('Z', 'Y')
    right, up = rotation @ Vector((1, 0, 0)), rotation @ Vector((0, 1, 0))
    low = Vector([min(p[i] for p in points) for i in range(3)])
    high = Vector([max(p[i] for p in points) for i in range(3)])
    centre, distance = (low + high) / 2, 3.0
    tan = 18 / lens
    for _ in range(6):
        spans = [[9, -9], [9, -9]]
        for p in points:
            q = p - centre
            depth = distance - q.dot(back)
            for k, axis in enumerate((right, up)):
                s = q.dot(axis) / (depth * tan)
                spans[k][0], spans[k][1] = min(spans[k][0], s), max(spans[k][1], s)
        width = max(b - a for a, b in spans) / 2
        centre = centre + right * (sum(spans[0]) / 2 * distance * tan) + up * (sum(spans[1]) / 2 * distance * tan)
        distance *= width / fill
    centre = centre - (right * shift[0] + up * shift[1]) * distance * tan
    obj = link(bpy.data.objects.new('camera', data))
    obj.matrix_basis = Matrix.Translation(centre + back * distance) @ rotation.to_matrix().to_4x4()
    data.clip_end = 200
    bpy.context.scene.camera = obj
    return distance


def copies(model, matrices):
    """Links one model several times (shared meshes); returns all points."""
    homes = [obj.matrix_basis.copy() for obj in model.parts]
    points = []
    for n, matrix in enumerate(matrices):
        for obj, home in zip(model.parts, homes):
            each = obj if n == 0 else obj.copy()
            link(each)
            each.matrix_basis = matrix @ home
        points += [matrix @ p for p in model.points]
    return points


def plane(size, paint, matrix):
    mesh = bpy.data.meshes.new('plane')
    s = size / 2
    mesh.from_pydata([(-s, -s, 0), (s, -s, 0), (s, s, 0), (-s, s, 0)], [], [(0, 1, 2, 3)])
    mesh.materials.append(paint)
    obj = link(bpy.data.objects.new('plane', mesh))
    obj.matrix_basis = matrix
    return obj


def matte(rgb, glow=0.0):
    """A surface without gloss; `glow` is light of its own."""
    t = materials.Tree('matte')
    shader = t.node('BsdfDiffuse', inputs={'Color': tuple(rgb)})
    if glow:
        shader = t.node('AddShader', inputs={0: shader, 1: t.node('Emission', inputs={'Strength': glow})})
    t.link(t.tree.nodes.new('ShaderNodeOutputMaterial').inputs['Surface'], shader)
    return t.material


def boards(base, dark, width, rng):
    """Wooden planks along x."""
    t = materials.Tree('boards')
    p = t.position()
    xyz = t.node('SeparateXYZ', inputs={0: p}).node.outputs
    row = t.math('DIVIDE', xyz[1], width)
    shade = t.math('FRACT', t.math('MULTIPLY', t.math('SINE', t.math('MULTIPLY', t.math('FLOOR', row), 12.9898)), 43.7))
    grain = t.noise(2.0, 3, 1.0, t.node('Mapping', inputs={'Vector': p, 'Scale': (0.5, 7, 7), 'Location': (rng.random() * 9, rng.random() * 9, 0)}))
    colour = t.mix(t.ramp(grain, 0.35, 0.75), base, dark)
    colour = t.mix(t.math('MULTIPLY', shade, 0.35), colour, dark)
    gap = t.math('LESS_THAN', t.math('FRACT', row), 0.02)
    colour = t.mix(t.math('MULTIPLY', gap, 0.7), colour, (0.03, 0.02, 0.015))
    shader = t.node('BsdfDiffuse', inputs={'Color': colour})
    t.link(t.tree.nodes.new('ShaderNodeOutputMaterial').inputs['Surface'], shader)
    return t.material


def standing(matrix_at, yaw=0.0):
    return Matrix.Translation(matrix_at) @ Matrix.Rotation(math.radians(yaw), 4, 'Z')


def upright(y, z=0.0):
    """A vertical plane facing -y at depth y."""
    return Matrix.Translation((0, y, z)) @ Matrix.Rotation(math.radians(90), 4, 'X')
