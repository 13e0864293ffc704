"""What several labs share: words, colours, curves, races on digits."""
