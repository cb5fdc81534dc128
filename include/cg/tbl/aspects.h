// SPDX-License-Identifier: Apache-2.0
// In what two states of a node differ: CG_ASPECT(NAME, "word", meaning).
CG_ASPECT(KIND, "kind", "it is of another kind")
CG_ASPECT(NAME, "name", "it is called otherwise")
CG_ASPECT(FILE, "file", "it is in another file")
CG_ASPECT(PARENT, "parent", "it is a member of something else")
CG_ASPECT(SIGNATURE, "signature", "the head of its declaration")
CG_ASPECT(VISIBILITY, "visibility", "who may use it")
CG_ASPECT(MODIFIERS, "modifiers", "static, async, const and the like")
CG_ASPECT(DECORATORS, "decorators", "its decorators or annotations")
CG_ASPECT(BODY, "body", "the text of its body; of a file, its content")
CG_ASPECT(DOC, "doc", "its comment")
CG_ASPECT(METADATA, "metadata", "what clients keep with it")
CG_ASPECT(EVIDENCE, "evidence", "of a relationship: how it was found, and where the source says so")
