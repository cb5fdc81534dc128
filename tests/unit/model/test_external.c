// SPDX-License-Identifier: Apache-2.0
// Symbols of dependencies: what they are called, and that their stored form is read back.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/model.h"

typedef struct example {
    cg_external external;
    const char *symbol, *qualified, *name;
} example;

static const example examples[] = {
    {{CG_LANG_PYTHON, CG_STR("os"), CG_STR("path.join")},
     "codegraph python os . path.join.",
     "os.path.join",
     "join"},
    {{CG_LANG_GO, CG_STR("net/http"), CG_STR("")},
     "codegraph go net/http . `net/http`/",
     "net/http",
     "http"},
    {{CG_LANG_RUST, CG_STR("std"), CG_STR("collections.HashMap")},
     "codegraph rust std . collections.HashMap.",
     "std::collections::HashMap",
     "HashMap"},
    {{CG_LANG_C, CG_STR("sys/types.h"), CG_STR("")},
     "codegraph c sys/types.h . `sys/types.h`/",
     "sys/types.h",
     "types.h"},
    {{CG_LANG_JAVASCRIPT, CG_STR("a b"), CG_STR("ü")},
     "codegraph javascript a  b . `ü`.",
     "a b.ü",
     "ü"},
    {{CG_LANG_JAVASCRIPT, CG_STR("m"), CG_STR("x.")}, "codegraph javascript m . x.``.", "m.x.", ""},
};

static void expect(const cg_buf *buf, const char *text)
{
    assert_int_equal(buf->len, strlen(text));
    assert_memory_equal(buf->ptr, text, buf->len);
}

static void test_each_has_its_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(examples); i++) {
        CG_AUTO_VALUE(cg_buf) symbol = {0};
        CG_AUTO_VALUE(cg_buf) qualified = {0};
        cg_external_add_symbol(&examples[i].external, &symbol);
        expect(&symbol, examples[i].symbol);
        cg_external_add_qualified_name(&examples[i].external, &qualified);
        expect(&qualified, examples[i].qualified);
        cg_str name = cg_external_short_name(&examples[i].external);
        assert_true(cg_str_eq(name, cg_str_from(examples[i].name)));
    }
}

static void test_the_stored_form_is_read_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(examples); i++) {
        const cg_external *external = &examples[i].external;
        CG_AUTO_VALUE(cg_buf) bytes = {0};
        cg_external read;
        cg_external_encode(external, &bytes);
        assert_true(cg_external_decode(cg_buf_str(&bytes), &read));
        assert_int_equal(read.lang, external->lang);
        assert_true(cg_str_eq(read.module, external->module));
        assert_true(cg_str_eq(read.name, external->name));
    }
}

static void test_damage_is_noticed(void **state)
{
    (void)state;
    static const cg_str damaged[] = {
        CG_STR(""),
        CG_STR("\x01"),
        CG_STR("\x01\x05os"),
        CG_STR("\xee\x02os"),
        CG_STR("\x01\x02\xff\xff"),
    };
    cg_external read;
    for (size_t i = 0; i < CG_ARRAY_LEN(damaged); i++)
        assert_false(cg_external_decode(damaged[i], &read));
    assert_false(cg_external_decode(CG_STR_NULL, &read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_has_its_names),
        cmocka_unit_test(test_the_stored_form_is_read_back),
        cmocka_unit_test(test_damage_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
