// SPDX-License-Identifier: Apache-2.0
// tests: TEST(Suite, Case) { … } and its kin. Where the suite is a fixture, a test is a class derived
// from it with one method, which frameworks call differently: here like the test; else it is a function.
#include "cpp_int.h"

bool cpp_is_test(cg_extract *x, const cf_head *head, const cf_declarator *d)
{
    cg_str name = cg_x_text(x, d->name);
    return cf_null(head->type) && !cf_null(d->params) && cf_null(d->qualified) &&
           cg_x_token_of(x, d->name) == T_IDENTIFIER &&
           (cg_str_starts(name, CG_STR("TEST")) || cg_str_starts(name, CG_STR("TYPED_TEST"))) &&
           cg_x_named_count(d->params) == 2;
}

/** A class of that name stands above. */
static bool defines_class(cg_extract *x, cg_str name)
{
    const cf_state *st = cf_get(x);
    const cf_named_ref *classes = st->tags.ptr;
    cg_text text = cg_x_intern(x, name);
    for (uint32_t i = 0; i < st->tags.len; i++)
        if (classes[i].name.off == text.off && classes[i].name.len == text.len)
            return true;
    return false;
}

static void open_fixture(cg_extract *x, const cf_head *head, const cf_declarator *d, cg_str name)
{
    const cf_state *st = cf_get(x);
    cg_def_init init = CG_DEF_INIT(CG_NODE_CLASS, head->node, .name_node = d->name, .name = name,
                                   .body = head->body, .opens = CG_SCOPE_TYPE);
    init.visibility = cf_visibility(st, head);
    init.in_scope = cf_in_scope(st);
    init.modifiers = CG_MOD_TEST;
    (void)cg_x_def_open(x, &init);
    (void)cg_x_ref(x, cg_x_named_child(d->params, 0), CG_ROLE_INHERIT);
}

void cpp_test(cg_extract *x, const cf_head *head, const cf_declarator *d)
{
    cf_state *st = cf_get(x);
    cf_context saved = st->ctx;
    cg_str suite = cg_x_text(x, cg_x_named_child(d->params, 0));
    cg_str test = cg_x_text(x, cg_x_named_child(d->params, 1));
    cg_str name = cg_x_scratch(x, "%.*s_%.*s_Test", CG_STR_ARG(suite), CG_STR_ARG(test));
    bool fixture = cg_x_text(x, d->name).len > 4 || defines_class(x, suite);
    if (fixture)
        open_fixture(x, head, d, name);
    cg_def_init init =
        CG_DEF_INIT(fixture ? CG_NODE_METHOD : CG_NODE_FUNCTION, head->node, .name_node = d->name,
                    .name = name, .body = head->body, .opens = CG_SCOPE_FUNCTION);
    init.visibility = cf_visibility(st, head);
    init.in_scope = fixture ? CG_NONE : cf_in_scope(st);
    init.modifiers = CG_MOD_TEST;
    init.params_min = init.params_max = 0;
    (void)cg_x_def_open(x, &init);
    st->ctx.in_code = true;
    st->ctx.decl_scope = CG_NONE;
    st->ctx.init_base = CG_NONE;
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_BODY)
            (void)cg_x_visit_children(x);
    cg_x_def_close(x);
    if (fixture)
        cg_x_def_close(x);
    st->ctx = saved;
}
