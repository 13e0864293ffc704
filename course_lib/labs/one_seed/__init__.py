"""Forty runs of a tutorial's He network, one of which is shown: what a single seed can tell."""
