import asyncio


def numbers(limit):
    n = yield
    yield from range(limit)


async def fetch(url) -> "Reply":
    async with open(url) as stream:
        async for line in stream:
            yield line


class Reply:
    def text(self):
        return ""


async def load(url) -> Reply:
    return Reply()


async def main():
    reply = await load("x")
    reply.text()
    (await load("y")).text()
    await asyncio.gather(*[load(u) for u in "ab"], load("z"))
