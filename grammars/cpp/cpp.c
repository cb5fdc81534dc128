// SPDX-License-Identifier: Apache-2.0
// cpp: the C++ language.
#include "cpp_int.h"

const TSLanguage *tree_sitter_cpp(void);

static const cf_hooks hooks = {
    .declarator_name = cpp_declarator_name,
    .member = cpp_member,
    .lambda = cpp_named_lambda,
    .local_call = cpp_local_call,
    .is_object = cpp_is_object,
    .literal = cpp_literal,
    .level = cpp_level,
    .is_test = cpp_is_test,
    .test = cpp_test,
    .open_space = cpp_open_space,
};

static void begin(cg_extract *x)
{
    cf_start(x, true, &hooks);
}

static void end(cg_extract *x)
{
    cpp_settle_names(x);
}

static bool mask(cg_str source, cg_str prelude, cg_buf *out, cg_activity_changes *out_changes,
                 cg_mask_notes *out_notes)
{
    return cg_cfamily_mask(source, prelude, true, out, out_changes, out_notes);
}

static const cg_rule rules[] = {
    CF_RULES,
    {"declaration", cpp_declaration},
    {"class_specifier", cf_record},
    {"call_expression", cpp_call},
    {"binary_expression", cpp_binary},
    {"unary_expression", cpp_unary},
    {"update_expression", cpp_update},
    {"pointer_expression", cpp_pointer},
    {"subscript_expression", cpp_subscript},
    {"assignment_expression", cpp_assignment},
    {"field_expression", cpp_field},
    {"qualified_identifier", cpp_qualified},
    {"template_type", cpp_template_name},
    {"template_function", cpp_template_name},
    {"template_method", cpp_template_name},
    {"template_argument_list", cpp_template_arguments},
    {"dependent_type", cpp_dependent},
    {"dependent_name", cpp_dependent_name},
    {"operator_name", cpp_operator_name},
    {"optional_parameter_declaration", cf_parameter},
    {"variadic_parameter_declaration", cf_parameter},
    {"type_parameter_declaration", cpp_type_parameter},
    {"variadic_type_parameter_declaration", cpp_type_parameter},
    {"optional_type_parameter_declaration", cpp_type_parameter},
    {"template_declaration", cpp_template},
    {"template_instantiation", cpp_instantiation},
    {"concept_definition", cpp_concept},
    {"namespace_definition", cpp_namespace},
    {"namespace_alias_definition", cpp_namespace_alias},
    {"using_declaration", cpp_using},
    {"alias_declaration", cpp_alias},
    {"friend_declaration", cpp_friend},
    {"new_expression", cpp_new},
    {"lambda_expression", cpp_lambda},
    {"return_statement", cpp_return},
    {"lambda_capture_initializer", cpp_capture},
    {"field_initializer", cpp_field_initializer},
    {"for_range_loop", cpp_range_for},
    {"catch_clause", cf_block},
    {"requires_expression", cf_block},
    {"this", cpp_this},
    {"primitive_type", cpp_primitive},
    {"sized_type_specifier", cpp_primitive},
    {"raw_string_literal", cf_nothing},
    {"user_defined_literal", cf_nothing},
    {"subscript_argument_list", cf_plain_value},
};

static const char *const fields[] = {
#define X(name, text) text,
    CF_FIELDS(X) CF_CPP_FIELDS(X)
#undef X
};

static const char *const tokens[] = {
#define X(name, text) text,
    CF_TOKENS(X) CF_CPP_TOKENS(X)
#undef X
};

static const char *const comments[] = {"comment", NULL};
static const char *const extensions[] = {"cpp", "cc",   "cxx", "c++", "hpp", "hh",
                                         "hxx", "h++",  "ipp", "inl", "tpp", "txx",
                                         "ixx", "cppm", "cu",  "cuh", "ino", NULL};

const cg_lang cg_lang_cpp = {
    .id = CG_LANG_CPP,
    .version = 34,
    .grammar = tree_sitter_cpp,
    .rules = rules,
    .rules_count = CG_ARRAY_LEN(rules),
    .fields = fields,
    .fields_count = CG_ARRAY_LEN(fields),
    .tokens = tokens,
    .tokens_count = CG_ARRAY_LEN(tokens),
    .comments = comments,
    .traits = CG_LANG_COLON_SEPARATOR | CG_LANG_FILE_ORDER | CG_LANG_TYPE_NAMESPACE |
              CG_LANG_MEMBERS_IN_SCOPE | CG_LANG_TRAILING_DOCS | CG_LANG_OPERATORS,
    .extensions = extensions,
    .begin = begin,
    .end = end,
    .mask = mask,
    .defines = cg_cfamily_defines,
};
