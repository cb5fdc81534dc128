def of_sub():
    return 2
