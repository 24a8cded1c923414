"""Merges the script-wise cuts of Onest into one font file a weight. Usage: merge.py FILES_DIR OUT_DIR"""

import os
import sys
import tempfile

from fontTools import merge, subset
from fontTools.ttLib import TTFont

CUTS = ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "math", "symbols"]
source, out = sys.argv[1:3]

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
