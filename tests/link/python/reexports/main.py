from shop import Cart, price
from shop.all import *
import shop.api as api

Cart().add(1)
price(2)
listed()
unlisted()
_hidden()
api.total()
passed_on()
import shop

shop.more.passed_on()
shop.public.total()
