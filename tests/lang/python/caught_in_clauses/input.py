class Missing(Exception):
    def where(self):
        return 1


class Broken(Exception):
    def where(self):
        return 2


def each_clause_has_its_own():
    try:
        run()
    except Missing as error:
        error.where()
    except (Broken, ValueError) as error:
        error.where()


def one_of_both():
    try:
        run()
    except (Missing, Broken) as error:
        error.where()


def inside_each_other():
    try:
        run()
    except Missing as error:
        try:
            run()
        except Broken as error:
            error.where()


def run():
    pass
