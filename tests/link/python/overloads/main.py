from lib import parse, system

parse("x").upper_case()
parse(1, 2).half()
system()
