"""A test gets what the fixtures of its parameters' names make."""
from pytest import fixture

from shop import Third


@fixture()
def third():
    return Third()


def test_plain(client, tmp_path, monkeypatch):
    client.get()
    tmp_path.get()


def test_named(other, make_other):
    other.get()
    make_other.get()


def test_own(third):
    third.get()


async def test_imported(imported):
    imported.get()


def test_made(make_client):
    make_client().get()


def test_none(no_fixture):
    no_fixture.get()


def helper(client):
    client.get()


class TestClass:
    @fixture
    def client(self):
        return Third()

    def test_of_class(self, client, other):
        client.get()
        other.get()
