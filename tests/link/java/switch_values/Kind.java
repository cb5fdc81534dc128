enum Kind { SLOW, FAST }
