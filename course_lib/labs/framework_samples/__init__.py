"""One layer's weights as any framework draws them, over its density and that of another name."""
