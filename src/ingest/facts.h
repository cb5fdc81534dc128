// SPDX-License-Identifier: Apache-2.0
// One worker's part: the content of a file to everything a commit needs of it.
#ifndef CG_INGEST_FACTS_H
#define CG_INGEST_FACTS_H

#include "cg/embed.h"
#include "cg/ingest.h"
#include "cg/link.h"
#include "cg/search.h"
#include "stash.h"

/** The tools of one worker thread, warm from file to file. */
typedef struct worker {
    cg_parser *parser;
    cg_text_indexer *indexer;
    cg_linker *linker;
    cg_unit_embedder *embedders[CG_FACTS_MODELS_MAX]; /* of those of the options */
} worker;

/** What of a file is kept until a commit needs it, in a stash. */
typedef struct facts_begun {
    cg_str path;
    cg_blob_id blob;
    uint64_t bytes;
    uint8_t lang, skip;
    bool not_source, cached;
    bool unchanged;         /* the head has the same: nothing is kept */
    bool waits;             /* for the macros of other files (ADR 31) */
    struct file_slot *held; /* it is all there; NULL: what it has, if anything, is in the stash */
    uint32_t unit_len, source_len;
    uint64_t at; /* in the stash: the unit, the source */
} facts_begun;

/** A file whose facts are made when it is known which macros of others it is read with: what was kept of it, or what
 *  is stored. */
typedef struct facts_waiting {
    stash *kept; /* where `begun` is; NULL: it is stored */
    facts_begun begun;
    cg_file stored;
} facts_waiting;

/** A file on its way from a worker to the commit; reused. The commit borrows from it. */
typedef struct file_slot {
    size_t job;     /* index of the file in the run */
    cg_buf content; /* when read from disk */
    cg_str source;  /* the content in use */
    bool unchanged; /* the base has the same: nothing to commit */
    bool cached;
    bool not_source; /* no language of ours: not part of the graph */
    uint8_t lang, skip;
    cg_code rc;
    cg_err err;
    cg_unit *unit; /* own unit, NULL once it was taken; or, when cached: */
    cg_unit_pin *pin;
    bool waits; /* it is not to be put yet: `waiting` tells of it, `linkable` is of `outline` */
    facts_waiting waiting;
    cg_unit *outline;       /* NULL once it was taken */
    cg_link_unit *linkable; /* over one of the three; NULL once it was taken */
    cg_file_facts facts;
    bool compared; /* with what the base has of the path: */
    bool alike;    /* cg_link_is_alike; else what the difference concerns: */
    cg_link_keys changes, outline_changes; /* cg_link_changes, cg_link_outline_changes */
    cg_link_edges edges;
    cg_ordinals ordinals;
    cg_link_keys keys;             /* of linking */
    cg_link_agreement agreement;   /* the same, of a file that an index describes */
    CG_VEC(cg_external) externals; /* texts in `texts` */
    CG_VEC(cg_id) ids;
    CG_VEC(uint64_t) content_hashes;
    CG_VEC(cg_posting) postings;
    CG_VEC(cg_str) path_terms;
    cg_buf texts; /* what postings and path terms point to */
    cg_buf encoded, unit_bytes, source_bytes, symbol;
    cg_buf vectors, vectors_bytes[CG_FACTS_MODELS_MAX];
    uint64_t vectors_model; /* which one's `vectors` are */
} file_slot;

typedef struct facts_context {
    cg_store *store;
    cg_str project;
    const cg_snapshot *base; /* NULL: there is none */
    const cg_parse_limits *limits;
    cg_embedder *const *embedders; /* [CG_FACTS_MODELS_MAX], of the options */
    stash *waiting; /* for files that wait for the macros of others; NULL: none does */
} facts_context;

/** Fills slot->facts from slot->source. `lang` NONE: detected. slot->rc tells what failed. */
void facts_make(const facts_context *context, worker *w, cg_str path, cg_lang_id lang,
                file_slot *slot);
/** The same in two steps: what its content tells, on arrival, and what a commit needs besides, once its base is known. In
 *  between a file takes little memory, unless it is held as it is. `context->base`: the head. Fills `out` and, for
 *  whoever reports, slot->facts.unit (NULL: none). `hold`: a unit and its source may stay in the slot until the end;
 *  where `out->held` says so they do. */
void facts_begin(const facts_context *context, worker *w, stash *kept, cg_str path, cg_lang_id lang,
                 bool hold, file_slot *slot, facts_begun *out);
void facts_end(const facts_context *context, worker *w, stash *kept, const facts_begun *begun,
               file_slot *slot);
/** A file as some generation of the project has it: from its stored unit. */
void facts_of_stored(const facts_context *context, worker *w, const cg_file *file, file_slot *slot);
/** A file that has waited, read with the macros of `prelude`. */
void facts_settle(const facts_context *context, worker *w, const facts_waiting *waiting,
                  cg_str prelude, file_slot *slot);
/** What stands for a prelude in a unit's key. */
uint64_t facts_prelude_hash(cg_str prelude);
/** A file found unfit before it was read. */
void facts_skip(cg_str path, uint64_t bytes, cg_skip skip, file_slot *slot);
/** Empties the slot for the next file. */
void facts_reset(file_slot *slot);
/** Lets go of what the slot pinned, and of memory that only a very large file needed. */
void facts_release(file_slot *slot);
void facts_fini(file_slot *slot);

/** Git's blob id of a content. cg_ingest_create has set libgit2 up. */
cg_blob_id blob_id_of(cg_str content);

#endif
