"""Seconds of processor time that mal-toolbox takes for a model and its attack graph; then nodes and edges.

    time_mal_toolbox.py LANGUAGE.mar MODEL.json

The language is loaded before the clock starts; reading the model counts, as it does for us.
"""
import sys
import time

from maltoolbox.attackgraph import AttackGraph
from maltoolbox.language import LanguageGraph
from maltoolbox.model import Model

language = LanguageGraph.load_from_file(sys.argv[1])
start = time.process_time()
model = Model.load_from_file(sys.argv[2], language)
graph = AttackGraph(language, model)
spent = time.process_time() - start
nodes = graph.nodes.values() if isinstance(graph.nodes, dict) else graph.nodes
print(spent, len(nodes), sum(len(node.children) for node in nodes))
