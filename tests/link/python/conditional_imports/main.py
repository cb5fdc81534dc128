from typing import TYPE_CHECKING

try:
    import simplejson as json
except ImportError:
    import fallback as json

try:
    from speedups import fast
except ImportError:
    def fast():
        return None

if TYPE_CHECKING:
    from model import Model


def use(model: "Model"):
    from late import later

    later()
    return model.save()


json.dumps({})
fast()
