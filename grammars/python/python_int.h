// SPDX-License-Identifier: Apache-2.0
// What the files of the Python extractor share: node types and fields as small numbers, the state
// of one extraction, and the handlers.
#ifndef CG_PYTHON_INT_H
#define CG_PYTHON_INT_H

#include "cg/lang.h"

/* Node types that handlers tell apart, in the order of cg_lang.tokens. */
#define PY_TOKENS                                                                                  \
    PY_TOKEN(IDENTIFIER, "identifier")                                                             \
    PY_TOKEN(ATTRIBUTE, "attribute")                                                               \
    PY_TOKEN(SUBSCRIPT, "subscript")                                                               \
    PY_TOKEN(CALL, "call")                                                                         \
    PY_TOKEN(LAMBDA, "lambda")                                                                     \
    PY_TOKEN(STRING, "string")                                                                     \
    PY_TOKEN(CONCATENATED_STRING, "concatenated_string")                                           \
    PY_TOKEN(STRING_CONTENT, "string_content")                                                     \
    PY_TOKEN(ESCAPE_SEQUENCE, "escape_sequence")                                                   \
    PY_TOKEN(COMMENT, "comment")                                                                   \
    PY_TOKEN(ELLIPSIS, "ellipsis")                                                                 \
    PY_TOKEN(NONE, "none")                                                                         \
    PY_TOKEN(TUPLE, "tuple")                                                                       \
    PY_TOKEN(LIST, "list")                                                                         \
    PY_TOKEN(EXPRESSION_LIST, "expression_list")                                                   \
    PY_TOKEN(PARENTHESIZED, "parenthesized_expression")                                            \
    PY_TOKEN(PATTERN_LIST, "pattern_list")                                                         \
    PY_TOKEN(TUPLE_PATTERN, "tuple_pattern")                                                       \
    PY_TOKEN(LIST_PATTERN, "list_pattern")                                                         \
    PY_TOKEN(LIST_SPLAT_PATTERN, "list_splat_pattern")                                             \
    PY_TOKEN(LIST_SPLAT, "list_splat")                                                             \
    PY_TOKEN(DICTIONARY_SPLAT, "dictionary_splat")                                                 \
    PY_TOKEN(DICTIONARY_SPLAT_PATTERN, "dictionary_splat_pattern")                                 \
    PY_TOKEN(AS_PATTERN_TARGET, "as_pattern_target")                                               \
    PY_TOKEN(TYPED_PARAMETER, "typed_parameter")                                                   \
    PY_TOKEN(DEFAULT_PARAMETER, "default_parameter")                                               \
    PY_TOKEN(TYPED_DEFAULT_PARAMETER, "typed_default_parameter")                                   \
    PY_TOKEN(KEYWORD_SEPARATOR, "keyword_separator")                                               \
    PY_TOKEN(POSITIONAL_SEPARATOR, "positional_separator")                                         \
    PY_TOKEN(KEYWORD_ARGUMENT, "keyword_argument")                                                 \
    PY_TOKEN(ARGUMENT_LIST, "argument_list")                                                       \
    PY_TOKEN(DECORATOR, "decorator")                                                               \
    PY_TOKEN(DOTTED_NAME, "dotted_name")                                                           \
    PY_TOKEN(ALIASED_IMPORT, "aliased_import")                                                     \
    PY_TOKEN(WILDCARD_IMPORT, "wildcard_import")                                                   \
    PY_TOKEN(RELATIVE_IMPORT, "relative_import")                                                   \
    PY_TOKEN(IMPORT_PREFIX, "import_prefix")                                                       \
    PY_TOKEN(TYPE, "type")                                                                         \
    PY_TOKEN(GENERIC_TYPE, "generic_type")                                                         \
    PY_TOKEN(CONSTRAINED_TYPE, "constrained_type")                                                 \
    PY_TOKEN(SPLAT_TYPE, "splat_type")                                                             \
    PY_TOKEN(TYPE_PARAMETER, "type_parameter")                                                     \
    PY_TOKEN(FOR_IN_CLAUSE, "for_in_clause")                                                       \
    PY_TOKEN(INTEGER, "integer")                                                                   \
    PY_TOKEN(SLICE, "slice")                                                                       \
    PY_TOKEN(PAIR, "pair")                                                                         \
    PY_TOKEN(OR, "or")                                                                             \
    PY_TOKEN(FROM, "from")                                                                         \
    PY_TOKEN(EXPRESSION_STATEMENT, "expression_statement")                                         \
    PY_TOKEN(CLASS_DEFINITION, "class_definition")                                                 \
    PY_TOKEN(FUNCTION_DEFINITION, "function_definition")                                           \
    PY_TOKEN(DECORATED_DEFINITION, "decorated_definition")                                         \
    PY_TOKEN(ASSIGNMENT, "assignment")                                                             \
    PY_TOKEN(CLASS_PATTERN, "class_pattern")                                                       \
    PY_TOKEN(KEYWORD_PATTERN, "keyword_pattern")                                                   \
    PY_TOKEN(CASE_PATTERN, "case_pattern")                                                         \
    PY_TOKEN(NOT_OPERATOR, "not_operator")                                                         \
    PY_TOKEN(BOOLEAN_OPERATOR, "boolean_operator")                                                 \
    PY_TOKEN(COMPARISON_OPERATOR, "comparison_operator")                                           \
    PY_TOKEN(TYPE_CONVERSION, "type_conversion")                                                   \
    PY_TOKEN(ASSERT, "assert_statement")                                                           \
    PY_TOKEN(IF, "if_statement")                                                                   \
    PY_TOKEN(RETURN, "return_statement")                                                           \
    PY_TOKEN(RAISE, "raise_statement")                                                             \
    PY_TOKEN(CONTINUE, "continue_statement")                                                       \
    PY_TOKEN(BREAK, "break_statement")                                                             \
    PY_TOKEN(TRUE, "true")                                                                         \
    PY_TOKEN(FALSE, "false")                                                                       \
    PY_TOKEN(ELSE, "else_clause")                                                                  \
    PY_TOKEN(ASYNC, "async")                                                                       \
    PY_TOKEN(PIPE, "|")

typedef enum py_token {
#define PY_TOKEN(name, text) PY_##name,
    PY_TOKENS
#undef PY_TOKEN
        PY_TOKEN_COUNT
} py_token;

/* Field names, in the order of cg_lang.fields. */
#define PY_FIELDS                                                                                  \
    PY_FIELD(alias)                                                                                \
    PY_FIELD(alternative)                                                                          \
    PY_FIELD(arguments)                                                                            \
    PY_FIELD(attribute)                                                                            \
    PY_FIELD(body)                                                                                 \
    PY_FIELD(condition)                                                                            \
    PY_FIELD(consequence)                                                                          \
    PY_FIELD(definition)                                                                           \
    PY_FIELD(expression)                                                                           \
    PY_FIELD(function)                                                                             \
    PY_FIELD(key)                                                                                  \
    PY_FIELD(left)                                                                                 \
    PY_FIELD(module_name)                                                                          \
    PY_FIELD(name)                                                                                 \
    PY_FIELD(object)                                                                               \
    PY_FIELD(operator)                                                                             \
    PY_FIELD(parameters)                                                                           \
    PY_FIELD(return_type)                                                                          \
    PY_FIELD(right)                                                                                \
    PY_FIELD(subject)                                                                              \
    PY_FIELD(subscript)                                                                            \
    PY_FIELD(superclasses)                                                                         \
    PY_FIELD(type)                                                                                 \
    PY_FIELD(type_parameters)                                                                      \
    PY_FIELD(value)

typedef enum py_field {
#define PY_FIELD(name) PY_F_##name,
    PY_FIELDS
#undef PY_FIELD
        PY_FIELD_COUNT
} py_field;

#define PY_GIVEN_MAX 15u /* arguments and parameters of lambdas that are told */

/* What handlers know of the place they are at; saved and restored around definitions. */
#define PY_NAMES_MAX 12u
typedef struct py_names {
    cg_str list[PY_NAMES_MAX];
    unsigned count;
} py_names;

typedef struct py_state {
    cg_str self_name;      /* name of the receiver parameter in reach, or empty … */
    uint32_t self_class;   /* … the class it is an instance of … */
    uint32_t self_scope;   /* … the scope of that class's body … */
    uint32_t self_fields;  /* … and the scope that holds the fields its methods assign */
    uint32_t class_fields; /* the same for the innermost class body */
    bool in_comprehension;
    bool walrus_is_node;   /* inside a comprehension: `:=` makes a variable of the module … */
    uint32_t walrus_scope; /* … and declares here */
    uint32_t conditional;  /* depth of `if` and `try` around this place */
    bool type_checking;    /* inside `if TYPE_CHECKING:` */
    cg_activity otherwise; /* of the branches that are left of the `if` around */
    TSNode branched;       /* that `if`, and … */
    unsigned left;         /* … the scopes that are open for them */
    bool enum_body;        /* the innermost class is an enumeration */
    bool annotated_result; /* the innermost function says what it returns */
    cg_x_test matched;     /* the subject of `match` around; no name: it is not one */
    uint32_t subject;      /* … and its value, if it is the only one */
    bool in_pattern;       /* inside a pattern of it … */
    uint32_t held_against; /* … what that is held against */
    bool given;            /* the lambda that is visited next is passed … */
    uint32_t given_to;     /* … to this call … */
    unsigned given_at;     /* … as this argument */
    const void *tested;    /* id of the condition that is being visited */
    bool async_with;       /* … or the items of `async with` */
    uint32_t super_from;   /* the class that `super(CLASS, self)` names, which was visited last */
    struct py_type_args *record; /* of the fields of the named tuple around, else NULL */
    bool of_class;               /* inside of `type[…]`: what is named is meant itself */
    py_names type_vars;          /* of the file, and … */
    py_names bound_vars;         /* … those that are type parameters of what is around */
    cg_x_test caught; /* what the `except` around catches under a name; no type: nothing */
    const cg_x_tests
        *holds; /* what is true at the beginning of the block that is visited next, or NULL */
    cg_x_tests
        holds_else; /* the same of the `else` of the `if` around, beside what is narrowed in all its branches */
} py_state;

static inline py_state *py_state_of(cg_extract *x)
{
    return cg_x_state(x, sizeof(py_state));
}

/* names.c */
cg_visibility py_visibility(cg_str name, bool member);
bool py_is_constant_name(cg_str name);
cg_str py_last_component(cg_str dotted);
bool py_str_in(cg_str s, const char *const *words); /* NULL-terminated list */

/* conditions.c */
/** What is active where `condition` holds and where it does not, as far as version and platform decide. */
void py_branches_decide(const cg_extract *x, TSNode condition, cg_activity *out_then,
                        cg_activity *out_else);

/* docs.c */
bool py_statement_docstring(const cg_extract *x, TSNode statement, cg_buf *out);
bool py_body_docstring(const cg_extract *x, TSNode body, cg_buf *out);

/* decorators.c: what decorators make of a definition */
typedef struct py_decor {
    cg_node_kind kind; /* PROPERTY when they replace a method's kind, else NONE */
    uint32_t modifiers;
    cg_str disambiguator;
    bool receives_nothing; /* staticmethod */
    bool overload;
    uint32_t called[4], called_count; /* what `@route("/")` and the like give */
} py_decor;
uint32_t py_on_decorated(cg_extract *x, cg_role role);
/** Refers to the decorators from the definition, which is open: plain names are visited, of calls what
 *  they gave is called with the definition. Cursor on the decorated definition. */
void py_visit_decorators(cg_extract *x, const py_decor *decor);

/* functions.c, classes.c, lambdas.c */
uint32_t py_on_function(cg_extract *x, cg_role role);
uint32_t py_on_class(cg_extract *x, cg_role role);
/** Defines what the cursor is on; `decor`: the cursor is on the decorated definition around it. */
void py_define_function(cg_extract *x, const py_decor *decor);
void py_define_class(cg_extract *x, const py_decor *decor);
uint32_t py_on_lambda(cg_extract *x, cg_role role);
/** A lambda that gets a name; cursor on the lambda. */
uint32_t py_define_lambda(cg_extract *x, const cg_def_init *init);
uint32_t py_on_return(cg_extract *x, cg_role role);
uint32_t py_on_yield(cg_extract *x, cg_role role);

/* parameters.c */
#define PY_PARAMS_KEPT 48 /* of longer lists the rest is declared without types */
typedef struct py_params {
    uint32_t count; /* parameters seen; types and values are by position */
    uint8_t least, most;
    bool variadic;
    bool has_self;     /* the first one receives the instance or class */
    uint32_t def;      /* the callable, or CG_NONE: a lambda without a name */
    cg_str self_type;  /* annotation of the receiver, without `type[…]` */
    uint32_t receiver; /* the same as a type, of instances */
    cg_str self_name;
    uint32_t types[PY_PARAMS_KEPT], values[PY_PARAMS_KEPT];
} py_params;
/** Cursor on the parameter list. First visits the defaults and counts … */
void py_params_read(cg_extract *x, py_params *params);
/** … then the annotations … */
void py_params_types(cg_extract *x, py_params *params);
/** … then declares the names in the open function scope. */
void py_params_bind(cg_extract *x, const py_params *params);
/** Text of the annotations, to tell overloads apart. */
cg_str py_params_key(cg_extract *x, TSNode parameters);

/* targets.c: what one assignment gives to its targets, and what a target turned out to be */
typedef struct py_unpacked py_unpacked;
typedef struct py_given {
    TSNode node;          /* the statement: span of the definitions it makes */
    TSNode value;         /* right-hand side, or a null node */
    py_unpacked *targets; /* where those inside a pattern are kept, or NULL */
    bool annotated;
    bool alias;         /* … as TypeAlias */
    bool calls;         /* … with a type that tells how something is called */
    bool open;          /* … as Final and the like, with no type: what the value is says it */
    bool is_local;      /* never a node of the graph */
    uint32_t modifiers; /* that the annotation means: Final, ClassVar */
    uint32_t depth;     /* of nested patterns */
} py_given;
typedef struct py_made {
    uint32_t def;     /* new definition, or CG_NONE */
    uint32_t binding; /* local name, or CG_NONE */
    uint32_t ref;     /* reference that writes something known, or CG_NONE */
    uint32_t holder;  /* value that the target is a part of, or CG_NONE … */
    cg_str key;       /* … under a constant key, or empty */
    bool opened;      /* the definition is open still: its annotation belongs to it */
} py_made;
#define PY_MADE_NOTHING                                                                            \
    ((py_made){.def = CG_NONE, .binding = CG_NONE, .ref = CG_NONE, .holder = CG_NONE})

#define PY_PATH_MAX 4
#define PY_REST 255       /* in place of a position: all that a starred target gets */
typedef struct py_place { /* one target of a pattern, by the positions that lead to it */
    py_made made;
    uint8_t path[PY_PATH_MAX], depth;
} py_place;
struct py_unpacked {
    py_place places[16];
    uint32_t count;
    uint8_t path[PY_PATH_MAX], depth; /* of the pattern around */
};
py_made py_target(cg_extract *x, const py_given *given);
/** The same, kept in `given->targets` when it is no pattern; then the value comes to all of them. */
py_made py_unpack_target(cg_extract *x, const py_given *given);
void py_unpack(cg_extract *x, const py_unpacked *targets, uint32_t value);
/** A field of the receiver's class: whether it is there already, and the one to add if not. */
bool py_field_known(cg_extract *x, TSNode name);
cg_def_init py_field_init(cg_extract *x, TSNode name_node, const py_given *given);
void py_give_value(cg_extract *x, py_made made, uint32_t type_ref, uint32_t value);

/* statements.c */
uint32_t py_on_assignment(cg_extract *x, cg_role role);
uint32_t py_on_augmented(cg_extract *x, cg_role role);
uint32_t py_on_walrus(cg_extract *x, cg_role role);
uint32_t py_on_for(cg_extract *x, cg_role role);
uint32_t py_on_as_pattern(cg_extract *x, cg_role role);
uint32_t py_on_except(cg_extract *x, cg_role role);
uint32_t py_on_captured(cg_extract *x, cg_role role); /* global, nonlocal */
uint32_t py_on_delete(cg_extract *x, cg_role role);
uint32_t py_on_if(cg_extract *x, cg_role role);
uint32_t py_on_try(cg_extract *x, cg_role role);
uint32_t py_on_with(cg_extract *x, cg_role role);
uint32_t py_on_with_item(cg_extract *x, cg_role role);

/* type_vars.c */
bool py_names_have(const py_names *names, cg_str name);
void py_names_add(py_names *names, cg_str name); /* further ones than PY_NAMES_MAX are left out */
/** Notes what an assignment, or an import, makes a type variable. */
void py_note_type_var(cg_extract *x, TSNode left, TSNode right);
void py_note_imported_type_var(cg_extract *x, cg_str module, cg_str name);
/** Adds those that the text of a head mentions, and that nothing around has for a type parameter. */
void py_type_vars_in(cg_extract *x, cg_str text, py_names *out);
/** Opens a scope in which they are type parameters, which restate what they are outside. */
void py_open_type_vars(cg_extract *x, const py_names *vars, TSNode at);

/* narrow.c */
/** Asks for the tests that are true whenever `condition` is `truth`, of names that get no other value in `where`, the text
 *  in which that will be so. */
void py_tests_begin(cg_extract *x, TSNode condition, bool truth, cg_str where, cg_x_tests *tests);
/** Behind the visit: of names that a condition says what they are not nothing else is known. */
void py_tests_end(cg_extract *x, cg_x_tests *tests);
/** `value` unless it is an instance of `types`, a class or a tuple of them: see python_part. */
uint32_t py_not_instance(cg_extract *x, uint32_t value, TSNode types);
/** Of `tests`, those of names that get another value in `where` go to `out`. */
void py_tests_split(cg_extract *x, cg_x_tests *tests, cg_str where, cg_x_tests *out);
/** Visits what has a block as a part, at the beginning of which `tests` hold. */
void py_visit_where(cg_extract *x, const cg_x_tests *tests);
uint32_t py_on_block(cg_extract *x, cg_role role);
uint32_t py_on_while(cg_extract *x, cg_role role);

/* calls.c */
uint32_t py_on_call(cg_extract *x, cg_role role);
uint32_t py_on_subscript(cg_extract *x, cg_role role);
uint32_t py_on_spread(cg_extract *x, cg_role role);
/** The value is known and more than a plain literal. */
bool py_is_telling(const cg_extract *x, uint32_t value);
/** A decimal number that can be a position; false: something else. */
bool py_constant_position(const cg_extract *x, TSNode node, unsigned *out);
/** The text of a plain string; empty: not one. */
cg_str py_constant_key(const cg_extract *x, TSNode node);

/* exprs.c */
/** The class of a value, as a key of it. */
#define PY_CLASS "__class__"
uint32_t py_on_identifier(cg_extract *x, cg_role role);
uint32_t py_on_attribute(cg_extract *x, cg_role role);
uint32_t py_on_pass_through(cg_extract *x, cg_role role);
uint32_t py_on_choice(cg_extract *x, cg_role role);
/** What is one of two values. */
uint32_t py_either(cg_extract *x, uint32_t a, uint32_t b);
uint32_t py_on_conditional(cg_extract *x, cg_role role);
uint32_t py_on_binary(cg_extract *x, cg_role role);
uint32_t py_on_unary(cg_extract *x, cg_role role);
uint32_t py_on_not(cg_extract *x, cg_role role);
uint32_t py_on_comparison(cg_extract *x, cg_role role);
uint32_t py_on_test(cg_extract *x, cg_role role);
uint32_t py_on_interpolation(cg_extract *x, cg_role role);
/** Visits the node under the cursor, of which only matters whether it is true. */
uint32_t py_visit_condition(cg_extract *x);
/** What `a += b` asks of a, by its sign. */
cg_operation py_operation_in_place(cg_str sign);
uint32_t py_on_keyword_argument(cg_extract *x, cg_role role);
uint32_t py_on_string(cg_extract *x, cg_role role);
uint32_t py_on_concatenated_string(cg_extract *x, cg_role role);
void py_visit_all(cg_extract *x, cg_role role);    /* every child, in this role */
bool py_is_self(cg_extract *x, TSNode identifier); /* names the receiver in reach */

/* collections.c */
uint32_t py_on_list(cg_extract *x, cg_role role);
uint32_t py_on_tuple(cg_extract *x, cg_role role);
uint32_t py_on_dictionary(cg_extract *x, cg_role role);
uint32_t py_on_set(cg_extract *x, cg_role role);
uint32_t py_on_list_comprehension(cg_extract *x, cg_role role);
uint32_t py_on_set_comprehension(cg_extract *x, cg_role role);
uint32_t py_on_dictionary_comprehension(cg_extract *x, cg_role role);
uint32_t py_on_generator_expression(cg_extract *x, cg_role role);

/* types.c, quoted.c */
typedef enum py_generic {
    PY_GENERIC_PLAIN,     /* list[A]: the generic itself, given A */
    PY_GENERIC_FIRST,     /* Optional[A]: the first argument that names something */
    PY_GENERIC_UNION,     /* Union[A, B]: one of the arguments */
    PY_GENERIC_TUPLE,     /* tuple[A, B]: a value with these components */
    PY_GENERIC_CLASS,     /* type[A]: A itself, not an instance of it */
    PY_GENERIC_LAST,      /* Coroutine[_, _, A]: what awaiting it gives */
    PY_GENERIC_ANNOTATED, /* Annotated[A, values…] */
    PY_GENERIC_VALUES,    /* Literal["a"]: no types inside */
    PY_GENERIC_SAYS,      /* TypeGuard[A]: a boolean that says that the first argument is one */
} py_generic;
py_generic py_generic_of(cg_str name);
#define PY_TYPE_ARGS_MAX 8
typedef struct py_type_args { /* of one generic, or the alternatives of a union */
    py_generic style;
    uint32_t generic;
    uint32_t count;                  /* written */
    uint32_t args[PY_TYPE_ARGS_MAX]; /* CG_NONE: nothing that could be named */
    bool more;                       /* `...`: any number of them */
} py_type_args;
void py_add_type_arg(py_type_args *args, uint32_t arg);
/** The reference that stands for the generic with its arguments. */
uint32_t py_type_of(cg_extract *x, const py_type_args *args);
uint32_t py_on_type(cg_extract *x, cg_role role);
uint32_t py_on_generic_type(cg_extract *x, cg_role role);
uint32_t py_on_member_type(cg_extract *x, cg_role role);
uint32_t py_on_union_type(cg_extract *x, cg_role role);
uint32_t py_on_type_alias(cg_extract *x, cg_role role);
uint32_t py_type_subscript(cg_extract *x, cg_role role);
uint32_t py_type_string(cg_extract *x);
/** Declares the names of a type parameter list in the open scope, visiting their bounds. */
void py_declare_type_params(cg_extract *x);
bool py_is_type_expression(const cg_extract *x);
void py_read_annotation(const cg_extract *x, TSNode type, py_given *given);

/* match.c, imports.c */
uint32_t py_on_dotted_name(cg_extract *x, cg_role role);
uint32_t py_on_match(cg_extract *x, cg_role role);
uint32_t py_on_case(cg_extract *x, cg_role role);
uint32_t py_on_class_pattern(cg_extract *x, cg_role role);
uint32_t py_on_sequence_pattern(cg_extract *x, cg_role role);
uint32_t py_on_mapping_pattern(cg_extract *x, cg_role role);
uint32_t py_on_splat_pattern(cg_extract *x, cg_role role);
uint32_t py_on_keyword_pattern(cg_extract *x, cg_role role);
uint32_t py_on_import(cg_extract *x, cg_role role);
uint32_t py_on_import_from(cg_extract *x, cg_role role);

#endif
