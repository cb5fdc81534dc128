// SPDX-License-Identifier: Apache-2.0
// go, inside: what the files of this folder share.
#ifndef CG_GO_INT_H
#define CG_GO_INT_H

#include "cg/lang.h"

enum go_field {
    GO_F_NAME,
    GO_F_TYPE,
    GO_F_VALUE,
    GO_F_BODY,
    GO_F_PARAMETERS,
    GO_F_RECEIVER,
    GO_F_RESULT,
    GO_F_TYPE_PARAMETERS,
    GO_F_PATH,
    GO_F_LEFT,
    GO_F_RIGHT,
    GO_F_OPERATOR,
    GO_F_FUNCTION,
    GO_F_ARGUMENTS,
    GO_F_TYPE_ARGUMENTS,
    GO_F_ELEMENT,
    GO_F_KEY,
    GO_F_ALIAS,
    GO_F_TAG,
};

enum go_token {
    GO_T_IDENTIFIER,
    GO_T_TYPE_IDENTIFIER,
    GO_T_FIELD_IDENTIFIER,
    GO_T_QUALIFIED_TYPE,
    GO_T_GENERIC_TYPE,
    GO_T_POINTER_TYPE,
    GO_T_PARENTHESIZED_TYPE,
    GO_T_SLICE_TYPE,
    GO_T_ARRAY_TYPE,
    GO_T_IMPLICIT_ARRAY,
    GO_T_MAP_TYPE,
    GO_T_CHANNEL_TYPE,
    GO_T_STRUCT_TYPE,
    GO_T_INTERFACE_TYPE,
    GO_T_PARAMETER,
    GO_T_VARIADIC_PARAMETER,
    GO_T_PARAMETER_LIST,
    GO_T_TYPE_SPEC,
    GO_T_TYPE_ALIAS,
    GO_T_CONST_SPEC,
    GO_T_VAR_SPEC,
    GO_T_VAR_SPEC_LIST,
    GO_T_FIELD_LIST,
    GO_T_CALL,
    GO_T_CONVERSION,
    GO_T_UNARY,
    GO_T_SELECTOR,
    GO_T_INDEX,
    GO_T_PARENTHESES,
    GO_T_TYPE_ASSERTION,
    GO_T_FUNC_LITERAL,
    GO_T_LITERAL_VALUE,
    GO_T_LITERAL_ELEMENT,
    GO_T_KEYED_ELEMENT,
    GO_T_VARIADIC_ARGUMENT,
    GO_T_EXPRESSION_LIST,
    GO_T_TYPE_CASE,
    GO_T_DEFAULT_CASE,
    GO_T_TYPE_PARAMETER,
    GO_T_OPEN_PAREN,
    GO_T_ASSIGN,
    GO_T_DEFINE,
    GO_T_ARROW,
    GO_T_TYPE_ELEM,
    GO_T_METHOD_ELEM,
    GO_T_BLANK,
    GO_T_DOT,
};

/* go.c */
bool go_is_builtin_type(cg_str name);

/* go_decl.c */
uint32_t go_package(cg_extract *x, cg_role role);
uint32_t go_import(cg_extract *x, cg_role role);
uint32_t go_function(cg_extract *x, cg_role role);
uint32_t go_method(cg_extract *x, cg_role role);
uint32_t go_values(cg_extract *x, cg_role role); /* const and var declarations */
cg_visibility go_visibility(cg_str name);

/* go_types.c */
uint32_t go_type_declaration(cg_extract *x, cg_role role);
uint32_t go_struct(cg_extract *x, cg_role role);
uint32_t go_interface(cg_extract *x, cg_role role);
uint32_t go_function_type(cg_extract *x, cg_role role);
uint32_t go_type_name(cg_extract *x, cg_role role);
uint32_t go_qualified_type(cg_extract *x, cg_role role);
uint32_t go_generic_type(cg_extract *x, cg_role role);
uint32_t go_wrapped_type(cg_extract *x, cg_role role); /* pointer, parentheses */
uint32_t go_composed_type(cg_extract *x,
                          cg_role role); /* slice, map, channel: no type of its own */
/** The type of maps from `key`, as `key_node` names it, to `element`. */
uint32_t go_map_of(cg_extract *x, TSNode key_node, uint32_t key, uint32_t element);
void go_bind_type_params(cg_extract *x); /* cursor on the list */
/** Cursor on a list of type arguments: states them for the reference `type`. */
void go_type_args(cg_extract *x, uint32_t type);

/* go_params.c */
#define GO_PARAMS_MAX 6u
typedef struct go_params {
    unsigned count;
    bool variadic;
    uint32_t first_type;           /* reference naming the first one's type */
    uint32_t types[GO_PARAMS_MAX]; /* CG_NONE: one of the language's own; visited lists alone */
} go_params;
/** Cursor on a parameter_list. With `binds` the names become bindings of `kind`. */
go_params go_visit_params(cg_extract *x, bool binds, cg_binding_kind kind);
/** The same for the parameters of `def`, which linking matches with arguments if it is generic. */
void go_visit_own_params(cg_extract *x, uint32_t def);
/** Cursor on a result: a list or one type. Gives the reference naming the first result's type; the
 *  others' are stated for `def`, unless it is CG_NONE. */
uint32_t go_visit_result(cg_extract *x, uint32_t def, bool binds);
/** The same for a function without a name. */
uint32_t go_visit_function_result(cg_extract *x, bool binds);
/** A function without a name, as a value; CG_NONE: it takes and gives only what nobody asks for members of. */
uint32_t go_function_value(cg_extract *x, const go_params *params, uint32_t result);
/** How many parameters a list takes, before it is visited. */
go_params go_count_params(cg_extract *x, TSNode list);

/* go_expr.c */
uint32_t go_identifier(cg_extract *x, cg_role role);
uint32_t go_selector(cg_extract *x, cg_role role);
uint32_t go_call(cg_extract *x, cg_role role);
uint32_t go_conversion(cg_extract *x, cg_role role);
uint32_t go_unary(cg_extract *x, cg_role role);
uint32_t go_operator(cg_extract *x, cg_role role); /* values without a type we follow */
uint32_t go_passing(cg_extract *x, cg_role role);  /* parentheses */
uint32_t go_index(cg_extract *x, cg_role role);
uint32_t go_instantiation(cg_extract *x, cg_role role); /* f[A, B] that is no callee */
uint32_t go_slice(cg_extract *x, cg_role role);
uint32_t go_assertion(cg_extract *x, cg_role role);
uint32_t go_func_literal(cg_extract *x, cg_role role);
uint32_t go_string(cg_extract *x, cg_role role);

/* go_literal.c */
uint32_t go_composite(cg_extract *x, cg_role role);

/* go_stmt.c */
/** The name of the one variable that is being declared, for a type written out in its value; null when
 *  there is none or it was taken. */
TSNode go_take_variable(cg_extract *x);
void go_set_variable(cg_extract *x, TSNode name);
uint32_t go_block(cg_extract *x, cg_role role);
uint32_t go_define(cg_extract *x, cg_role role);
uint32_t go_assign(cg_extract *x, cg_role role);
uint32_t go_increment(cg_extract *x, cg_role role);
uint32_t go_range(cg_extract *x, cg_role role);
uint32_t go_receive(cg_extract *x, cg_role role);
uint32_t go_type_switch(cg_extract *x, cg_role role);

/** The values of an expression list; `one` is that of a single expression, which may give the
 *  first of several results. */
#define GO_VALUES_MAX 8u
typedef struct go_value_list {
    uint32_t values[GO_VALUES_MAX];
    unsigned count;
    enum {
        GO_GIVES_ONE,
        GO_GIVES_RESULTS,
        GO_GIVES_AND_OK
    } gives; /* a single value, for all names */
} go_value_list;
go_value_list go_visit_values(cg_extract *x);
/** What the n-th of `names` names is initialised with. */
uint32_t go_value_for(cg_extract *x, const go_value_list *list, unsigned n, unsigned names);

#endif
