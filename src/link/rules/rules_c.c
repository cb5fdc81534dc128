// SPDX-License-Identifier: Apache-2.0
// C: names of included files; definitions with external linkage.
#include "cfamily.h"

/* A macro's names are looked up where it is used, and headers may rely on what is included before
 * them. */
static bool is_seen_elsewhere(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    return def_of(u, ref_of(u, ref)->source)->kind == CG_NODE_MACRO || cf_is_header(u->path) ||
           cf_view(l, u)->open;
}

static void c_global(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    cf_query q = cf_query_of(u, ref);
    cf_find(l, &q, cf_global_space(), out);
    if (out->count == 0 && is_seen_elsewhere(l, u, ref))
        cf_find_unseen(l, &q, cf_global_space(), out);
}

const link_rules cg_link_rules_c = {
    .langs = {CG_LANG_C},
    .traits = LINK_FIRST_FITS | LINK_LITERALS | LINK_ACTIVITY | LINK_EXPANDS,
    .publish = cf_publish,
    .import = cf_import,
    .global = c_global,
    .definition = cf_definition,
    .member_of_unknown = cf_seen_member,
    .named = cf_named,
    .varies = cf_varies,
    .other_branch = cf_other_branch,
    .call_branch = cf_call_branch,
    .def_branch = cf_def_branch,
    .drops = cf_drops,
    .wanted = cf_wanted,
    .file_keys = cf_file_keys,
};
