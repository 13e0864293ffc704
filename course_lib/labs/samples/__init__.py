"""Weights drawn by any scheme, or sums of them: their histogram and the density that theory gives, two schemes at once."""
