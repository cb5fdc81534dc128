// SPDX-License-Identifier: Apache-2.0
// Why an edge is believed: CG_LINK_RULE(NAME, code, "text", confidence in percent, meaning). Codes are stored and never reused.
CG_LINK_RULE(STRUCTURE, 1, "structure", 100, "follows from the shape of the source")
CG_LINK_RULE(LEXICAL, 2, "lexical", 100, "the name is declared in an enclosing scope")
CG_LINK_RULE(SELF_MEMBER, 3, "self-member", 95, "a member of the enclosing type, through self, this or no qualifier")
CG_LINK_RULE(INHERITED_MEMBER, 4, "inherited-member", 90, "a member of a base type of the enclosing type")
CG_LINK_RULE(QUALIFIED, 5, "qualified", 98, "a member of a named type, enum, module or namespace")
CG_LINK_RULE(TYPED_VALUE, 6, "typed-value", 90, "a member of the type that the value was declared or constructed with")
CG_LINK_RULE(OVERLOAD, 7, "overload", 60, "one of several same-named definitions that fit the call")
CG_LINK_RULE(IMPORT_BINDING, 8, "import-binding", 100, "the name is bound by an import of the file")
CG_LINK_RULE(MANUAL, 9, "manual", 100, "stated by a client")
