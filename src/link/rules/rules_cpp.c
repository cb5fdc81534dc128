// SPDX-License-Identifier: Apache-2.0
// C++: namespaces over files, overloads, classes whose members are defined elsewhere.
#include "cpp.h"

/* Pointers are not told from what they point to, so what a class's own ones lead to is looked into
 * where the class has no such member. */
static void cpp_member_behind(cg_linker *l, const thing *t, cg_str name, things *out)
{
    static const cg_str operators[] = {CG_STR("operator->"), CG_STR("operator*"),
                                       CG_STR("operator[]")};
    const type_line *line = line_of(l, t);
    for (uint32_t i = 0; i < line->outside_count && out->count == 0; i++) {
        thing base = thing_given(l, line->outside[i], t);
        cpp_std_member(l, &base, name, out);
    }
    if (cg_str_starts(name, CG_STR("operator")))
        return;
    for (size_t i = 0; i < CG_ARRAY_LEN(operators) && out->count == 0; i++) {
        things found = {0}, results = {0};
        members_in_line(l, t, operators[i], 0, &found);
        for (uint32_t k = 0; k < found.count; k++)
            results_of(l, &found.list[k], l->unit, CG_NONE, &results);
        for (uint32_t k = 0; k < results.count; k++)
            if (results.list[k].kind != t->kind || results.list[k].file != t->file ||
                results.list[k].def != t->def)
                members_of(l, &results.list[k], name, out);
    }
}

const link_rules cg_link_rules_cpp = {
    .langs = {CG_LANG_CPP},
    .traits = LINK_MEMBERS_IN_SCOPE | LINK_OVERLOADS | LINK_CONSTRUCTORS,
    .call_member = "operator()",
    .publish = cf_publish,
    .import = cf_import,
    .global = cpp_global,
    .outermost = cpp_outermost,
    .space_member = cpp_space_member,
    .package_member = cpp_package_member,
    .implied_member = cpp_implied_member,
    .owner = cpp_owner,
    .definition = cf_definition,
    .suits = cpp_suits,
    .member_behind = cpp_member_behind,
    .builtin_member = cpp_std_member,
    .builtin_result = cpp_std_result,
};
