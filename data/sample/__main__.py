"""`python -m data.sample FOLDER` writes the two workbooks there."""

import sys
from pathlib import Path

from data.sample import write_sample

if len(sys.argv) != 2:
    sys.exit("usage: python -m data.sample FOLDER")
print(*write_sample(Path(sys.argv[1])), sep="\n")
