"""The error that a wrong value is to get, by the one rule of `course_lib.arguments`."""


def error_for(value, kind):
    """ValueError for a value of the kind that is asked for, else TypeError; truth values are no numbers."""
    return ValueError if isinstance(value, kind) and not isinstance(value, bool) else TypeError
