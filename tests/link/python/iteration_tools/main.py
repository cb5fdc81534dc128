import heapq
import itertools
import random
from contextlib import ExitStack, closing, contextmanager

from job import Job


@contextmanager
def opened():
    yield Job()


def group(jobs: list[Job]):
    for key, members in itertools.groupby(jobs, key=Job.key):
        for member in members:
            member.run()


def pair(jobs: list[Job]):
    for a, b in itertools.pairwise(jobs):
        b.run()


def cross(jobs: list[Job], names: list[str]):
    for name, job in itertools.product(names, jobs):
        job.run()


def flat(stages: list[list[Job]]):
    for job in itertools.chain.from_iterable(stages):
        job.run()


def first(jobs: list[Job]):
    heapq.heappop(jobs).run()


def largest(jobs: list[Job]):
    heapq.nlargest(3, jobs)[0].run()


def some(jobs: list[Job]):
    random.sample(jobs, 2)[0].run()


def named(names, jobs: list[Job]):
    dict(zip(names, jobs))["first"].run()


def made(names):
    dict((name, Job()) for name in names)["first"].run()


def stacked():
    with ExitStack() as stack:
        stack.enter_context(opened()).run()
        stack.enter_context(closing(Job())).run()
