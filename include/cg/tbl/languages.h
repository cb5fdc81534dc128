// SPDX-License-Identifier: Apache-2.0
// Languages: CG_LANGUAGE(NAME, code, "text"). Codes are stored and never reused.
CG_LANGUAGE(RUST, 1, "rust")
CG_LANGUAGE(PYTHON, 2, "python")
CG_LANGUAGE(JAVASCRIPT, 3, "javascript")
CG_LANGUAGE(TYPESCRIPT, 4, "typescript")
CG_LANGUAGE(TSX, 5, "tsx")
CG_LANGUAGE(GO, 6, "go")
CG_LANGUAGE(JAVA, 7, "java")
CG_LANGUAGE(CPP, 8, "cpp")
CG_LANGUAGE(C, 9, "c")
CG_LANGUAGE(MANIFEST, 10, "manifest")
