"""The library behind an interactive course on how neural networks are initialized.

Start with `course_lib.initializers` (what each scheme draws), `course_lib.activations` and
`course_lib.datasets`. Importing `course_lib` itself loads nothing heavy: each part is imported
where it is used. In a notebook, a wrong argument is then answered in one message.
"""

from course_lib import notebook_errors

__version__ = "0.1.0"

notebook_errors.install()
