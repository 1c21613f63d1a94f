"""Fine-tune as a configuration says: `newsclf train` as a script to read, copy and change.

python scripts/train.py configs/quickstart.yaml train.epochs=3
"""

from __future__ import annotations

import argparse

from newsclf.config import load_config
from newsclf.training import train


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", help="a YAML file such as those of configs/")
    parser.add_argument("overrides", nargs="*", metavar="KEY=VALUE", help="for instance train.epochs=3")
    parser.add_argument("--overwrite", action="store_true", help="replace a finished run in the output folder")
    options = parser.parse_args()
    result = train(load_config(options.config, options.overrides), overwrite=options.overwrite)
    print(f"wrote {result.folder}")


if __name__ == "__main__":
    main()
