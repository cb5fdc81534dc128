import helpers
import socket

from . import socket as own

socket.socket()
own.socket()
helpers.help_out()
