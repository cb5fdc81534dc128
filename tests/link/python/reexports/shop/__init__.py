from .cart import Cart as Cart
from .prices import *
