"""Every activation with every scheme: how much of the signal and of the gradient many layers leave."""
