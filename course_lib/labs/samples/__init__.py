"""Weights drawn by any scheme: their histogram over the density that theory gives."""
