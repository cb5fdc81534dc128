import functools


def route(path):
    def apply(fn):
        @functools.wraps(fn)
        def inner(*args):
            return fn(*args)

        return inner

    return apply


def cached(fn):
    return fn


@route("/index")
@cached
def index():
    pass


@cached
class Page:
    @cached
    @route(
        "/page"
    )
    def show(self):
        pass
