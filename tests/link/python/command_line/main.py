import argparse
from commands import build, clean


def show(args):
    return args.name


def main(argv=None):
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    sub = commands.add_parser("show")
    sub.set_defaults(func=show, level=1)
    build.add_to(commands)
    sub = commands.add_parser("clean")
    sub.set_defaults(func=clean.clean)
    args = parser.parse_args(argv)
    return args.func(args)


def dispatch(args):
    return args.handler(args)


def other(box, item):
    return box.func(item)


if __name__ == "__main__":
    main()
