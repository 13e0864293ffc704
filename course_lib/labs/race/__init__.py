"""Schemes race on one data set: loss curves of every seed, and decision boundaries as they form."""
