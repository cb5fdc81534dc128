// SPDX-License-Identifier: Apache-2.0
// lang: what a language folder (grammars/<lang>/) gives to the extractor, and the tools it gets.
//
// The extractor walks the syntax tree once, with one cursor. For each node it calls the handler
// that the language's rule table names for the node's type; a node without a rule just has its
// children visited. A handler
//   - is called with the cursor on its node and must leave it there,
//   - visits the children itself (CG_X_EACH_CHILD + cg_x_visit), each exactly once or not at all,
//   - gets the role its parent wants the expression in (read, call, write, type …),
//   - returns the reference that stands for the expression's value, or CG_NONE.
// So `a.b.f(x)` becomes: read a <- member b (base a) <- member f (base b, role call), and the call's
// own value is what its parent can take a member of (cg_x_result).
#ifndef CG_LANG_H
#define CG_LANG_H

#include <tree_sitter/api.h>

#include "cg/model.h"

typedef struct cg_extract cg_extract; /* the state of one extraction; one thread */
typedef uint32_t (*cg_handler_fn)(cg_extract *x, cg_role role);

typedef struct cg_rule {
    const char *type; /* tree-sitter node type (named), or alias name */
    cg_handler_fn handle;
} cg_rule;

/** How names are looked up. */
typedef enum cg_lang_trait {
    CG_LANG_MEMBERS_IN_SCOPE = 1 << 0, /* bare names see members of enclosing types (Java, C++) */
    CG_LANG_FUNCTION_SCOPED = 1 << 1,  /* block scopes hold no names of their own (Python) */
    CG_LANG_TYPE_SCOPE_HIDDEN =
        1 << 2, /* functions inside a type body don't see its names (Python) */
    CG_LANG_COLON_SEPARATOR = 1 << 3,
    CG_LANG_FILE_ORDER =
        1 << 4, /* file-level names are visible only after they are declared (C, C++) */
    /** Types and values have name spaces of their own: a name in type position (roles TYPE, INHERIT,
     *  IMPLEMENT, QUALIFY) never means a variable or function (Java, TypeScript, Rust, C, C++). */
    CG_LANG_TYPE_NAMESPACE = 1 << 5,
    /** So have methods: `f()` never means a variable, a plain read of `f` never a method (Java). */
    CG_LANG_CALL_NAMESPACE = 1 << 6,
    CG_LANG_SELF_TYPE = 1 << 7, /* the name `Self` is the enclosing type (Rust) */
    CG_LANG_TRAILING_DOCS =
        1 << 8, /* `int a; // text` documents a field, variable or enum member */
    CG_LANG_INNER_DOCS =
        1 << 9, /* //! and block comments with ! document what they stand in (Rust) */
    /** Only comments with a mark of documentation (three slashes, two stars, !) are docs (Java,
     *  Rust). */
    CG_LANG_MARKED_DOCS = 1 << 10,
    /** A module does not see the names around it, except by `use super::*` (Rust). */
    CG_LANG_MODULES_CLOSED = 1 << 11,
    /** Arguments of a call tell what generic functions give, nothing else (Go): they are dropped where
     *  nobody asks for that. */
    CG_LANG_ARGS_FOR_RESULTS = 1 << 12,
    /** With TYPE_NAMESPACE: a class may still derive from what a value holds, if no type has the name (TypeScript). */
    CG_LANG_VALUE_BASES = 1 << 13,
    /** A block comment of two stars that tells of parameters or results (@param, @return) is of the definition behind it,
     *  whatever blank lines are between (JavaScript). */
    CG_LANG_TAGGED_DOCS = 1 << 14,
    /* What operators are applied to may be the program's: references say so (CG_FORM_APPLIED), and go where no operand
       can be of a class */
    CG_LANG_OPERATORS = 1 << 15,
    /** What is done to values may be done by methods of their classes: cg_x_operate. */
    CG_LANG_OPERATIONS = 1 << 16,
} cg_lang_trait;

/** What a mask found in place of bytes of the source, for the handlers: a text of its own. Ascending. */
typedef struct cg_mask_note {
    uint32_t byte, end;
    uint32_t text, text_len; /* in cg_mask_notes.texts */
} cg_mask_note;
/** What a branch of #if asks of a macro that the file does not define. */
typedef struct cg_mask_condition {
    uint32_t byte, end;      /* the branch */
    uint32_t outer;          /* the condition around it, an index in front of its own; CG_NONE */
    uint32_t text, text_len; /* the macro's name in cg_mask_notes.texts */
    uint8_t form;            /* cg_condition */
} cg_mask_condition;
typedef struct cg_mask_notes {
    CG_VEC(cg_mask_note) list;
    CG_VEC(cg_mask_note) names; /* nodes that cover just these bytes are called otherwise */
    /* texts of CG_HINT_MACRO, CG_HINT_GIVEN and CG_HINT_WANTED; byte: its value */
    CG_VEC(cg_mask_note) macros, given, wanted;
    CG_VEC(cg_mask_condition) conditions; /* ascending, one inside another or apart */
    cg_buf texts;
} cg_mask_notes;

typedef struct cg_lang {
    cg_lang_id id;
    uint16_t version;                   /* extractor version: raise it when the facts change */
    const TSLanguage *(*grammar)(void); /* NULL: `read` does it all */
    const cg_rule *rules;
    size_t rules_count;
    const char *const *fields; /* field names the handlers switch on … */
    size_t fields_count;       /* … cg_x_field() gives the index in this list, or CG_NO_FIELD */
    const char *const *tokens; /* node types, named or not ("static", "identifier"), that the … */
    size_t tokens_count; /* … handlers switch on: cg_x_token() gives the index, or CG_NO_TOKEN */
    const char *const *comments; /* node types of comments, NULL-terminated */
    /** Names of the language itself ("len", "int"), NULL-terminated: a plain reference to one that
     *  the file does not declare is left out, unless something is a member of it. NULL: none. */
    const char *const *builtins;
    /** Types of the language, and functions of it that give values of these: what is done to such a value calls nothing
     *  of the program. NULL-terminated, or NULL: none. */
    const char *const *plain_types;
    const char *const *plain_functions;
    uint32_t traits;                 /* cg_lang_trait */
    const char *const *extensions;   /* "py", NULL-terminated; lower case */
    const char *const *file_names;   /* "SConstruct"; '*' stands for any text; or NULL */
    const char *const *interpreters; /* of a #! line: "python3", or NULL */
    /** Called once with the cursor on the root, before its children are visited; may declare a
     *  package or module definition. NULL: nothing. */
    void (*begin)(cg_extract *x);
    /** Called at the end, before names are resolved; may fix up facts (e.g. methods declared
     *  before their type). NULL: nothing. */
    void (*end)(cg_extract *x);
    /** Writes to `out` the text to parse in place of `source` where a preprocessor would confuse the
     *  grammar: same length and line breaks, some parts blanked. Texts of nodes still come from
     *  `source`. False (nothing written): parse `source` itself. Also says what of the source is
     *  compiled, both ways, and leaves notes, all of which are empty before. `prelude`: macros of other files,
     *  texts of CG_HINT_MACRO, one a line. NULL: never needed. */
    bool (*mask)(cg_str source, cg_str prelude, cg_buf *out, cg_activity_changes *out_changes,
                 cg_mask_notes *out_notes);
    /** Whether using macro `name` of the prelude in the way `form` (cg_wanted_form) defines something, whatever it is
     *  given. NULL: no language of macros. */
    bool (*defines)(cg_str prelude, cg_str name, unsigned form);
    /** Without a grammar: reads cg_x_source and states facts by byte (below); cg_x_state is not for
     *  it. The file's name is not known: equal contents have equal units. Takes time linear in the
     *  source, whatever it holds. */
    void (*read)(cg_extract *x);
} cg_lang;

/* ---- the cursor ---- */

#define CG_NO_FIELD UINT32_MAX
#define CG_NO_TOKEN UINT32_MAX

TSNode cg_x_node(const cg_extract *x);               /* where the cursor is */
const char *cg_x_type(const cg_extract *x);          /* its type name */
bool cg_x_is(const cg_extract *x, const char *type); /* by name; compare sparingly */
uint32_t cg_x_field(const cg_extract *x);            /* index into lang->fields, or CG_NO_FIELD */
uint32_t cg_x_token(const cg_extract *x); /* index into lang->tokens, or CG_NO_TOKEN; cheap */
uint32_t cg_x_token_of(const cg_extract *x, TSNode node);
bool cg_x_named(const cg_extract *x); /* false for punctuation and keywords */
/** Its source text, or the name that a macro writes there (cg_mask_notes.names); ts null node: "". */
cg_str cg_x_text(const cg_extract *x, TSNode node);
cg_str cg_x_source(const cg_extract *x);
/** What was parsed: the source, or what the language's mask made of it, byte for byte in place. */
cg_str cg_x_parsed(const cg_extract *x);
/** A part of that, with the names that macros write in their places; valid as long as scratch text. */
cg_str cg_x_parsed_text(cg_extract *x, uint32_t from, uint32_t to);
/** Calls inside of `node` are compiled if `text` holds, which the rules of the language ask as CG_HINT_CALL_CONDITION. Before what
 *  is in it is visited. */
void cg_x_condition(cg_extract *x, TSNode node, cg_str text);
/** The note that the mask left at this byte, with its text; NULL: none. */
const cg_mask_note *cg_x_mask_note(const cg_extract *x, uint32_t byte, cg_str *out_text);
/** A named field's child of `node`, by index into lang->fields; a null node when absent. */
TSNode cg_x_child(const cg_extract *x, TSNode node, uint32_t field);
/** The n-th named child, from 0, and how many there are; of a null node a null node, and none: what is not finished lacks
 *  any part, and tree-sitter's own functions take no null node. */
static inline TSNode cg_x_named_child(TSNode node, uint32_t n)
{
    return ts_node_is_null(node) ? node : ts_node_named_child(node, n);
}
static inline uint32_t cg_x_named_count(TSNode node)
{
    return ts_node_is_null(node) ? 0 : ts_node_named_child_count(node);
}

/** Moves to the first child; false (not moved) without children, or at a limit. Comments are never
 *  landed on: both moves step over them and remember them as docs of what follows. */
bool cg_x_down(cg_extract *x);
bool cg_x_next(cg_extract *x); /* to the next sibling; at the last one goes UP and gives false */
/** Loops over all children, anonymous ones included; `continue` is fine, `break`/`return` are not. */
#define CG_X_EACH_CHILD(x) CG_X_EACH_CHILD_(x, __LINE__)
#define CG_X_EACH_CHILD_(x, line) CG_X_EACH_CHILD__(x, line)
#define CG_X_EACH_CHILD__(x, line)                                                                 \
    for (bool cg_more_##line = cg_x_down(x); cg_more_##line; cg_more_##line = cg_x_next(x))

/** While `on`, comments are passed over without becoming docs: for a look ahead over children that
 *  are visited again once the definition is open. */
void cg_x_look_ahead(cg_extract *x, bool on);

/** Visits the node under the cursor in `role` and gives its value. Anonymous nodes give CG_NONE. */
uint32_t cg_x_visit(cg_extract *x, cg_role role);
/** Visits all children with role READ; the value of the last that has one when there is just one. */
uint32_t cg_x_visit_children(cg_extract *x);

/** Parses `ranges` of the source, ascending and at least one, as a text of their own and visits what
 *  comes out as if it stood here: items among the tokens of a macro. Its errors are not the file's.
 *  False when nothing was visited: nested too deep or too slow. */
bool cg_x_embed(cg_extract *x, const TSRange *ranges, uint32_t count);
/** The same only where the text suits the grammar: what a macro is given may be expressions, or not. */
bool cg_x_embed_whole(cg_extract *x, const TSRange *ranges, uint32_t count);

/* ---- definitions ---- */

/** What is known of a definition when it is opened. Unset members mean what their comment says. */
typedef struct cg_def_init {
    cg_node_kind kind;
    TSNode node; /* its whole span, decorators and modifiers included where they are part of it */
    TSNode name_node; /* null node: unnamed; then `name` must be set */
    cg_str name;      /* overrides the text of name_node (e.g. "default", operator names) */
    TSNode body;      /* null node: none; the signature ends where it starts */
    cg_visibility visibility;
    uint32_t modifiers;
    uint32_t parent;       /* CG_NONE: the innermost open definition */
    uint32_t in_scope;     /* CG_NONE: the innermost open scope; CG_X_NO_SCOPE: in none */
    uint32_t visible_from; /* byte; 0: everywhere in that scope */
    cg_scope_kind opens;   /* 0: opens no scope, is a leaf */
    cg_str qualifier;      /* owner named in the source ("Server" of a Go receiver, "ns::A" of C++),
                               plain text with the language's separator; see cg_x_def_open */
    cg_str disambiguator;  /* e.g. parameter types; any text, it is made a simple identifier */
    cg_str signature;      /* overrides the text from node to body */
    cg_str doc;            /* overrides the comments in front (docstrings) */
    uint8_t params_min, params_max; /* set both to 255 when unknown (CG_DEF_INIT does) */
} cg_def_init;
#define CG_X_NO_SCOPE (UINT32_MAX - 1)
#define CG_DEF_INIT(k, n, ...)                                                                     \
    ((cg_def_init){.kind = (k),                                                                    \
                   .node = (n),                                                                    \
                   .parent = CG_NONE,                                                              \
                   .in_scope = CG_NONE,                                                            \
                   .params_min = 255,                                                              \
                   .params_max = 255,                                                              \
                   __VA_ARGS__})

/** Adds a definition and makes it the source of references until cg_x_def_close; with `opens` it
 *  also opens a scope. Doc comments that end on the line before it are taken. A `qualifier` whose
 *  last part names a type of this file becomes the parent once the whole file is read; else it is kept as
 *  descriptors in the symbol. Returns its index. */
uint32_t cg_x_def_open(cg_extract *x, const cg_def_init *init);
void cg_x_def_close(cg_extract *x);
/** The same for a definition without a body: opened and closed at once. */
uint32_t cg_x_def_leaf(cg_extract *x, const cg_def_init *init);
cg_def *cg_x_def(cg_extract *x, uint32_t def); /* until the next definition is added */
uint32_t cg_x_source_def(const cg_extract *x); /* innermost open definition */
uint32_t cg_x_defs_count(const cg_extract *x); /* the index that the next definition gets */
/** Innermost open definition whose kind is a type, or CG_NONE. */
uint32_t cg_x_enclosing_type(const cg_extract *x);
/** Innermost open scope is the file's, a namespace's or a type's: its variables are nodes. */
bool cg_x_at_declaration_level(const cg_extract *x);
cg_scope_kind cg_x_scope_kind(const cg_extract *x); /* of the innermost open scope */
/** Decorators and annotations of the definition that is opened next, without '@'. */
void cg_x_add_decorator(cg_extract *x, cg_str text);
/** Forgets them: what follows turned out to be no definition. */
void cg_x_drop_decorators(cg_extract *x);
/** Sets type_ref: the reference that names a definition's type or return type. */
void cg_x_def_set_type(cg_extract *x, uint32_t def, uint32_t ref);
void cg_x_def_set_doc(cg_extract *x, uint32_t def, cg_str doc); /* plain text, already cleaned */
/** Copies text into the unit (interned). */
cg_text cg_x_intern(cg_extract *x, cg_str text);
cg_str cg_x_interned(const cg_extract *x, cg_text text);
/** Text into the extraction's scratch arena: lives until the extraction ends. */
cg_str cg_x_scratch(cg_extract *x, const char *fmt, ...) CG_PRINTF(2, 3);

/** Memory that lives as long as scratch text; zeroed. */
void *cg_x_alloc(cg_extract *x, size_t size);
/** The language's own state for this extraction: zeroed at the first call, `size` the same each time. */
void *cg_x_state(cg_extract *x, size_t size);

/* ---- scopes and local names ---- */

uint32_t cg_x_scope_open(cg_extract *x, cg_scope_kind kind); /* spans the node under the cursor */
void cg_x_scope_close(cg_extract *x);
/** A scope that is opened in front of the definition it is of: template<…>. CG_NONE: no change. */
void cg_x_scope_set_owner(cg_extract *x, uint32_t scope, uint32_t def);
/** A parameter, local or type parameter, declared in the innermost scope that can hold names
 *  (traits CG_LANG_FUNCTION_SCOPED). `visible_from` 0: in the whole scope. Redeclaring a name in the same
 *  scope gives the first binding again for FUNCTION_SCOPED languages. */
uint32_t cg_x_bind(cg_extract *x, cg_binding_kind kind, TSNode name_node, uint32_t visible_from);
uint32_t cg_x_bind_in(cg_extract *x, cg_binding_kind kind, TSNode name_node, uint32_t scope,
                      uint32_t visible_from);
/** The same for a name that is not written there, in the innermost scope: Rust's Self of an impl. */
uint32_t cg_x_bind_text(cg_extract *x, cg_binding_kind kind, cg_str name, TSNode at,
                        uint32_t visible_from);
/** The innermost scope of kind FUNCTION, NAMESPACE or FILE: where `var` declares. */
uint32_t cg_x_function_scope(const cg_extract *x);
void cg_x_bind_set(cg_extract *x, uint32_t binding, uint32_t type_ref, uint32_t init_ref);
/** CG_FORM_LEFT or RIGHT of a local name. */
void cg_x_bind_set_level(cg_extract *x, uint32_t binding, unsigned shift, int level);
void cg_x_bind_set_const(cg_extract *x, uint32_t binding);
/** True when `name` is already a binding or definition of exactly this scope. */
bool cg_x_declared(const cg_extract *x, uint32_t scope, cg_str name);
/** The same of what is declared where it is as active as `byte` is. */
bool cg_x_declared_at(const cg_extract *x, uint32_t scope, cg_str name, uint32_t byte);
/** From `byte` on the source is `activity` at most, up to … Returns what it was. Nodes are met in order. */
cg_activity cg_x_activity_set(cg_extract *x, uint32_t byte, cg_activity activity);
void cg_x_activity_back(cg_extract *x, uint32_t byte, cg_activity before); /* … here */
uint32_t cg_x_scope(const cg_extract *x); /* innermost open scope that has declarations */

/* ---- what conditions say of local names (narrow.c) ---- */

typedef struct cg_x_test {
    const void *test; /* id of its node */
    TSNode name;      /* of the local name it is about */
    bool truth;       /* what it is to come to */
    uint32_t type,
        value; /* what it came to: the type, and the name as it is outside; else CG_NONE */
} cg_x_test;
typedef struct cg_x_tests { /* of one condition; the caller's, and zero at first */
    cg_x_test list[4];
    uint32_t count;
    struct cg_x_tests *outer;
} cg_x_tests;
/** Whether `name` is a local one, or a member of one (a.b, this.a, as it is written), that gets no other value in `where`,
 *  the text in which it is to be narrowed. In doubt it gets one. */
bool cg_x_may_narrow(const cg_extract *x, TSNode name, cg_str where);
/** Adds node `test`, which says something of `name` when it comes to `truth`; not if that may not be narrowed in `where`. */
void cg_x_ask(const cg_extract *x, cg_x_tests *tests, TSNode test, bool truth, TSNode name,
              cg_str where);
/** Around the visit of the condition, in which the tests answer. */
void cg_x_tests_begin(cg_extract *x, cg_x_tests *tests);
void cg_x_tests_end(cg_extract *x);
/** What node `test` says when it is true and when it is false (CG_NONE: nothing) of `value`; false: nobody asked what it
 *  says when it is true. */
bool cg_x_tested(cg_extract *x, TSNode test, uint32_t type, uint32_t otherwise, uint32_t value);
/** Whether somebody asks what node `test` says. */
bool cg_x_is_asked(const cg_extract *x, TSNode test);
/** The value of `member`, a member that is narrowed here; else CG_NONE. */
uint32_t cg_x_narrowed(cg_extract *x, TSNode member);
/** Opens a scope in which the names are of the types that the tests came to; members that a type lacks are those of the
 *  value, and all are where a test comes to nothing. False: no scope is open, since there is nothing to say. */
bool cg_x_narrow(cg_extract *x, const cg_x_tests *tests);
void cg_x_widen(cg_extract *x);
/** Visits the node under the cursor where the tests have come true; gives its value. */
uint32_t cg_x_visit_narrowed(cg_extract *x, const cg_x_tests *tests);

/* ---- references ---- */

uint32_t cg_x_ref(cg_extract *x, TSNode name_node, cg_role role); /* plain name */
/** The same for a name inside the node under the cursor that has no node of its own, such as one in
 *  a macro's body: a slice of cg_x_source. */
uint32_t cg_x_ref_text(cg_extract *x, cg_str name, cg_role role);
/** The same for a name that is not written there: a type that a comment states for what stands `at`. */
uint32_t cg_x_ref_as(cg_extract *x, cg_str name, TSNode at, cg_role role);
/** Member `name_node` of `value`. `value` may be a reference (then base kind REF), or one of the
 *  CG_X_* values below, or CG_NONE (base kind OTHER). */
uint32_t cg_x_member(cg_extract *x, uint32_t value, TSNode name_node, cg_role role);
/** The same for a member that is not named there: the fields that Rust's `Point(x, y)` reads. */
uint32_t cg_x_member_text(cg_extract *x, uint32_t value, cg_str name, TSNode at, cg_role role);
/** The same for a name inside the node under the cursor: a slice of cg_x_source. */
uint32_t cg_x_member_slice(cg_extract *x, uint32_t value, cg_str name, cg_role role);
#define CG_X_SELF (UINT32_MAX - 2)   /* value of self / this */
#define CG_X_SUPER (UINT32_MAX - 3)  /* value of super */
#define CG_X_GLOBAL (UINT32_MAX - 4) /* leading :: */
/** The value of calling `callee`: members of it have base kind RESULT. CG_NONE stays CG_NONE. */
uint32_t cg_x_result(cg_extract *x, uint32_t callee);
/** The type that holds elements of the type `element` names (slice, array, map, channel), and what
 *  indexing, iterating over or receiving from `value` gives. CG_NONE stays CG_NONE. Both are recorded
 *  only when something needs them, as references without a name: of role TYPE the container of what
 *  `base` names, of role READ an element of what `base` gives. */
uint32_t cg_x_container(cg_extract *x, uint32_t element);
uint32_t cg_x_element(cg_extract *x, uint32_t value);
/** `value[index]` where an index may be a type: an element of `value`, or a generic type or function with its arguments. Linking
 *  tells which. */
uint32_t cg_x_indexed(cg_extract *x, uint32_t value, const uint32_t *indices, unsigned count);
/** The type that `def` declares for itself without naming it: a variable or field with members of its
 *  own, such as one of Go's `struct { … }`. Dropped unless something needs it. */
uint32_t cg_x_own_type(cg_extract *x, uint32_t def);
/** Component number `n` (from 0) of what `value` gives: tuples, several results. Recorded only when
 *  something needs it. CG_NONE stays CG_NONE; so do numbers beyond 127. */
uint32_t cg_x_item(cg_extract *x, uint32_t value, unsigned n);
/** What `value[n]` gives: the same of tuples and literals, of other values what looking up gives. */
uint32_t cg_x_at(cg_extract *x, uint32_t value, unsigned n);
/** The same by name: a mapping's value under a constant key, or what the special method of that name
 *  gives (Python's "__enter__"). */
uint32_t cg_x_key(cg_extract *x, uint32_t value, cg_str key);
/** A call of what `value` gives where no name is called: f()(), table[0](). Returns its reference. */
uint32_t cg_x_call(cg_extract *x, uint32_t value);
/** What a call gives is a base of the type that is open: class A extends mixin(B). Nothing for other values. */
void cg_x_inherit(cg_extract *x, uint32_t value);
/** The reference that `value`, a reference, is a member of; CG_NONE: none, or a call's result. */
uint32_t cg_x_base_of(const cg_extract *x, uint32_t value);
/** The call that gives what `value`, a reference, is a member of; CG_NONE: none does. */
uint32_t cg_x_maker_of(const cg_extract *x, uint32_t value);
/** What `value`, a reference, is a part of by position or key; CG_NONE: it is none. */
uint32_t cg_x_whole_of(const cg_extract *x, uint32_t value);
/** A reference in role CALL: what is called there, not what that gives. */
bool cg_x_is_callee(const cg_extract *x, uint32_t value);
/** A function without a name that takes `params` arguments (255: unknown) and gives `result`, or it
 *  is not known what. Dropped unless something needs it. */
uint32_t cg_x_function(cg_extract *x, uint32_t result, unsigned params);
/** What such a function gets as parameter n from what it is given to: as argument number `arg` of the
 *  call `to`; or, when `to` is no call, by the type that `to` names or has. */
uint32_t cg_x_passed(cg_extract *x, uint32_t to, unsigned arg, unsigned n);
#define CG_X_WANTED 15u /* for n: the argument itself, as its parameter's type has it */
#define CG_X_GIVES 14u  /* for n: what the function must give back */
/** The type of a boolean that says of argument `arg` that it is of `type`: TypeScript's `value is T`. CG_NONE stays
 *  CG_NONE. */
uint32_t cg_x_says(cg_extract *x, uint32_t type, unsigned arg);
/** What the call `callee` says in that way of its argument `arg`. CG_NONE stays CG_NONE. */
uint32_t cg_x_said(cg_extract *x, uint32_t callee, unsigned arg);
/** A literal as the base of a member: "str", "list" … Adds nothing unless used as a base. */
uint32_t cg_x_literal(cg_extract *x, TSNode node, const char *type_word);
/** A literal that holds values, which cg_x_hint_argument states by position or key. It is recorded at
 *  once, and dropped with what it holds unless something needs it. */
uint32_t cg_x_collection(cg_extract *x, TSNode node, const char *type_word);
/** The type word of a literal's value; empty for all other values. */
cg_str cg_x_literal_word(const cg_extract *x, uint32_t value);
void cg_x_ref_set_args(cg_extract *x, uint32_t ref, unsigned args, bool spread);
void cg_x_ref_set_form(cg_extract *x, uint32_t ref, unsigned form); /* CG_FORM_* */
/** `operation` is done to `value`, where that may be of a class of the program. Of several the first is told. Gives the value,
 *  which is recorded by then. */
uint32_t cg_x_operate(cg_extract *x, uint32_t value, cg_operation operation);
void cg_x_ref_set_role(cg_extract *x, uint32_t ref, cg_role role); /* ignores CG_X_* values */
/** What `ref` names, named once more where it is, in another role; CG_NONE for CG_X_* values. */
uint32_t cg_x_ref_again(cg_extract *x, uint32_t ref, cg_role role);
/** Makes the type of this file that `type_name` names (looked up from here once the file is read) the
 *  source of `ref`: the Trait of `impl Trait for Type` is a base of Type. */
void cg_x_ref_set_owner(cg_extract *x, uint32_t ref, cg_str type_name);
/** A plain name that is rather a member of what `value` is an instance of: an enum's constant after
 *  Java's `case`. When that is not known, it is a constant in scope, if one fits. */
void cg_x_ref_prefer_member(cg_extract *x, uint32_t ref, uint32_t value);
/** States that `ref` means definition `def` (CG_NONE: none of this file), for what lookup by name cannot
 *  tell: C's `struct a` where a typedef is called `a` too. */
void cg_x_ref_decide(cg_extract *x, uint32_t ref, uint32_t def);
/** The callee of a constructor call may name a class: `Foo()` in Python stays CALL; the resolver
 *  turns calls whose target is a type into instantiations. */

/* ---- what linking files needs beyond names; values may be CG_NONE, then nothing is recorded ---- */

/** The type that `type` names is given `arg` as its n-th type argument there: List<Foo>. */
void cg_x_hint_type_arg(cg_extract *x, uint32_t type, unsigned n, uint32_t arg);
/** `def` also returns, yields or is also assigned `value` (the first is its type_ref's). */
void cg_x_hint_def_value(cg_extract *x, uint32_t def, uint32_t value);
void cg_x_hint_binding_value(cg_extract *x, uint32_t binding, uint32_t value);
/** `value` is put where `type` is declared; kept if a call gives it, whose type parameters that may tell. */
void cg_x_hint_expected(cg_extract *x, uint32_t value, uint32_t type);
/** The same where `value` is argument n of `call`, or put where `call`, which is none, is declared. */
void cg_x_hint_expected_by(cg_extract *x, uint32_t value, uint32_t call, unsigned n);
/** A tuple of `count` values or types, some may be CG_NONE; recorded and dropped in the same way. */
uint32_t cg_x_tuple(cg_extract *x, const uint32_t *items, unsigned count);
/** What `ref` turns out to name, a definition, a member or a local name, is also assigned `value`. */
void cg_x_hint_assigned(cg_extract *x, uint32_t ref, uint32_t value);
/** The call `call` (a reference, or its result) passes `value` as argument n, or by `keyword`. */
void cg_x_hint_argument(cg_extract *x, uint32_t call, unsigned n, uint32_t value, cg_str keyword);
/** CG_FORM_LEFT of the argument that was stated last. */
void cg_x_hint_argument_level(cg_extract *x, uint32_t call, int level);
/** `ref` stands in the parentheses of `call`, a reference in front of it, which may be a macro; which argument it is
 *  part of is not said. Other values say nothing. */
void cg_x_hint_within(cg_extract *x, uint32_t ref, uint32_t call);
/** Call `call`, a reference, passes words: the text of CG_HINT_WORDS. `called`: what it gives is called. Other values say
 *  nothing. */
void cg_x_hint_words(cg_extract *x, uint32_t call, cg_str words, bool called);
/** Macro `macro` names what its uses give words of: the text of CG_HINT_PASTES. */
void cg_x_hint_pastes(cg_extract *x, uint32_t macro, cg_str lines);
/** Parameter n of callable `def`, receivers not counted, is `binding`. */
void cg_x_hint_param(cg_extract *x, uint32_t def, unsigned n, uint32_t binding);
/** The same of a parameter that takes all arguments from n on, or (`named`) all by keyword that no other takes. */
void cg_x_hint_rest(cg_extract *x, uint32_t def, unsigned n, uint32_t binding, bool named);
/** The type of result n, from 1, of a callable with several results (the first is its type_ref). */
void cg_x_hint_result(cg_extract *x, uint32_t def, unsigned n, uint32_t type);
/** Callable `def` is a member of what `type` names, with the type arguments written there. */
void cg_x_hint_self(cg_extract *x, uint32_t def, uint32_t type);

/* ---- imports ---- */

typedef struct cg_import_init {
    TSNode node;      /* the clause that binds this one name */
    TSNode name_node; /* where the local name stands; null node: use `local` */
    cg_str
        local; /* local name; empty for wildcards and side effects (a node named after the module) */
    cg_str module;
    cg_str name;    /* imported name, empty: the module itself */
    uint32_t flags; /* cg_import_flag */
    uint32_t level;
} cg_import_init;
/** Adds the import, its definition of kind import, and declares the local name in the innermost
 *  scope. Returns the definition. */
uint32_t cg_x_import(cg_extract *x, const cg_import_init *init);

/* ---- facts by byte, for languages without a grammar ---- */

/** A definition right below the file, declared in no scope. Places are bytes of the source. */
typedef struct cg_def_at {
    cg_node_kind kind;
    uint32_t start, end; /* its whole span */
    uint32_t name_at;    /* where its name, or what gave the name, stands */
    cg_str name;         /* empty: nothing is added */
    cg_str signature;    /* plain text, kept up to 1024 bytes, control characters as blanks */
} cg_def_at;
/** Returns its index; CG_NONE when nothing was added: no name, or the limit of facts is reached. */
uint32_t cg_x_def_at(cg_extract *x, const cg_def_at *init);
/** The same for an import (`kind` is set): adds its row too. */
uint32_t cg_x_import_at(cg_extract *x, cg_def_at init, cg_str module, cg_str name, uint32_t flags);
/** Something there could not be read: the unit is partial. */
void cg_x_error_at(cg_extract *x, uint32_t start, uint32_t end);
bool cg_x_has_errors(const cg_extract *x); /* so far */
/** Something was left out for its size: the unit is partial. */
void cg_x_cut(cg_extract *x);

#endif
