import space.left.make
from space import right
from space.typed import size
from twice import which

space.left.make.build()
right.build()
size()
which()
