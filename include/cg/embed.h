// SPDX-License-Identifier: Apache-2.0
// embed: definitions and questions as vectors. One interface, several engines: a static model of words, from a
// file, or a service that is asked over HTTP. It stores nothing and knows no graph.
#ifndef CG_EMBED_H
#define CG_EMBED_H

#include <stdatomic.h>

#include "cg/model.h"

/* ---- an embedder ---- */

/** One model, ready for use. Any thread may use it, many at once. */
typedef struct cg_embedder cg_embedder;

/** What vectors are made with. Texts are copied. Members that an engine does not name are not looked at. */
typedef struct cg_embedder_options {
    cg_str engine; /* "builtin", "directory", "http" */
    cg_str path;   /* directory: the folder that holds the model */
    /* http: a service that speaks OpenAI's "POST /v1/embeddings" */
    cg_str url;   /* of exactly that; http or https */
    cg_str model; /* as the service names it */
    cg_str key_file,
        key_variable; /* where its key is: a file, or a variable of the environment; or neither */
    cg_str query_prefix, document_prefix; /* put in front of each text */
    uint32_t dimension;  /* asked for, and what is answered must have; 0: the service's own */
    unsigned batch;      /* texts of one request */
    unsigned attempts;   /* in all, while the failure may pass */
    uint64_t timeout_ns; /* of one request */
    unsigned requests_per_minute; /* 0: as many as there are */
    size_t text_bytes_max;        /* what is longer is cut */
    size_t cache_bytes;           /* of vectors of texts that were asked for before */
    bool
        private_addresses; /* the service may be at a private or loopback address; needed too for a key
                                              over http. A url that names localhost needs neither */
} cg_embedder_options;

/** Opens a model: reads and checks its file; connects to nothing. The caller closes it.
 *  Errors: CG_E_INVALID (no such engine, not a model, a damaged one, an address or key that cannot be used),
 *  CG_E_NOT_FOUND, CG_E_LIMIT, CG_E_IO. */
CG_MUST_USE cg_code cg_embedder_open(const cg_embedder_options *opts, cg_embedder **out_embedder,
                                     cg_err *err);
void cg_embedder_close(cg_embedder *embedder); /* NULL allowed */
CG_DEFINE_AUTO(cg_embedder, cg_embedder_close)

#define CG_EMBED_DIMENSION_MAX 4096

typedef struct cg_embedder_info {
    cg_str engine, model; /* as replies name it; live as long as the embedder */
    uint64_t id;          /* of everything that vectors depend on: another id, other vectors */
    uint32_t dimension;   /* at most CG_EMBED_DIMENSION_MAX; 0: not known before the first answer */
    bool remote;          /* calls leave the process: they take long, fail, or cost money */
} cg_embedder_info;
/** Any thread. */
cg_embedder_info cg_embedder_describe(const cg_embedder *embedder);

/** When a call is to give up. Only remote embedders look at it. */
typedef struct cg_embed_until {
    uint64_t deadline_ns;      /* cg_now_ns clock; 0: none */
    const atomic_bool *cancel; /* NULL: none */
} cg_embed_until;

/** Makes sure that the dimension is known, which takes a question to a remote embedder.
 *  Errors: as cg_embed_texts. */
CG_MUST_USE cg_code cg_embedder_prepare(cg_embedder *embedder, cg_embed_until until, cg_err *err);

/* ---- texts ---- */

typedef enum cg_embed_role {
    CG_EMBED_QUERY,    /* what somebody looks for */
    CG_EMBED_DOCUMENT, /* what may be found */
} cg_embed_role;

/** The vectors of `count` texts, row by row in out_vectors, which has room for count x dimension (so that must be
 *  known). Each is of length 1, or zero where the model knows no word of the text. Undefined on error. Any thread; waits
 *  when remote. Errors, of remote ones alone: CG_E_UNAVAILABLE (it is down, refuses or answers nonsense), CG_E_BUSY (it wants to be
 *  asked later than there is time), CG_E_DEADLINE, CG_E_CANCELED. */
CG_MUST_USE cg_code cg_embed_texts(cg_embedder *embedder, cg_embed_role role, const cg_str *texts,
                                   size_t count, cg_embed_until until, float *out_vectors,
                                   cg_err *err);

/* ---- definitions ---- */

/** The vectors of a unit's definitions: those whose words the model knows, ascending. A number of a vector is its code
 *  times the scale of its row; vectors are of length 1 but for the rounding of codes. */
typedef struct cg_def_vectors {
    const uint32_t *defs;
    const int8_t *codes; /* count x dimension */
    const float *scales; /* count */
    size_t count;
} cg_def_vectors;

/** What one thread needs to read units: memory kept from one to the next. It must not outlive its embedder. */
typedef struct cg_unit_embedder cg_unit_embedder;
cg_unit_embedder *cg_unit_embedder_create(cg_embedder *embedder);
void cg_unit_embedder_destroy(cg_unit_embedder *x); /* NULL allowed */
CG_DEFINE_AUTO(cg_unit_embedder, cg_unit_embedder_destroy)

/** The vectors of `unit`, whose source is `source` (empty: it is not kept; then names and docs are all there is).
 *  The same unit and source give the same bytes, unless remote. Files, types, callables, namespaces and variables have
 *  vectors; imports, plain fields and members of enums have none. out_vectors: until the next call.
 *  Errors: as cg_embed_texts. */
CG_MUST_USE cg_code cg_embed_unit(cg_unit_embedder *x, const cg_unit *unit, cg_str source,
                                  cg_embed_until until, cg_def_vectors *out_vectors, cg_err *err);

/** int8 codes of a vector and the scale that leads back to it; the scale of a zero vector is 0. */
float cg_embed_quantise(const float *vector, size_t dimension, int8_t *out_codes);

#endif
