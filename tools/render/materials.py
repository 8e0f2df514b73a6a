"""Cycles shaders: what a material is (gloss, grain, weave, veins) and which pattern its colours form."""

import colorsys

import bpy

COLOURS = {
    'red': 'c41a1c', 'dark red': '6e0c16', 'orange': 'ee7410', 'yellow': 'f5c916', 'green': '3a9c3c',
    'dark green': '17492a', 'turquoise': '1fb3ad', 'blue': '1c58c6', 'navy': '141f4b', 'light blue': '93c6ec',
    'purple': '6c35a3', 'pink': 'f08db1', 'brown': '6a4023', 'beige': 'd3b78c', 'white': 'f6f6f4',
    'cream': 'f4e6bf', 'grey': '87898c', 'black': '131315', 'gold': 'd8a431', 'silver': 'c9cbce',
}
CLOTH = ('cotton', 'wool', 'linen', 'felt')
WOOD = ('oak', 'walnut', 'bamboo')
METALLIC_COLOURS = ('gold', 'silver')
# roughness of the base shader
ROUGHNESS = {
    'ceramic': 0.18, 'porcelain': 0.1, 'glass': 0.03, 'oak': 0.5, 'walnut': 0.42, 'steel': 0.28, 'brass': 0.24,
    'copper': 0.24, 'plastic': 0.3, 'cotton': 0.95, 'wool': 1.0, 'linen': 0.95, 'felt': 1.0, 'leather': 0.45,
    'rubber': 0.62, 'paper': 0.85, 'rattan': 0.6, 'marble': 0.15, 'concrete': 0.85, 'cork': 0.9, 'silicone': 0.5,
    'bamboo': 0.45,
}
BUMPS = {  # (noise scale, strength, detail)
    'cotton': (90, 0.10, 2), 'wool': (55, 0.5, 3), 'linen': (70, 0.25, 2), 'felt': (45, 0.35, 4),
    'leather': (60, 0.16, 3), 'rubber': (80, 0.06, 2), 'concrete': (14, 0.25, 6), 'cork': (40, 0.3, 3),
    'paper': (30, 0.04, 3), 'rattan': (20, 0.1, 2),
}


def linear(name, jitter=None):
    """A named colour as linear RGB; `jitter` is a random.Random that shifts it a little."""
    code = COLOURS[name]
    rgb = [int(code[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    if jitter:
        h, s, v = colorsys.rgb_to_hsv(*rgb)
        h = (h + jitter.uniform(-0.012, 0.012)) % 1
        s = min(1, s * jitter.uniform(0.9, 1.08))
        v = min(0.97, v * jitter.uniform(0.92, 1.1))
        rgb = colorsys.hsv_to_rgb(h, s, v)
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)


class Tree:
    """A thin layer over a node tree: nodes are made by a call, sockets are passed as values."""

    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()

    def node(self, kind, out=0, inputs=None, **settings):
        node = self.tree.nodes.new('ShaderNode' + kind)
        for key, value in settings.items():
            setattr(node, key, value)
        for key, value in (inputs or {}).items():
            self.link(node.inputs[key], value)
        return node.outputs[out]

    def link(self, socket, value):
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif isinstance(value, tuple) and len(value) == 3 and socket.type == 'RGBA':
            socket.default_value = (*value, 1)
        else:
            socket.default_value = value

    def math(self, op, a, b=0.0):
        return self.node('Math', inputs={0: a, 1: b}, operation=op)

    def mix(self, factor, a, b):
        return self.node('MixRGB', inputs={'Fac': factor, 'Color1': a, 'Color2': b})

    def noise(self, scale, detail=2.0, distortion=0.0, vector=None):
        inputs = {'Scale': scale, 'Detail': detail, 'Distortion': distortion}
        if vector is not None:
            inputs['Vector'] = vector
        else:
            inputs['Vector'] = self.position()
        return self.node('TexNoise', inputs=inputs)

    def position(self):
        return self.node('TexCoord', out='Object')

    def ramp(self, value, low, high):
        return self.node('MapRange', inputs={'Value': value, 'From Min': low, 'From Max': high})


def surface_coordinates(t, space):
    """(u, v) along the surface, from model coordinates. `space` is (kind, period, repeats around)."""
    kind, period, repeats = space
    xyz = t.node('SeparateXYZ', inputs={0: t.position()}, out='X').node
    x, y, z = xyz.outputs
    if kind in ('round', 'rings'):
        turn = t.math('MULTIPLY', t.math('ARCTAN2', y, x), repeats / 6.2831853)
        if kind == 'round':
            return turn, t.math('DIVIDE', z, period)
        radius = t.math('SQRT', t.math('ADD', t.math('MULTIPLY', x, x), t.math('MULTIPLY', y, y)))
        return turn, t.math('DIVIDE', radius, period)
    if kind == 'box':
        normal = t.node('SeparateXYZ', inputs={0: t.node('TexCoord', out='Normal')}).node.outputs
        on_x = t.math('GREATER_THAN', t.math('ABSOLUTE', normal[0]), 0.7)
        on_z = t.math('GREATER_THAN', t.math('ABSOLUTE', normal[2]), 0.7)
        u = t.math('ADD', x, t.math('MULTIPLY', on_x, t.math('SUBTRACT', y, x)))
        v = t.math('ADD', z, t.math('MULTIPLY', on_z, t.math('SUBTRACT', y, z)))
    else:
        axes = {'x': x, 'y': y, 'z': z}
        u, v = axes[kind[0]], axes[kind[1]]
    return t.math('DIVIDE', u, period), t.math('DIVIDE', v, period)


def pattern_mask(t, pattern, space, style, split):
    """A 0..1 socket: where the second colour lies."""
    if pattern == 'marbled':
        n = t.noise(3.2, 4, 1.6 + style)
        return t.ramp(n, 0.49, 0.58)
    if pattern == 'speckled':
        cells = t.node('TexVoronoi', inputs={'Vector': t.position(), 'Scale': 26 + 10 * style, 'Randomness': 1.0})
        return t.math('LESS_THAN', cells, 0.25)
    if pattern == 'two-tone':
        axis, at = split
        xyz = t.node('SeparateXYZ', inputs={0: t.position()}).node.outputs
        return t.math('LESS_THAN', xyz['XYZ'.index(axis.upper())], at)
    u, v = surface_coordinates(t, space)
    if pattern == 'striped':
        return t.math('LESS_THAN', t.math('FRACT', v), 0.34 + 0.22 * style)
    if pattern == 'zigzag':
        tooth = t.math('PINGPONG', u, 0.5)
        return t.math('LESS_THAN', t.math('FRACT', t.math('ADD', v, tooth)), 0.45)
    if pattern == 'dotted':
        row = t.math('MULTIPLY', t.math('FLOOR', v), 0.5)
        du = t.math('SUBTRACT', t.math('FRACT', t.math('ADD', u, row)), 0.5)
        dv = t.math('SUBTRACT', t.math('FRACT', v), 0.5)
        d2 = t.math('ADD', t.math('MULTIPLY', du, du), t.math('MULTIPLY', dv, dv))
        return t.math('LESS_THAN', d2, (0.22 + 0.09 * style) ** 2)
    if pattern == 'checked':
        a = t.math('LESS_THAN', t.math('FRACT', u), 0.5)
        b = t.math('LESS_THAN', t.math('FRACT', v), 0.5)
        if style < 0.5:  # gingham: crossing bands, the middle tone where one of them lies
            return t.math('MULTIPLY', t.math('ADD', a, b), 0.5)
        return t.math('ABSOLUTE', t.math('SUBTRACT', a, b))
    raise ValueError(f'unknown pattern {pattern}')


def textured(t, material, colour, rgb, grain, natural):
    """The base colour with what the material itself does to it (grain, veins, weave)."""
    if material in WOOD:
        stretch = {'x': (0.6, 9, 9), 'y': (9, 0.6, 9), 'z': (9, 9, 0.6)}[grain]
        v = t.node('Mapping', inputs={'Vector': t.position(), 'Scale': stretch})
        n = t.noise(1.6, 5, 1.2, v)
        if natural:
            base = {'oak': 'd7ab70', 'walnut': '6b4428', 'bamboo': 'e0bd7e'}[material]
            light = tuple((int(base[i:i + 2], 16) / 255) ** 2.2 for i in (0, 2, 4))
            dark = tuple(c * (0.42 if material == 'walnut' else 0.62) for c in light)
            wood = t.mix(t.ramp(n, 0.35, 0.68), light, dark)
            if material == 'bamboo':
                xyz = t.node('SeparateXYZ', inputs={0: t.position()}).node.outputs
                strip = t.math('FLOOR', t.math('MULTIPLY', xyz['XYZ'.index('Y' if grain != 'y' else 'X')], 16))
                shade = t.math('FRACT', t.math('MULTIPLY', t.math('SINE', t.math('MULTIPLY', strip, 12.9)), 43.7))
                wood = t.mix(t.math('MULTIPLY', shade, 0.35), wood, tuple(c * 0.55 for c in light))
            return wood
        return t.mix(t.math('MULTIPLY', t.ramp(n, 0.45, 0.75), 0.22), rgb, tuple(c * 0.5 for c in plain_rgb(rgb)))
    if material == 'marble':
        n = t.noise(2.2, 7, 1.8)
        vein = t.math('SUBTRACT', 1.0, t.ramp(t.math('ABSOLUTE', t.math('SUBTRACT', n, 0.5)), 0.0, 0.06))
        line = (0.75, 0.74, 0.72) if colour in ('black', 'dark green') else (0.16, 0.16, 0.17)
        return t.mix(t.math('MULTIPLY', vein, 0.65), rgb, line)
    if material == 'concrete':
        return t.mix(t.math('MULTIPLY', t.noise(7, 6), 0.45), rgb, tuple(c * 0.45 for c in plain_rgb(rgb)))
    if material == 'cork':
        cells = t.node('TexVoronoi', inputs={'Vector': t.position(), 'Scale': 34.0})
        base = (0.52, 0.30, 0.14) if colour == 'brown' else plain_rgb(rgb)
        return t.mix(t.ramp(cells, 0.1, 0.7), tuple(c * 0.35 for c in base), base)
    if material in ('wool', 'felt', 'linen', 'cotton'):
        depth = {'wool': 0.3, 'felt': 0.3, 'linen': 0.3, 'cotton': 0.08}[material]
        scale = {'wool': 60, 'felt': 35, 'linen': 95, 'cotton': 90}[material]
        return t.mix(t.math('MULTIPLY', t.noise(scale, 3), depth), rgb, t.mix(0.55, rgb, (0.0, 0.0, 0.0)))
    return rgb


def plain_rgb(rgb):
    return rgb if isinstance(rgb, tuple) else (0.5, 0.5, 0.5)


def is_natural(material, colour):
    return (material == 'oak' and colour == 'beige') or material == 'walnut' or \
        (material == 'bamboo' and colour in ('beige', 'brown'))


def weave_height(t, space):
    """Over-and-under bands of rattan."""
    kind, period, repeats = space
    u, v = surface_coordinates(t, (kind, period * 0.28, repeats * 3))
    a = t.math('ABSOLUTE', t.math('SINE', t.math('MULTIPLY', u, 3.1416)))
    b = t.math('ABSOLUTE', t.math('SINE', t.math('MULTIPLY', v, 3.1416)))
    odd = t.math('GREATER_THAN', t.math('FRACT', t.math('MULTIPLY', t.math('ADD', t.math('FLOOR', u), t.math('FLOOR', v)), 0.5)), 0.25)
    return t.math('ADD', t.math('MULTIPLY', odd, a), t.math('MULTIPLY', t.math('SUBTRACT', 1.0, odd), b))


def build(material, colour, second=None, pattern='plain', space=('box', 0.16, 12), split=('z', 0.3), style=0.5,
          grain='x', wrinkle=0.0, jitter=None, shade=1.0, emission=0.0, mirror=False):
    """A new Blender material. `second` is a colour name, `shade` darkens all of it, `wrinkle` is the depth of
    folds, `mirror` makes the surface a looking glass."""
    t = Tree(f'{colour} {material}')
    first = tuple(c * shade for c in linear(colour, jitter))
    if material == 'copper':
        first = tuple(c * shade for c in (0.78, 0.32, 0.18))
    if material == 'brass' or colour == 'gold':
        first = tuple(c * shade for c in (0.80, 0.50, 0.14))
    mask = None
    rgb = first
    if pattern == 'speckled':
        second = second or ('black' if sum(first) > 0.8 else 'white')
    if pattern != 'plain' and second:
        other = tuple(c * shade for c in linear(second, jitter))
        mask = pattern_mask(t, pattern, space, style, split)
    rgb = textured(t, material, colour, first, grain, is_natural(material, colour))
    if mask is not None:
        rgb = t.mix(mask, rgb, textured(t, material, second, other, grain, is_natural(material, second)))
    metal = material in ('brass', 'copper') or colour in METALLIC_COLOURS and material not in CLOTH or \
        (material == 'steel' and colour in ('silver', 'grey', 'gold'))
    out = t.tree.nodes.new('ShaderNodeOutputMaterial')
    if material == 'glass' and not (metal and pattern == 'plain'):
        shader = glass(t, rgb, colour, mask)
    else:
        rough = 0.0 if mirror else ROUGHNESS[material] if material != 'glass' else 0.2
        inputs = {'Base Color': rgb, 'Roughness': rough, 'Metallic': 1.0 if metal else 0.0,
                  'Specular': 0.15 if material in CLOTH else 0.5}
        if material in ('ceramic', 'porcelain') and not metal:
            inputs['Clearcoat'] = 0.5
            inputs['Clearcoat Roughness'] = 0.06
        if emission:
            inputs['Emission'] = rgb
            inputs['Emission Strength'] = emission
        bump = height(t, material, space, wrinkle)
        if bump is not None:
            inputs['Normal'] = bump
        if material in CLOTH and not emission:  # much cheaper, and cloth has no gloss to lose
            inputs = {('Color' if k == 'Base Color' else k): v for k, v in inputs.items() if k in ('Base Color', 'Normal')}
            shader = t.node('BsdfDiffuse', inputs=inputs)
        else:
            shader = t.node('BsdfPrincipled', inputs=inputs)
    t.link(out.inputs['Surface'], shader)
    return t.material


def height(t, material, space, wrinkle):
    """The bump normal of a material, or None for a smooth one."""
    normal = None
    if wrinkle:
        folds = t.noise(3.0, 3, 1.0)
        normal = t.node('Bump', inputs={'Height': folds, 'Strength': min(1.0, wrinkle), 'Distance': 0.12})
    if material == 'rattan':
        inputs = {'Height': weave_height(t, space), 'Strength': 0.9, 'Distance': 0.02}
    elif material in BUMPS:
        scale, strength, detail = BUMPS[material]
        inputs = {'Height': t.noise(scale, detail), 'Strength': strength, 'Distance': 0.02}
    else:
        return normal
    if normal is not None:
        inputs['Normal'] = normal
    return t.node('Bump', inputs=inputs)


def glass(t, rgb, colour, mask):
    """Thin glass without refraction: see-through, tinted more at grazing angles, with a reflected window and a bright
    sky painted on. Nothing in it is left to chance, so it is clean after few samples."""
    facing = t.node('LayerWeight', out='Facing', inputs={'Blend': 0.35})
    if colour in ('white', 'silver', 'cream'):
        tint = t.mix(facing, (0.96, 0.98, 0.98), (0.42, 0.47, 0.48))
        glow = 0.0
    else:
        soft = t.mix(0.4, rgb, (1.0, 1.0, 1.0))
        tint = t.mix(facing, soft, t.mix(0.15, rgb, (0.0, 0.0, 0.0)))
        glow = 0.12
    if mask is not None:  # a pattern on glass is enamel
        tint = t.mix(t.math('MULTIPLY', mask, 0.9), tint, (0.0, 0.0, 0.0))
        glow = t.math('MAXIMUM', glow, t.math('MULTIPLY', mask, 0.75))
    reflected = t.node('SeparateXYZ', inputs={0: t.node('TexCoord', out='Reflection')}).node.outputs
    sky = t.math('MULTIPLY', t.ramp(reflected[2], 0.0, 1.0), 0.55)
    pane = t.math('MULTIPLY', t.math('GREATER_THAN', reflected[2], 0.42), t.math('LESS_THAN', reflected[2], 0.78))
    pane = t.math('MULTIPLY', pane, t.math('GREATER_THAN', reflected[0], -0.62))
    pane = t.math('MULTIPLY', pane, t.math('LESS_THAN', reflected[0], -0.28))
    normal = t.node('SeparateXYZ', inputs={0: t.node('NewGeometry', out='Normal')}).node.outputs[2]
    pane = t.math('MULTIPLY', pane, t.math('LESS_THAN', t.math('ABSOLUTE', normal), 0.45))
    shine = t.math('ADD', t.math('MULTIPLY', t.node('Fresnel', inputs={'IOR': 1.38}), sky), t.math('MULTIPLY', pane, 0.4))
    see = t.node('BsdfTransparent', inputs={'Color': tint})
    own = t.node('Emission', inputs={'Color': rgb, 'Strength': glow})
    gloss = t.node('Emission', inputs={'Color': (1.0, 1.0, 1.0), 'Strength': shine})
    return t.node('AddShader', inputs={0: t.node('AddShader', inputs={0: see, 1: own}), 1: gloss})
