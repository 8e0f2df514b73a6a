"""A new run whose weights are a mixture of two runs' averaged weights (Wortsman et al. 2022): python blend.py FIRST SECOND SHARE NEW

SHARE belongs to SECOND. Everything else (heads, running means, facets, optimiser) is FIRST's; the schedule begins anew.
"""
import sys

import torch

from data import CACHE


def main() -> None:
    first, second, share, new = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]
    state = torch.load(CACHE / f"{first}.pt", weights_only=False)
    other = torch.load(CACHE / f"{second}.pt", weights_only=False)["averaged"]
    mixed = {name: value.lerp(other[name], share) if value.dtype.is_floating_point else value for name, value in state["averaged"].items()}
    live = {**state["live"], **{name: value.clone() for name, value in mixed.items()}}
    torch.save({**state, "live": live, "averaged": mixed, "step": 0, "spent": 0.0}, CACHE / f"{new}.pt")


if __name__ == "__main__":
    main()
