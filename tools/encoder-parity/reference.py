"""The reference implementations, imported so that they run on a machine whose torchvision was built for another torch."""
import importlib.util
import re
import warnings
from pathlib import Path

import torch
from torch import library

warnings.filterwarnings("ignore")


def declare_operators() -> bool:
    """
    torchvision's compiled operators (box suppression, ROI pooling) don't load beside a CPU-only torch of another build, and its
    import then fails on their names. Declaring the names is enough: no transform uses them. True where that was needed.
    """
    try:
        import torchvision  # noqa: F401

        return False
    except RuntimeError:
        pass
    folder = Path(importlib.util.find_spec("torchvision").submodule_search_locations[0])
    names = re.findall(r'torchvision::(\w+)|register_meta\("(\w+)"', (folder / "_meta_registrations.py").read_text())
    for name in sorted({a or b for a, b in names}):
        DECLARED.define(f"{name}() -> Tensor")
    return True


DECLARED = library.Library("torchvision", "FRAGMENT")
OPERATORS_DECLARED = declare_operators()

import open_clip  # noqa: E402
import transformers  # noqa: E402
from open_clip.transform import PreprocessCfg, image_transform_v2  # noqa: E402
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil  # noqa: E402
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil  # noqa: E402

torch.backends.mha.set_fastpath_enabled(False)
torch.set_num_threads(1)

__all__ = ["open_clip", "transformers", "PreprocessCfg", "image_transform_v2", "CLIPImageProcessorPil", "SiglipImageProcessorPil"]
