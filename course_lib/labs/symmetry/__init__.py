"""Hidden units that start equal: the paths of their weights, and whether they ever part."""
