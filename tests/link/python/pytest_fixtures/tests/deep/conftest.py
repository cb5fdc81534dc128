import pytest

from shop import Other


@pytest.fixture
def client(client):
    client.get()
    return Other()
