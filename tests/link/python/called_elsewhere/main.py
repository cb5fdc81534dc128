"""Pools, threads and loops call what they are given, with what they are given for it; queues give what is put in."""
import asyncio
import queue
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from threading import Thread

from things import Job, Other, Result


def run(job):
    job.use()
    return Result()


def make(n):
    return Result()


def submitted(pool: ThreadPoolExecutor):
    pool.submit(run, Job()).result().use()


def completed():
    with ThreadPoolExecutor() as pool:
        futures = [pool.submit(make, n) for n in range(3)]
        for future in as_completed(futures):
            future.result().use()


def mapped():
    pool = ProcessPoolExecutor(4)
    for result in pool.map(make, [1, 2]):
        result.use()


async def in_thread():
    result = await asyncio.to_thread(make, 1)
    result.use()


async def in_executor(loop):
    result = await loop.run_in_executor(None, make, 1)
    result.use()


def by_thread(other):
    other.use()


def by_loop(other):
    other.use()


def started():
    Thread(target=by_thread, args=(Other(),)).start()
    asyncio.get_running_loop().call_soon(by_loop, Other())


class Work:
    def __init__(self):
        self.own = queue.Queue()
        self.declared: queue.Queue[Result] = queue.Queue()

    def add(self):
        self.own.put(Job())

    def take(self):
        self.own.get().use()
        self.declared.get_nowait().use()
