#!/usr/bin/env python3
"""Times oasislmf (PyPI: oasislmf) on period losses like those of the bench `curve`: one event in each period, one sample.

    time_oasislmf.py PERIODS

Writes the binary files that its `lecpy` reads, runs it twice (the first run compiles) and prints one line: processor seconds of the second.
The bench calls it where BLACKSTART_OASISLMF names a Python that has the package.
"""
import pathlib
import resource
import subprocess
import sys
import tempfile

import numpy as np

RETURN_PERIODS = [1000000, 100000, 10000, 5000, 2000, 1000, 500, 250, 200, 100, 50, 25, 20, 10, 5, 2]


def spent():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main():
    periods = int(sys.argv[1])
    loss = (1e6 * np.random.default_rng(1).pareto(1.5, periods)).astype("f4")
    number = np.arange(1, periods + 1, dtype="i4")
    # Per event: event, summary, exposure; then (-1, loss), (1, loss), (0, 0).
    record = np.zeros(
        periods,
        dtype=[("event", "<i4"), ("summary", "<i4"), ("exposure", "<f4"), ("i", "<i4"), ("m", "<f4"), ("s", "<i4"),
               ("l", "<f4"), ("z", "<i4"), ("e", "<f4")],
    )
    record["event"], record["summary"], record["exposure"] = number, 1, 1e9
    record["i"], record["m"], record["s"], record["l"] = -1, loss, 1, loss
    date = np.zeros(periods, dtype=[("event", "<i4"), ("period", "<i4"), ("date", "<i4")])
    date["event"], date["period"] = number, number
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "input").mkdir()
        (folder / "work/s1").mkdir(parents=True)
        with open(folder / "work/s1/summary.bin", "wb") as out:
            np.array([0x03000001, 1, 1], dtype="<i4").tofile(out)
            record.tofile(out)
        with open(folder / "input/occurrence.bin", "wb") as out:
            np.array([1, periods], dtype="<i4").tofile(out)
            date.tofile(out)
        np.array([r for r in RETURN_PERIODS if r <= periods], dtype="<i4").tofile(folder / "input/returnperiods.bin")
        lecpy = pathlib.Path(sys.executable).parent / "lecpy"
        command = [lecpy, "--run_dir", folder, "-K", "s1", "-F", "-f", "-r", "-O", folder / "ept.csv"]
        for _ in range(2):
            before = spent()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
            seconds = spent() - before
        rows = len((folder / "ept.csv").read_text().splitlines()) - 1
    print(f"{seconds:.2f} processor seconds, {rows} rows")


if __name__ == "__main__":
    main()
