class Query:
    def filter(self, **kw):
        return self

    def all(self) -> "Rows":
        return Rows()


class Rows:
    def first(self):
        return Row()


class Row:
    text = ""


def query() -> Query:
    return Query()


def find():
    row = query().filter(a=1).all().first()
    row.text
    Query().filter().unknown().all()
    " ".join([str(row)]).strip()
    (query or find)().filter()
    fn = query
    fn().all()
    return row.text
