import pytest
from shared import imported

from shop import Client, Other


@pytest.fixture
def client():
    return Client()


@pytest.fixture(scope="session", name="other")
def make_other():
    yield Other()


@pytest.fixture
def make_client(client):
    def make():
        client.get()
        return Client()

    return make


def no_fixture():
    return Client()
