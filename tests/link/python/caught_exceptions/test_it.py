import unittest

import pytest
from errors import Failure, boom


class BoomTest(unittest.TestCase):
    def test_it(self):
        with self.assertRaises(Failure) as caught:
            boom()
        caught.exception.code()

    def test_text(self):
        with self.assertRaisesRegex(Failure, "no") as caught:
            boom()
        self.assertEqual(caught.exception.code(), 1)


def test_boom():
    with pytest.raises(Failure, match="no") as caught:
        boom()
    assert caught.value.code() == 1
    error = caught.value
    assert error.inner is None
