// SPDX-License-Identifier: Apache-2.0
// link, Go: what the files of its rules share.
#ifndef CG_LINK_GO_H
#define CG_LINK_GO_H

#include "rules.h"

/* ---- packages (rules_go.c) ---- */

/** The definition of the file's package clause; CG_NONE. */
uint32_t go_clause(const cg_link_unit *u);
/** The name in the package clause, noted; an empty text with NULL. */
cg_str go_package_name(cg_linker *l, const cg_link_unit *u);
/** The catalog's scope of what files of one package see of each other. */
uint64_t go_package_scope(cg_str dir, cg_str package);
/** Of methods whose receiver names a type of another file; `type` is a descriptor ("T#"). */
uint64_t go_methods_scope(cg_str dir, cg_str package, cg_str type);
/** The type's methods in other files of its package; 0 where there can be none. */
uint64_t go_methods_elsewhere(cg_linker *l, const cg_link_unit *u, uint32_t def);
/** Of what importers of a directory see. */
uint64_t go_exports_scope(cg_str dir);
/** Of the package clauses in a directory: by the name of the package, by "" those of files that are no
 *  tests, by the name of the file one that stands for the package. */
uint64_t go_directory_scope(cg_str dir);

/** Of the package clauses of a program in a directory, by "". */
uint64_t go_program_scope(cg_str dir);

/* ---- import paths (go_packages.c) ---- */

/** The directory of the project that an import path names; false: it is not of this project. */
bool go_find_package(cg_linker *l, const cg_link_unit *u, cg_str path, cg_str *out_dir);
/** An import path names the program beside `u`: only its own tests can import that. */
bool go_is_own_program(cg_linker *l, const cg_link_unit *u, cg_str path);
/** The name that a package most likely has, by its path. */
cg_str go_name_of_path(cg_str path);

/* ---- build constraints (go_build.c) ---- */

/** Of definitions of one name in several files, keeps those that are built together with `l->unit`. */
uint32_t go_choose(cg_linker *l, place *places, uint32_t count);

/* ---- values (go_values.c) ---- */

bool go_part(cg_linker *l, const thing *t, cg_str key, things *out);
void go_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, things *out);

/* ---- type parameters (go_generics.c) ---- */

/** What the constraint of a type parameter says that its types are made of: ~[]E. False: nothing. */
bool go_core(cg_linker *l, const thing *param, thing *out);
/** What a function takes as parameter n. */
void go_function_param(cg_linker *l, const thing *t, unsigned n, things *out);
bool go_infer(cg_linker *l, const thing *want, const thing *have, const thing *param, thing *out);

/* ---- generic functions and types of the standard library (go_library.c) ---- */

bool go_library_has(cg_str package, cg_str name);
/** What one of them gives where it is called; a type converts. */
void go_library_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                       things *out);
/** What a package or a type with arguments has under a name. */
void go_library_member(cg_linker *l, const thing *t, cg_str name, things *out);
/** What a type stands for: iter.Seq[V] for func(yield func(V) bool). NONE: itself. */
thing go_library_behind(cg_linker *l, const thing *t);

/* ---- the standard library (go_std.c) ---- */

void go_external_member(cg_linker *l, const thing *t, cg_str name, things *out);
/** The methods of an interface outside of the project, each with its signature and a blank; an empty
 *  text where they are not known. */
cg_str go_external_methods(const thing *t);

/* ---- method sets (go_implements.c, go_signature.c) ---- */

/** Appends the types that a method takes and gives: "(string,int,)(error,)". */
void go_add_signature(const cg_link_unit *u, uint32_t def, cg_buf *out);
/** Two methods take and give the same types, as far as their texts tell. */
bool go_same_signature(const cg_link_unit *a, uint32_t a_def, const cg_link_unit *b,
                       uint32_t b_def);
/** `type A = B`, not `type A B`. */
bool go_is_alias(const cg_link_unit *u, uint32_t def);

void go_publish_methods(publisher *p, const cg_link_unit *u);
void go_implements(cg_linker *l, const cg_link_unit *u);

#endif
