"""
Every family at full size, one after the other: build, export, pull, compare, delete. The results stay in FOLDER/<name>.json.

    python run.py FOLDER [NAME ...]        then: node dist/tools/encoder-parity/report.js FOLDER
"""
import argparse
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
NAMES = ["clip-vit-base-patch32", "clip-vit-base-patch16", "clip-rn50", "siglip-base-patch16-224", "mobileclip-s0"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", default=NAMES)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["node", str(HERE / "profiles.mjs"), str(args.folder)], check=True)
    failed = []
    for name in args.names:
        work = args.folder / name
        subprocess.run([sys.executable, str(HERE / "export.py"), name, str(work), "--profiles", str(args.folder)], check=True)
        compared = subprocess.run(["node", str(PROJECT / "dist/tools/encoder-parity/compare.js"), str(work)], cwd=PROJECT)
        if compared.returncode != 0:
            failed.append(name)
        shutil.copy(work / "result.json", args.folder / f"{name}.json")
        shutil.rmtree(work)
    if failed:
        sys.exit(f"below .9999: {', '.join(failed)}")


if __name__ == "__main__":
    main()
