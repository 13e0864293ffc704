"""The same weights beside biases drawn in five ways: E[z²], and what of it tells inputs apart."""
