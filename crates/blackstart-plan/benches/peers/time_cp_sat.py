"""Makespans that OR-tools CP-SAT finds in a time: `time_cp_sat.py SECONDS WORKERS FILE.sm...` prints name, makespan, lower bound, seconds and CPU-seconds of each file.

Needs ortools from PyPI (measured with 9.15.6755). The model is the usual one: an interval per job, a cumulative constraint per resource.
"""

import re
import sys
import time

from ortools.sat.python import cp_model


def section(text, title):
    """Rows of numbers below a title of a PSPLIB file."""
    rows = []
    for line in text.split(title, 1)[1].splitlines()[1:]:
        if line.startswith("*"):
            break
        numbers = re.findall(r"\d+", line)
        if numbers and not re.search(r"[a-zA-Z]{2}", line):
            rows.append([int(number) for number in numbers])
    return rows


def main():
    seconds, workers = float(sys.argv[1]), int(sys.argv[2])
    for path in sys.argv[3:]:
        with open(path, encoding="latin-1") as file:
            text = file.read()
        successors = {row[0]: row[3:] for row in section(text, "PRECEDENCE RELATIONS")}
        jobs = {row[0]: (row[2], row[3:]) for row in section(text, "REQUESTS/DURATIONS")}
        capacity = section(text, "RESOURCEAVAILABILITIES")[-1]
        horizon = sum(length for length, _ in jobs.values())
        model = cp_model.CpModel()
        start = {job: model.new_int_var(0, horizon, "") for job in jobs}
        span = {job: model.new_fixed_size_interval_var(start[job], jobs[job][0], "") for job in jobs}
        for job, after in successors.items():
            for other in after:
                model.add(start[other] >= start[job] + jobs[job][0])
        for resource, most in enumerate(capacity):
            users = [job for job in jobs if jobs[job][1][resource] > 0 and jobs[job][0] > 0]
            model.add_cumulative([span[job] for job in users], [jobs[job][1][resource] for job in users], most)
        end = model.new_int_var(0, horizon, "")
        for job in jobs:
            model.add(end >= start[job] + jobs[job][0])
        model.minimize(end)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = workers
        began, worked = time.perf_counter(), time.process_time()
        status = solver.solve(model)
        spent, worked = time.perf_counter() - began, time.process_time() - worked
        found = solver.objective_value if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else float("inf")
        name = path.rsplit("/", 1)[-1].removesuffix(".sm")
        print(name, found, solver.best_objective_bound, f"{spent:.3f} {worked:.3f}", flush=True)


main()
