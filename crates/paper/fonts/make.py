"""How the fonts of this folder are made from Liberation Serif 2.1.5 and DejaVu Sans 2.37 with fontTools.

    python3 make.py LIBERATION_FOLDER DEJAVU_FOLDER

Hinting serves screens of the nineties and costs every printed form 20 KB, so it is left out; shapes, widths and
characters are untouched. Liberation is a reserved font name (SIL OFL 1.1, clause 3): a changed font needs another.
"""
import sys
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont


def make(source, target, family, style, unicodes=None):
    font = TTFont(source)
    options = Options(hinting=False, glyph_names=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True)
    options.layout_features = ["ccmp", "kern", "liga", "locl", "mark", "mkmk"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=unicodes or font.getBestCmap().keys())
    subsetter.subset(font)
    plain = family.replace(" ", "")
    names = {1: family, 2: style, 3: f"{plain}-{style} 1.0", 4: f"{family} {style}", 6: f"{plain}-{style}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font.save(target)


liberation, dejavu = sys.argv[1:]
for style in ("Regular", "Bold", "Italic"):
    make(f"{liberation}/LiberationSerif-{style}.ttf", f"MotCuaSerif-{style}.ttf", "Mot Cua Serif", style)
make(f"{dejavu}/DejaVuSans.ttf", "MotCuaSymbols-Regular.ttf", "Mot Cua Symbols", "Regular", [0x20, 0x2610, 0x2611, 0x2612, 0x2713, 0x2717])
