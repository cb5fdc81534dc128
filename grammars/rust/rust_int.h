// SPDX-License-Identifier: Apache-2.0
// What the files of the Rust folder share: field and token indices, the state of one extraction,
// helpers, and the handlers that the rule table in rust.c names.
#ifndef CG_RUST_INT_H
#define CG_RUST_INT_H

#include "cg/lang.h"

/** Indices into rust_fields of rust.c. */
enum rust_field_index {
    F_NAME,
    F_TYPE,
    F_BODY,
    F_PARAMETERS,
    F_TYPE_PARAMETERS,
    F_RETURN_TYPE,
    F_BOUNDS,
    F_VALUE,
    F_TRAIT,
    F_PATH,
    F_ALIAS,
    F_ARGUMENT,
    F_LIST,
    F_FUNCTION,
    F_ARGUMENTS,
    F_FIELD,
    F_LEFT,
    F_PATTERN,
    F_CONDITION,
    F_ALTERNATIVE,
    F_MACRO,
    F_RIGHT,
    F_DEFAULT_TYPE,
};

/** Indices into rust_tokens of rust.c. The first ones are the nodes that become definitions, which
 *  attributes in front of them belong to. */
enum rust_token_index {
    T_FUNCTION_ITEM,
    T_FUNCTION_SIGNATURE_ITEM,
    T_STRUCT_ITEM,
    T_ENUM_ITEM,
    T_UNION_ITEM,
    T_TRAIT_ITEM,
    T_TYPE_ITEM,
    T_ASSOCIATED_TYPE,
    T_CONST_ITEM,
    T_STATIC_ITEM,
    T_MOD_ITEM,
    T_MACRO_DEFINITION,
    T_IMPL_ITEM,
    T_USE_DECLARATION,
    T_EXTERN_CRATE_DECLARATION,
    T_FIELD_DECLARATION,
    T_ENUM_VARIANT,
    T_LAST_ITEM = T_ENUM_VARIANT,
    T_ATTRIBUTE_ITEM,
    T_VISIBILITY_MODIFIER,
    T_FUNCTION_MODIFIERS,
    T_EXTERN_MODIFIER,
    T_MUTABLE_SPECIFIER,
    T_ASYNC,
    T_UNSAFE,
    T_CONST,
    T_FN,
    T_STRUCT,
    T_ENUM,
    T_UNION,
    T_TRAIT,
    T_IMPL,
    T_MOD,
    T_USE,
    T_STATIC,
    T_TYPE,
    T_BANG,
    T_DOT,
    T_COLONS,
    T_LESS,
    T_GREATER,
    T_GREATER_GREATER,
    T_QUESTION,
    T_SELF,
    T_SUPER,
    T_CRATE,
    T_METAVARIABLE,
    T_IDENTIFIER,
    T_SHORTHAND_FIELD_IDENTIFIER,
    T_INTEGER_LITERAL,
    T_SCOPED_IDENTIFIER,
    T_GENERIC_FUNCTION,
    T_FIELD_EXPRESSION,
    T_UNARY_EXPRESSION,
    T_TYPE_ARGUMENTS,
    T_TYPE_IDENTIFIER,
    T_SELF_PARAMETER,
    T_PARAMETER,
    T_VARIADIC_PARAMETER,
    T_ORDERED_FIELD_DECLARATION_LIST,
    T_FIELD_INITIALIZER,
    T_SHORTHAND_FIELD_INITIALIZER,
    T_REMAINING_FIELD_PATTERN,
    T_SCOPED_TYPE_IDENTIFIER,
    T_FIELD_PATTERN,
    T_MUT_PATTERN,
    T_REF_PATTERN,
    T_REFERENCE_PATTERN,
    T_CAPTURED_PATTERN,
    T_LET_CONDITION,
    T_LET_CHAIN,
    T_TOKEN_TREE,
    T_TOKEN_REPETITION,
    T_USE_LIST,
    T_SCOPED_USE_LIST,
    T_USE_AS_CLAUSE,
    T_USE_WILDCARD,
    T_MACRO_RULE,
    T_GENERIC_TYPE,
    T_REFERENCE_TYPE,
    T_POINTER_TYPE,
    T_DYNAMIC_TYPE,
    T_BOUNDED_TYPE,
    T_ARRAY_TYPE,
    T_TUPLE_TYPE,
    T_UNIT_TYPE,
    T_UNDERSCORE,
    T_LIFETIME,
    T_BLOCK,
    T_CLOSURE_EXPRESSION,
    T_RANGE_EXPRESSION,
    T_FUNCTION_TYPE,
    T_ABSTRACT_TYPE,
    T_PRIMITIVE_TYPE,
    T_CALL_EXPRESSION,
    T_MACRO_INVOCATION,
    T_TUPLE_PATTERN,
    T_LABEL,
    T_REFERENCE_EXPRESSION,
    T_MATCH_EXPRESSION,
    T_MATCH_BLOCK,
    T_MATCH_ARM,
    T_IF_EXPRESSION,
    T_ELSE_CLAUSE,
    T_UNSAFE_BLOCK,
    T_PARENTHESIZED_EXPRESSION,
    T_EXPRESSION_STATEMENT,
    T_BASE_FIELD_INITIALIZER,
};

/** What the items of a declaration list belong to. */
typedef enum rust_container {
    RUST_IN_MODULE = 0, /* or a function body */
    RUST_IN_IMPL,
    RUST_IN_TRAIT,
    RUST_IN_FOREIGN, /* extern "C" { … } */
} rust_container;

#define RUST_ATTRIBUTES_MAX 16u
#define RUST_TYPE_PARAMS_MAX 32u

typedef struct rust_type_param {
    cg_str name;
    uint32_t binding;
    bool bound; /* it has a bound already */
} rust_type_param;

/** What the items at hand belong to; see rust_enter. */
typedef struct rust_context {
    rust_container container;
    cg_str impl_type;  /* IN_IMPL: owner of the items, "m::Foo" */
    cg_str impl_trait; /* IN_IMPL: the trait, "From<u8>"; empty: inherent */
    uint32_t impl_ref; /* IN_IMPL: the type, where it says more than a name; CG_NONE */
    cg_str impl_cfg;   /* IN_IMPL: the condition that all its items are under, or empty */
    uint32_t type_params_len;
} rust_context;

/** The text inside a token tree without the marks of the repetitions in it, `$(` and `)*`: what is
 *  repeated reads as if it stood there once. */
#define RUST_PARTS_MAX 128u
typedef struct rust_parts {
    TSRange ranges[RUST_PARTS_MAX];
    uint32_t count;
} rust_parts;

/** The pattern at hand: what its names are, and the value that is taken apart. */
typedef struct rust_pattern_state {
    uint8_t kind; /* cg_binding_kind */
    bool inside;  /* of a pattern at all */
    uint32_t value;
} rust_pattern_state;

/** The call that the closure which comes next is given to, and as which argument. */
typedef struct rust_given {
    uint32_t call; /* or a name or type that says what it is; CG_NONE: none */
    unsigned argument;
    bool boxed; /* it stands in a call that makes a pointer to it */
} rust_given;

/** A local name whose type is open. */
#define RUST_OPEN_MAX 24u
typedef struct rust_open_name {
    cg_str name;
    uint32_t peer; /* number of the other end of the channel; CG_NONE: none */
    unsigned methods;
} rust_open_name;

/** A call that is to come, and the type that it is to give. */
#define RUST_EXPECTED_MAX 64u
typedef struct rust_expected {
    uint32_t start, end; /* bytes */
    uint32_t type;
} rust_expected;

/** Whether parts of a tuple are awaited, as by join!, and may fail, as by try_join! */
typedef enum rust_joined { RUST_APART, RUST_JOINED, RUST_TRIED } rust_joined;

/** Kept through one extraction. */
typedef struct rust_state {
    rust_parts parts; /* at hand until they are parsed */
    rust_context context;
    /* Type parameters in scope, for the bounds of where clauses; the innermost last. */
    rust_type_param type_params[RUST_TYPE_PARAMS_MAX];
    rust_pattern_state pattern;
    uint32_t visible_from; /* byte from which the names of the pattern at hand are seen */
    uint32_t matched;      /* value of the match at hand */
    rust_given given;
    rust_expected expected[RUST_EXPECTED_MAX];
    unsigned expected_count;
    unsigned rule;     /* number of the rule at hand of a macro of several, from 1; 0: none */
    uint32_t returned; /* type of what `return` gives */
    rust_open_name open[RUST_OPEN_MAX]; /* of the function at hand, the last one first */
    uint32_t open_count;
    uint32_t stated;    /* value of the last statement that is an expression */
    rust_joined joined; /* of the tuple that comes next */
    uint32_t broken;    /* value that the loop at hand breaks with */
    uint32_t left;      /* the same of what has a label */
    /* Attributes in front of the item that comes next. */
    TSNode attributes[RUST_ATTRIBUTES_MAX];
    uint32_t attributes_len;
    bool attributes_pending;
    uint32_t attribute_modifiers;
    cg_str attribute_doc;
    cg_str attribute_cfg;
} rust_state;

static inline rust_state *rust_state_of(cg_extract *x)
{
    return cg_x_state(x, sizeof(rust_state));
}

/* rust_attr.c */
/** Visits the children of a list of items, statements, fields or variants, handing attributes to
 *  the definition behind them. Returns the value of the last. */
uint32_t rust_items(cg_extract *x);
/** Cursor on an attribute of `of`, which is no item. */
void rust_statement_attribute(cg_extract *x, TSNode of);
/** Takes in the attribute under the cursor. */
void rust_attribute(cg_extract *x);
/** Forgets attributes that stand in front of something that is no definition. */
void rust_drop_attributes(cg_extract *x);
/** Opens a definition with the attributes in front of it. Close it with cg_x_def_close. */
uint32_t rust_def_open(cg_extract *x, cg_def_init *init);

/* rust_item.c */
/** What stands in front of an item's name, and its parts. */
typedef struct rust_head {
    TSNode node, name, body, value;
    cg_visibility visibility; /* PRIVATE when none is written */
    uint32_t modifiers;
    unsigned params; /* without self */
    bool takes_self, variadic;
} rust_head;
void rust_read_head(cg_extract *x, rust_head *h);
/** What a macro's parameter names is no definition; then its parts are visited, and true. */
bool rust_is_nameless(cg_extract *x, const rust_head *h, cg_scope_kind scope);
cg_visibility rust_visibility(cg_extract *x); /* of the visibility_modifier under the cursor */
/** Sets what an item gets from the list it stands in: owner, visibility. */
void rust_place(cg_extract *x, cg_def_init *init, const rust_head *h);
/** Items inside a body, a module or a type belong to that alone: rust_leave undoes. */
rust_context rust_enter(cg_extract *x, rust_container container);
void rust_leave(cg_extract *x, const rust_context *outer);

/* rust_select.c */
/** Reads the arms of select! under the cursor; false, with nothing read: they are of another form. */
bool rust_select(cg_extract *x);

/* rust_macro.c */
/** Reads the tokens from `first` to `last` as an expression, with a semicolon of what stands behind byte `from`; false:
 *  they are none. */
bool rust_embed_expression(cg_extract *x, TSNode first, TSNode last, uint32_t from,
                           uint32_t *out_value);
/** References of a macro's arguments or body, read from the tokens under the cursor. */
void rust_tokens_visit(cg_extract *x);
/** The same of those that begin between two bytes. */
void rust_tokens_between(cg_extract *x, uint32_t from, uint32_t to);
/** The same where items may stand: those are read as if they stood in the file. */
void rust_item_tokens_visit(cg_extract *x);

/* rust_rules.c */
/** Reference `macro` uses a macro, with these arguments. */
void rust_macro_used(cg_extract *x, uint32_t macro, TSNode arguments);
/** Reference `callee` is called, in a macro's rule or elsewhere. */
void rust_called_by_rule(cg_extract *x, uint32_t callee);

/* rust_typeref.c */
/** A type parameter in scope, or NULL. */
rust_type_param *rust_type_param_find(cg_extract *x, cg_str name);

/** The type arguments under the cursor, as given to `type`; the first of them. */
uint32_t rust_type_arguments(cg_extract *x, uint32_t type);

/* rust_pattern.c */
/** Declares the names of the pattern under the cursor, which takes `value` apart; the binding of a
 *  pattern that is one name, else CG_NONE. */
uint32_t rust_bind_pattern(cg_extract *x, cg_binding_kind kind, uint32_t value);

/** One of the patterns of a list: `_` has no name in the grammar, but a place among the others. */
static inline bool rust_is_pattern(cg_extract *x)
{
    return cg_x_named(x) || cg_x_token(x) == T_UNDERSCORE;
}

/* rust_local.c */
/** The loop or block under the cursor has a label. */
bool rust_is_labelled(cg_extract *x);
/** The parameter under the cursor; `passed`: its value where no type is written. Its binding, when the
 *  pattern is one name. */
uint32_t rust_bind_parameter(cg_extract *x, uint32_t passed);

/* rust_open.c */
/** The key of what calls say of an open name. */
#define RUST_FILLS "+"
/** Cursor on a let whose names may be open; `inferred`: by its type, Vec<_>. */
void rust_open_let(cg_extract *x, bool inferred);
/** The call of `function` is one of an open name's methods; then rust_filled, when its arguments are stated. */
bool rust_fills(cg_extract *x, TSNode function);
void rust_filled(cg_extract *x, TSNode function, uint32_t callee);
/** left = value, where `left` is an open name: reference `ref`. */
void rust_assigned(cg_extract *x, TSNode left, uint32_t ref, uint32_t value);

/* rust_expected.c */
/** The expression under the cursor, which is visited next, is to be of type `type`, or CG_NONE. */
void rust_expect(cg_extract *x, uint32_t type);
/** What the call is to give; CG_NONE. Asked once. */
uint32_t rust_expected_of(cg_extract *x, TSNode call);

/* rust_expr.c */
/** The value under the cursor, where a closure is given to `to`: as argument n of a call, or as what a name or type says. */
uint32_t rust_visit_given(cg_extract *x, uint32_t to, unsigned n);
/** What the call under the cursor or elsewhere means may be told by the type that it is to give. */
bool rust_is_told(cg_extract *x, TSNode call);
/** The path under the cursor, scoped_identifier or scoped_type_identifier: its last name has `role`. */
uint32_t rust_path(cg_extract *x, cg_role role);

#define RUST_HANDLER(name) uint32_t name(cg_extract *x, cg_role role)

/* rust_item.c */
RUST_HANDLER(rust_function);
RUST_HANDLER(rust_type_alias);
RUST_HANDLER(rust_const);
RUST_HANDLER(rust_static);

/* rust_types.c */
RUST_HANDLER(rust_struct);
RUST_HANDLER(rust_enum);
RUST_HANDLER(rust_union);
RUST_HANDLER(rust_trait);
RUST_HANDLER(rust_field);
RUST_HANDLER(rust_tuple_fields);
RUST_HANDLER(rust_variant);

/* rust_block.c */
RUST_HANDLER(rust_module);
RUST_HANDLER(rust_impl);
RUST_HANDLER(rust_foreign);

/* rust_rules.c */
RUST_HANDLER(rust_macro_definition);

/* rust_use.c */
RUST_HANDLER(rust_use);
RUST_HANDLER(rust_extern_crate);

/* rust_pattern.c */
RUST_HANDLER(rust_patterns);
RUST_HANDLER(rust_slice_pattern);
RUST_HANDLER(rust_tuple_pattern);
RUST_HANDLER(rust_pattern);
RUST_HANDLER(rust_tuple_struct_pattern);
RUST_HANDLER(rust_struct_pattern);
RUST_HANDLER(rust_range_pattern);

/* rust_local.c */
RUST_HANDLER(rust_parameter);
RUST_HANDLER(rust_self_parameter);
RUST_HANDLER(rust_let);
RUST_HANDLER(rust_let_condition);
RUST_HANDLER(rust_conditional);
RUST_HANDLER(rust_match);
RUST_HANDLER(rust_match_block);
RUST_HANDLER(rust_match_arm);
RUST_HANDLER(rust_match_pattern);
RUST_HANDLER(rust_for);
RUST_HANDLER(rust_loop);
RUST_HANDLER(rust_break);
RUST_HANDLER(rust_closure);

/* rust_expected.c */
RUST_HANDLER(rust_return);
RUST_HANDLER(rust_async);

/* rust_expr.c */
RUST_HANDLER(rust_skip);
RUST_HANDLER(rust_no_value);
RUST_HANDLER(rust_statement);
RUST_HANDLER(rust_list);
RUST_HANDLER(rust_block);
RUST_HANDLER(rust_identifier);
RUST_HANDLER(rust_self);
RUST_HANDLER(rust_path_keyword);
RUST_HANDLER(rust_metavariable);
RUST_HANDLER(rust_string);
RUST_HANDLER(rust_number);
RUST_HANDLER(rust_primitive);
RUST_HANDLER(rust_scoped_identifier);
RUST_HANDLER(rust_qualified_type);
RUST_HANDLER(rust_field_expression);
RUST_HANDLER(rust_generic_function);
RUST_HANDLER(rust_call);
RUST_HANDLER(rust_struct_expression);
RUST_HANDLER(rust_assignment);
RUST_HANDLER(rust_compound_assignment);
RUST_HANDLER(rust_cast);
RUST_HANDLER(rust_type_identifier);
RUST_HANDLER(rust_scoped_type);
RUST_HANDLER(rust_first_type);
RUST_HANDLER(rust_generic_type);
RUST_HANDLER(rust_where_predicate);
RUST_HANDLER(rust_unary);
RUST_HANDLER(rust_tuple);
RUST_HANDLER(rust_tuple_type);
RUST_HANDLER(rust_array);
RUST_HANDLER(rust_array_type);
RUST_HANDLER(rust_index);
RUST_HANDLER(rust_binary);
RUST_HANDLER(rust_try);
RUST_HANDLER(rust_await);
RUST_HANDLER(rust_range);
RUST_HANDLER(rust_function_type);
RUST_HANDLER(rust_type_binding);
RUST_HANDLER(rust_type_parameter);
RUST_HANDLER(rust_const_parameter);

/* rust_macro.c */
RUST_HANDLER(rust_macro_invocation);

/* ---- rust_mask.c ---- */

bool rust_mask(cg_str source, cg_str prelude, cg_buf *out, cg_activity_changes *out_changes,
               cg_mask_notes *out_notes);

#endif
