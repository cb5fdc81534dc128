def one():
    return 1


def two():
    return one


two()()
table = {"one": one, "two": [two]}
table["one"]()
table["two"][0]()()
(lambda f: f)(one)
pair = one, two
pair[1]()()


@two()
def decorated():
    return 3
