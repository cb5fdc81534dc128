import app
import app.util.text
from app import Engine, help_me
from app.core import Turbo as T

e = Engine(app.util.text.Text())
e.run()
T(None).run()
help_me().lower()
app.core.make()
