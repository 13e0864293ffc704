"""A network that trains badly: its signal, gradient and weights, what inspect finds, and the mended one."""
