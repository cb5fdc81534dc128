// SPDX-License-Identifier: Apache-2.0
// C++: namespaces over files, overloads, classes whose members are defined elsewhere.
#include "cpp.h"

/* An alias may stand for a type of the library, or for what it is given. */
static void member_of_aliased(cg_linker *l, const thing *t, cg_str name, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    uint32_t type = u == NULL || def_of(u, t->def)->kind != CG_NODE_TYPE_ALIAS
                        ? CG_NONE
                        : def_of(u, t->def)->type_ref;
    things types = {0};
    if (type != CG_NONE)
        types_of_ref(l, u, type, &types);
    for (uint32_t i = 0; i < types.count && out->count == 0; i++) {
        thing given = thing_given(l, types.list[i], t);
        members_of(l, &given, name, out);
    }
}

/* Pointers are not told from what they point to, so what a class's own ones lead to is looked into
 * where the class has no such member. */
static void cpp_member_behind(cg_linker *l, const thing *t, cg_str name, things *out)
{
    static const cg_str operators[] = {CG_STR("operator->"), CG_STR("operator*"),
                                       CG_STR("operator[]")};
    member_of_aliased(l, t, name, out);
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
    .traits = LINK_MEMBERS_IN_SCOPE | LINK_OVERLOADS | LINK_CONSTRUCTORS | LINK_HIDES |
              LINK_ACTIVITY | LINK_EXPANDS,
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
    .named = cf_named,
    .varies = cf_varies,
    .other_branch = cf_other_branch,
    .call_branch = cf_call_branch,
    .def_branch = cf_def_branch,
    .drops = cf_drops,
    .wanted = cf_wanted,
    .file_keys = cf_file_keys,
    .suits = cpp_suits,
    .of_const = cpp_of_const,
    .applied = cpp_applied,
    .arrow = cpp_arrow,
    .led_to = cpp_led_to,
    .initialised = cpp_initialised,
    .copies = cpp_copies,
    .is_dependent = cpp_is_dependent,
    .member_behind = cpp_member_behind,
    .builtin_member = cpp_std_member,
    .builtin_result = cpp_std_result,
    .element = cpp_std_element,
    .item = cpp_std_item,
    .builtin_passed = cpp_std_passed,
    .passed_by = cpp_passed_by,
};
