"""One layer's weights as any framework draws them, laid over those of another name, and the density of both."""
