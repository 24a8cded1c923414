"""Makes the fonts of the exports out of npm packages. Usage: merge.py PACKAGES OUT

PACKAGES is the folder into which the packages were unpacked, each under its own name. Onest: the script-wise cuts become
one file a weight. Noto Emoji: every single emoji, without the tables for sequences, packed with zlib. Symbols: what
Onest lacks of Latin, Greek, punctuation, arrows, mathematics and signs, out of four fonts of the Noto family.
"""

import os
import sys
import tempfile
import zlib

from fontTools import merge, subset
from fontTools.ttLib import TTFont

CUTS = ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "math", "symbols"]
packages, out = sys.argv[1:3]


def cut_of(package, name):
    return TTFont(os.path.join(packages, package, "package/files", f"{package}-{name}-normal.woff"))


def options():
    options = subset.Options()
    options.layout_features = []
    options.notdef_outline = True
    options.drop_tables += ["STAT", "GlyphOrder", "gasp", "vhea", "vmtx", "GDEF", "MATH", "GSUB", "GPOS"]
    options.hinting = False
    options.glyph_names = False
    return options


for weight in (400, 600):
    seen, parts = set(), []
    with tempfile.TemporaryDirectory() as room:
        for cut in CUTS:
            font = cut_of("onest", f"{cut}-{weight}")
            font.flavor = None
            # Every character once: the cuts repeat some, and merging would keep both.
            wanted = set(font.getBestCmap()) - seen
            seen |= wanted
            kept = subset.Options()
            kept.layout_features = ["kern", "mark", "mkmk", "ccmp"]
            kept.notdef_outline = True
            kept.name_IDs = ["*"]
            kept.drop_tables += ["STAT", "GlyphOrder", "gasp"]
            kept.hinting = False
            kept.glyph_names = False
            cutter = subset.Subsetter(kept)
            cutter.populate(unicodes=wanted)
            cutter.subset(font)
            parts.append(os.path.join(room, f"{cut}.ttf"))
            font.save(parts[-1])
        whole = merge.Merger().merge(parts)
        # Both weights are of one family, so that "Onest, 600" finds the semibold.
        for number, name in ((16, "Onest"), (17, "SemiBold" if weight == 600 else "Regular")):
            whole["name"].setName(name, number, 3, 1, 0x409)
        for ending, flavor in (("ttf", None), ("woff2", "woff2")):
            whole.flavor = flavor
            whole.save(os.path.join(out, f"onest-{weight}.{ending}"))

def packed(font, path):
    with tempfile.TemporaryDirectory() as room:
        whole = os.path.join(room, "font.ttf")
        font.save(whole)
        with open(whole, "rb") as font, open(path, "wb") as packed:
            packed.write(zlib.compress(font.read(), 9))


# Both weights have the same characters.
letters = seen
# The fonts that symbols are taken from; the first that has a character gives it. Of Noto Sans the cuts lack some.
SYMBOLS = [
    ("noto-sans", None),
    ("noto-sans-math", "latin-400"),
    ("noto-sans-symbols", "symbols-400"),
    ("noto-sans-symbols-2", "symbols-400"),
]
NOTO_SANS = "noto-sans/package/400Regular/NotoSans_400Regular.ttf"
RANGES = [
    *[(0xA0, 0x24F), (0x300, 0x36F), (0x384, 0x3CF), (0x3D0, 0x3D6), (0x2000, 0x20CF), (0x2100, 0x22FF), (0x2300, 0x2318)],
    *[(0x2460, 0x24FF), (0x25A0, 0x25FF), (0x2600, 0x266F), (0x2701, 0x27BE), (0x2B05, 0x2B1C), (0x2B50, 0x2B55)],
]
# The same sign under another number; a hyphen at which no line breaks looks like any other.
ALIASES = {0xB5: 0x3BC, 0x2011: 0x2010}
seen, parts = set(letters), []
with tempfile.TemporaryDirectory() as room:
    for package, cut in SYMBOLS:
        font = cut_of(package, cut) if cut else TTFont(os.path.join(packages, NOTO_SANS))
        font.flavor = None
        wanted = {c for c in font.getBestCmap() if any(a <= c <= b for a, b in RANGES)} - seen
        seen |= wanted
        cutter = subset.Subsetter(options())
        cutter.populate(unicodes=wanted)
        cutter.subset(font)
        parts.append(os.path.join(room, f"{package}-{cut}.ttf"))
        font.save(parts[-1])
    whole = merge.Merger().merge(parts)
    for table in whole["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({alias: table.cmap[code] for alias, code in ALIASES.items() if code in table.cmap})
    for name in whole["name"].names:
        if name.nameID in (1, 16):
            name.string = "Noto Symbols"
    whole.flavor = "woff2"
    whole.save(os.path.join(out, "noto-symbols.woff2"))
    whole.flavor = None
    packed(whole, os.path.join(out, "noto-symbols.ttf.zz"))

emoji = cut_of("noto-emoji", "emoji-400")
emoji.flavor = None
cutter = subset.Subsetter(options())
# Digits and the like, which it has for keycaps, are Onest's.
cutter.populate(unicodes=[code for code in emoji.getBestCmap() if code > 0x2000])
cutter.subset(emoji)
packed(emoji, os.path.join(out, "noto-emoji.ttf.zz"))
