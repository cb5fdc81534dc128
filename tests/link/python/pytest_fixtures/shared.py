import pytest

from shop import Third


@pytest.fixture
async def imported():
    return Third()
