from .core import Engine
from .util import helper as help_me
