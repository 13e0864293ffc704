"""Builds the site for readers without a kernel: the committed notebooks as pages, with plots that respond.

Whoever adds a lesson touches `frames` alone; CONTRIBUTING.md says how.
"""
