def clean(args):
    return args.target
