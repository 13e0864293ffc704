"""A normal input pushed through any activation: what comes out, and where its slope is flat."""
