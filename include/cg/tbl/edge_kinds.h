// SPDX-License-Identifier: Apache-2.0
// Relationship kinds: CG_EDGE_KIND(NAME, code, "text", "inverse text", meaning). Codes are stored and never reused.
CG_EDGE_KIND(CONTAINS, 1, "contains", "contained_in", "source is the innermost definition around target")
CG_EDGE_KIND(CALLS, 2, "calls", "called_by", "source invokes target")
CG_EDGE_KIND(INSTANTIATES, 3, "instantiates", "instantiated_by", "source makes an instance of target by calling it or its constructor")
CG_EDGE_KIND(INHERITS, 4, "inherits", "inherited_by", "source extends target")
CG_EDGE_KIND(IMPLEMENTS, 5, "implements", "implemented_by", "source implements the interface or trait target")
CG_EDGE_KIND(OVERRIDES, 6, "overrides", "overridden_by", "source redefines the member target of a base")
CG_EDGE_KIND(IMPORTS, 7, "imports", "imported_by", "source imports target")
CG_EDGE_KIND(DEPENDS_ON, 8, "depends_on", "depended_on_by", "source needs target to build or run")
CG_EDGE_KIND(REFERENCES, 9, "references", "referenced_by", "source mentions target")
CG_EDGE_KIND(READS, 10, "reads", "read_by", "source reads the value of target")
CG_EDGE_KIND(WRITES, 11, "writes", "written_by", "source assigns target")
CG_EDGE_KIND(TYPE_OF, 12, "type_of", "has_value", "source has the type target")
