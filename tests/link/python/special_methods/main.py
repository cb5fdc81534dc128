from lib import Table, fetch, opened, rows

t = Table()
t[3].cell()
t["x"].cell()
t.head.cell()
t(1).cell()
for row in t:
    row.cell()
for row2 in rows():
    row2.cell()
next(rows()).cell()
with Table() as u:
    u[0].cell()
with opened() as v:
    v.head.cell()


async def run():
    r = await fetch()
    r.cell()
