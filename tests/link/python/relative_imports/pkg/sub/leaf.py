from . import of_sub, twig
from .. import base as root
from ..base import base
from ..sub.twig import grow
from .... import beyond

of_sub()
twig.grow()
root.base()
base()
grow()
beyond()
