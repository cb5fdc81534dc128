// SPDX-License-Identifier: Apache-2.0
// mask: private parts of the pass that blanks what a preprocessor would have removed.
//
// The grammars see text before preprocessing. Macros in front of names, branches that cut a
// declaration in two and code for other languages turn whole files into errors. This pass works on
// tokens alone: it knows which identifiers cannot stand where they stand and overwrites them with
// spaces, so that every byte, line and column stays where it was.
#ifndef CG_GRAMMARS_C_MASK_H
#define CG_GRAMMARS_C_MASK_H

#include "cg/lang.h"
#include "../made/made.h"

typedef enum mask_kind {
    MASK_END = 0, /* after the last token */
    MASK_WORD,    /* identifier or keyword: `word` */
    MASK_PUNCT,   /* one character in `word`, or a MASK_P_* code */
    MASK_LITERAL, /* number or character */
    MASK_STRING,
    MASK_DIRECTIVE, /* a whole preprocessor line: `word` is a MASK_D_* code */
} mask_kind;

enum { /* operators of several characters that matter here; all below the printable ones */
       MASK_P_SCOPE = 1, /* :: */
       MASK_P_ARROW,     /* -> */
       MASK_P_AND,       /* && */
       MASK_P_DOTS,      /* ... */
       MASK_P_OTHER,     /* any other: ==, +=, << … */
};

enum { MASK_D_OTHER = 0, MASK_D_EMPTY, MASK_D_IF, MASK_D_ELSE, MASK_D_ENDIF, MASK_D_DEFINE };

typedef enum mask_word { /* what an identifier is */
                         MASK_W_PLAIN = 0,
                         MASK_W_TYPE,      /* int, auto, size_t … */
                         MASK_W_TYPE_CALL, /* decltype(…), typeof(…) */
                         MASK_W_SPEC,      /* static, const, virtual … */
                         MASK_W_SPEC_CALL, /* __attribute__((…)), alignas(…) */
                         MASK_W_AFTER,     /* noexcept, override …: follows a parameter list */
                         MASK_W_CLASS,     /* class, struct, union */
                         MASK_W_ENUM,
                         MASK_W_NAMESPACE,
                         MASK_W_EXTERN,
                         MASK_W_TYPEDEF,
                         MASK_W_START, /* using, template, static_assert …: begins a declaration of another shape */
                         MASK_W_TEMPLATE,
                         MASK_W_OPERATOR,
                         MASK_W_ACCESS,  /* public, protected, private */
                         MASK_W_CONTROL, /* if, for, while, switch: (…) and a statement follow */
                         MASK_W_BLOCK,   /* else, do, try: a statement follows */
                         MASK_W_CASE,    /* case, default */
                         MASK_W_EXPR,    /* return, sizeof, new …: begins an expression */
                         MASK_W_SPACE,   /* LIB_BEGIN_NAMESPACE: a macro around declarations */
} mask_word;

enum {
    MASK_F_LINE = 1,     /* first on its line */
    MASK_F_MACRO = 2,    /* looks like a macro: SHOUTED, __reserved or defined in this file */
    MASK_F_HINT = 4,     /* and is named like one that decorates declarations: …API, …INLINE */
    MASK_F_GONE = 8,     /* blanked already */
    MASK_F_SHOUTED = 16, /* and is in capitals */
    MASK_F_OFF = 32,     /* a directive in front of what is certainly not compiled */
};

typedef struct mask_token {
    uint32_t start, len;
    uint8_t kind, word, flags;
} mask_token;

typedef enum mask_frame_kind {
    MASK_IN_DECLS = 0, /* file, namespace, extern "C" */
    MASK_IN_CLASS,
    MASK_IN_ENUM,
    MASK_IN_CODE,
    MASK_IN_INIT,  /* braces of an initialiser */
    MASK_IN_PAREN, /* ( or [ */
} mask_frame_kind;

/** What is known of the statement that the walk is in. */
typedef struct mask_statement {
    bool start;   /* the next token begins one … */
    bool pending; /* … that the one before still waits for: after if (…), else, template <…> */
    bool declares;              /* its head looked like a declaration */
    bool classes, enums, decls; /* a `{` opens such a body */
    bool control;               /* the next parentheses are those of if, for … */
    bool label;                 /* case …: the next colon ends it */
    bool paren, equals, colon;  /* seen at the statement's own level */
    uint32_t name;              /* token that names the class being defined, or 0 */
} mask_statement;

typedef struct mask_frame {
    uint8_t kind;
    bool control;         /* MASK_IN_PAREN: a statement follows */
    bool parameters;      /* MASK_IN_PAREN: of a declarator */
    bool value;           /* … behind `=`: a default value */
    uint32_t open;        /* token of the bracket */
    uint32_t name;        /* MASK_IN_CLASS: token of the class's name, or 0 */
    mask_statement outer; /* the statement that the bracket is part of */
} mask_frame;

#define MASK_DEPTH_MAX 200
typedef struct mask_place { /* where the walk stands: copied at every #if */
    uint32_t depth;         /* frames[depth] is the innermost */
    uint32_t low;           /* least depth since the last #if, #else or #elif */
    uint64_t spaces;        /* open namespaces of macros, innermost lowest: 1, its name is known */
    mask_statement stmt;
    mask_frame frames[MASK_DEPTH_MAX];
} mask_place;

typedef struct mask_range {
    uint32_t start, end;
    uint32_t text, text_len; /* what stands there first, in mask.texts; blanks follow */
} mask_range;

typedef struct mask_group mask_group; /* an open #if: cond.c */

typedef struct mask {
    cg_str source;
    bool cpp;
    bool failed; /* nested deeper than MASK_DEPTH_MAX: nothing is masked */
    mask_place place;
    CG_VEC(mask_token) tokens;
    CG_VEC(mask_range) ranges;
    cg_buf texts;
    CG_VEC(mask_group *) groups; /* allocated ones; the first `open_groups` are in use */
    size_t open_groups;
    CG_VEC(uint64_t) defined; /* sorted hashes of the names this file defines as macros */
    made_macros macros;       /* of those that the walk has passed, the ones with parameters */
    uint32_t searched;        /* words of macros in which members of other files were looked for */
    const cg_activity_changes *changes;
    cg_mask_notes *notes;
} mask;

static inline mask_frame *mask_top(mask *m)
{
    return &m->place.frames[m->place.depth];
}
static inline const mask_token *mask_at(const mask *m, size_t i)
{
    return &m->tokens.ptr[i < m->tokens.len ? i : m->tokens.len - 1];
}
static inline bool mask_is(const mask *m, size_t i, uint8_t punct)
{
    const mask_token *t = mask_at(m, i);
    return t->kind == MASK_PUNCT && t->word == punct;
}
static inline bool mask_is_word(const mask *m, size_t i, mask_word word)
{
    const mask_token *t = mask_at(m, i);
    return t->kind == MASK_WORD && t->word == word;
}

/* lex.c */
void mask_tokenise(mask *m);
bool mask_is_defined(const mask *m, cg_str name); /* as a macro, somewhere in the file */
cg_str mask_text(const mask *m, size_t i);
/** The token after the bracket that closes the one at `i`; `i` itself when none does nearby. */
size_t mask_after_parens(const mask *m, size_t i);
size_t mask_after_angles(const mask *m, size_t i);
void mask_blank(mask *m, size_t from, size_t to); /* tokens; comments between them stay */
/** Blanks bytes and begins them with `text`, as far as it fits. */
void mask_bytes(mask *m, uint32_t start, uint32_t end, const char *text);

/* run.c, units.c */
/** Blanks what does not belong to the declaration (`typed` false) or to the rest of one whose type
 *  was read (true) that begins at token `i`. Returns the token where the walk goes on. */
size_t mask_declaration(mask *m, size_t i, bool typed);
/** The same for a cast to a pointer, whose parentheses open before token `i`. */
void mask_cast(mask *m, size_t i);

/* params.c */
/** The parentheses hold parameters, not arguments: nothing, or a type and a name. */
bool mask_holds_parameters(const mask *m, size_t open, size_t after);
/** PROTO((int)), OF((void)) and the like, after the name of a function. */
bool mask_wraps_parameters(const mask *m, size_t i, size_t after);
/** Blanks what does not belong between the parameters, opened at token `open`, and the body, `;` or initialiser behind
 *  token `i`. True: a new statement begins, with old-style declarations of the parameters or without a body. */
bool mask_after_parameters(mask *m, size_t i, size_t open);

/* code.c */
/** Blanks what the grammar cannot read in expressions around token `i`. */
void mask_expression(mask *m, size_t i);
/** A::*name: the class that the pointer is for. */
void mask_member_pointer(mask *m, size_t i);
/** int f(T * = 0): stars without a name may not have a value. */
void mask_unnamed_default(mask *m, size_t i);
/** The same for statements: macros around try, after if … Returns the token where the walk goes on. */
size_t mask_statement_macros(mask *m, size_t i);

/* template.c */
/** Blanks what the grammar cannot read between the angles of template<…>. */
void mask_template_head(mask *m, size_t i, size_t end);
/** The token behind the clause that begins with `requires` at token `i`; `i`: there is none. */
size_t mask_requires(const mask *m, size_t i);
/** TEMPLATE(typename T)(requires A<T>): a template's head where compilers know of no concepts. Returns the token behind it;
 *  `i`: it is none. */
size_t mask_written_template(mask *m, size_t i);

/* space.c */
typedef enum mask_space { MASK_SPACE_NONE, MASK_SPACE_OPENED, MASK_SPACE_CLOSED } mask_space;
/** Finds the macros that are named as if they opened and closed namespaces, when as many close. */
void mask_mark_spaces(mask *m);
/** The macro at token `i`, MASK_W_SPACE, becomes the namespace that it stands for, or goes. Returns
 *  the token behind it. */
size_t mask_space_macro(mask *m, size_t i, mask_space *out);

/* made.c */
/** What is compiled at `byte`, as far as conditions were followed. */
cg_activity mask_activity_at(const mask *m, uint32_t byte);
/** Notes the macros that may define something where other files use them, by name; of several of one name the first of
 *  those that are most surely compiled. */
void mask_list_macros(mask *m);
/** A macro may be defined, or gone, by directive token `i`. */
void mask_note_macro(mask *m, made_macros *macros, size_t i);
/** Another file may say what this macro is. */
void mask_want(mask *m, cg_str name, cg_wanted_form form);
/** NAME(…) at token `i`, where a declaration may begin, defines something: a declaration that the handlers know by
 *  its note takes its place. Returns the token where the walk goes on; `i`: it does not. */
size_t mask_made(mask *m, size_t i);

/** NAME at token `i` stands for the body of a function: an empty one takes its place, which the handlers know by its
 *  note. It has room for that. */
void mask_made_body(mask *m, size_t i);

/** NAME(…) at token `i`, behind which a declarator begins at token `after`, stands for a struct or union: one without
 *  members takes its place, which the handlers know by its note. False: it does not. */
bool mask_made_type(mask *m, size_t i, size_t after);

/** NAME(…) or NAME at token `i`, where an enumerator may begin, stands for enumerators: one that the handlers know by
 *  its note takes its place. Returns the token behind it; `i`: it does not. */
size_t mask_made_enumerators(mask *m, size_t i);

/* given.c */
/** Notes what is defined at each #include for what is included there. */
void mask_give(mask *m);

/* names.c */
/** What macros write names with becomes one token each, and a note says which name. Before the walk. */
void mask_names(mask *m, cg_str prelude);

/* if.c */
/** Works out which branches of #if are compiled: MASK_F_OFF, and where the source goes over
 *  from what is compiled to what is not. */
void mask_follow_conditions(mask *m, cg_activity_changes *out_changes);

/* cond.c */
/** Follows a directive token; returns the token where the walk goes on. */
size_t mask_directive(mask *m, size_t i);
/** A directive may stand here: between statements, members, enumerators or initialisers. */
bool mask_at_boundary(mask *m, size_t i);
void mask_free_groups(mask *m);
/** Blanks directives among tokens that were read at one go; of each group the first branch stays. */
void mask_directives_between(mask *m, size_t from, size_t to);

#endif
