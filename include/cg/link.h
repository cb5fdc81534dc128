// SPDX-License-Identifier: Apache-2.0
// link: references to edges, across the files of a project.
//
// Linking one file is a pure function of its unit and of what it reads of others: through a world
// that opens their units, and a catalog of names that files of a package or namespace share. What it
// has read comes back as keys; cg_link_changes says which keys a change of a file concerns. So a
// file whose keys are not among those need not be linked again: its edges would be the same.
#ifndef CG_LINK_H
#define CG_LINK_H

#include "cg/model.h"

typedef CG_VEC(cg_link_edge) cg_link_edges;
typedef CG_VEC(uint32_t) cg_ordinals;
typedef CG_VEC(uint64_t) cg_link_keys;

/* ---- one file, made searchable ---- */

/** Immutable once made; any thread. */
typedef struct cg_link_unit cg_link_unit;
/** `unit` (with references) is borrowed and must outlive it; `path` is copied. `file`: its number in
 *  the project, which only has to tell files apart. */
cg_link_unit *cg_link_unit_create(const cg_unit *unit, uint32_t file, cg_str path);
/** The number, where it was not known (CG_NONE) when the unit was made: before others see it. */
void cg_link_unit_set_file(cg_link_unit *unit, uint32_t file);
void cg_link_unit_destroy(cg_link_unit *unit);       /* NULL allowed */
size_t cg_link_unit_bytes(const cg_link_unit *unit); /* beside the borrowed unit */
uint32_t cg_link_unit_file(const cg_link_unit *unit);
const cg_unit *cg_link_unit_facts(const cg_link_unit *unit);

/** Whether that is what indexes say where they mean what the language has by itself: no node stands for it. */
bool cg_link_is_builtin(cg_lang_id lang, cg_str module);

/* ---- names that files share ---- */

/** One writer, or any number of readers. */
typedef struct cg_link_catalog cg_link_catalog;
cg_link_catalog *cg_link_catalog_create(void);
void cg_link_catalog_destroy(cg_link_catalog *catalog); /* NULL allowed */
/** Another one of the same names; of a settled one. */
cg_link_catalog *cg_link_catalog_copy(const cg_link_catalog *catalog);
/** Adds what a file shares, in place of what it shared before. Only definitions are read. */
void cg_link_catalog_put(cg_link_catalog *catalog, const cg_link_unit *unit);
void cg_link_catalog_remove(cg_link_catalog *catalog, uint32_t file);
/** What was put and removed since the last of these two calls stays. */
void cg_link_catalog_settle(cg_link_catalog *catalog);
/** Goes back to what was there before: nothing is read, and it cannot fail. */
void cg_link_catalog_undo(cg_link_catalog *catalog);
size_t cg_link_catalog_bytes(const cg_link_catalog *catalog);
/** Equal exactly (but for chance) when the same files share the same names, in whatever order they came. */
cg_hash128 cg_link_catalog_digest(const cg_link_catalog *catalog);

/* ---- linking ---- */

/** What linkers find out once for many files: of one state of a world, in which nothing is put or removed. Any thread. */
typedef struct cg_link_shared cg_link_shared;
cg_link_shared *cg_link_shared_create(void);
void cg_link_shared_destroy(cg_link_shared *shared); /* NULL allowed */

typedef struct cg_link_world {
    void *arg;
    const cg_link_catalog *catalog;
    /** The number of the file with this path, CG_NONE: none, or one that was not parsed. */
    uint32_t (*find)(void *arg, cg_str path);
    /** A file's unit until it is closed; NULL: it has none, or it cannot be read. */
    const cg_link_unit *(*open)(void *arg, uint32_t file);
    void (*close)(void *arg, const cg_link_unit *unit);
    cg_link_shared *shared; /* NULL: each file's linking finds out by itself, the same */
    bool externals; /* edges may lead to externals; else they lead to imports in their place */
} cg_link_world;

/** Edges are ordered by (source, kind, target), one per triple; `contains` and those that follow from
 *  other edges have no ordinals. Valid until the linker's next call. */
typedef struct cg_link_result {
    const cg_link_edge *edges;
    size_t edges_count;
    const uint32_t *ordinals;
    size_t ordinals_count;
    const cg_external *externals; /* distinct; what edges to CG_LINK_EXTERNAL lead to */
    size_t externals_count;
    const uint64_t *keys; /* what was read of other files: ascending, distinct, below 2^40 */
    size_t keys_count;
} cg_link_result;

/** Buffers, reused from file to file; one thread at a time. */
typedef struct cg_linker cg_linker;
cg_linker *cg_linker_create(void);
void cg_linker_destroy(cg_linker *linker); /* NULL allowed */
CG_DEFINE_AUTO(cg_linker, cg_linker_destroy)
/** Links the definitions and references of `unit`. `known` (NULL: nothing): what an index says of just this content; a
 *  reference leads where it says as far as that is there, with the rule `scip`.
 *  Role to kind: call -> calls, or instantiates when the target is a type or constructor; new -> instantiates;
 *  inherit/implement -> inherits/implements; type -> type_of from the definition whose type it names,
 *  else references; read/write -> reads/writes of fields, properties, variables, constants and enum members, else
 *  references; imports -> imports. What is imported from outside the project is an external: call ->
 *  calls, new -> instantiates, and so on, else references; where it has no name, references of the import.
 *  Then what follows: overrides of members, depends_on between files. */
void cg_link_file(cg_linker *linker, const cg_link_world *world, const cg_link_unit *unit,
                  const cg_known *known, cg_link_result *out_result);
/** How references that lead where an index says compare with those of the same unit without it. */
typedef struct cg_link_agreement {
    uint64_t agreed;    /* the rules say the same */
    uint64_t corrected; /* … something else */
    uint64_t added;     /* … nothing */
} cg_link_agreement;
/** Adds up what `with` has by the rule `scip`. `without`: the result of the same unit and world, nothing known; both
 *  are to be linked by linkers of their own. */
void cg_link_compare(const cg_link_result *with, const cg_link_result *without,
                     cg_link_agreement *out_sums);
/** The same as cg_link_file for a file by itself: edges inside it, target_file CG_NONE, none to externals. Both vectors are cleared
 *  first. */
void cg_link_alone(const cg_unit *unit, cg_link_edges *out_edges, cg_ordinals *out_ordinals);
/** Appends the macros of other files that the file is to be read with (ADR 31): texts of CG_HINT_MACRO, one a line.
 *  What it reads is the same whether files were read with macros of others or not, as long as their outlines
 *  (cg_unit_outline) are. cg_link_file reads it as well, so its keys tell when the answer may change. */
void cg_link_prelude(cg_linker *linker, const cg_link_world *world, const cg_link_unit *unit,
                     cg_buf *out);

/** The key that stands among those of a file which mentions `name` somewhere without anything having
 *  been found for it. No change concerns it: it is for asking who may mean a definition unknown to us. */
uint64_t cg_link_mention_key(cg_str name);

/* ---- what a change concerns ---- */

/** Appends the keys that a change of a file from `before` to `after` (NULL: absent) concerns, in no order, some maybe
 *  twice; but for those of what files share: */
void cg_link_changes(const cg_link_unit *before, const cg_link_unit *after, cg_link_keys *out_keys);
/** The same, but only keys that cg_link_prelude may have noted, which `before` and `after` need only be outlines for. */
void cg_link_outline_changes(const cg_link_unit *before, const cg_link_unit *after,
                             cg_link_keys *out_keys);
/** Whether both contents of a path are linked alike, so that such a change concerns no keys, and leaves the file's edges,
 *  ordinals, externals and keys as they are. */
bool cg_link_is_alike(const cg_unit *before, const cg_unit *after);
/** Appends those of all that was put into the catalog and removed from it since it was settled. Who looked for a few
 *  definitions is not concerned where there were more, and are. */
void cg_link_catalog_changes(const cg_link_catalog *catalog, cg_link_keys *out_keys);

#endif
