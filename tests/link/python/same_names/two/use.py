from .util import load

load().get()
