import os
import os.path as path
import xml.etree.ElementTree
from os.path import join, exists as there
from collections import OrderedDict
from own import helper, missing
from own.gone import lost
from . import sibling
from typing import Any, Optional
import requests
try:
    import json
except ImportError:
    import simplejson as json


class Session(requests.Session):
    retries: requests.adapters.Retry

    def send(self, request: requests.Request):
        return super().send(request)


def run(name):
    os.path.join(name, "a")
    path.join(name, "b")
    join(name, "c")
    there(name)
    xml.etree.ElementTree.parse(name)
    helper(name)
    missing(name)
    lost(name)
    return OrderedDict()


def results(url):
    answer = requests.get(url)
    answer.json()
    session = requests.Session()
    session.close()
    return print(len(url), json.dumps(url))


def typed(session: Optional[Session], anything: Any):
    session.send(anything.request)
