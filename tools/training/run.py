"""Everything from the first minute to the end, one stage after the other; a stage that is done is not run again.

    python run.py [--out FOLDER] [--until STAGE] [--limit fashion=6000 ...]

WORK/stages.json tells each stage's command and its minutes: by the clock, and of processor time.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import data

HERE = Path(__file__).resolve().parent
VIEWS = 3
# Threads that wait for each other let go of the processor: on a busy machine they burn six times the work otherwise.
PATIENT = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE"}


def stages(limit: list[str], out: Path) -> dict[str, list[str]]:
    fewer = ["--limit", *limit] if limit else []
    return {
        "texts": ["texts.py", *fewer],
        "features": ["features.py", "--views", str(VIEWS), "--as-taken", *fewer],
        "frozen": ["train.py", "--run", "frozen", "--epochs", "8", "--rate", "3e-3", "--threads", "1", *fewer],
        "judge-frozen": ["judge.py", "--run", "frozen", "--more", "0.6", "--centred", "--json", str(data.WORK / "frozen.json")],
        "tuned": ["train.py", "--run", "tuned", "--start-from", "frozen", "--tail", "--text-layers", "3", "--views", str(VIEWS), "--epochs", "3", "--rate", "1e-3", *fewer],
        "judge-tuned": ["judge.py", "--run", "tuned", "--more", "0.6", "--centred", "--json", str(data.WORK / "tuned.json")],
        "export": ["export.py", "--run", "tuned", "--more", "0.6", "--out", str(out)],
        "judge-export": ["judge.py", "--model", str(out), "--json", str(data.WORK / "exported.json")],
    }


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=data.WORK / "model")
    parser.add_argument("--until", help="the last stage to run")
    parser.add_argument("--limit", nargs="*", default=[], metavar="SET=COUNT", help="fewer training pictures of a set")
    args = parser.parse_args()
    data.WORK.mkdir(parents=True, exist_ok=True)
    ledger = data.WORK / "stages.json"
    done = json.loads(ledger.read_text()) if ledger.exists() else {}
    for name, command in stages(args.limit, args.out).items():
        if done.get(name, {}).get("command") != command:
            print(f"{name}: {' '.join(command)}", flush=True)
            began, used = time.time(), processor_seconds()
            subprocess.run([sys.executable, "-u", *command], cwd=HERE, check=True, env=PATIENT)
            done[name] = {"command": command, "minutes": round((time.time() - began) / 60, 1), "processor minutes": round((processor_seconds() - used) / 60, 1)}
            ledger.write_text(json.dumps(done, indent=1))
        if name == args.until:
            break


if __name__ == "__main__":
    main()
