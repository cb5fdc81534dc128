class Text:
    def upper(self):
        return self


class Field:
    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return self.load(obj)

    def __set__(self, obj, value):
        pass

    def load(self, obj):
        return Text()

    def upper(self):
        """Not what a model's attribute has."""


class Typed:
    def __get__(self, obj, owner=None) -> Text: ...


class Plain:
    def upper(self):
        return self
