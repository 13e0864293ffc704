"""What the presets of lesson 09 show: a function by its name raises where that is not seen."""

import math

from tests.lessons.seeing import LN2, moved, near, per_step


def ill(lab, code):
    """What `inspect` says of the network as it came, which is ill with this alone."""
    report = lab.result.before
    assert [one.code for one in report.faults] == [code]
    return report


def once_mended(lab, code):
    """The report of the mended network, which has no fault, and what both losses have come to."""
    result = moved(lab, diagnosis=code, mend=True)
    assert not result.after.faults
    return result.after, *(float(losses[-5:].mean()) for losses in result.losses)


def mlp_of_four(lab):
    report = ill(lab, "stuck")
    assert len(report.layers) == 4 and all(one.mean_square == 0 for one in report.layers)
    assert all(one.gradient == 0 for one in report.parameters if one.role == "weight")
    _, sick, healed = once_mended(lab, "stuck")
    assert near(sick, math.log(10), 0.02) and healed < 0.4


def mlp_of_six(lab):
    layers = ill(lab, "explode").layers
    assert near(per_step(layers[0].mean_square, layers[-1].mean_square, 5), 32, 0.2)
    assert lab.result.before.loss > 1e4 and lab.result.losses[0][-1] == math.inf
    assert once_mended(lab, "explode")[2] < 0.4


def cnn_of_fourteen(lab):
    layers = ill(lab, "vanish").layers
    assert 0.001 < layers[-2].mean_square < 0.01 and layers[-2].across < 1e-9 * layers[0].across
    _, sick, healed = once_mended(lab, "vanish")
    assert healed < sick - 0.3


def resnet_of_eighteen(lab):
    report = ill(lab, "stream")
    assert len(report.layers) == 18 and len(report.sums) == 8
    assert 250 < report.sums[-1].after / report.sums[0].before < 1000
    after, sick, healed = once_mended(lab, "stream")
    assert near(after.sums[-1].after, after.sums[0].before, 1e-4) and healed < 0.6 * sick


def small_gpt(lab):
    report = ill(lab, "first loss")
    assert near(report.loss, 38, 0.05) and near(report.expected_loss, 4.2, 0.01)
    after, sick, healed = once_mended(lab, "first loss")
    assert near(after.loss, 4.2, 0.02) and healed < sick - 0.3


def lora_of_rank_four(lab):
    report = ill(lab, "stuck")
    zero = [one.name[2:] for one in report.parameters if one.trainable and one.largest == 0]
    assert zero == ["A", "B"] * 3
    _, sick, healed = once_mended(lab, "stuck")
    assert healed < sick / 2


def heatmap_detector(lab):
    report = ill(lab, "prior")
    assert near(report.loss, LN2, 0.1) and "val=-4.1" in report.faults[0].line
    assert near(once_mended(lab, "prior")[0].loss, 0.08, 0.05)


def scanned_digits(lab):
    report = ill(lab, "inputs")
    assert near(report.layers[0].input_mean_square, 15_000, 0.05)
    assert all(25_000 < one.mean_square < 45_000 for one in report.layers)
    _, sick, healed = once_mended(lab, "inputs")
    assert near(sick, math.log(10), 0.05) and healed < 0.4
