"""Thousands of small captioned pictures for training the encoder.

    blender -b -t 1 -P tools/render/train.py -- --out .cache/renders --count 6000 --seed 1

Continues where it stopped. Every picture depends on (seed, number) only. Lines go to renders.jsonl beside the pictures;
`heldout` marks combinations of kind, material and colour that no training line has.
"""

import argparse
import hashlib
import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import bpy  # noqa: E402

import captions  # noqa: E402
import catalogue  # noqa: E402
import model as models  # noqa: E402
import scenes  # noqa: E402
import stage  # noqa: E402

# pairs of colours that cannot be told apart in a small picture
NEAR = [{'white', 'cream'}, {'beige', 'cream'}, {'black', 'navy'}, {'red', 'dark red'}, {'green', 'dark green'}, {'grey', 'silver'}, {'gold', 'yellow'},
        {'blue', 'navy'}, {'brown', 'dark red'}, {'black', 'dark green'}, {'white', 'silver'}, {'gold', 'beige'}, {'light blue', 'silver'}, {'orange', 'red'},
        {'gold', 'orange'}, {'turquoise', 'light blue'}, {'blue', 'purple'}, {'black', 'brown'}]


def held_out(spec):
    """One combination in twenty, by hash, so that any process agrees."""
    key = f"{spec['kind']}|{spec['material']}|{spec['colour']}"
    return hashlib.sha256(key.encode()).digest()[0] < 13


def draw_spec(rng, kinds):
    """A random product within the lists."""
    kind = rng.choice(sorted(kinds))
    info = kinds[kind]
    material = rng.choice(info['materials'])
    colour = rng.choice(catalogue.colours_of(material))
    pattern = 'plain' if rng.random() < 0.45 else rng.choice(info['patterns'])
    if material in ('walnut', 'cork', 'bamboo', 'marble', 'copper', 'brass') and pattern not in ('two-tone',):
        pattern = 'plain'
    second = None
    if pattern not in ('plain', 'speckled') or (pattern == 'plain' and kind in captions.TRIM and rng.random() < 0.5) or (pattern == 'speckled'):
        options = [c for c in catalogue.LISTS['colours'] if c not in ('gold', 'silver') and c != colour and {c, colour} not in NEAR]
        second = rng.choice(options)
    return dict(kind=kind, colour=colour, secondColour=second, material=material, pattern=pattern)


def render(number, args, kinds):
    """Draws one picture; returns its line for renders.jsonl."""
    rng = random.Random(f'train/{args.seed}/{number}')
    spec = draw_spec(rng, kinds)
    info, how = kinds[spec['kind']], dict(models.KINDS[spec['kind']])
    stage.reset()
    stage.configure(args.size, args.samples)
    built = models.make(spec, random.Random(f'train-shape/{args.seed}/{number}'), jitter=number)
    single = info['name'].startswith(('pair', 'set')) or how['setting'] == 'floor' and how['pose'] == 'low'
    count = 1 if single else rng.choices((1, 2, 3, 4), (80, 11, 6, 3))[0]
    spread = 12 if how['pose'] != 'flat' else 6
    how['az'] = (how['az'][0] - spread, how['az'][1] + spread)
    places = scenes.row(built, count, rng)
    if rng.random() < 0.4:
        words = scenes.studio(built, places, rng, rng.uniform(0.7, 0.92), how)
    else:
        words = scenes.lifestyle(built, places, rng, rng.uniform(0.55, 0.85), how, props=rng.random() < 0.5)
    name = f'{args.seed:02d}{number:06d}.png'
    bpy.context.scene.render.filepath = str(args.out / name)
    bpy.ops.render.render(write_still=True)
    said = captions.captions(spec, info, count, words, rng)
    return dict(file=name, kind=spec['kind'], name=info['name'], category=info['category'], colour=spec['colour'], secondColour=spec['secondColour'],
                material=spec['material'], pattern=spec['pattern'], count=count, background=words, heldout=held_out(spec), caption=said[0], captions=said)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--count', type=int, default=6000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--size', type=int, default=128)
    parser.add_argument('--samples', type=int, default=7)
    parser.add_argument('--heldout', action='store_true', help='only what no training line has: the pictures that judge')
    args = parser.parse_args(sys.argv[sys.argv.index('--') + 1:])
    args.out = args.out.resolve()
    args.out.mkdir(parents=True, exist_ok=True)
    lines = args.out / 'renders.jsonl'
    done = set()
    if lines.exists():
        done = {json.loads(line)['file'] for line in lines.read_text().splitlines() if line.endswith('}')}
    kinds = catalogue.drawable()
    start, made = time.time(), 0
    for number in range(args.count):
        if f'{args.seed:02d}{number:06d}.png' in done:
            continue
        if args.heldout and not held_out(draw_spec(random.Random(f'train/{args.seed}/{number}'), kinds)):
            continue
        line = render(number, args, kinds)
        with lines.open('a') as file:
            file.write(json.dumps(line) + '\n')
        made += 1
        if made % 100 == 0:
            print(f'{number + 1} of {args.count}, {(time.time() - start) / made:.2f} s each', flush=True)


main()
