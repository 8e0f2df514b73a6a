"""Reads kinds.json and loads every builder."""

import json
from pathlib import Path

import kinds_accessories  # noqa: F401 (registers its kinds)
import kinds_bath  # noqa: F401
import kinds_desk  # noqa: F401
import kinds_electronics  # noqa: F401
import kinds_fashion  # noqa: F401
import kinds_furniture  # noqa: F401
import kinds_home  # noqa: F401
import kinds_kitchen  # noqa: F401
import kinds_play  # noqa: F401
import kinds_sport  # noqa: F401
import kinds_tools  # noqa: F401
from model import KINDS

LISTS = json.loads((Path(__file__).parent / 'kinds.json').read_text())
NOTES = LISTS['rules']['materialNotes']
METALLIC = ('steel', 'brass', 'ceramic', 'porcelain', 'plastic', 'glass', 'leather')


def drawable():
    """The kinds that have both words and a builder."""
    return {name: info for name, info in LISTS['kinds'].items() if name in KINDS}


def colours_of(material):
    """Colour names a material may take."""
    fixed = NOTES.get(material, {}).get('colours')
    if fixed:
        return fixed
    return [c for c in LISTS['colours'] if c not in ('gold', 'silver') or material in METALLIC]
