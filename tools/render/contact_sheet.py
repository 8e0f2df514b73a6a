"""Puts pictures into one labelled sheet: python contact_sheet.py OUT.png COLUMNS CELL PICTURE..."""

import sys
from pathlib import Path

from PIL import Image, ImageDraw


def sheet(files, columns, cell):
    """A sheet of square cells with each file's name under its picture."""
    rows = -(-len(files) // columns)
    out = Image.new('RGB', (columns * cell, rows * (cell + 12)), (200, 200, 200))
    draw = ImageDraw.Draw(out)
    for n, file in enumerate(files):
        x, y = n % columns * cell, n // columns * (cell + 12)
        out.paste(Image.open(file).convert('RGB').resize((cell - 4, cell - 4), Image.LANCZOS), (x + 2, y + 2))
        draw.text((x + 4, y + cell - 2), Path(file).stem[:cell // 6], fill=(0, 0, 0))
    return out


if __name__ == '__main__':
    target, columns, cell = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sheet(sys.argv[4:], columns, cell).save(target)
