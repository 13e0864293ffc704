"""The fair race: schemes × seeds × learning rates on handwritten digits, with what goes on in every layer."""

from __future__ import annotations

import numpy as np

from course_lib.activations import name_of as activation_name
from course_lib.initializers import name_of
from course_lib.labs.shared.digit_races import GUESSING
from course_lib.labs.shared.wording import after, counted, of_seeds, overflowed, standing, verdict
from course_lib.labs.training_race.experiment import ENTRANTS, MEASURES, TrainingRace, training_race
from course_lib.labs.training_race.figure import MEASURE_TITLES, rate_text, training_race_figure
from course_lib.training.comparison import Wins, paired, wins
from course_lib.widgets import Choice, Lab, Number, Pick, Several, Switch, Whole

__all__ = ["lab"]

ACTIVATIONS = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "tanh": "tanh", "sigmoid": "sigmoid"}
OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD with momentum", "adam": "Adam"}
DEEPEST = 22


def final_accuracy(race: TrainingRace) -> np.ndarray:
    """(schemes, seeds): the test accuracy at the rate that is shown, at the last measurement."""
    return race.at_shown(race.accuracy)[-1]


def setting_text(race: TrainingRace) -> str:
    """What a race was run with, in a few words."""
    chosen = race.settings
    parts = [f"{ACTIVATIONS[chosen.activation]}, {chosen.depth} layers", OPTIMIZERS[chosen.optimizer]]
    parts += ["batch norm"] * chosen.batch_norm + ["shortcuts"] * chosen.residual
    return ", ".join(parts)


def won(result: Wins) -> str:
    return f"{result.count:g} of {counted(result.seeds, 'seed')}"


def paired_text(race: TrainingRace) -> str:
    """How often the first scheme beats each other one, seed by seed, and what that tells."""
    schemes, accuracy = race.settings.schemes, final_accuracy(race)
    first = ENTRANTS[schemes[0]][1]
    told = []
    for i, scheme in enumerate(schemes[1:], 1):
        result, gap = wins(accuracy[0], accuracy[i]), paired(accuracy[0], accuracy[i])
        low, middle, high = (round(100 * share) for share in (gap.low, gap.median, gap.high))  # never "-0"
        told.append(
            f"{first} is ahead of {ENTRANTS[scheme][1]} in {won(result)} "
            f"(95 % interval of the share {100 * result.low:.0f} to {100 * result.high:.0f} %"
            f"{'' if result.tells else ': this leaves it open'}), in the median pair by "
            f"{middle} points ({low} to {high} for the middle half)"
        )
    return "; ".join(told) + "."


def kept_text(race: TrainingRace, kept: TrainingRace) -> str:
    """The schemes that both races hold, seed by seed."""
    both = [name for name in race.settings.schemes if name in kept.settings.schemes]
    if race.settings.seeds != kept.settings.seeds or not both:
        return f"Kept: {setting_text(kept)}; other seeds or schemes, so no seed can be paired."
    now, before = final_accuracy(race), final_accuracy(kept)
    told = []
    for name in both:
        a, b = now[race.settings.schemes.index(name)], before[kept.settings.schemes.index(name)]
        result = wins(a, b)
        told.append(f"{ENTRANTS[name][1]} in {f'{result.count:g}' if told else won(result)}")
    return f"Kept: {setting_text(kept)}. Now is ahead of kept with {'; with '.join(told)}."


def standings(race: TrainingRace) -> str:
    """Where each scheme stands, and what is shown of its seeds."""
    epochs, chosen = int(race.accuracy_epochs[-1]), race.settings
    accuracy = final_accuracy(race)
    shares = []
    for i, name in enumerate(chosen.schemes):
        rate = rate_text(chosen.rates[race.shown[i]])
        at = f" at rate {rate}" if len(chosen.rates) > 1 else ""
        shares.append(standing(ENTRANTS[name][1], accuracy[i]) + at)
    return (
        f"{after(epochs, 'epoch')} ({setting_text(race)}), test accuracy is: {'; '.join(shares)}; guessing gives "
        f"{100 * GUESSING[1]:.0f} %. Shown: {of_seeds(chosen.seeds)}.{overflowed(int(race.diverged.sum()))}"
    )


def words(race: TrainingRace, kept: TrainingRace | None = None) -> str:
    lines = [standings(race)]
    if race.accuracy_epochs[-1] > 0 and len(race.settings.schemes) > 1:
        lines.append(paired_text(race))
    if kept is not None:
        lines.append(kept_text(race, kept))
    return " ".join(lines)


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
    add("test accuracy", 0, race.accuracy_epochs, race.accuracy, everywhere)
    add("validation loss", 0, race.accuracy_epochs[-1:], race.validation_loss[None], everywhere)
    shown = np.array(chosen.rates)[race.shown][None]
    for name in MEASURES:
        values = race.at_shown(race.layers[name])[:, :, None]  # (snapshots, layers, 1, schemes, seeds)
        for layer in range(values.shape[1]):
            add(MEASURE_TITLES[name].lower(), layer + 1, race.layer_epochs, values[:, layer], shown)
    names = ("quantity", "layer", "scheme", "seed", "learning rate", "epoch", "value")
    return dict(zip(names, map(np.concatenate, zip(*blocks, strict=True)), strict=True))


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Fair race",
        [
            Several("schemes", "Schemes", ("he_normal", "glorot_normal"),
                    {name: label for name, (_, label) in ENTRANTS.items()}, name_of),
            Choice("activation", "Activation", "relu", ACTIVATIONS, activation_name),
            Pick("depth", "Layers of weights", 10, {n: str(n) for n in (3, 5, 10, DEEPEST)}),
            Switch("batch_norm", "Batch norm", False),
            Switch("residual", "Shortcuts", False),
            Choice("optimizer", "Optimizer", "sgd", OPTIMIZERS),
            Number("lr", "Learning rate", 0.01, 0.0001, 1.0, step=0.1, log=True),
            Switch("sweep", "Five rates around it", False),
            Pick("batch", "Batch", 32, {n: str(n) for n in (32, 64, 128)}),
            Whole("epochs", "Epochs", 5, 0, 20),
            Pick("seeds", "Seeds", 10, {n: str(n) for n in (1, 2, 5, 10, 20)}),
            Choice("measure", "Inside", "update_ratio", MEASURE_TITLES),
            Whole("layer", "Layer", 1, 1, DEEPEST),
        ],
        training_race, training_race_figure, words, summary,
        live=False, pin=True, table=table, looks=("measure", "layer"), settings=settings, presets=presets,
        main=("schemes", "depth", "lr", "optimizer"),
    )  # fmt: skip
