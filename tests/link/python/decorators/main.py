from tools import command, logged, route
import tools


@logged
def plain():
    return 1


@route("/x")
def routed():
    return 2


@command
def cli():
    return 3


class Service:
    @tools.logged
    def serve(self):
        return plain()


plain()
routed()
cli.invoke()
Service().serve()


@tools.swap
def hidden():
    return 4


hidden()
