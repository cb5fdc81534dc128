class Special extends Box {}
