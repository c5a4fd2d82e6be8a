"""Seconds that SALib takes for first-order shares and for deltas: `python time_salib.py INPUTS HISTORIES`."""

import sys
import time

import numpy as np
from SALib.analyze import delta

inputs, histories = int(sys.argv[1]), int(sys.argv[2])
u = np.random.default_rng(7).random((histories, inputs))
y = 2 * u[:, 0] + u[:, 1] ** 2 + 3 * (u[:, 2] < 0.07)
problem = {"num_vars": inputs, "names": [f"u{i}" for i in range(inputs)], "bounds": [[0, 1]] * inputs}
seconds = []
for method in ("sobol", "all"):
    start = time.perf_counter()
    delta.analyze(problem, u, y, method=method, seed=1)
    seconds.append(time.perf_counter() - start)
print(*(f"{it:.3f}" for it in seconds))
