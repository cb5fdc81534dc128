// SPDX-License-Identifier: Apache-2.0
// C: members of values of which nothing is known, such as what a macro gives or is given. Most fields have
// a name of their own: where one type alone of all that is included has such a field, it is that one.
#include "cfamily.h"

#define SCOPE_FIELDS "c-fields"

static uint64_t fields_scope(void)
{
    return scope_key(SCOPE_FIELDS, CG_STR(""));
}

void cf_publish_fields(publisher *p, const cg_link_unit *u)
{
    uint64_t scope = fields_scope();
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        if (def_of(u, d)->kind == CG_NODE_FIELD)
            publish(p, scope, def_name(u, d), d);
}

/* Whether something is known of what the member is taken of: then it has no such member. */
static bool is_known(cg_linker *l, const cg_link_unit *u, const cg_ref *r)
{
    things bases = {0};
    if (r->base == CG_NONE)
        return false;
    if (r->base_kind == CG_BASE_REF)
        values_of_ref(l, u, r->base, &bases);
    if (r->base_kind != CG_BASE_RESULT)
        return bases.count > 0;
    const things *callees = callees_of_ref(l, u, r->base);
    for (uint32_t i = 0; i < callees->count; i++)
        results_of(l, &callees->list[i], u, r->base, &bases);
    return bases.count > 0;
}

/* The only one in what `u` includes; of several, the only one that is rather compiled at `here`. */
static bool find_only(cg_linker *l, const cg_link_unit *u, cg_str name, cg_activity here,
                      place *out)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, fields_scope(), name, places, &total), seen = 0;
    const included *view = count > 0 ? cf_view(l, u) : NULL;
    unsigned best = 0;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *fu =
            cf_rank(view, places[i].file) == CG_NONE ? NULL : link_open(l, places[i].file);
        if (fu == NULL)
            continue;
        note_name(l, fu, name);
        unsigned fit = cg_activity_fit(here, def_of(fu, places[i].def)->modifiers);
        if (seen == 0 || fit > best) {
            best = fit;
            seen = 0;
            *out = places[i];
        }
        seen += fit == best;
    }
    return seen == 1;
}

void cf_seen_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    place only;
    bool member = r->base_kind == CG_BASE_OTHER || r->base_kind == CG_BASE_REF ||
                  r->base_kind == CG_BASE_RESULT;
    if (!member || is_known(l, u, r) ||
        !find_only(l, u, ref_name(u, ref), cg_unit_activity(u->unit, r->byte), &only))
        return;
    const cg_link_unit *fu = link_open(l, only.file);
    if (fu != NULL)
        names_of_def(l, fu, only.def, CG_RULE_SEEN_MEMBER, out);
}
