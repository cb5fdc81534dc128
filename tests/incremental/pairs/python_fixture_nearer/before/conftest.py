import pytest
from app import Db, Other


@pytest.fixture
def db():
    return Db()
