import app
from tool import helper
from app import absent

app.run()
helper()
