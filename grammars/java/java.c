// SPDX-License-Identifier: Apache-2.0
// Java: the descriptor and the rule table. The handlers are in java_decl.c (packages, imports,
// types), java_member.c (fields, methods), java_local.c (parameters, locals, patterns),
// java_expr.c (expressions and type names).
//
// Conventions of this language's facts:
// - A package is a leaf definition of kind package, named "a.b.c"; types are not its children.
// - Records are classes whose components are private final fields; annotation types are interfaces
//   whose elements are methods.
// - An anonymous class is a class named "new Type"; a constant's body is part of the constant.
// - Constructors carry the name of their class. `this(…)` and `super(…)` are calls of the member
//   "this" or "super" of the class or its base.
// - Arrays are transparent: a value or type Foo[] refers to Foo.
// - `Foo::bar` counts as a call with an unknown number of arguments, `Foo::new` as an instantiation.
#include "java_int.h"

const TSLanguage *tree_sitter_java(void);

static const char *const java_fields[] = {
    [F_NAME] = "name",
    [F_TYPE] = "type",
    [F_BODY] = "body",
    [F_PARAMETERS] = "parameters",
    [F_TYPE_PARAMETERS] = "type_parameters",
    [F_DECLARATOR] = "declarator",
    [F_VALUE] = "value",
    [F_DIMENSIONS] = "dimensions",
    [F_OBJECT] = "object",
    [F_ARGUMENTS] = "arguments",
    [F_LEFT] = "left",
    [F_RIGHT] = "right",
    [F_OPERATOR] = "operator",
    [F_FIELD] = "field",
    [F_KEY] = "key",
    [F_SCOPE] = "scope",
    [F_ARRAY] = "array",
    [F_CONSTRUCTOR] = "constructor",
    [F_MODULE] = "module",
    [F_MODIFIERS] = "modifiers",
};

static const char *const java_tokens[] = {
    [T_MODIFIERS] = "modifiers",
    [T_ANNOTATION] = "annotation",
    [T_MARKER_ANNOTATION] = "marker_annotation",
    [T_PUBLIC] = "public",
    [T_PROTECTED] = "protected",
    [T_PRIVATE] = "private",
    [T_STATIC] = "static",
    [T_ABSTRACT] = "abstract",
    [T_FINAL] = "final",
    [T_DEFAULT] = "default",
    [T_SYNCHRONIZED] = "synchronized",
    [T_NATIVE] = "native",
    [T_VOLATILE] = "volatile",
    [T_THIS] = "this",
    [T_SUPER] = "super",
    [T_NEW] = "new",
    [T_ASTERISK] = "asterisk",
    [T_ASSIGN] = "=",
    [T_COLONS] = "::",
    [T_IDENTIFIER] = "identifier",
    [T_SCOPED_IDENTIFIER] = "scoped_identifier",
    [T_TYPE_IDENTIFIER] = "type_identifier",
    [T_SCOPED_TYPE_IDENTIFIER] = "scoped_type_identifier",
    [T_CLASS_BODY] = "class_body",
    [T_BLOCK] = "block",
    [T_TYPE_LIST] = "type_list",
    [T_CATCH_TYPE] = "catch_type",
    [T_TYPE_BOUND] = "type_bound",
    [T_ARRAY_TYPE] = "array_type",
    [T_ARRAY_ACCESS] = "array_access",
    [T_LAMBDA] = "lambda_expression",
    [T_SWITCH_LABEL] = "switch_label",
    [T_INFERRED_PARAMETERS] = "inferred_parameters",
    [T_FORMAL_PARAMETER] = "formal_parameter",
    [T_SPREAD_PARAMETER] = "spread_parameter",
    [T_VARIABLE_DECLARATOR] = "variable_declarator",
    [T_ELEMENT_VALUE_PAIR] = "element_value_pair",
};

static const cg_rule java_rules[] = {
    /* packages, imports, types */
    {"package_declaration", java_package},
    {"import_declaration", java_import},
    {"module_declaration", java_module},
    {"requires_module_directive", java_requires},
    {"exports_module_directive", java_skip},
    {"opens_module_directive", java_skip},
    {"uses_module_directive", java_services},
    {"provides_module_directive", java_services},
    {"class_declaration", java_class},
    {"interface_declaration", java_interface},
    {"annotation_type_declaration", java_interface},
    {"enum_declaration", java_enum},
    {"record_declaration", java_record},
    {"superclass", java_superclass},
    {"extends_interfaces", java_superclass},
    {"super_interfaces", java_interfaces},
    {"type_parameter", java_type_parameter},
    {"modifiers", java_no_value},
    /* members */
    {"field_declaration", java_field},
    {"constant_declaration", java_field},
    {"enum_constant", java_enum_constant},
    {"method_declaration", java_method},
    {"annotation_type_element_declaration", java_method},
    {"constructor_declaration", java_constructor},
    {"compact_constructor_declaration", java_compact_constructor},
    {"static_initializer", java_initializer},
    /* locals */
    {"formal_parameter", java_parameter},
    {"catch_formal_parameter", java_parameter},
    {"spread_parameter", java_spread_parameter},
    {"local_variable_declaration", java_local},
    {"block", java_block},
    {"for_statement", java_block},
    {"try_with_resources_statement", java_block},
    {"catch_clause", java_block},
    {"enhanced_for_statement", java_for_each},
    {"resource", java_resource},
    {"lambda_expression", java_lambda},
    {"instanceof_expression", java_instanceof},
    {"type_pattern", java_type_pattern},
    {"record_pattern_component", java_type_pattern},
    {"record_pattern", java_record_pattern},
    {"labeled_statement", java_labeled},
    {"break_statement", java_skip},
    {"continue_statement", java_skip},
    /* expressions */
    {"identifier", java_identifier},
    {"this", java_this},
    {"super", java_super},
    {"parenthesized_expression", java_parenthesized},
    {"scoped_identifier", java_scoped_identifier},
    {"field_access", java_field_access},
    {"array_access", java_array_access},
    {"method_invocation", java_call},
    {"explicit_constructor_invocation", java_constructor_call},
    {"object_creation_expression", java_new},
    {"array_creation_expression", java_no_value},
    {"method_reference", java_method_reference},
    {"assignment_expression", java_assignment},
    {"update_expression", java_update},
    {"cast_expression", java_cast},
    {"binary_expression", java_no_value},
    {"unary_expression", java_no_value},
    {"ternary_expression", java_no_value},
    {"switch_expression", java_switch},
    {"class_literal", java_no_value},
    {"string_literal", java_string},
    {"annotation", java_annotation},
    {"marker_annotation", java_annotation},
    /* types */
    {"type_identifier", java_type_name},
    {"scoped_type_identifier", java_scoped_type},
    {"generic_type", java_first_type},
    {"annotated_type", java_first_type},
    {"array_type", java_first_type},
};

static const char *const java_comments[] = {"line_comment", "block_comment", NULL};
static const char *const java_extensions[] = {"java", NULL};

const cg_lang cg_lang_java = {
    .id = CG_LANG_JAVA,
    .version = 1,
    .grammar = tree_sitter_java,
    .rules = java_rules,
    .rules_count = CG_ARRAY_LEN(java_rules),
    .fields = java_fields,
    .fields_count = CG_ARRAY_LEN(java_fields),
    .tokens = java_tokens,
    .tokens_count = CG_ARRAY_LEN(java_tokens),
    .comments = java_comments,
    .traits = CG_LANG_MEMBERS_IN_SCOPE | CG_LANG_TYPE_NAMESPACE | CG_LANG_CALL_NAMESPACE |
              CG_LANG_MARKED_DOCS,
    .extensions = java_extensions,
};
