// SPDX-License-Identifier: Apache-2.0
// C++: namespaces over files, overloads, classes whose members are defined elsewhere.
#include "cpp.h"

const link_rules cg_link_rules_cpp = {
    .langs = {CG_LANG_CPP},
    .traits = LINK_MEMBERS_IN_SCOPE | LINK_OVERLOADS,
    .call_member = "operator()",
    .publish = cf_publish,
    .import = cf_import,
    .global = cpp_global,
    .outermost = cpp_outermost,
    .space_member = cpp_space_member,
    .package_member = cpp_package_member,
    .owner = cpp_owner,
    .definition = cf_definition,
    .builtin_member = cpp_std_member,
    .builtin_result = cpp_std_result,
};
