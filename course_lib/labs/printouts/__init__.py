"""Numbers printed by a framework, laid over the density of a scheme."""
