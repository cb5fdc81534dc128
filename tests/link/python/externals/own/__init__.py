def helper(name):
    return name
