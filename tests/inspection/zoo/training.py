"""The short training by which the zoo tells whether a start hurts."""

import torch

from tests.inspection.zoo.case import Case, Training


def losses(case: Case, training: Training):
    """The loss of examples kept aside, before and after the training of `case.model`, as two floats.

    Every fifth example is kept aside. An optimizer that the case brings along is used; otherwise the one
    that `training` names. A loss without gradient trains nothing.
    """
    optimizer = case.kwargs.get("optimizer") or fresh(case.model, training)
    rows = torch.arange(len(case.targets))
    learned, aside = rows[rows % 5 != 4], rows[rows % 5 == 4]
    before = kept_aside(case, aside)
    for _ in range(training.steps):
        optimizer.zero_grad()
        loss = case.measured_loss(learned)
        if not loss.requires_grad:
            break
        loss.backward()
        optimizer.step()
    return before, kept_aside(case, aside)


@torch.no_grad()
def kept_aside(case, rows):
    """The loss of some examples in evaluation mode."""
    mode = case.model.training
    case.model.eval()
    loss = case.measured_loss(rows).item()
    case.model.train(mode)
    return loss


def fresh(model, training):
    """The optimizer that `training` names, over all parameters."""
    if training.optimizer == "adam":
        return torch.optim.Adam(model.parameters(), lr=training.rate)
    return torch.optim.SGD(model.parameters(), lr=training.rate, momentum=0.9)
