"""What mixtures of a run of refine.py with the model that it began from are worth on the validation bucket: chooses `export.py --share`.

    python mixtures.py --run refined --model FOLDER      # the folder of the model that the run began from
"""
import argparse
from pathlib import Path

import torch

import tokenizer
from export import refined
from validation import Validation, stored_features

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", default="refined")
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    validation = Validation(tokenizer.load())
    features = stored_features(validation.keys)
    for share in (0.35, 0.5, 0.65, 0.8, 1.0):
        text, project = refined(args.run, args.model, share)
        with torch.no_grad():
            print(share, validation.figures(text, project(features)), flush=True)
