// SPDX-License-Identifier: Apache-2.0
// Python: the descriptor and the rule table.
//
//   decorators.c functions.c parameters.c lambdas.c classes.c   definitions
//   targets.c statements.c match.c narrow.c conditions.c        names that get values
//   exprs.c calls.c collections.c types.c quoted.c              references
//   imports.c docs.c names.c
#include "python_int.h"

const TSLanguage *tree_sitter_python(void);

static const cg_rule rules[] = {
    /* definitions */
    {"class_definition", py_on_class},
    {"decorated_definition", py_on_decorated},
    {"function_definition", py_on_function},
    {"lambda", py_on_lambda},
    {"type_alias_statement", py_on_type_alias},
    /* statements */
    {"assignment", py_on_assignment},
    {"augmented_assignment", py_on_augmented},
    {"as_pattern", py_on_as_pattern},
    {"assert_statement", py_on_test},
    {"block", py_on_block},
    {"delete_statement", py_on_delete},
    {"elif_clause", py_on_if},
    {"except_clause", py_on_except},
    {"for_statement", py_on_for},
    {"global_statement", py_on_captured},
    {"if_clause", py_on_test},
    {"if_statement", py_on_if},
    {"named_expression", py_on_walrus},
    {"nonlocal_statement", py_on_captured},
    {"return_statement", py_on_return},
    {"try_statement", py_on_try},
    {"while_statement", py_on_while},
    {"with_item", py_on_with_item},
    {"with_statement", py_on_with},
    {"yield", py_on_yield},
    /* imports */
    {"future_import_statement", py_on_import_from},
    {"import_from_statement", py_on_import_from},
    {"import_statement", py_on_import},
    /* patterns of match */
    {"case_clause", py_on_case},
    {"class_pattern", py_on_class_pattern},
    {"dotted_name", py_on_dotted_name},
    {"match_statement", py_on_match},
    {"keyword_pattern", py_on_keyword_pattern},
    {"list_pattern", py_on_sequence_pattern},
    {"tuple_pattern", py_on_sequence_pattern},
    {"dict_pattern", py_on_mapping_pattern},
    {"splat_pattern", py_on_splat_pattern},
    /* expressions */
    {"attribute", py_on_attribute},
    {"await", py_on_pass_through},
    {"binary_operator", py_on_binary},
    {"boolean_operator", py_on_choice},
    {"call", py_on_call},
    {"comparison_operator", py_on_comparison},
    {"concatenated_string", py_on_concatenated_string},
    {"conditional_expression", py_on_conditional},
    {"dictionary", py_on_dictionary},
    {"dictionary_comprehension", py_on_dictionary_comprehension},
    {"expression_list", py_on_tuple},
    {"generator_expression", py_on_generator_expression},
    {"identifier", py_on_identifier},
    {"interpolation", py_on_interpolation},
    {"keyword_argument", py_on_keyword_argument},
    {"list", py_on_list},
    {"list_comprehension", py_on_list_comprehension},
    {"list_splat", py_on_spread},
    {"not_operator", py_on_not},
    {"parenthesized_expression", py_on_pass_through},
    {"set", py_on_set},
    {"set_comprehension", py_on_set_comprehension},
    {"string", py_on_string},
    {"subscript", py_on_subscript},
    {"tuple", py_on_tuple},
    {"unary_operator", py_on_unary},
    /* annotations */
    {"generic_type", py_on_generic_type},
    {"member_type", py_on_member_type},
    {"type", py_on_type},
    {"union_type", py_on_union_type},
};

static const char *const fields[] = {
#define PY_FIELD(name) #name,
    PY_FIELDS
#undef PY_FIELD
};

static const char *const tokens[] = {
#define PY_TOKEN(name, text) text,
    PY_TOKENS
#undef PY_TOKEN
};

static const char *const comments[] = {"comment", NULL};
static const char *const extensions[] = {"py", "pyi", "pyw", "pyx", NULL};
static const char *const file_names[] = {"SConstruct", "SConscript", "wscript", NULL};
static const char *const interpreters[] = {"python", "python2", "python3", "pypy", "pypy3", NULL};

/* The docstring of a module is its file's. */
static void begin(cg_extract *x)
{
    CG_AUTO_VALUE(cg_buf) doc = {0};
    if (py_body_docstring(x, cg_x_node(x), &doc))
        cg_x_def_set_doc(x, 0, cg_buf_str(&doc));
}

static const char *const plain_types[] = {"str",       "int",    "float", "bool",  "bytes",
                                          "list",      "dict",   "set",   "tuple", "frozenset",
                                          "bytearray", "object", "None",  NULL};
static const char *const plain_functions[] = {
    "len",    "isinstance", "issubclass", "hasattr",   "callable", "range",  "repr",
    "print",  "open",       "sorted",     "enumerate", "zip",      "ord",    "chr",
    "hex",    "id",         "hash",       "any",       "all",      "input",  "map",
    "filter", "vars",       "globals",    "locals",    "dir",      "format", NULL};

const cg_lang cg_lang_python = {
    .id = CG_LANG_PYTHON,
    .version = 14,
    .grammar = tree_sitter_python,
    .rules = rules,
    .rules_count = CG_ARRAY_LEN(rules),
    .fields = fields,
    .fields_count = CG_ARRAY_LEN(fields),
    .tokens = tokens,
    .tokens_count = CG_ARRAY_LEN(tokens),
    .comments = comments,
    .plain_types = plain_types,
    .plain_functions = plain_functions,
    .traits = CG_LANG_FUNCTION_SCOPED | CG_LANG_TYPE_SCOPE_HIDDEN | CG_LANG_OPERATIONS,
    .extensions = extensions,
    .file_names = file_names,
    .interpreters = interpreters,
    .begin = begin,
};
