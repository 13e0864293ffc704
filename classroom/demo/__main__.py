"""One lab on a page of its own, for a projector: ``python3 course.py demo LAB``."""

from __future__ import annotations

import argparse
import sys

from classroom.demo.choice import check, listing
from course_lib.labs import OLD_NAMES


def main(arguments: list[str]) -> int:
    """Show what is asked for until Ctrl-C; without a lab, or with one that is not there, list them all."""
    parser = argparse.ArgumentParser(
        prog="python3 course.py demo", description="Shows one lab on a page of its own, for a projector."
    )
    parser.add_argument("lab", nargs="?", metavar="LAB", help="its name; without one, all are listed")
    parser.add_argument("preset", nargs="?", metavar="PRESET", help="one of the lab's named settings")
    parser.add_argument("--no-browser", action="store_true", help="only print the page's address")
    parser.add_argument("--port", type=port, default=8866, help="where to listen on 127.0.0.1 (%(default)s)")
    options = parser.parse_args(arguments)
    if options.lab is None:
        print(f"'demo LAB' shows a lab, 'demo LAB PRESET' one of its presets. There are:\n{listing()}")
        return 0
    try:
        check(options.lab, options.preset)
    except ValueError as error:
        print(f"{error}\nThere are:\n{listing()}", file=sys.stderr)
        return 1

    if now := OLD_NAMES[options.lab].get(options.preset):
        print(f"The preset {options.preset!r} is now {now}; the old name will go.")

    from classroom.demo.server import Demo  # takes a second, which a list need not wait for

    print("Opening the lab with Voilà. To stop it, press Ctrl-C here.", flush=True)
    asked = {"lab": options.lab} | ({"preset": options.preset} if options.preset else {})
    demo = Demo(asked, options.port, not options.no_browser)
    demo.initialize([])
    demo.start()
    return 0


def port(text: str) -> int:
    """The number of a port, from an option's text."""
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"a port is a whole number from 1 to 65535; got {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
