"""Schemes race on handwritten digits in networks of up to thirty layers: the loss and accuracy of every seed."""
