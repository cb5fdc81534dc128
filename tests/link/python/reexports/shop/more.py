def passed_on():
    return 4
