from . import sibling
from .. import parent as up
from .models import User
from ...pkg.deep import thing
from .star import *

sibling.run(User(), up, thing)
