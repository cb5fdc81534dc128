import asyncio

from shapes import More, Options, Row, fetch, read


def by_key(options: Options, more: More):
    options["origin"].move()
    for row in options["rows"]:
        row.show()
    more["extra"].show()
    more["origin"].move()


def replaced(row: Row):
    row._replace(count=2).show()


async def gathered():
    point, row = await asyncio.gather(fetch("a"), read("b"))
    point.move()
    row.show()


async def grouped():
    async with asyncio.TaskGroup() as group:
        task = group.create_task(read("b"))
    (await task).show()
