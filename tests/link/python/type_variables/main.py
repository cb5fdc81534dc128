from boxes import Bound, Box, Gives, Keyed, Named
from things import Other, Thing

DECLARED: Box[Other] = Box(None)


def declared(box: Box[Thing], gives: "Gives[Other]"):
    box.get().act()
    box.content.act()
    box.same(box).get().act()
    gives.give().act()
    for thing in box.all():
        thing.act()


def made():
    Box(Other()).get().act()
    Box[Thing]("thing").get().act()
    DECLARED.get().act()


def derived(named: Named, keyed: Keyed[Thing, Other]):
    named.get().act()
    keyed.get().act()
    keyed.key().act()


def bound(plain: Bound):
    plain.get().act()
