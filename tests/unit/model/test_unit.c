// SPDX-License-Identifier: Apache-2.0
// The stored form of units: what goes in comes out, and no damaged byte gets past decoding.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/model.h"

static cg_text add_text(cg_unit *unit, const char *text)
{
    cg_text at = {(uint32_t)unit->strings.len, (uint32_t)strlen(text)};
    cg_buf_add(&unit->strings, text, at.len);
    return at;
}

static uint32_t add_def(cg_unit *unit, cg_node_kind kind, uint32_t parent, const char *name)
{
    cg_def def = {.kind = (uint8_t)kind,
                  .parent = parent,
                  .scope = CG_NONE,
                  .in_scope = CG_NONE,
                  .type_ref = CG_NONE,
                  .name = add_text(unit, name),
                  .signature = add_text(unit, "def f(x)"),
                  .doc = add_text(unit, "Says so."),
                  .start_byte = 3,
                  .end_byte = 90,
                  .body_start = 10,
                  .body_end = 80,
                  .start_line = 7,
                  .end_line = 9,
                  .body_hash = 0x1234567890abcdef};
    CG_VEC_PUSH(&unit->defs, def);
    return (uint32_t)unit->defs.len - 1;
}

static void make_unit(cg_unit *unit)
{
    cg_unit_init(unit);
    unit->lang = CG_LANG_CPP;
    unit->extractor_version = 7;
    unit->source_bytes = 100;
    unit->source_lines = 10;
    add_def(unit, CG_NODE_FILE, CG_NONE, "");
    uint32_t space = add_def(unit, CG_NODE_NAMESPACE, 0, "ns");
    uint32_t type = add_def(unit, CG_NODE_CLASS, space, "A");
    uint32_t method = add_def(unit, CG_NODE_METHOD, type, "f");
    uint32_t outside = add_def(unit, CG_NODE_METHOD, 0, "g");
    unit->defs.ptr[outside].qualifier = add_text(unit, "ns/`B<T>`#");
    unit->defs.ptr[method].disambiguator = add_text(unit, "int");
    CG_VEC_PUSH(&unit->scopes, (cg_scope){.kind = CG_SCOPE_FILE, .parent = CG_NONE});
    CG_VEC_PUSH(&unit->scopes, (cg_scope){.kind = CG_SCOPE_TYPE, .parent = 0, .owner = type});
    CG_VEC_PUSH(&unit->bindings, (cg_binding){.kind = CG_BIND_PARAM,
                                              .scope = 1,
                                              .name = add_text(unit, "x"),
                                              .form = 2,
                                              .type_ref = 1,
                                              .init_ref = CG_NONE});
    for (uint32_t i = 0; i < 3; i++)
        CG_VEC_PUSH(&unit->refs, (cg_ref){.role = CG_ROLE_CALL,
                                          .base = i == 0 ? CG_NONE : i - 1,
                                          .scope = 1,
                                          .source = method,
                                          .target = i == 2 ? CG_NONE : method,
                                          .target_kind = i == 2 ? CG_TARGET_NONE : CG_TARGET_DEF,
                                          .form = (uint8_t)(CG_FORM_APPLIED | i),
                                          .byte = 20 + i,
                                          .line = 8,
                                          .col = i});
    CG_VEC_PUSH(
        &unit->imports,
        (cg_import){.def = 1, .flags = CG_IMPORT_SYSTEM, .module = add_text(unit, "vector")});
    CG_VEC_PUSH(&unit->activity, ((cg_activity_change){1, CG_INACTIVE}));
    CG_VEC_PUSH(&unit->activity, ((cg_activity_change){3, CG_ACTIVE}));
    CG_VEC_PUSH(&unit->hints,
                (cg_hint){.kind = CG_HINT_ARGUMENT, .subject = 0, .index = 0, .value = 1});
    CG_VEC_PUSH(&unit->hints, (cg_hint){.kind = CG_HINT_ARGUMENT,
                                        .subject = 0,
                                        .index = 1,
                                        .value = 2,
                                        .form = 7,
                                        .name = add_text(unit, "key")});
    CG_VEC_PUSH(&unit->errors, (cg_range){1, 2, 3, 4});
}

static void test_signatures_tell_pointers_and_references(void **state)
{
    (void)state;
    static const struct {
        const char *signature, *name;
        cg_node_kind kind;
        int level;
        bool reference;
    } cases[] = {
        {"int n", "n", CG_NODE_FIELD, 0, false},
        {"const Node *const *next", "next", CG_NODE_FIELD, 2, false},
        {"std::vector<Node *> nodes", "nodes", CG_NODE_FIELD, 0, false},
        {"Node nodes[4][2]", "nodes", CG_NODE_FIELD, 2, false},
        {"void (*done)(Node *)", "done", CG_NODE_FIELD, 1, false},
        {"Node *find(Node *from)", "find", CG_NODE_METHOD, 1, false},
        {"Node &A::first(const Node &n)", "first", CG_NODE_METHOD, 0, true},
        {"T &operator[](int i)", "operator[]", CG_NODE_METHOD, 0, true},
        {"T *operator ->() const", "operator->", CG_NODE_METHOD, 1, false},
        {"Node nodeless(Node *n)", "nodeless", CG_NODE_FUNCTION, 0, false},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        cg_unit unit;
        cg_unit_init(&unit);
        uint32_t def = add_def(&unit, cases[i].kind, CG_NONE, cases[i].name);
        unit.defs.ptr[def].signature = add_text(&unit, cases[i].signature);
        assert_int_equal(cg_unit_level(&unit, def), cases[i].level);
        assert_int_equal(cg_unit_gives_reference(&unit, def), cases[i].reference);
        cg_unit_fini(&unit);
    }
}

static void test_a_unit_is_read_back_whole(void **state)
{
    (void)state;
    cg_unit a, b;
    make_unit(&a);
    cg_unit_init(&b);
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    cg_unit_encode(&a, &bytes);
    assert_int_equal(cg_unit_decode(cg_buf_str(&bytes), true, &b, NULL), CG_OK);
    assert_int_equal(b.defs.len, a.defs.len);
    assert_memory_equal(b.defs.ptr, a.defs.ptr, a.defs.len * sizeof *a.defs.ptr);
    assert_memory_equal(b.refs.ptr, a.refs.ptr, a.refs.len * sizeof *a.refs.ptr);
    assert_memory_equal(b.scopes.ptr, a.scopes.ptr, a.scopes.len * sizeof *a.scopes.ptr);
    assert_memory_equal(b.bindings.ptr, a.bindings.ptr, a.bindings.len * sizeof *a.bindings.ptr);
    assert_memory_equal(b.imports.ptr, a.imports.ptr, a.imports.len * sizeof *a.imports.ptr);
    assert_int_equal(b.hints.len, a.hints.len);
    assert_int_equal(b.hints.ptr[1].value, 2);
    assert_int_equal(cg_form_level(b.hints.ptr[1].form, CG_FORM_LEFT), -1);
    assert_int_equal(cg_unit_activity(&b, 0), CG_ACTIVE);
    assert_int_equal(cg_unit_activity(&b, 1), CG_INACTIVE);
    assert_int_equal(cg_unit_activity(&b, 2), CG_INACTIVE);
    assert_int_equal(cg_unit_activity(&b, 3), CG_ACTIVE);
    assert_true(cg_str_eq(cg_unit_str(&b, b.hints.ptr[1].name), CG_STR("key")));
    size_t first;
    assert_int_equal(cg_unit_hints(&b, CG_HINT_ARGUMENT, 0, &first), 2);
    assert_int_equal(cg_unit_hints(&b, CG_HINT_ARGUMENT, 1, &first), 0);
    assert_memory_equal(b.errors.ptr, a.errors.ptr, a.errors.len * sizeof *a.errors.ptr);
    assert_int_equal(b.lang, CG_LANG_CPP);
    assert_int_equal(b.source_lines, 10);
    assert_int_equal(cg_unit_decode(cg_buf_str(&bytes), false, &b, NULL), CG_OK);
    assert_int_equal(b.refs.len, 0);
    assert_int_equal(b.defs.len, a.defs.len);
    cg_unit_fini(&a);
    cg_unit_fini(&b);
}

static void test_a_copy_is_the_same_without_spare_memory(void **state)
{
    (void)state;
    cg_unit a, b;
    make_unit(&a);
    cg_unit_init(&b);
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_buf) copied = {0};
    for (int i = 0; i < 1000; i++)
        CG_VEC_PUSH(&a.refs, (cg_ref){.base = CG_NONE, .target = CG_NONE});
    for (int i = 0; i < 2; i++) { /* also into one that had something */
        cg_unit_copy(&a, &b);
        assert_int_equal(b.strings.error, CG_OK);
        cg_buf_clear(&bytes);
        cg_buf_clear(&copied);
        cg_unit_encode(&a, &bytes);
        cg_unit_encode(&b, &copied);
        assert_true(cg_str_eq(cg_buf_str(&bytes), cg_buf_str(&copied)));
        assert_int_equal(b.refs.cap, b.refs.len);
    }
    cg_unit_fini(&a);
    cg_unit_fini(&b);
}

static void expect_name(const cg_unit *unit, uint32_t def, const char *qualified,
                        const char *symbol)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_unit_add_qualified_name(unit, def, &out);
    assert_true(cg_str_eq(cg_buf_str(&out), cg_str_from(qualified)));
    cg_buf_clear(&out);
    cg_unit_add_symbol(unit, def, CG_STR("a.cpp"), &out);
    assert_true(cg_str_eq(cg_buf_str(&out), cg_str_from(symbol)));
}

static void test_names_follow_the_parents(void **state)
{
    (void)state;
    cg_unit unit;
    make_unit(&unit);
    expect_name(&unit, 3, "ns::A::f", "codegraph cpp . . `a.cpp`/ns/A#f(int).");
    expect_name(&unit, 4, "ns::B<T>::g", "codegraph cpp . . `a.cpp`/ns/`B<T>`#g().");
    expect_name(&unit, 0, "", "codegraph cpp . . `a.cpp`/");
    cg_unit_fini(&unit);
}

/* Every truncation and every flipped bit is either refused or gives a unit whose indices hold. */
static void test_damaged_bytes_do_no_harm(void **state)
{
    (void)state;
    cg_unit a, b;
    make_unit(&a);
    cg_unit_init(&b);
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    cg_unit_encode(&a, &bytes);
    for (size_t len = 0; len < bytes.len; len++)
        assert_int_equal(cg_unit_decode(cg_str_make(bytes.ptr, len), true, &b, NULL), CG_E_CORRUPT);
    size_t accepted = 0;
    for (size_t bit = 0; bit < bytes.len * 8; bit++) {
        bytes.ptr[bit / 8] ^= (char)(1 << bit % 8);
        if (cg_unit_decode(cg_buf_str(&bytes), true, &b, NULL) == CG_OK) {
            accepted++;
            CG_AUTO_VALUE(cg_buf) out = {0};
            for (uint32_t i = 0; i < b.defs.len; i++)
                cg_unit_add_symbol(&b, i, CG_STR("x"), &out);
        }
        bytes.ptr[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_true(accepted > 0); /* letters of names, for example */
    cg_unit_fini(&a);
    cg_unit_fini(&b);
}

static void test_parents_in_a_circle_are_refused(void **state)
{
    (void)state;
    cg_unit a, b;
    make_unit(&a);
    cg_unit_init(&b);
    a.defs.ptr[1].parent = 3;
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    cg_unit_encode(&a, &bytes);
    assert_int_equal(cg_unit_decode(cg_buf_str(&bytes), true, &b, NULL), CG_E_CORRUPT);
    cg_unit_fini(&a);
    cg_unit_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signatures_tell_pointers_and_references),
        cmocka_unit_test(test_a_unit_is_read_back_whole),
        cmocka_unit_test(test_a_copy_is_the_same_without_spare_memory),
        cmocka_unit_test(test_names_follow_the_parents),
        cmocka_unit_test(test_damaged_bytes_do_no_harm),
        cmocka_unit_test(test_parents_in_a_circle_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
