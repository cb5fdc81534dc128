// SPDX-License-Identifier: Apache-2.0
// Column families: CG_CF(NAME, stored name). Names are part of the format: only append.
CG_CF(NODES, "nodes")
CG_CF(EDGES, "edges")
CG_CF(REDGES, "redges")
CG_CF(INDEXES, "indexes")
CG_CF(UNITS, "units")
CG_CF(SOURCES, "sources")
CG_CF(VECTORS, "vectors")
CG_CF(VERSIONS, "versions")
CG_CF(METADATA, "metadata")
