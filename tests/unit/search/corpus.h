// SPDX-License-Identifier: Apache-2.0
// A small code base in memory for tests of search: files whose definitions are marked by hand in
// their text, committed as a parser's facts would be.
#ifndef CG_TEST_SEARCH_CORPUS_H
#define CG_TEST_SEARCH_CORPUS_H

#include "cg/search.h"

/** A definition: its text in the source is from the first `from` to the next `to` behind it (both
 *  included). `body`: the text that begins its body, NULL: it has none. */
typedef struct corpus_def {
    cg_node_kind kind;
    const char *name;
    const char *from, *to;
    const char *body;
    unsigned parent; /* 0: the file */
    const char *doc; /* NULL: none */
    uint32_t modifiers;
} corpus_def;

#define CORPUS_DEFS_MAX 24
typedef struct corpus_file {
    const char *path;
    cg_lang_id lang;
    const char *source;
    corpus_def defs[CORPUS_DEFS_MAX]; /* from index 1 of the unit on; a NULL name ends them */
} corpus_file;

typedef struct corpus {
    cg_store *store;
    cg_project *project;
    cg_text_indexer *indexer;
    bool keep_sources;
} corpus;

void corpus_open(corpus *c, bool keep_sources);
void corpus_close(corpus *c);
/** The unit of a file; cg_unit_fini when done. */
void corpus_unit(const corpus_file *file, cg_unit *out_unit);
cg_blob_id corpus_blob(const char *source);
/** Commits the files, then the removal of paths (NULL ends the list; NULL: none). */
void corpus_commit(corpus *c, const corpus_file *files, size_t count, const char *const *removed);
/** The same with one posting replaced (`payload` of `term`), to damage it. */
void corpus_commit_with(corpus *c, const corpus_file *file, cg_posting replaced);

/** The answer as text: "path:name path:name …", files as "path:". Fails the test on an error. */
const char *corpus_search(corpus *c, const cg_query *query, uint64_t *out_total);
/** The same at a snapshot. */
const char *corpus_search_at(const cg_snapshot *snap, const cg_query *query, uint64_t *out_total);
/** In text mode, all filters open. */
const char *corpus_text(corpus *c, const char *words);
const char *corpus_symbol(corpus *c, const char *name);
const char *corpus_hybrid(corpus *c, const char *text);

#endif
