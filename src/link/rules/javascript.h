// SPDX-License-Identifier: Apache-2.0
// JavaScript, TypeScript and TSX, inside: which file a module name means, and what the language's own
// values have.
#ifndef CG_LINK_JAVASCRIPT_H
#define CG_LINK_JAVASCRIPT_H

#include "rules.h"

/* ---- javascript_modules.c ---- */

/** Publishes the file under its directory and stem, for lookups of paths. */
void javascript_publish_file(publisher *p, const cg_link_unit *u);
/** Publishes what the file imports, for javascript_importers. */
void javascript_publish_imports(publisher *p, const cg_link_unit *u);
/** link_rules.importers. */
uint32_t javascript_importers(cg_linker *l, const cg_link_unit *u, cg_str name,
                              place out[PLACES_MAX]);
/** The file that `path` (from the project's root, with or without extension, or a directory) means to
 *  `from`; NULL. */
const cg_link_unit *javascript_file(cg_linker *l, const cg_link_unit *from, cg_str path);
/** The file that a module name means in `from`; NULL: a dependency, or nothing. */
const cg_link_unit *javascript_module(cg_linker *l, const cg_link_unit *from, cg_str name);

/* ---- javascript_manifests.c: what package.json and tsconfig.json say ---- */

/** `name` by the paths and baseUrl of the tsconfig.json around `from`. */
const cg_link_unit *javascript_by_config(cg_linker *l, const cg_link_unit *from, cg_str name);
/** `#name` by the imports of the package.json around `from`. */
const cg_link_unit *javascript_by_imports(cg_linker *l, const cg_link_unit *from, cg_str name);
/** `name` of a package of the project, or `name/path` in it. */
const cg_link_unit *javascript_by_package(cg_linker *l, const cg_link_unit *from, cg_str name);
/** What a directory that has a package.json stands for. */
const cg_link_unit *javascript_main(cg_linker *l, const cg_link_unit *from, cg_str dir);

/* ---- javascript_infer.c ---- */

/** link_rules.infer. */
bool javascript_infer(cg_linker *l, const thing *want, const thing *have, const thing *param,
                      thing *out);

/* ---- javascript_types.c ---- */

/** link_rules.type_made. */
bool javascript_type_made(cg_linker *l, const thing *t, things *out);

/* ---- javascript_react.c ---- */

/** `t`; what React is known to have under its name outside of the project, if that is something of it. */
thing javascript_react_thing(thing t);
/** What calling `t`, something of React, gives; false: it is nothing of it. */
bool javascript_react_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                             things *out);
/** Members of what React's hooks give and of its components; false: none that is known. */
bool javascript_react_member(const thing *t, cg_str name, things *out);
/** The same of a class of the project that is a component. */
void javascript_react_inherited(cg_linker *l, const thing *type, cg_str name, things *out);
/** Parameter n of a function that is passed to `t` as argument `arg`; false: it is nothing of React. */
bool javascript_react_passed(const thing *t, unsigned arg, unsigned n, things *out);
/** Parameter n of a function of the type; false: it is no component's. */
bool javascript_react_param(const thing *type, unsigned n, things *out);

/* ---- javascript_library.c ---- */

/** What is passed as argument n. */
void javascript_argument_values(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned n,
                                things *out);
/** What argument n gives when it is called; false: nothing is known of it. */
bool javascript_callback_results(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned n,
                                 things *out);
/* Hooks: */

/** What a name of the language itself stands for; false: it is none that is followed. */
bool javascript_library_global(cg_str name, things *out);
void javascript_library_member(cg_linker *l, const thing *t, cg_str name, things *out);
void javascript_library_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                               things *out);
void javascript_library_passed(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                               unsigned arg, unsigned n, things *out);
void javascript_unknown_result(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out);
bool javascript_element(cg_linker *l, const thing *t, things *out);
void javascript_function_param(cg_linker *l, const thing *type, unsigned n, things *out);

/* ---- javascript_parts.c: what values have under a key ---- */

/** link_rules.part. */
bool javascript_part(cg_linker *l, const thing *t, cg_str key, things *out);

#endif
