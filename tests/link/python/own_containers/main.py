from things import Listed, More, Named, Pair, Table


def pairs(pair: Pair):
    one, other = pair
    one.act()
    pair[1].act()


def lists(more: More, listed: Listed):
    for thing in more:
        thing.act()
    more[0].act()
    for other in listed:
        other.act()


def table(table: Table):
    table["a"].act()
    for key in table:
        key.act()


def named(named: Named):
    count, thing, other = named
    thing.act()
    other.act()
    named[1].act()
    named.both().act()
