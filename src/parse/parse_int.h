// SPDX-License-Identifier: Apache-2.0
// parse, inside: the state of one extraction and what its files share. One cg_extract lives in each
// parser and is reused for many files: vectors, tables and the arena keep their memory.
//
//   parser.c     parses, drives one extraction        cursor.c    moves, dispatch, limits
//   trees.c      trees of earlier versions            edit.c      what two texts differ in
//   langs.c      tables built once per language       intern.c    texts of the unit
//   embed.c      texts inside a node, parsed again
//   defs.c       definitions                          comments.c  docs
//   signature.c  one-line heads                       scopes.c    scopes, bindings, declarations
//   refs.c       references, imports                  errors.c    ranges of syntax errors
//   narrow.c     what conditions say of names
//   finish.c     owners, symbols, hashes              resolve*.c  names to targets
//   read.c       facts by byte, without a tree        variants.c  a file read with several preludes
//   branches.c   what branches of #if ask
#ifndef CG_PARSE_INT_H
#define CG_PARSE_INT_H

#include "cg/lang.h"
#include "cg/parse.h"

/* ---- tables of one language, indexed by TSSymbol and TSFieldId ---- */

enum {
    SYM_NAMED = 1,
    SYM_COMMENT = 2,
};

typedef struct symbol_info {
    cg_handler_fn handle;
    uint16_t token; /* index into lang->tokens + 1; 0: none */
    uint8_t flags;  /* SYM_* */
} symbol_info;

typedef struct lang_table {
    const cg_lang *lang;
    const TSLanguage *grammar; /* NULL: the language reads by itself */
    symbol_info *symbols;      /* [symbol_count] */
    uint32_t symbol_count;
    symbol_info error;       /* ERROR nodes, whose symbol lies outside */
    uint16_t *field_index;   /* TSFieldId -> index into lang->fields + 1; 0: none */
    TSFieldId *field_ids;    /* index into lang->fields -> TSFieldId; 0: unknown */
    uint32_t field_id_limit; /* entries of field_index */
} lang_table;

extern const cg_lang *const cg_langs[]; /* generated from the folders of grammars/ */
extern const size_t cg_langs_count;

const cg_lang *lang_find(cg_lang_id id); /* NULL: not in this build */
/** The tables of `lang`; built on first use. Any thread. */
const lang_table *lang_table_get(const cg_lang *lang);
/** Appends a line for each rule, token, field or comment type that the grammar does not have. */
void lang_check(const cg_lang *lang, cg_buf *out_problems);

/* ---- trees that are kept ---- */

/** The tree of a text, and the text. */
typedef struct kept_tree {
    uint64_t place;
    cg_lang_id lang;
    cg_buf text; /* as it was parsed */
    TSTree *tree;
    size_t bytes; /* about, of all of it */
    struct kept_tree *chain, *newer, *older;
} kept_tree;

/** NULL: there is none. It is the caller's until it is put back. */
kept_tree *trees_take(cg_trees *trees, uint64_t place);
/** Takes it, in place of what its place has. */
void trees_put(cg_trees *trees, kept_tree *kept);
void kept_tree_free(kept_tree *kept); /* NULL allowed */

/** What turns `old` into `text`: one replacement. */
TSInputEdit edit_between(cg_str old, cg_str text);

/* ---- one extraction ---- */

typedef struct path_step { /* a node on the way from the root to the cursor */
    TSNode node;
    TSSymbol symbol;
} path_step;

typedef struct open_def {
    uint32_t def;
    uint32_t scope; /* innermost scope before it was opened */
} open_def;

/** A comment block in front of something: one block comment, or line comments one below the other. */
typedef struct comment_run {
    uint32_t start_byte, end_byte;
    uint32_t end_line;
    uint32_t taken_by; /* definition that has it as doc, or CG_NONE */
    bool block;        /* a block comment: never grows */
    bool set;
} comment_run;

typedef struct intern_slot {
    uint32_t hash, off, len; /* len 0: free */
} intern_slot;

/** A name declared in a scope: one entry of a group (same key). */
typedef struct decl {
    uint32_t index;        /* definition or binding */
    uint32_t next;         /* in its group, CG_NONE at the end */
    uint32_t visible_from; /* byte; 0: everywhere in the scope */
    bool binding;
} decl;

typedef struct decl_slot { /* a group; key = (scope, name_off) */
    uint32_t scope, name;
    uint32_t first, last, count; /* count 0: free */
    uint32_t sorted;             /* large groups: start in decl_table.sorted, else CG_NONE */
} decl_slot;

typedef struct decl_key {
    uint32_t scope, name;
} decl_key;

typedef struct decl_table {
    CG_VEC(decl) decls;
    CG_VEC(decl_key) large;  /* keys of large groups */
    CG_VEC(uint32_t) sorted; /* decl indices of large groups by visible_from */
    decl_slot *slots;
    uint32_t slot_count, slot_cap; /* in use, a power of two; allocated */
    uint32_t used;
} decl_table;

typedef struct pending_literal {
    uint32_t byte, line, col;
    const char *word;
} pending_literal;
#define LITERALS_MAX 64u

typedef struct pending_item {
    uint32_t base;
    uint8_t number;
    cg_text key; /* or empty */
} pending_item;
#define ITEMS_MAX 64u

typedef struct reopened { /* `namespace a` once more: shares scope and members with the first */
    uint32_t def, first;
} reopened;

typedef struct symbol_slot {
    uint64_t key; /* 0: free */
    uint32_t count;
} symbol_slot;

typedef struct ref_owner { /* cg_x_ref_set_owner: settled at the end */
    uint32_t ref, scope;
    cg_text type_name;
} ref_owner;

typedef struct written_note { /* of a mask, in one reading of the file */
    uint64_t byte, hash;
} written_note;

struct cg_extract {
    const lang_table *table;
    const cg_lang *lang;
    cg_unit *unit;
    cg_str source;
    cg_str parsed; /* source, or its mask */
    cg_mask_notes *notes;
    const cg_parse_limits *limits;
    uint64_t deadline_ns;
    bool recode; /* source is not UTF-8: its texts are taken for Latin-1 */
    bool full;   /* facts limit or deadline reached: the walk ends */
    bool timed_out;
    bool cut;           /* something was left out: status PARTIAL */
    bool looking_ahead; /* comments are not noted */
    uint8_t embedded;   /* depth of texts parsed on their own */
    uint32_t steps;     /* moves of the cursor, for the deadline */

    TSTreeCursor cursor, aux_cursor;
    bool cursors_made;
    TSNode node; /* under the cursor */
    TSSymbol symbol;
    CG_VEC(path_step) path; /* its ancestors */

    uint32_t scope, source_def; /* innermost open */
    CG_VEC(open_def) open_defs;
    cg_x_tests *tests; /* of the conditions that are being visited, innermost first */
    uint32_t narrowed; /* scopes of cg_x_narrow that are open */

    comment_run comment, decorator_comment;
    uint32_t last_leaf; /* definition that a trailing comment may document, or CG_NONE */
    cg_buf decorators;  /* of the next definition */
    uint32_t decorators_start, decorators_end; /* bytes they span; start CG_NONE: none */
    cg_buf text;                               /* scratch of text building */

    uint32_t inside_byte; /* where point_inside last was */
    TSPoint inside_point;
    pending_literal literals[LITERALS_MAX];
    uint32_t literal_seq;
    pending_item items[ITEMS_MAX];
    uint32_t item_seq;
    CG_VEC(ref_owner) ref_owners;

    CG_VEC(uint32_t) variants; /* by reading of the file, where there are several: its first … */
    CG_VEC(written_note) written; /* … of these, which ascend */

    intern_slot *interned;
    uint32_t interned_slots, interned_cap, interned_used; /* slots: in use, a power of two */
    decl_table names;
    cg_arena *scratch;
    void *lang_state; /* cg_x_state */

    CG_VEC(uint32_t) scope_canon; /* scope -> the one that holds its names (reopened namespaces) */
    CG_VEC(reopened) reopened;

    /* the end pass; by definition or by reference */
    CG_VEC(uint32_t) canon;  /* definition -> the first of a reopened namespace or interface */
    CG_VEC(uint8_t) moved;   /* definition got its parent through its qualifier */
    CG_VEC(uint32_t) below;  /* by definition, once asked for: a value below it … */
    CG_VEC(uint32_t) beside; /* … and after each the next one */
    CG_VEC(uint8_t) used;    /* references: somebody needs it */
    CG_VEC(uint32_t) remap;
    CG_VEC(uint8_t) plain;        /* references: operators of the language */
    CG_VEC(cg_hint) hints;        /* scratch of their sorting */
    CG_VEC(uint8_t) open_modules; /* definition: a module that sees the names around it */
    symbol_slot *symbols;
    size_t symbols_cap, symbols_used; /* slots; used by the file at hand */
    cg_activity here;   /* what the place of the reference that is looked up is, … */
    uint32_t here_byte; /* … and which */
};

/** Sets the length of a vector and all its bytes. */
#define FILL(v, n, byte)                                                                           \
    do {                                                                                           \
        CG_VEC_RESERVE((v), (size_t)(n) + 1);                                                      \
        (v)->len = (n);                                                                            \
        memset((v)->ptr, (byte), (v)->len * sizeof *(v)->ptr);                                     \
    } while (0)

static inline bool node_null(TSNode node)
{
    return node.id == NULL;
}

/* cursor.c */
void extract_init(cg_extract *x);
void extract_fini(cg_extract *x);
/** An extraction: the file's tree, trees of what the same file is with other macros, and what only the whole file can
 *  tell. */
void extract_tree(cg_extract *x, TSTree *tree);
void extract_variant(cg_extract *x, TSTree *tree);
void extract_end(cg_extract *x);
/* Without a tree: an empty state, the definition of the file. */
void extract_begin(cg_extract *x);
void extract_file(cg_extract *x, TSPoint end);
bool is_comment_symbol(const cg_extract *x, TSSymbol symbol);
/** What a macro that is used at `node` writes for it; NULL: its name is written there. */
const cg_mask_note *written_name(const cg_extract *x, TSNode node);

/* variants.c */
void variants_clear(cg_extract *x);
void variants_fini(cg_extract *x);
/** The notes at hand are those of a reading, the first or one more. */
void variants_remember(cg_extract *x);
/** What the node under the cursor is in this reading it was in one before. */
bool variants_know(const cg_extract *x);

/* branches.c */
/** Adds CG_HINT_CONDITION and CG_HINT_CALL_CONDITION: behind the hints of references and definitions. */
void branches_tell(cg_extract *x);
/** Whether the branches around place `of` ask for something that those around `at`, behind it, do not. */
bool branches_ask_apart(const cg_extract *x, uint32_t of, uint32_t at);

/* read.c */
void extract_read(cg_extract *x); /* by the language's `read` */

/* parser.c */
/** Parses parts of the source with the parser that `x` belongs to; NULL past the deadline. */
TSTree *parse_ranges(cg_extract *x, const TSRange *ranges, uint32_t count);

/* intern.c */
void intern_begin(cg_extract *x);
bool intern_find(const cg_extract *x, cg_str text, cg_text *out);

/* scopes.c */
void decls_begin(decl_table *t, size_t expected); /* empties it; a guess of the groups to come */
void decls_fini(decl_table *t);
void decls_add(decl_table *t, uint32_t scope, uint32_t name, decl entry);
const decl_slot *decls_find(const decl_table *t, uint32_t scope, uint32_t name);
void decls_sort(decl_table *t); /* makes large groups searchable; after the last add */
uint32_t scope_push(cg_extract *x, cg_scope_kind kind, TSNode node, uint32_t owner);
uint32_t holding_scope(const cg_extract *x, uint32_t scope);

/* comments.c */
void comment_seen(cg_extract *x, TSNode node);
void doc_take(cg_extract *x, uint32_t def);

/* signature.c */
cg_text signature_collapse(cg_extract *x, cg_str text);
cg_text signature_make(cg_extract *x, TSNode node, uint32_t from, uint32_t to);

/* refs.c */
void macro_used(cg_extract *x, TSNode name_node); /* the one that writes this name, if any does */
#define DECIDED_NONE 0u /* target of a reference without one that is not to be looked up */
uint32_t value_as_ref(cg_extract *x, uint32_t value); /* CG_NONE when it is nothing */

/* errors.c */
void errors_collect(cg_extract *x, TSNode root);

/* finish.c, symbols.c */
void finish_owners(cg_extract *x);
void finish_symbols(cg_extract *x);

/* ---- names to targets ---- */

typedef struct resolution {
    uint32_t index;
    uint8_t kind; /* cg_target */
    uint8_t rule; /* cg_link_rule */
} resolution;

/* resolve.c */
void resolve_all(cg_extract *x);

/* resolve_pick.c */
/** Picks from a group what a name in `role` at `byte` means; `byte` UINT32_MAX: order is ignored. */
bool resolve_pick(const cg_extract *x, const decl_slot *slot, unsigned role, uint32_t byte,
                  uint32_t *out_decl);

/* resolve_module.c */
void modules_begin(cg_extract *x);
/** Names that are not declared up to this scope are not looked up further out. */
bool module_ends_lookup(const cg_extract *x, const cg_scope *scope, unsigned role);

/* resolve_drop.c */
void resolve_drop(cg_extract *x);

/* resolve_operations.c */
/** Forgets what is done to values that can be of no class of the project. */
void resolve_operations(cg_extract *x);

/* resolve_operators.c */
/** Finds the operators that no class can have (x->plain), and gives those who rest on them what these rest on. */
void resolve_operators(cg_extract *x);

/* resolve_args.c */
void resolve_args(cg_extract *x); /* drops hints about arguments that nobody needs */

#endif
