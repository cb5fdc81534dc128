#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the calendar against Python's datetime and zoneinfo, over random values and every zone of the system.

    tests/calendar/against_python.py PROGRAM [SEED]

PROGRAM is calendar_lines. Prints the first things that differ."""

import datetime
import pathlib
import random
import subprocess
import sys
import zoneinfo

EPOCH = datetime.date(1970, 1, 1)
NAIVE = datetime.datetime(1970, 1, 1)
zoneinfo.reset_tzpath(["/usr/share/zoneinfo"])


def days(rng):
    for _ in range(4000):
        date = datetime.date.fromordinal(rng.randrange(1, datetime.date.max.toordinal() + 1))
        iso = date.isocalendar()
        n = (date - EPOCH).days
        yield f"day {n}", f"{date.year} {date.month} {date.day} {iso.weekday} {iso.year} {iso.week} {n}"


def months(rng):
    for _ in range(2000):
        date = datetime.date(rng.randrange(100, 9900), rng.randrange(1, 13), rng.randrange(1, 29))
        count = rng.randrange(-1100, 1100)
        total = date.year * 12 + date.month - 1 + count
        yield (f"months {(date - EPOCH).days} {count}",
               str((datetime.date(total // 12, total % 12 + 1, date.day) - EPOCH).days))
    for year in (2023, 2024):  # 31 January and a month
        yield (f"months {(datetime.date(year, 1, 31) - EPOCH).days} 1",
               str((datetime.date(year, 3, 1) - EPOCH).days - 1))


def seconds(when):
    delta = when.replace(tzinfo=None) - NAIVE
    return delta.days * 86400 + delta.seconds


def zone_names():
    """As the files are: Python's own list leaves out what is listed nowhere."""
    root = pathlib.Path("/usr/share/zoneinfo")
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if name[0].isupper() and path.is_file() and path.read_bytes()[:4] == b"TZif":
            yield name


def moments(rng, zone, count):
    """Anywhere in 1800 to 2400, and near the changes of clocks in some years."""
    for _ in range(count):
        yield datetime.datetime(1800, 1, 1) + datetime.timedelta(seconds=rng.randrange(600 * 31556952))
    for year in (rng.randrange(1880, 2037), rng.randrange(2038, 2400)):
        last = None
        for hours in range(0, 8784, 24):
            at = datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(hours=hours)
            offset = at.astimezone(zone).utcoffset()
            if last is not None and offset != last:
                for _ in range(20):
                    yield at.replace(tzinfo=None) - datetime.timedelta(seconds=rng.randrange(-90000, 180000))
            last = offset


def zones(rng, name, count):
    zone = zoneinfo.ZoneInfo(name)
    for at in moments(rng, zone, count):
        utc = at.replace(tzinfo=datetime.timezone.utc)
        offset = utc.astimezone(zone).utcoffset()
        yield f"zone {name} {seconds(at)}", str(int(offset.total_seconds()))
        early, late = (at.replace(tzinfo=zone, fold=f).utcoffset() for f in (0, 1))
        if late > early:  # skipped: Python takes the later offset for fold=1, we have one alone
            late = early
        yield f"local {name} {seconds(at)}", f"{int(early.total_seconds())} {int(late.total_seconds())}"


def texts(rng):
    for _ in range(3000):
        at = datetime.datetime(rng.randrange(1, 9999), 1, 1) + datetime.timedelta(
            days=rng.randrange(365), seconds=rng.randrange(86400), microseconds=rng.randrange(1000000))
        offset = rng.randrange(-64800, 64801)
        aware = at.replace(tzinfo=datetime.timezone(datetime.timedelta(seconds=offset)))
        yield "datetime " + aware.isoformat(), f"{seconds(at)} {at.microsecond * 1000} {offset}"
        iso = at.isocalendar()
        day = (at.date() - EPOCH).days * 86400
        if 1 <= iso.year <= 9999:
            yield f"date {iso.year:04}-W{iso.week:02}-{iso.weekday}", f"{day} 0 0"
        yield f"date {at.year:04}{at.timetuple().tm_yday:03}", f"{day} 0 0"
        yield (f"show {seconds(at)} {at.microsecond * 1000} {offset}",
               shown(at, aware))


def shown(at, aware):
    """isoformat, but that what is 0 is left out."""
    text = f"{at.year:04}-{at.month:02}-{at.day:02}T{at.hour:02}:{at.minute:02}"
    if at.second or at.microsecond:
        text += f":{at.second:02}"
    if at.microsecond:
        text += f".{at.microsecond // 1000:03}" if at.microsecond % 1000 == 0 else f".{at.microsecond:06}"
    offset = aware.isoformat()[len(at.isoformat()):]
    return text + ("Z" if offset == "+00:00" else offset)


def main():
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    cases = list(days(rng)) + list(months(rng)) + list(texts(rng))
    names = list(zone_names())
    if len(names) < 100:
        sys.exit("the tz database is not installed")
    for name in names:
        cases += zones(rng, name, 30)
    done = subprocess.run([sys.argv[1]], input="\n".join(q for q, _ in cases) + "\n", text=True, stdout=subprocess.PIPE,
                          check=True)
    answers = done.stdout.splitlines()
    wrong = [(q, want, got) for (q, want), got in zip(cases, answers) if want != got]
    for q, want, got in wrong[:20]:
        print(f"{q}: {got} instead of {want}")
    print(f"{len(cases)} questions, {len(names)} zones, {len(wrong)} answers differ")
    sys.exit(1 if wrong or len(answers) != len(cases) else 0)


if __name__ == "__main__":
    main()
