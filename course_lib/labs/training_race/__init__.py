"""The fair race: schemes, seeds and learning rates on digits, and what goes on in every layer."""
