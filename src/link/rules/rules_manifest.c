// SPDX-License-Identifier: Apache-2.0
// Manifests: packages of the project by name, for imports from each other (workspaces).
#include "rules.h"

static void manifest_publish(publisher *p, const cg_link_unit *u)
{
    uint64_t scope = scope_key(PACKAGE_SCOPE, link_path_base(u->path));
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        if (def_of(u, d)->kind == CG_NODE_PACKAGE)
            publish(p, scope, def_name(u, d), d);
}

const link_rules cg_link_rules_manifest = {
    .langs = {CG_LANG_MANIFEST},
    .publish = manifest_publish,
};
