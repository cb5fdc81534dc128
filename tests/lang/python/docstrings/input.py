"""
Module head.

    indented
	tabbed
"""


def raw():
    r"""Raw \d text."""


def joined():
    "one" " two"


def not_doc():
    f"{raw()}"


def late():
    x = 1
    """Not a docstring."""


class Doc:
    # a remark
    '''First line.

    Second line.
      Deeper.
    '''

    #: documents the field
    field = 1

    def method(self):
        u"""Unicode."""


def one_line(): "Short."
