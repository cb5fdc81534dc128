from __future__ import annotations
import os
import os.path
import a.b.c as abc, json
from collections import OrderedDict, defaultdict as dd
from m import (
    first,
    second as zweite,
)
from wild import *


def local():
    import re
    from datetime import date

    return re.compile(abc.x), date.today(), zweite


os.path.join(dd(), json.loads(""))
first
