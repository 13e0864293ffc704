"""``python -m lesson_builder`` builds all lessons, ``python -m lesson_builder 01`` those that start so."""

import sys

from lesson_builder.build import main

if __name__ == "__main__":
    main(sys.argv[1:])
