"""Two layers drawn by one initializer object, as Keras 3 does it, against an object for each."""
