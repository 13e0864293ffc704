"""A signal and its gradient on their way through many layers, beside what theory predicts."""
