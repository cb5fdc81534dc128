def grow():
    return 3
