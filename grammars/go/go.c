// SPDX-License-Identifier: Apache-2.0
// go: the descriptor of the language: which handler takes which node. Names are declared for a
// whole file or from their statement on; methods belong to the type of their receiver; embedding
// is recorded as inheritance.
#include "go_int.h"

const TSLanguage *tree_sitter_go(void);

static const cg_rule rules[] = {
    {"package_clause", go_package},
    {"import_spec", go_import},
    {"function_declaration", go_function},
    {"method_declaration", go_method},
    {"const_declaration", go_values},
    {"var_declaration", go_values},
    {"type_declaration", go_type_declaration},
    {"struct_type", go_struct},
    {"interface_type", go_interface},
    {"function_type", go_function_type},
    {"type_identifier", go_type_name},
    {"qualified_type", go_qualified_type},
    {"generic_type", go_generic_type},
    {"pointer_type", go_wrapped_type},
    {"parenthesized_type", go_wrapped_type},
    {"type_elem", go_wrapped_type},
    {"negated_type", go_wrapped_type},
    {"slice_type", go_composed_type},
    {"array_type", go_composed_type},
    {"implicit_length_array_type", go_composed_type},
    {"map_type", go_composed_type},
    {"channel_type", go_composed_type},
    {"identifier", go_identifier},
    {"selector_expression", go_selector},
    {"call_expression", go_call},
    {"type_conversion_expression", go_conversion},
    {"type_instantiation_expression", go_instantiation},
    {"composite_literal", go_composite},
    {"unary_expression", go_unary},
    {"binary_expression", go_operator},
    {"index_expression", go_index},
    {"slice_expression", go_slice},
    {"type_assertion_expression", go_assertion},
    {"parenthesized_expression", go_passing},
    {"func_literal", go_func_literal},
    {"interpreted_string_literal", go_string},
    {"raw_string_literal", go_string},
    {"block", go_block},
    {"for_statement", go_block},
    {"if_statement", go_block},
    {"expression_switch_statement", go_block},
    {"expression_case", go_block},
    {"default_case", go_block},
    {"communication_case", go_block},
    {"type_switch_statement", go_type_switch},
    {"short_var_declaration", go_define},
    {"assignment_statement", go_assign},
    {"inc_statement", go_increment},
    {"dec_statement", go_increment},
    {"range_clause", go_range},
    {"receive_statement", go_receive},
};

static const char *const fields[] = {
    [GO_F_NAME] = "name",
    [GO_F_TYPE] = "type",
    [GO_F_VALUE] = "value",
    [GO_F_BODY] = "body",
    [GO_F_PARAMETERS] = "parameters",
    [GO_F_RECEIVER] = "receiver",
    [GO_F_RESULT] = "result",
    [GO_F_TYPE_PARAMETERS] = "type_parameters",
    [GO_F_PATH] = "path",
    [GO_F_LEFT] = "left",
    [GO_F_RIGHT] = "right",
    [GO_F_OPERATOR] = "operator",
    [GO_F_FUNCTION] = "function",
    [GO_F_ARGUMENTS] = "arguments",
    [GO_F_TYPE_ARGUMENTS] = "type_arguments",
    [GO_F_ELEMENT] = "element",
    [GO_F_KEY] = "key",
    [GO_F_ALIAS] = "alias",
    [GO_F_TAG] = "tag",
};

static const char *const tokens[] = {
    [GO_T_IDENTIFIER] = "identifier",
    [GO_T_TYPE_IDENTIFIER] = "type_identifier",
    [GO_T_FIELD_IDENTIFIER] = "field_identifier",
    [GO_T_QUALIFIED_TYPE] = "qualified_type",
    [GO_T_GENERIC_TYPE] = "generic_type",
    [GO_T_POINTER_TYPE] = "pointer_type",
    [GO_T_PARENTHESIZED_TYPE] = "parenthesized_type",
    [GO_T_SLICE_TYPE] = "slice_type",
    [GO_T_ARRAY_TYPE] = "array_type",
    [GO_T_IMPLICIT_ARRAY] = "implicit_length_array_type",
    [GO_T_MAP_TYPE] = "map_type",
    [GO_T_CHANNEL_TYPE] = "channel_type",
    [GO_T_STRUCT_TYPE] = "struct_type",
    [GO_T_INTERFACE_TYPE] = "interface_type",
    [GO_T_PARAMETER] = "parameter_declaration",
    [GO_T_VARIADIC_PARAMETER] = "variadic_parameter_declaration",
    [GO_T_PARAMETER_LIST] = "parameter_list",
    [GO_T_TYPE_SPEC] = "type_spec",
    [GO_T_TYPE_ALIAS] = "type_alias",
    [GO_T_CONST_SPEC] = "const_spec",
    [GO_T_VAR_SPEC] = "var_spec",
    [GO_T_VAR_SPEC_LIST] = "var_spec_list",
    [GO_T_FIELD_LIST] = "field_declaration_list",
    [GO_T_CALL] = "call_expression",
    [GO_T_CONVERSION] = "type_conversion_expression",
    [GO_T_UNARY] = "unary_expression",
    [GO_T_SELECTOR] = "selector_expression",
    [GO_T_INDEX] = "index_expression",
    [GO_T_PARENTHESES] = "parenthesized_expression",
    [GO_T_TYPE_ASSERTION] = "type_assertion_expression",
    [GO_T_FUNC_LITERAL] = "func_literal",
    [GO_T_LITERAL_VALUE] = "literal_value",
    [GO_T_LITERAL_ELEMENT] = "literal_element",
    [GO_T_KEYED_ELEMENT] = "keyed_element",
    [GO_T_VARIADIC_ARGUMENT] = "variadic_argument",
    [GO_T_EXPRESSION_LIST] = "expression_list",
    [GO_T_TYPE_CASE] = "type_case",
    [GO_T_DEFAULT_CASE] = "default_case",
    [GO_T_TYPE_PARAMETER] = "type_parameter_declaration",
    [GO_T_OPEN_PAREN] = "(",
    [GO_T_ASSIGN] = "=",
    [GO_T_DEFINE] = ":=",
    [GO_T_ARROW] = "<-",
    [GO_T_TYPE_ELEM] = "type_elem",
    [GO_T_METHOD_ELEM] = "method_elem",
    [GO_T_BLANK] = "blank_identifier",
    [GO_T_DOT] = "dot",
};

/* Only names that nobody gives to something of a package. */
static const char *const builtins[] = {
    "any",     "bool",  "byte",   "comparable", "complex64", "complex128", "error",  "float32",
    "float64", "int",   "int8",   "int16",      "int32",     "int64",      "rune",   "string",
    "uint",    "uint8", "uint16", "uint32",     "uint64",    "uintptr",    "append", "cap",
    "len",     "make",  "panic",  "recover",    "nil",       NULL};

bool go_is_builtin_type(cg_str name)
{
    static const cg_str last = CG_STR("uintptr"); /* behind it come functions and nil */
    for (const char *const *b = builtins; *b != NULL; b++) {
        if (cg_str_eq(name, cg_str_from(*b)))
            return true;
        if (cg_str_eq(last, cg_str_from(*b)))
            break;
    }
    return false;
}

static const char *const comments[] = {"comment", NULL};
static const char *const extensions[] = {"go", NULL};

const cg_lang cg_lang_go = {
    .id = CG_LANG_GO,
    .version = 6,
    .grammar = tree_sitter_go,
    .rules = rules,
    .rules_count = CG_ARRAY_LEN(rules),
    .fields = fields,
    .fields_count = CG_ARRAY_LEN(fields),
    .tokens = tokens,
    .tokens_count = CG_ARRAY_LEN(tokens),
    .comments = comments,
    .builtins = builtins,
    .traits = CG_LANG_TRAILING_DOCS | CG_LANG_TYPE_NAMESPACE | CG_LANG_ARGS_FOR_RESULTS,
    .extensions = extensions,
};
