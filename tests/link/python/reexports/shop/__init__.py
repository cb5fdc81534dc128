from .cart import Cart as Cart
from .prices import *
from . import more
from shop import api as public
