"""The seed catalogue's pictures: two a product, a white packshot and one with surroundings.

    blender -b -t 1 -P tools/render/seed.py -- --out seed-data/pictures [--only id,id] [--python python3]

Skips pictures that exist. `--python` is an interpreter with numpy and Pillow, which develops the renders (develop.py).
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import bpy  # noqa: E402

import catalogue  # noqa: E402
import model as models  # noqa: E402
import scenes  # noqa: E402
import stage  # noqa: E402

PAIRED = ('mug', 'tumbler', 'wine-glass', 'bowl', 'candle', 'cushion', 'spinning-top')


def render(product, number, args, exr):
    """Draws picture 1 or 2 of a product into `exr`."""
    shape = random.Random(f"seed-shape/{product['kind']}/{product['variant']}")
    rng = random.Random(f"seed/{product['id']}/{number}")
    how = dict(models.KINDS[product['kind']])
    stage.reset()
    scene = stage.configure(args.size, args.samples)
    scene.cycles.use_adaptive_sampling = False
    images = scene.render.image_settings
    images.file_format, images.color_depth, images.exr_codec = 'OPEN_EXR_MULTILAYER', '32', 'NONE'
    bpy.context.view_layer.cycles.denoising_store_passes = True
    built = models.make(product, shape)
    low, high = how['az']
    middle = (low + high) / 2
    if number == 1:  # the packshot looks from one side of the middle, the other picture from the other
        how['az'] = (low, middle)
        scenes.studio(built, [stage.standing((0, 0, 0))], rng, args.fill, how)
    else:
        how['az'] = (middle, high)
        count = 2 if product['kind'] in PAIRED and rng.random() < 0.4 else 1
        scenes.lifestyle(built, scenes.row(built, count, rng), rng, 0.7, how)
    scene.render.filepath = str(exr)
    bpy.ops.render.render(write_still=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--only', default='')
    parser.add_argument('--python', default='python3')
    parser.add_argument('--size', type=int, default=416, help='pixels drawn; enlarged to 512 after the noise is gone')
    parser.add_argument('--samples', type=int, default=8)
    parser.add_argument('--fill', type=float, default=0.8)
    args = parser.parse_args(sys.argv[sys.argv.index('--') + 1:])
    args.out.mkdir(parents=True, exist_ok=True)
    products = json.loads((HERE / 'seed-products.json').read_text())
    only = set(filter(None, args.only.split(',')))
    unknown = only - {p['id'] for p in products}
    if unknown:
        raise SystemExit(f'no such product: {", ".join(sorted(unknown))}')
    start, made = time.time(), 0
    with tempfile.TemporaryDirectory() as folder, subprocess.Popen(
            [args.python, str(HERE / 'develop.py')], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as developer:
        exr = Path(folder) / 'picture.exr'
        for number in (1, 2):
            for product in products:
                target = args.out.resolve() / f"{product['id']}-{number}.webp"
                if (only and product['id'] not in only) or target.exists():
                    continue
                render(product, number, args, exr)
                guided = 0 if product['material'] == 'glass' else 1
                print(f'{exr}\t{target}\t{guided}', file=developer.stdin, flush=True)
                if developer.stdout.readline() != 'done\n':
                    raise SystemExit(f'{target.name} could not be developed')
                made += 1
                print(f'{target.name}: {made} made, {(time.time() - start) / made:.1f} s each', flush=True)


assert catalogue.drawable()
main()
