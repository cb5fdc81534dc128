import sys

if sys.version_info >= (3, 11):
    def load(path):
        return open(path)
else:
    def load(path):
        return None

try:
    import tomllib
except ImportError:
    import tomli as tomllib

if sys.platform == "win32":
    class Path:
        def exists(self):
            return False
elif True:
    SEP = "/"

for name in ("a", "b"):
    def handler():
        return load(name)

load("x")
