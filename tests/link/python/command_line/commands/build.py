def build(args):
    return args.target


def add_to(commands):
    sub = commands.add_parser("build")
    sub.set_defaults(handler=build)
