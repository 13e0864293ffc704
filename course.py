"""Weights from the First Draw: sets the course up, and opens it.

  python3 course.py                     open the course in JupyterLab (the first time, set it up)
  python3 course.py setup [classroom]   only set it up; with JupyterHub, where it is for a class
  python3 course.py demo [LAB [PRESET]] show one lab on a page of its own, for a projector; without a
                                        name, list the labs
  python3 course.py test [OPTIONS]      run the tests that a change needs, about 10 minutes on two
                                        cores; --all adds the slow ones: the rest of the browser's,
                                        set-up from nothing, Binder's image, a classroom's hub, and
                                        parity, 30 minutes; --all --slow adds other processors and
                                        ten minutes of random moves; a path, such as tests/setup,
                                        runs that; other options go on to pytest: -x, -k softmax
  python3 course.py parity [OPTIONS]    measure what Keras, PyTorch and JAX draw against the course;
                                        with --record, write the figures down
  python3 course.py notebooks [NAMES]   build the notebooks from lessons/ and run them
  python3 course.py site                build pages for readers without a kernel into the folder site
  python3 course.py --help              show this text

Any other option goes on to JupyterLab: python3 course.py --no-browser --port 8890
Everything is installed into the folder .venv beside this file, and Keras and JAX, which only
parity needs, into .venv-parity; to remove it, delete those folders.
"""

# An older Python has to get as far as the next lines: no syntax newer than 3.6 in this file.
import os
import sys

if sys.version_info < (3, 11):
    sys.exit(
        f"The course needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.\n"
        "Get one at https://www.python.org/downloads/ and run, for example: python3.11 course.py"
    )

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from course_command.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], __doc__))
