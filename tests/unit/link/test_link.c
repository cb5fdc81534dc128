// SPDX-License-Identifier: Apache-2.0
// link: references to edges, on units made by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "cg/link.h"

static cg_unit unit;
static cg_link_edges edges;
static cg_ordinals ordinals;

static cg_text text(const char *s)
{
    cg_text t = {(uint32_t)unit.strings.len, (uint32_t)strlen(s)};
    /* Equal names share their place, as extraction has it. */
    for (size_t d = 0; d < unit.defs.len; d++)
        if (cg_str_eq(cg_unit_str(&unit, unit.defs.ptr[d].name), cg_str_from(s)))
            return unit.defs.ptr[d].name;
    cg_buf_add_str(&unit.strings, cg_str_from(s));
    return t;
}

static uint32_t def_in(uint32_t parent, cg_node_kind kind, const char *name, int params)
{
    cg_def d = {.kind = (uint8_t)kind,
                .parent = parent,
                .scope = CG_NONE,
                .in_scope = CG_NONE,
                .type_ref = CG_NONE,
                .params_min = (uint8_t)(params < 0 ? 255 : params),
                .params_max = (uint8_t)(params < 0 ? 255 : params)};
    d.name = text(name);
    CG_VEC_PUSH(&unit.defs, d);
    return (uint32_t)unit.defs.len - 1;
}

static uint32_t def(cg_node_kind kind, const char *name)
{
    return def_in(0, kind, name, -1);
}

static uint32_t ref(uint32_t source, cg_role role, uint32_t target, unsigned args)
{
    cg_ref r = {.role = (uint8_t)role,
                .target_kind = CG_TARGET_DEF,
                .rule = CG_RULE_LEXICAL,
                .args = (uint8_t)args,
                .name_off = unit.defs.ptr[target].name.off,
                .name_len = unit.defs.ptr[target].name.len,
                .base = CG_NONE,
                .source = source,
                .target = target};
    if (unit.defs.ptr[target].kind == CG_NODE_IMPORT) {
        r.target_kind = CG_TARGET_IMPORT;
        r.rule = CG_RULE_IMPORT_BINDING;
    }
    CG_VEC_PUSH(&unit.refs, r);
    return (uint32_t)unit.refs.len - 1;
}

static const cg_link_edge *find(uint32_t source, cg_edge_kind kind, uint32_t target)
{
    for (size_t i = 0; i < edges.len; i++)
        if (edges.ptr[i].source == source && edges.ptr[i].kind == kind &&
            edges.ptr[i].target == target)
            return &edges.ptr[i];
    return NULL;
}

static size_t count_of(cg_edge_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < edges.len; i++)
        n += edges.ptr[i].kind == kind;
    return n;
}

static void link_all(void)
{
    cg_link_alone(&unit, &edges, &ordinals);
}

static int setup(void **state)
{
    (void)state;
    cg_unit_init(&unit);
    cg_buf_reserve(&unit.strings, 1024);
    CG_VEC_PUSH(&unit.defs, (cg_def){.kind = CG_NODE_FILE,
                                     .parent = CG_NONE,
                                     .scope = CG_NONE,
                                     .in_scope = CG_NONE,
                                     .type_ref = CG_NONE});
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    cg_unit_fini(&unit);
    CG_VEC_FINI(&edges);
    CG_VEC_FINI(&ordinals);
    return 0;
}

static void an_empty_unit_has_no_edges(void **state)
{
    (void)state;
    link_all();
    assert_int_equal(edges.len, 0);
}

static void roles_give_kinds(void **state)
{
    (void)state;
    uint32_t f = def(CG_NODE_FUNCTION, "f"), g = def(CG_NODE_FUNCTION, "g");
    uint32_t c = def(CG_NODE_CLASS, "C"), i = def(CG_NODE_INTERFACE, "I");
    uint32_t k = def_in(c, CG_NODE_CONSTRUCTOR, "C", 0), v = def(CG_NODE_VARIABLE, "v");
    uint32_t m = def(CG_NODE_IMPORT, "m"), e = def(CG_NODE_ENUM_MEMBER, "E");
    ref(f, CG_ROLE_CALL, g, 255);
    ref(f, CG_ROLE_CALL, c, 255);
    ref(g, CG_ROLE_CALL, k, 255);
    ref(g, CG_ROLE_NEW, c, 255);
    ref(c, CG_ROLE_INHERIT, c, 255);
    ref(c, CG_ROLE_IMPLEMENT, i, 255);
    ref(f, CG_ROLE_READ, v, 255);
    ref(f, CG_ROLE_READ, g, 255);
    ref(f, CG_ROLE_READ, e, 255);
    ref(g, CG_ROLE_WRITE, v, 255);
    ref(f, CG_ROLE_CALL, m, 255);
    ref(f, CG_ROLE_DECORATE, g, 255);
    ref(f, CG_ROLE_TYPE, i, 255);
    ref(f, CG_ROLE_CALL, v, 255);
    link_all();
    assert_non_null(find(f, CG_EDGE_CALLS, g));
    assert_non_null(find(f, CG_EDGE_INSTANTIATES, c));
    assert_null(find(g, CG_EDGE_INSTANTIATES, k)); /* a plain name is the type's */
    assert_int_equal(find(g, CG_EDGE_INSTANTIATES, c)->count, 2);
    assert_non_null(find(c, CG_EDGE_INHERITS, c));
    assert_non_null(find(c, CG_EDGE_IMPLEMENTS, i));
    assert_non_null(find(f, CG_EDGE_READS, v));
    assert_non_null(find(f, CG_EDGE_READS, e));
    assert_non_null(find(g, CG_EDGE_WRITES, v));
    assert_non_null(find(f, CG_EDGE_REFERENCES, m));
    assert_int_equal(find(f, CG_EDGE_REFERENCES, g)->count, 2);
    assert_non_null(find(f, CG_EDGE_REFERENCES, i));
    assert_non_null(find(f, CG_EDGE_CALLS, v));
    assert_non_null(find(0, CG_EDGE_IMPORTS, m));
    assert_int_equal(count_of(CG_EDGE_CONTAINS), unit.defs.len - 1);
    assert_non_null(find(c, CG_EDGE_CONTAINS, k));
}

static void one_edge_per_triple_in_order(void **state)
{
    (void)state;
    uint32_t f = def(CG_NODE_FUNCTION, "f"), v = def(CG_NODE_VARIABLE, "v");
    uint32_t g = def(CG_NODE_FUNCTION, "g");
    ref(g, CG_ROLE_CALL, f, 0);
    ref(f, CG_ROLE_READ, v, 255);
    ref(f, CG_ROLE_CALL, g, 0);
    unit.refs.ptr[ref(f, CG_ROLE_READ, v, 255)].rule = CG_RULE_TYPED_VALUE;
    ref(f, CG_ROLE_READ_WRITE, v, 255);
    link_all();
    const cg_link_edge *reads = find(f, CG_EDGE_READS, v);
    assert_int_equal(reads->count, 3);
    assert_int_equal(ordinals.ptr[reads->first], 0);
    assert_int_equal(ordinals.ptr[reads->first + 1], 2);
    assert_int_equal(ordinals.ptr[reads->first + 2], 3);
    assert_int_equal(reads->rule, CG_RULE_LEXICAL);
    assert_int_equal(reads->confidence, 100);
    const cg_link_edge *writes = find(f, CG_EDGE_WRITES, v);
    assert_int_equal(writes->count, 1);
    assert_int_equal(ordinals.ptr[writes->first], 3);
    for (size_t i = 1; i < edges.len; i++) {
        const cg_link_edge *a = &edges.ptr[i - 1], *b = &edges.ptr[i];
        assert_true(a->source < b->source ||
                    (a->source == b->source &&
                     (a->kind < b->kind || (a->kind == b->kind && a->target < b->target))));
    }
}

static void many_edges_stay_in_order(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (unsigned i = 0; i < 200; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%u", i);
        def(CG_NODE_FUNCTION, name);
    }
    for (unsigned i = 0; i < 5000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        ref(1 + (uint32_t)(seed >> 33) % 200, CG_ROLE_CALL, 1 + (uint32_t)(seed >> 45) % 200, 255);
    }
    link_all();
    size_t sum = 0;
    for (size_t i = 0; i < edges.len; i++) {
        const cg_link_edge *e = &edges.ptr[i];
        sum += e->count;
        for (uint32_t k = 1; k < e->count; k++)
            assert_true(ordinals.ptr[e->first + k - 1] < ordinals.ptr[e->first + k]);
        if (i > 0)
            assert_true((e - 1)->source < e->source ||
                        ((e - 1)->source == e->source &&
                         ((e - 1)->kind < e->kind || (e - 1)->target < e->target)));
    }
    assert_int_equal(sum, 5000);
}

static void types_tie_names_to_types(void **state)
{
    (void)state;
    uint32_t c = def(CG_NODE_CLASS, "C");
    uint32_t a = def(CG_NODE_VARIABLE, "a"), b = def(CG_NODE_VARIABLE, "b");
    uint32_t r = ref(a, CG_ROLE_TYPE, c, 255);
    unit.defs.ptr[a].type_ref = r;
    unit.defs.ptr[b].type_ref = r;
    link_all();
    assert_int_equal(find(a, CG_EDGE_TYPE_OF, c)->count, 1);
    assert_int_equal(find(b, CG_EDGE_TYPE_OF, c)->count, 0);
    assert_null(find(a, CG_EDGE_REFERENCES, c));
}

static void arity_chooses_overloads(void **state)
{
    (void)state;
    uint32_t c = def(CG_NODE_CLASS, "C"), f = def(CG_NODE_FUNCTION, "f");
    uint32_t m0 = def_in(c, CG_NODE_METHOD, "m", 0), m1 = def_in(c, CG_NODE_METHOD, "m", 1);
    uint32_t other = def_in(c, CG_NODE_METHOD, "m", 1);
    def_in(0, CG_NODE_FUNCTION, "m", 1); /* not a member: no overload */
    ref(f, CG_ROLE_CALL, m0, 0);
    link_all();
    assert_int_equal(count_of(CG_EDGE_CALLS), 1);
    assert_int_equal(find(f, CG_EDGE_CALLS, m0)->confidence, 100);
    ref(f, CG_ROLE_CALL, m0, 1);
    link_all();
    assert_int_equal(count_of(CG_EDGE_CALLS), 3);
    assert_int_equal(find(f, CG_EDGE_CALLS, m1)->rule, CG_RULE_OVERLOAD);
    assert_int_equal(find(f, CG_EDGE_CALLS, m1)->confidence, 50);
    assert_int_equal(find(f, CG_EDGE_CALLS, other)->confidence, 50);
    unit.refs.len = 0;
    ref(f, CG_ROLE_CALL, m1, 7); /* none fits: any may be meant */
    link_all();
    assert_int_equal(count_of(CG_EDGE_CALLS), 3);
    assert_int_equal(find(f, CG_EDGE_CALLS, m0)->confidence, 33);
}

static void declarations_give_way(void **state)
{
    (void)state;
    uint32_t f = def(CG_NODE_FUNCTION, "f");
    uint32_t p1 = def_in(0, CG_NODE_FUNCTION, "g", 1), p2 = def_in(0, CG_NODE_FUNCTION, "g", 1);
    uint32_t d = def_in(0, CG_NODE_FUNCTION, "g", 1);
    unit.defs.ptr[p1].modifiers = unit.defs.ptr[p2].modifiers = CG_MOD_DECLARATION;
    ref(f, CG_ROLE_CALL, p1, 1);
    link_all();
    assert_int_equal(count_of(CG_EDGE_CALLS), 1);
    assert_non_null(find(f, CG_EDGE_CALLS, d));
    unit.defs.ptr[d].modifiers =
        CG_MOD_DECLARATION; /* all declare the same: the first stands for them */
    link_all();
    assert_int_equal(count_of(CG_EDGE_CALLS), 1);
    assert_non_null(find(f, CG_EDGE_CALLS, p1));
}

static void declared_types_keep_overloads_apart(void **state)
{
    (void)state;
    uint32_t f = def(CG_NODE_FUNCTION, "f");
    uint32_t pi = def_in(0, CG_NODE_FUNCTION, "g", 1), pd = def_in(0, CG_NODE_FUNCTION, "g", 1);
    uint32_t di = def_in(0, CG_NODE_FUNCTION, "g", 1);
    unit.defs.ptr[pi].modifiers = unit.defs.ptr[pd].modifiers = CG_MOD_DECLARATION;
    unit.defs.ptr[pi].disambiguator = text("int$2");
    unit.defs.ptr[pd].disambiguator = text("double");
    unit.defs.ptr[di].disambiguator = text("int");
    ref(f, CG_ROLE_CALL, pi, 1);
    link_all();
    assert_int_equal(count_of(CG_EDGE_CALLS), 2);
    assert_null(find(f, CG_EDGE_CALLS, pi));
    assert_int_equal(find(f, CG_EDGE_CALLS, di)->confidence, 50);
    assert_int_equal(find(f, CG_EDGE_CALLS, pd)->confidence, 50);
}

static void crowds_of_overloads_are_bounded(void **state)
{
    (void)state;
    uint32_t f = def(CG_NODE_FUNCTION, "f");
    for (unsigned i = 0; i < 3000; i++)
        def_in(0, CG_NODE_FUNCTION, "g", 1);
    for (unsigned i = 0; i < 3000; i++)
        ref(f, CG_ROLE_CALL, 2, 1);
    link_all();
    assert_int_equal(count_of(CG_EDGE_CALLS), 16);
    assert_int_equal(find(f, CG_EDGE_CALLS, 2)->count, 3000);
    assert_int_equal(find(f, CG_EDGE_CALLS, 2)->confidence, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_empty_unit_has_no_edges, setup, teardown),
        cmocka_unit_test_setup_teardown(roles_give_kinds, setup, teardown),
        cmocka_unit_test_setup_teardown(one_edge_per_triple_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(many_edges_stay_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(types_tie_names_to_types, setup, teardown),
        cmocka_unit_test_setup_teardown(arity_chooses_overloads, setup, teardown),
        cmocka_unit_test_setup_teardown(declarations_give_way, setup, teardown),
        cmocka_unit_test_setup_teardown(declared_types_keep_overloads_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(crowds_of_overloads_are_bounded, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
