"""The fair race: schemes × seeds × learning rates on handwritten digits, with what goes on in every layer."""

from __future__ import annotations

import numpy as np

from course_lib.activations import name_of as activation_name
from course_lib.initializers import name_of
from course_lib.labs.shared.wording import counted, overflowed, verdict
from course_lib.labs.training_race.experiment import ENTRANTS, MEASURES, TrainingRace, training_race
from course_lib.labs.training_race.figure import (
    MEASURE_TITLES,
    PANELS,
    rate_text,
    training_race_figure,
)
from course_lib.labs.training_race.seeds import picked_seed
from course_lib.training.comparison import Paired, Wins, paired, wins
from course_lib.widgets import Choice, Lab, Number, Pick, Several, Switch, Whole

__all__ = ["lab"]

ACTIVATIONS = {
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "gelu": "GELU",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
}
OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD with momentum", "adam": "Adam", "adamw": "AdamW"}
DEEPEST, MOST_SEEDS = 22, 20
MOST_TOLD = 3  # schemes that the words tell of


def final_accuracy(race: TrainingRace) -> np.ndarray:
    """(schemes, seeds): the test accuracy at the rate that is shown, at the last measurement."""
    return race.at_shown(race.accuracy)[-1]


def won(result: Wins) -> str:
    return f"{result.count:g} of {counted(result.seeds, 'seed')}"


def points(gap: Paired) -> str:
    """The median of the differences, without its sign: "3 points"."""
    return counted(abs(round(100 * gap.median)), "point")


def ranked(race: TrainingRace) -> list[int]:
    """The schemes' places in the settings, the highest median accuracy first."""
    return [int(i) for i in np.argsort(-np.median(final_accuracy(race), axis=1), kind="stable")]


def leading(race: TrainingRace, brief: bool = False) -> str:
    """Which of the two best schemes is ahead, in how many pairs, and whether that tells anything."""
    schemes, accuracy = race.settings.schemes, final_accuracy(race)
    first, second = ranked(race)[:2]
    if wins(accuracy[first], accuracy[second]).share < 0.5:
        first, second = second, first
    result = wins(accuracy[first], accuracy[second])
    names = [ENTRANTS[schemes[i]][1] for i in (first, second)]
    interval = "" if brief else f" (95 % interval: {100 * result.low:.0f} to {100 * result.high:.0f} %)"
    left = "" if result.tells else ": this leaves it open"
    if result.share == 0.5:
        return f"{names[0]} and {names[1]} lead in {won(result)} each{interval}{left}."
    gap = "a median of " * (not brief) + points(paired(accuracy[first], accuracy[second]))
    return f"{names[0]} leads {names[1]} in {won(result)}{interval}, by {gap}{left}."


def standings(race: TrainingRace) -> str:
    """The median of each scheme, of the best few if there are many, the highest first."""
    chosen, middle, order = race.settings, np.median(final_accuracy(race), axis=1), ranked(race)
    rates = [f" at rate {rate_text(chosen.rates[i])}" * (len(chosen.rates) > 1) for i in race.shown]
    told = [f"{100 * middle[i]:.0f} % {ENTRANTS[chosen.schemes[i]][1]}{rates[i]}" for i in order[:MOST_TOLD]]
    if others := order[MOST_TOLD:]:
        told.append(f"{counted(len(others), 'other')} at most {100 * middle[others[0]]:.0f} %")
    epochs, median = int(race.accuracy_epochs[-1]), "median " * (chosen.seeds > 1)
    when = f" after {counted(epochs, 'epoch')}" if epochs else " as drawn"
    return (
        f"{median}test accuracy{when}: ".capitalize()
        + f"{', '.join(told)}.{overflowed(int(race.diverged.sum()))}"
    )


def differing(race: TrainingRace, pinned: TrainingRace) -> str:
    """What the pinned race was run with, as far as it differs: "Adam, rate 0.001"."""
    now, then = race.settings, pinned.settings
    told = {
        "activation": ACTIVATIONS[then.activation],
        "depth": counted(then.depth, "layer"),
        "optimizer": OPTIMIZERS[then.optimizer],
        "rates": "rate " + ", ".join(map(rate_text, then.rates)),
        "batch": f"batches of {then.batch}",
        "epochs": counted(then.epochs, "epoch"),
        "seeds": counted(then.seeds, "seed"),
        "batch_norm": "batch norm" if then.batch_norm else "no batch norm",
        "residual": "shortcuts" if then.residual else "no shortcuts",
    }
    parts = [text for name, text in told.items() if getattr(now, name) != getattr(then, name)]
    return ", ".join(parts) or "the same settings"


def beside(race: TrainingRace, pinned: TrainingRace) -> str:
    """The schemes that both races hold, now against pinned, seed by seed."""
    here, there = race.settings.schemes, pinned.settings.schemes
    both = [name for name in here if name in there]
    head = f"Against the pinned race ({differing(race, pinned)}): "
    if race.settings.seeds != pinned.settings.seeds or not both:
        return head + "other seeds or schemes, so no seed can be paired."
    now, before, told = final_accuracy(race), final_accuracy(pinned), []
    for name in both[:MOST_TOLD]:
        pair, label = (now[here.index(name)], before[there.index(name)]), ENTRANTS[name][1]
        result = wins(*pair)
        if result.share == 0.5:
            told.append(f"{label} is level")
            continue
        ahead, result = ("leads", result) if result.share > 0.5 else ("trails", wins(*pair[::-1]))
        told.append(f"{label} {ahead} in {won(result)}, by {points(paired(*pair))}")
    return head + "; ".join(told) + "."


def words(race: TrainingRace, pinned: TrainingRace | None = None) -> str:
    trained = race.accuracy_epochs[-1] > 0 and len(race.settings.schemes) > 1
    lines = [leading(race, brief=pinned is not None)] if trained else []
    return " ".join([*lines, standings(race) if pinned is None else beside(race, pinned)])


def verdicts(race: TrainingRace, network: str = "", rates: str = "") -> str:
    """A line on what was trained, and one a scheme on what became of it."""
    chosen = race.settings
    trained = f"{race.done:.0f} of {chosen.epochs} epochs, {counted(chosen.seeds, 'seed')}"
    head = f"Handwritten digits, {network}{trained}{rates}"
    if race.done == 0:
        return f"{head}\nas drawn, not trained yet"
    schemes = zip(chosen.schemes, final_accuracy(race), strict=True)
    return "\n".join([head, *(f"{ENTRANTS[name][1]}: {verdict(shares)}" for name, shares in schemes)])


def summary(race: TrainingRace) -> str:
    return verdicts(race, rates=f", {counted(len(race.settings.rates), 'rate')}")


def table(race: TrainingRace) -> dict[str, np.ndarray]:
    """Every curve in long form: loss and accuracy at all rates, the layers' measures at the rate shown."""
    chosen = race.settings
    blocks = []

    def add(quantity: str, layer: int, epochs: np.ndarray, values: np.ndarray, rates: np.ndarray) -> None:
        """``values`` (epochs, rates, schemes, seeds); ``rates`` (rates, schemes)."""
        where = np.indices(values.shape)
        blocks.append(
            (
                np.full(values.size, quantity), np.full(values.size, layer),
                np.array(chosen.schemes)[where[2]].ravel(), where[3].ravel(),
                rates[where[1], where[2]].ravel(), epochs[where[0]].ravel(), values.ravel(),
            )
        )  # fmt: skip

    everywhere = np.repeat(np.array(chosen.rates)[:, None], len(chosen.schemes), axis=1)
    add("training loss", 0, race.curve_epochs, race.curves, everywhere)
    add("training accuracy", 0, race.curve_epochs, race.training, everywhere)
    add("test accuracy", 0, race.accuracy_epochs, race.accuracy, everywhere)
    add("validation loss", 0, race.accuracy_epochs[-1:], race.validation_loss[None], everywhere)
    shown = np.array(chosen.rates)[race.shown][None]
    for name in MEASURES:
        values = race.at_shown(race.layers[name])[:, :, None]  # (snapshots, layers, 1, schemes, seeds)
        for layer in range(values.shape[1]):
            add(MEASURE_TITLES[name].lower(), layer + 1, race.layer_epochs, values[:, layer], shown)
    names = ("quantity", "layer", "scheme", "seed", "learning rate", "epoch", "value")
    return dict(zip(names, map(np.concatenate, zip(*blocks, strict=True)), strict=True))


def idle(settings: dict) -> dict[str, str]:
    """What does nothing now in any race on digits, and why."""
    untrained = dict.fromkeys(("optimizer", "batch", "lr"), "Nothing is trained in 0 epochs.")
    return untrained if settings["epochs"] == 0 else {}


def unused(settings: dict) -> dict[str, str]:
    """What does nothing now, and why."""
    hidden = {"layer": "No layer is shown: choose one of its measures under Show."}
    return idle(settings) | (hidden if settings["measure"] not in MEASURES else {})


def seed_shown(most: int) -> Pick:
    """Which of at most ``most`` seeds is shown in black."""
    return Pick("seed", "Seed shown in black", "none", {"none": "none", **{i: str(i) for i in range(most)}})


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Fair race",
        [
            Several("schemes", "Schemes", ("he_normal", "glorot_normal"),
                    {name: label for name, (_, label) in ENTRANTS.items()}, name_of),
            Choice("activation", "Activation", "relu", ACTIVATIONS, activation_name),
            Whole("depth", "Layers of weights", 10, 2, DEEPEST, marks={3: "3", 10: "10"}),
            Switch("batch_norm", "Batch norm", False),
            Switch("residual", "Shortcuts", False),
            Choice("optimizer", "Optimizer", "sgd", OPTIMIZERS),
            Number("lr", "Learning rate", 0.01, 0.0001, 1.0, step=0.1, log=True),
            Switch("sweep", "Five rates around it", False),
            Pick("batch", "Batch", 32, {n: str(n) for n in (32, 64, 128)}),
            Whole("epochs", "Epochs", 5, 0, 20),
            Whole("seeds", "Seeds", 10, 1, MOST_SEEDS),
            Choice("measure", "Show", "outcome", PANELS),
            Whole("layer", "Layer", 1, 1, DEEPEST),
            seed_shown(MOST_SEEDS),
        ],
        training_race, training_race_figure, words, summary, live=False, pin=True, table=table,
        looks=("measure", "layer", "seed"), main=("depth", "optimizer", "lr", "measure"), unused=unused,
        pick=picked_seed, settings=settings, presets=presets,
    )  # fmt: skip
