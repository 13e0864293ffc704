"""``python -m site_builder`` builds the site into the folder ``site/`` and prints where its first page is."""

from __future__ import annotations

import sys

from site_builder.pages import ROOT, build


def main() -> None:
    """Build the site."""
    if sys.argv[1:]:
        sys.exit(f"site takes no options; got {' '.join(sys.argv[1:])}")
    target = ROOT / "site"
    print("Computing the figures, which takes some minutes:", flush=True)
    for page in build(target):
        print(f"  {page.relative_to(ROOT)}", flush=True)
    print(f"Open {target / 'index.html'} in a browser: it needs no network and no server.")


if __name__ == "__main__":
    main()
