"""The names that scenes had before: lab → old name → what it stands for. They go with the next version."""

from __future__ import annotations

from course_lib.lab import Renamed

__all__ = ["RENAMED"]

NAMES: dict[str, dict[str, str]] = {
    "race": {
        "small-stands-still": "x001-and-he",
        "rate-five-kills-he": "he-rate-five",
    },
    "deep_race": {
        "deep-xavier-stalls": "glorot-relu-30",
        "three-layers-alike": "glorot-relu-3",
        "deep-tanh-learns": "glorot-tanh-30",
    },
    "training_race": {
        "glorot-loses-every-pair": "sgd-10-layers",
        "each-at-its-own-rate": "sgd-five-rates",
        "adam-at-22-layers": "adam-22-layers",
        "norm-swaps-the-lead": "batch-norm-10-layers",
        "uniform-wins-once": "uniform-one-seed",
        "uniform-in-twenty": "uniform-twenty-seeds",
    },
    "samples": {
        "limit-and-std": "glorot-uniform-64",
        "cut-and-widened": "glorot-normal-cut",
    },
    "printouts": {
        "beyond-the-limit": "he-read-as-glorot",
        "wrong-but-likely": "glorot-read-as-he",
    },
    "signals": {
        "root-n": "lecun-16-wide",
        "a-third-a-layer": "standard-linear-30",
        "level-but-blind": "standard-sigmoid-30",
        "tanh-gain": "lecun-tanh-30",
        "dead-before-training": "he-relu-16-wide",
        "step-blocks": "he-step-30",
    },
    "gallery": {
        "sigmoid-mean": "sigmoid-std-1",
        "relu-gain": "relu-std-1",
        "tanh-wide": "tanh-std-5",
    },
    "framework_samples": {
        "one-name-two-laws": "xavier-beside-keras",
        "bounds-far-away": "torch-trunc-normal",
    },
}
RENAMED: dict[str, dict[str, Renamed]] = {
    lab: {old: Renamed({"scene": new}) for old, new in names.items()} for lab, names in NAMES.items()
}
RENAMED["race"]["x10-small-steps"] = Renamed({"scene": "x10-eight-seeds", "lr": 0.01})
