"""What a run is served with, chosen on fashion bucket 11 and the held-back broad pictures: weight of the class names, centring, dimensions.

    python choose.py --run NAME [--more 0 .3 .6 1] [--dimension 256 384]
"""
import argparse

import judge
from trained import Trained


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", required=True)
    parser.add_argument("--more", type=float, nargs="*", default=[0.0, 0.3, 0.6, 1.0])
    parser.add_argument("--dimension", type=int, nargs="*", default=[384])
    args = parser.parse_args()
    it = Trained(args.run)
    for more in args.more:
        it.more = more
        for dimension in args.dimension:
            for centred in (False, True):
                it.fit(dimension if dimension < it.labels.shape[1] else None, centred)
                figures = judge.validation(lambda texts: it.served(it.raw_texts(texts), "text"), lambda name, rows, view: it.served(it.raw_pictures(name, rows, view), "image"))
                told = "  ".join(f"{part}: " + " ".join(f"{k} {v:.3f}" for k, v in values.items()) for part, values in figures.items())
                print(f"more {more} dimension {dimension} {'centred' if centred else 'as it is'}  {told}", flush=True)


if __name__ == "__main__":
    main()
