#!/usr/bin/env python3
"""Times BoARIO (PyPI: boario, pymrio) on a table like the one of the bench `economy`.

    time_boario.py INDUSTRIES STEPS

Prints one line: nanoseconds per cell and step, from the difference of two run lengths.
The bench calls it where BLACKSTART_BOARIO names a Python that has both packages.
"""
import sys
import time
import warnings

import numpy as np
import pandas as pd
import pymrio
from boario import event
from boario.extended_models import ARIOPsiModel
from boario.simulation import Simulation


def table(count):
    """An input-output table in which every industry buys of every other; output exceeds purchases."""
    sectors = next(s for s in range(min(200, count), 0, -1) if count % s == 0)
    names = pd.MultiIndex.from_product(
        [[f"r{r:04}" for r in range(count // sectors)], [f"s{s:04}" for s in range(sectors)]], names=["region", "sector"]
    )
    rng = np.random.default_rng(1)
    flows = rng.random((count, count)) * 2.0
    regions = names.get_level_values("region").unique()
    demand = np.zeros((count, len(regions)))
    for place, region in enumerate(names.get_level_values("region")):
        demand[place, regions.get_loc(region)] = 1.5 * count
    categories = pd.MultiIndex.from_product([regions, ["final demand"]], names=["region", "category"])
    economy = pymrio.IOSystem(
        Z=pd.DataFrame(flows, index=names, columns=names), Y=pd.DataFrame(demand, index=names, columns=categories)
    )
    return economy.calc_all(), names


def run(economy, names, steps):
    """Seconds that so many steps take after a loss of capacity."""
    model = ARIOPsiModel(economy)
    simulation = Simulation(model, n_temporal_units_to_sim=steps + 1, register_stocks=False)
    struck = pd.Series(0.5, index=names[:: max(1, len(names) // 20)])
    simulation.add_event(
        event.from_series(
            struck, event_type="arbitrary", occurrence=1, duration=5, recovery_tau=10, recovery_function="linear"
        )
    )
    began = time.perf_counter()
    for _ in range(steps):
        simulation.next_step()
    return time.perf_counter() - began


def main():
    warnings.simplefilter("ignore")
    count, steps = int(sys.argv[1]), int(sys.argv[2])
    economy, names = table(count)
    few = run(economy, names, steps)
    many = run(economy, names, 3 * steps)
    print(f"{(many - few) / (2 * steps) / count**2 * 1e9:.3f}")


if __name__ == "__main__":
    main()
