"""Exact words for a rendered picture: what it is, how many, which colours, pattern, material and surrounding."""

NUMBERS = {2: 'two', 3: 'three', 4: 'four'}
# the part that takes the second colour of a plain product, or of a two-tone one
TRIM = {'table-lamp': 'shade', 'floor-lamp': 'shade', 'wall-clock': 'face', 'wristwatch': 'dial', 'football': 'patches', 'tennis-racket': 'grip',
        'skateboard': 'wheels', 'water-bottle': 'cap', 'wooden-boat': 'sail', 'speaker': 'grille', 'keyboard': 'keys'}
TWO_TONE = {'t-shirt': 'sleeves', 'hoodie': 'sleeves', 'sweater': 'sleeves', 'dress': 'top', 'socks': 'toes and heels', 'beanie': 'pompom',
            'tote-bag': 'handles', 'backpack': 'pocket', 'chair': 'seat', 'stool': 'legs', 'dining-table': 'legs', 'coffee-table': 'legs', 'bench': 'legs',
            'sofa': 'cushions', 'storage-box': 'lid', 'pendant-lamp': 'inside', 'saucepan': 'lid', 'kettle': 'handle', 'desk-lamp': 'head',
            'headphones': 'ear pads', 'watering-can': 'handle', 'stapler': 'base', 'dumbbell': 'grip', 'toy-car': 'roof', 'suitcase': 'corners',
            'shorts': 'waistband', 'computer-mouse': 'buttons', 'rug': 'border', 'bathmat': 'border', 'notebook': 'spine', 'teapot': 'base'}
# other words for a material; the first is the default
MATERIALS = {'oak': ('wooden', 'oak', 'wood'), 'walnut': ('walnut', 'wooden', 'dark wood'), 'steel': ('steel', 'metal'), 'brass': ('brass', 'metal'),
             'copper': ('copper', 'metal'), 'wool': ('wool', 'woollen'), 'rubber': ('rubber',), 'ceramic': ('ceramic', 'stoneware'),
             'rattan': ('rattan', 'wicker'), 'plastic': ('plastic',), 'cotton': ('cotton',), 'linen': ('linen',), 'bamboo': ('bamboo', 'wooden')}
OTHER_NAMES = {'mug': ('coffee mug', 'cup'), 'tumbler': ('drinking glass', 'cup'), 'carafe': ('jug', 'bottle'), 'saucepan': ('pot', 'cooking pot'), 'frying-pan': ('pan', 'skillet'),
               'cushion': ('pillow', 'throw pillow'), 'folded-blanket': ('throw', 'folded blanket'), 'sofa': ('couch', 'settee'), 'sweater': ('jumper', 'pullover'),
               't-shirt': ('tee', 'tee shirt'), 'trousers': ('pants',), 'sneaker': (), 'beanie': ('knit hat', 'woolly hat'), 'backpack': ('rucksack',),
               'football': ('soccer ball',), 'wristwatch': ('watch',), 'pendant-lamp': ('hanging lamp', 'ceiling light'), 'table-lamp': ('bedside lamp',),
               'plant-pot': ('flower pot', 'planter'), 'storage-jar': ('canister',), 'bookshelf': ('bookcase',), 'rug': ('carpet',), 'headphones': (), 'suitcase': ('trolley case', 'luggage'),
               'computer-mouse': ('wireless mouse',), 'wooden-boat': ('toy sailing boat',), 'tote-bag': ('shopping bag',), 'water-bottle': ('drinking bottle', 'bottle')}


def article(words):
    return ('an ' if words[0] in 'aeiou' else 'a ') + words


def natural(spec):
    """Whether the material's own colour shows, so that a colour word would mislead."""
    material, colour = spec['material'], spec['colour']
    return material in ('walnut', 'cork', 'bamboo', 'copper', 'brass') or (material == 'oak' and colour == 'beige') or \
        (material == 'glass' and colour == 'white') or (material == 'steel' and colour in ('silver', 'grey'))


def noun_phrase(spec, info, count, rng, full):
    """One way to say the product, without an article. `full` says everything that is known."""
    kind, colour, second, pattern = spec['kind'], spec['colour'], spec.get('secondColour'), spec['pattern']
    name = info['plural'] if count > 1 else info['name']
    if count == 1 and not full and OTHER_NAMES.get(kind) and rng.random() < 0.4:
        name = rng.choice(OTHER_NAMES[kind])
    words = MATERIALS.get(spec['material'], (spec['material'],))
    material = words[0] if full or rng.random() < 0.6 else rng.choice(words)
    tint = colour
    if natural(spec):
        tint = {'glass': 'clear', 'oak': rng.choice(('', 'light')), 'steel': rng.choice(('silver', ''))}.get(spec['material'], '')
    tail = ''
    if pattern == 'two-tone' and second:
        part = TWO_TONE.get(kind)
        if part:
            tail = f' with {article(second) if not part.endswith("s") and part != "inside" else second} {part}'
            if part == 'inside':
                tail = f', {second} inside'
        else:
            tint = f'{tint or material} and {second}'
    elif pattern == 'plain' and second and kind in TRIM:
        part = TRIM[kind]
        tail = f' with {second if part.endswith("s") else article(second)} {part}'
    elif pattern == 'striped':
        if rng.random() < 0.5:
            tint = f'{tint or material} and {second} striped'
        else:
            tail = f' with {second} stripes'
    elif pattern == 'dotted':
        if rng.random() < 0.5:
            tail = f' with {second} dots'
        else:
            tint, tail = f'{tint} dotted', '' if rng.random() < 0.5 and not full else f' with {second} polka dots'
    elif pattern == 'checked':
        tint = f'{tint or material} and {second} checked'
    elif pattern == 'zigzag':
        if rng.random() < 0.5:
            tint = f'{tint or material} and {second} zigzag'
        else:
            tail = f' with {article(second)} zigzag pattern'
    elif pattern == 'marbled':
        tint = f'{tint or material} and {second} marbled' if second else f'{tint} marbled'
    elif pattern == 'speckled':
        if second and rng.random() < 0.5:
            tail = f' with {second} speckles'
        else:
            tint = f'{tint} speckled'
    if tint.startswith(f'{material} and ') or (not full and rng.random() < 0.4 and tint.strip()):
        material = ''
    phrase = ' '.join(w for w in (tint.strip(), material, name) if w)
    for of in ('pair of', 'pairs of', 'set of', 'sets of'):  # "pair of red leather sneakers"
        if name.startswith(of + ' '):
            phrase = f"{of} " + ' '.join(w for w in (tint.strip(), material, name[len(of) + 1:]) if w)
    return ' '.join((phrase + tail).replace(' ,', ',').split())


def captions(spec, info, count, background, rng):
    """Six captions, the first complete: exact in every word they use."""
    def counted(phrase):
        if count > 1:
            return f'{NUMBERS[count]} {phrase}'
        return phrase if info['name'].endswith('s') and ' of ' not in info['name'] else article(phrase)
    where = background if background.startswith(('on ', 'in ')) else f'on a {background}'
    full = counted(noun_phrase(spec, info, count, rng, True))
    out = [f'{full} {where}', full]
    for prefix in ('a photo of ', 'product photo of ', ''):
        out.append(prefix + counted(noun_phrase(spec, info, count, rng, False)))
    out.append(counted(noun_phrase(spec, info, count, rng, False)) + f' {where}')
    return list(dict.fromkeys(out))
