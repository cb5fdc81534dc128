// SPDX-License-Identifier: Apache-2.0
// The rule tables: what all dialects share, JSX, and what only TypeScript has.
#ifndef CG_ECMA_RULES_H
#define CG_ECMA_RULES_H

#include "ecma.h"

#define ECMA_RULES_COMMON                                                                          \
    {"class", ecma_on_class}, {"class_declaration", ecma_on_class},                                \
        {"class_static_block", ecma_on_static_block}, {"decorator", ecma_on_decorator},            \
        {"function_declaration", ecma_on_function_declaration},                                    \
        {"generator_function_declaration", ecma_on_function_declaration},                          \
        {"function_expression", ecma_on_function_expression},                                      \
        {"generator_function", ecma_on_function_expression}, {"arrow_function", ecma_on_arrow},    \
        {"method_definition", ecma_on_method}, {"lexical_declaration", ecma_on_declaration},       \
        {"variable_declaration", ecma_on_declaration}, {"import_statement", ecma_on_import},       \
        {"export_statement", ecma_on_export}, {"return_statement", ecma_on_return},                \
        {"statement_block", ecma_on_block}, {"for_statement", ecma_on_scoped},                     \
        {"for_in_statement", ecma_on_for_in}, {"switch_statement", ecma_on_switch},                \
        {"if_statement", ecma_on_if}, {"catch_clause", ecma_on_catch},                             \
        {"identifier", ecma_on_identifier}, {"this", ecma_on_this}, {"super", ecma_on_super},      \
        {"member_expression", ecma_on_member}, {"subscript_expression", ecma_on_subscript},        \
        {"call_expression", ecma_on_call}, {"new_expression", ecma_on_new},                        \
        {"assignment_expression", ecma_on_assignment},                                             \
        {"augmented_assignment_expression", ecma_on_augmented},                                    \
        {"update_expression", ecma_on_update}, {"await_expression", ecma_on_pass_through},         \
        {"parenthesized_expression", ecma_on_pass_through},                                        \
        {"ternary_expression", ecma_on_ternary}, {"binary_expression", ecma_on_binary},            \
        {"unary_expression", ecma_on_valueless}, {"yield_expression", ecma_on_yield},              \
        {"spread_element", ecma_on_pass_through}, {"sequence_expression", ecma_on_sequence},       \
        {"object", ecma_on_object}, {"array", ecma_on_array}, {"string", ecma_on_string},          \
        {"template_string", ecma_on_template}, {"regex", ecma_on_regex},                           \
        {"meta_property", ecma_on_nothing},                                                        \
    {                                                                                              \
        "import_attribute", ecma_on_nothing                                                        \
    }

#define ECMA_RULES_JSX                                                                             \
    {"jsx_opening_element", ecma_on_jsx_tag}, {"jsx_self_closing_element", ecma_on_jsx_tag},       \
        {"jsx_closing_element", ecma_on_nothing}, {"jsx_element", ecma_on_valueless},              \
        {"jsx_attribute", ecma_on_valueless}, {"jsx_expression", ecma_on_valueless},               \
    {                                                                                              \
        "jsx_namespace_name", ecma_on_nothing                                                      \
    }

#define ECMA_RULES_TYPESCRIPT                                                                      \
    {"abstract_class_declaration", ecma_on_class},                                                 \
        {"abstract_method_signature", ecma_on_method_signature},                                   \
        {"ambient_declaration", ecma_on_ambient}, {"array_type", ecma_on_array_type},              \
        {"as_expression", ecma_on_as}, {"asserts", ecma_on_type_wrapper},                          \
        {"asserts_annotation", ecma_on_type_wrapper},                                              \
        {"adding_type_annotation", ecma_on_type_wrapper},                                          \
        {"call_signature", ecma_on_call_signature},                                                \
        {"conditional_type", ecma_on_conditional_type},                                            \
        {"construct_signature", ecma_on_call_signature}, {"constraint", ecma_on_type_wrapper},     \
        {"constructor_type", ecma_on_function_type}, {"default_type", ecma_on_type_wrapper},       \
        {"enum_declaration", ecma_on_enum}, {"function_signature", ecma_on_function_signature},    \
        {"formal_parameters", ecma_on_valueless_type}, {"function_type", ecma_on_function_type},   \
        {"generic_type", ecma_on_generic_type}, {"import_alias", ecma_on_import_alias},            \
        {"index_signature", ecma_on_index_signature},                                              \
        {"index_type_query", ecma_on_valueless_type}, {"infer_type", ecma_on_infer_type},          \
        {"instantiation_expression", ecma_on_satisfies},                                           \
        {"interface_declaration", ecma_on_interface}, {"internal_module", ecma_on_namespace},      \
        {"intersection_type", ecma_on_type_choice}, {"literal_type", ecma_on_nothing},             \
        {"lookup_type", ecma_on_lookup_type}, {"mapped_type_clause", ecma_on_mapped_clause},       \
        {"method_signature", ecma_on_method_signature}, {"module", ecma_on_namespace},             \
        {"nested_identifier", ecma_on_member}, {"nested_type_identifier", ecma_on_nested_type},    \
        {"non_null_expression", ecma_on_pass_through}, {"object_type", ecma_on_object_type},       \
        {"omitting_type_annotation", ecma_on_type_wrapper},                                        \
        {"opting_type_annotation", ecma_on_type_wrapper},                                          \
        {"optional_parameter", ecma_on_parameter_type}, {"optional_type", ecma_on_type_wrapper},   \
        {"parenthesized_type", ecma_on_type_wrapper},                                              \
        {"predefined_type", ecma_on_predefined_type},                                              \
        {"property_signature", ecma_on_property_signature},                                        \
        {"public_field_definition", ecma_on_field}, {"readonly_type", ecma_on_type_wrapper},       \
        {"required_parameter", ecma_on_parameter_type}, {"rest_type", ecma_on_type_wrapper},       \
        {"satisfies_expression", ecma_on_satisfies},                                               \
        {"template_literal_type", ecma_on_valueless_type},                                         \
        {"template_type", ecma_on_valueless_type}, {"this_type", ecma_on_this_type},               \
        {"tuple_type", ecma_on_tuple_type}, {"type_alias_declaration", ecma_on_type_alias},        \
        {"type_annotation", ecma_on_type_wrapper}, {"type_arguments", ecma_on_valueless_type},     \
        {"type_identifier", ecma_on_type_name}, {"type_parameters", ecma_on_type_parameters},      \
        {"type_predicate", ecma_on_type_predicate},                                                \
        {"type_predicate_annotation", ecma_on_type_wrapper}, {"type_query", ecma_on_type_query},   \
    {                                                                                              \
        "union_type", ecma_on_type_choice                                                          \
    }

#endif
