// SPDX-License-Identifier: Apache-2.0
// C and C++, inside: what the rules of both share.
//
//   cfamily_commands.c   what compile_commands.json says: folders of includes, macros
//   cfamily_includes.c   which file an #include means, and all that a file includes
//   cfamily_publish.c    what files show each other
//   cfamily_names.c      names at file and namespace scope, as far as they are included
//   cfamily_members.c    fields by their names alone
//   cfamily_variants.c   definitions between which the build chooses
//   cfamily_conditions.c what conditions of #if come to, by macros of headers and commands
//   cfamily_branches.c   branches of #if that are decided elsewhere
//   cfamily_wanted.c     macros of other files that a file is read with
//   cfamily_linkage.c    declarations and the definitions that the linker would find
#ifndef CG_LINK_RULES_CFAMILY_H
#define CG_LINK_RULES_CFAMILY_H

#include "rules.h"

/* What is kept of a file under MEMO_RULES, beside what is kept of its definitions. */
enum {
    CF_MEMO_VIEW = CG_NONE,
    CF_MEMO_SPACES = CG_NONE - 1,
    CF_MEMO_FOLDERS = CG_NONE - 2,
    CF_MEMO_INCLUDERS = CG_NONE - 3,
    CF_MEMO_COMMANDS = CG_NONE - 4,
    CF_MEMO_LOST = CG_NONE - 5,
};

/* ---- cfamily_commands.c ---- */

#define CF_FOLDERS_MAX 64u
typedef struct cf_folders {
    uint32_t count;
    cg_str list[CF_FOLDERS_MAX];
} cf_folders;
/** Those that compile_commands.json names for the file being linked, relative to the project. */
const cf_folders *cf_include_folders(cg_linker *l);

/** How many of the commands define a macro. */
typedef enum cf_commands {
    CF_COMMANDS_UNKNOWN, /* there are none, or not all could be read */
    CF_COMMANDS_NONE,
    CF_COMMANDS_SOME, /* or not all the same */
    CF_COMMANDS_ALL,
} cf_commands;
/** Of the commands that hold where `u` is. `out_value`: what it stands for, with CF_COMMANDS_ALL. */
cf_commands cf_commands_define(cg_linker *l, const cg_link_unit *u, cg_str name, cg_str *out_value);

/* ---- cfamily_includes.c ---- */

typedef struct cf_includers {
    uint32_t count, list[CATALOG_SEVERAL];
} cf_includers;
/** The files that include `u`, each once; none where more than CATALOG_SEVERAL include files of its name. */
const cf_includers *cf_includers_of(cg_linker *l, const cg_link_unit *u);
#define CF_LOST_MAX 8u
/** All that a file includes, the nearest first; the first is the file itself. */
typedef struct included {
    const uint32_t *files;
    uint32_t count;
    uint32_t
        own; /* so many come first that are included where it is compiled, as far as each file tells */
    const uint32_t *slots; /* 1 + position in files by file number, open addressing, 0: free */
    uint32_t mask;
    const uint32_t *sources; /* positions of those that are no headers */
    uint32_t sources_count;
    bool open; /* some #include "…" leads nowhere */
    uint32_t lost_count;
    place lost
        [CF_LOST_MAX]; /* those that may configure a build, where each file takes them to be compiled */
} included;

/** A file that other files include, rather than a translation unit. */
bool cf_is_header(cg_str path);
void cf_publish_file(publisher *p, const cg_link_unit *u);
/** What it includes, for the files that are included. */
void cf_publish_includes(publisher *p, const cg_link_unit *u);
/** Of link_rules. */
void cf_file_keys(const cg_link_unit *u, cg_link_keys *out);
/** The file that an #include means; CG_NONE: none of the project. */
uint32_t cf_include_file(cg_linker *l, const cg_link_unit *u, const cg_import *import);
/** The #includes of a file itself that lead nowhere and are called as if they configured a build; gives their number. */
uint32_t cf_lost_includes(cg_linker *l, const cg_link_unit *u, place out[CF_LOST_MAX]);
/** What names of `u` are seen from: what the file being linked includes, when `u` is part of that. */
const included *cf_view(cg_linker *l, const cg_link_unit *u);
/** How near a file is; CG_NONE: not included. */
uint32_t cf_rank(const included *view, uint32_t file);
/** Directories that two paths share from the root on. */
uint32_t cf_shared_dirs(cg_str a, cg_str b);
/** #include: the file; other imports stand for what their reference names. */
void cf_import(cg_linker *l, const cg_link_unit *u, const cg_import *import, things *out);

/* ---- cfamily_publish.c ---- */

/** The catalog's scope of the global namespace, and of the namespace that `def` is (0: the global
 *  one); false: something else is around it. */
uint64_t cf_global_space(void);
/** Scope of the types that translation units keep to themselves, per namespace. */
uint64_t cf_hidden_space(uint64_t space);
bool cf_space_of(const cg_link_unit *u, uint32_t def, uint64_t *out_space);
/** The definition whose scope shows a name, with or without owning it: the file or a namespace for
 *  what other files can see; CG_NONE. */
uint32_t cf_shown_by(const cg_link_unit *u, uint32_t def);
/** Scope of definitions that stand outside of the class or namespace of that name, and of constants of
 *  enums in the class. */
uint64_t cf_outside(cg_str owner);
bool cf_is_internal(const cg_def *def);
void cf_publish(publisher *p, const cg_link_unit *u);

/* ---- cfamily_names.c ---- */

/** What `ref` of `u`, or a name in `role`, means in a namespace. `tag`: behind struct, union or enum. */
typedef struct cf_query {
    const cg_link_unit *unit;
    cg_str name;
    unsigned role;
    cg_activity activity; /* of the place that asks */
    bool tag;
    bool no_macro; /* in the body of a macro of that name */
} cf_query;
cf_query cf_query_of(const cg_link_unit *u, uint32_t ref);
/** Adds what is included of it. */
void cf_find(cg_linker *l, const cf_query *q, uint64_t space, things *out);
/** Of link_rules. */
void cf_named(cg_linker *l, const cg_link_unit *u, uint32_t ref, cg_str name, unsigned role,
              things *out);
/** The only one of the project, for what is looked up where it is used or whose includes are not
 *  all known. */
void cf_find_unseen(cg_linker *l, const cf_query *q, uint64_t space, things *out);
/** The namespace of that name, though the file that opens it is not included. */
void cf_find_space(cg_linker *l, const cf_query *q, uint64_t space, things *out);

/* ---- cfamily_members.c ---- */

/** Puts the fields that a file declares into the catalog. */
void cf_publish_fields(publisher *p, const cg_link_unit *u);
/** The only field of that name in what is included, where nothing is known of the value. */
void cf_seen_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);

/* ---- cfamily_variants.c ---- */

/** How the build chooses between a definition at file or namespace scope and others of its name that are
 *  seen where it is, or none. */
link_choice cf_varies(cg_linker *l, const cg_link_unit *u, uint32_t def);

/* ---- cfamily_conditions.c ---- */

/** Whether a condition holds in the build that a project describes. Opposites add up to CF_HOLDS; of several that all have
 *  to hold, the least counts. */
typedef enum cf_truth {
    CF_FAILS,    /* so headers or commands say */
    CF_UNLIKELY, /* only in a build that says more than all files do */
    CF_MAYBE,    /* a file defines what is asked for, but it is not seen there */
    CF_UNKNOWN,
    CF_MAYBE_NOT,
    CF_LIKELY,
    CF_HOLDS,
} cf_truth;
/** What `text` comes to where `u` is, as the hints of conditions have it; `form`: cg_condition. Sets `told`, never clears
 *  it, where a header or a command took part. */
cf_truth cf_condition(cg_linker *l, const cg_link_unit *u, cg_str text, unsigned form, bool *told);
/** The least of the conditions around definition `def` of `du`, where `u` is; CF_UNKNOWN: it has none. */
cf_truth cf_conditions_of(cg_linker *l, const cg_link_unit *u, const cg_link_unit *du, uint32_t def,
                          bool *told);
/** A header that `u` includes, or its commands, define the macro. */
bool cf_sees_macro(cg_linker *l, const cg_link_unit *u, cg_str name);

/* ---- cfamily_branches.c ---- */

typedef enum cf_branch {
    CF_BRANCH_OPEN, /* nothing is known beyond the file */
    CF_BRANCH_OUT,  /* macros that are included leave it out … */
    CF_BRANCH_IN,   /* … or put it in */
} cf_branch;
/** The branches around a definition, by the macros of other files that are seen where it is. */
cf_branch cf_branch_of(cg_linker *l, const cg_link_unit *u, uint32_t def);
/** Of link_rules. */
bool cf_other_branch(cg_linker *l, const cg_link_unit *u, uint32_t def, uint32_t from, place *out);
link_branch cf_call_branch(cg_linker *l, const cg_link_unit *u, uint32_t ref);
link_branch cf_def_branch(cg_linker *l, const cg_link_unit *u, uint32_t def);
bool cf_drops(cg_linker *l, const cg_link_unit *u, uint32_t ref);

/* ---- cfamily_wanted.c ---- */

/** Puts the macros that a file tells others of into the catalog. */
void cf_publish_macros(publisher *p, const cg_link_unit *u);
/** The text of one of them (CG_HINT_MACRO), noted; empty: the file has none of that name. */
cg_str cf_told_macro(cg_linker *l, const cg_link_unit *u, cg_str name);
/** Appends the macros of other files that the file is to be read with, one a line; `out` NULL: only their keys are
 *  noted. */
void cf_wanted(cg_linker *l, const cg_link_unit *u, cg_buf *out);

/* ---- cfamily_linkage.c ---- */

/** Whether definition `def` of `du`, which has a qualifier, names `owner` of `u` with it. */
bool cf_belongs(const cg_link_unit *du, uint32_t def, const cg_link_unit *u, uint32_t owner);
bool cf_definition(cg_linker *l, const cg_link_unit *u, uint32_t def, place *out);

#endif
