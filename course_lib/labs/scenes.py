"""The scenes of the labs: named settings for an instructor, lab → name → `Scene`.

The notes in ``classroom/notes/`` show them, and a test holds the two together. A label says what is set, never what
will be seen: a class that sees the picker has still to predict it.
"""

from __future__ import annotations

from course_lib.lab import Scene

__all__ = ["SCENES"]

SCENES: dict[str, dict[str, Scene]] = {
    "race": {
        "three-starts": Scene(
            "Zeros, ×10 and He, 8 seeds each",
            "Zeros stay at chance, ×10 stops anywhere, He separates the circles in most seeds.",
            {},
        ),
        "one-he-seed": Scene(
            "He, a single seed",
            "One run of He: whether it learns depends on its seed, so one run shows little about the scheme.",
            dict(schemes=("he_normal",), seeds=1),
        ),
    },
    "deep_race": {
        "deep-xavier-stalls": Scene(
            "He and Xavier, 30 ReLU layers",
            "He learns; Xavier stays at chance, its loss near ln 10.",
            dict(schemes=("he_normal", "glorot_normal"), depth=30),
        ),
    },
}
