// SPDX-License-Identifier: Apache-2.0
// Rust: crates, modules, paths, macros and impls.
#include "rust.h"

static void rust_publish(publisher *p, const cg_link_unit *u)
{
    rust_publish_modules(p, u);
    rust_publish_macros(p, u);
    rust_publish_items(p, u);
    rust_publish_impls(p, u);
    rust_publish_methods(p, u);
}

const link_rules cg_link_rules_rust = {
    .langs = {CG_LANG_RUST},
    .traits = LINK_NAME_SPACES | LINK_ALIASES | LINK_LITERALS | LINK_CHOSEN_GIVE |
              LINK_OUTER_PARAMS | LINK_EXPANDS,
    .publish = rust_publish,
    .import = rust_import,
    .global = rust_global,
    .hiding = rust_hiding,
    .outermost = rust_outermost,
    .exported = rust_exported,
    .space_member = rust_space_member,
    .members_elsewhere = rust_members_elsewhere,
    .bases_elsewhere = rust_bases_elsewhere,
    .derive = rust_derive,
    .callees = rust_callees,
    .call_branch = rust_call_branch,
    .rule_around = rust_rule_around,
    .rule_taken = rust_rule_taken,
    .varies = rust_varies,
    .has_variant = rust_has_variant,
    .owner = rust_owner,
    .infer = rust_infer,
    .depends = rust_depends,
    .settled = rust_settled,
    .made = rust_made,
    .completes = rust_completes,
    .builtin_member = rust_builtin_member,
    .builtin_result = rust_builtin_result,
    .builtin_passed = rust_builtin_passed,
    .part = rust_part,
    .taken_apart = rust_taken_apart,
    .called_member = rust_called_member,
    .member_of_unknown = rust_seen_member,
    .implied_member = rust_implied_member,
    .function_param = rust_function_param,
};
