"""Which learning rates rescue Glorot's start and PyTorch's default under ReLU: what lesson 08 tried."""

from functools import cache

import numpy as np

from course_lib.ensemble import Ensemble
from course_lib.training import train
from tests.deep_digits import DATA, WIDTH

RATES = (0.02, 0.06, 0.2, 0.6, 2.0, 6.0)
SHALLOW, DEEP, EPOCHS = 10, 22, 10
LONG, CAUGHT_UP = 20, 80  # epochs of Adam, after which Glorot's median is above this percentage
TINY = 1e-12  # Adam's ε, with which PyTorch's default leaves guessing


@cache
def ends(depth, scheme):
    """(rates,): the median test accuracy over two seeds after ten epochs of SGD, batches of 32."""
    net = Ensemble((64, *[WIDTH] * (depth - 1), 10), "relu", [scheme], 2).repeat(len(RATES))
    steps = EPOCHS * -(-len(DATA.X_train) // 32)
    train(net, DATA.X_train, DATA.y_train, steps=steps, lr=RATES, batch_size=32, chunk=steps)
    accuracy = net.evaluate(DATA.X_test, DATA.y_test)[1].numpy()
    return np.median(accuracy.reshape(len(RATES), -1), axis=1)
