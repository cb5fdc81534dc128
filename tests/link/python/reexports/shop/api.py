from shop import price as total
