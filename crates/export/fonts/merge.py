"""Makes the fonts of the exports out of two npm packages. Usage: merge.py ONEST_FILES EMOJI_FILES OUT

Onest: the script-wise cuts become one file a weight. Noto Emoji: every single emoji, without the tables for
sequences, packed with zlib.
"""

import os
import sys
import tempfile
import zlib

from fontTools import merge, subset
from fontTools.ttLib import TTFont

CUTS = ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "math", "symbols"]
source, emoji_source, out = sys.argv[1:4]

for weight in (400, 600):
    seen, parts = set(), []
    with tempfile.TemporaryDirectory() as room:
        for cut in CUTS:
            font = TTFont(os.path.join(source, f"onest-{cut}-{weight}-normal.woff"))
            font.flavor = None
            # Every character once: the cuts repeat some, and merging would keep both.
            wanted = set(font.getBestCmap()) - seen
            seen |= wanted
            options = subset.Options()
            options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
            options.notdef_outline = True
            options.name_IDs = ["*"]
            options.drop_tables += ["STAT", "GlyphOrder", "gasp"]
            options.hinting = False
            options.glyph_names = False
            cutter = subset.Subsetter(options)
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

emoji = TTFont(os.path.join(emoji_source, "noto-emoji-emoji-400-normal.woff"))
emoji.flavor = None
options = subset.Options()
options.layout_features = []
options.notdef_outline = True
options.drop_tables += ["STAT", "GlyphOrder", "gasp", "vhea", "vmtx"]
options.hinting = False
options.glyph_names = False
cutter = subset.Subsetter(options)
# Digits and the like, which it has for keycaps, are Onest's.
cutter.populate(unicodes=[code for code in emoji.getBestCmap() if code > 0x2000])
cutter.subset(emoji)
with tempfile.TemporaryDirectory() as room:
    path = os.path.join(room, "emoji.ttf")
    emoji.save(path)
    with open(path, "rb") as font, open(os.path.join(out, "noto-emoji.ttf.zz"), "wb") as packed:
        packed.write(zlib.compress(font.read(), 9))
