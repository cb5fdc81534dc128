from one.util import load
import one.util as util

load().get()
util.load().alone()


def unknown(x):
    x.get()
    x.alone()
    x.append(1)
