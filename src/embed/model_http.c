// SPDX-License-Identifier: Apache-2.0
// A model behind an OpenAI-compatible service: what was asked before is remembered, the rest goes out in
// batches, each tried again where that may help.
#include <stdatomic.h>
#include <stdlib.h>

#include "http/cache.h"
#include "http/client.h"
#include "http/pace.h"
#include "http/reply.h"
#include "models.h"
#include "texts.h"

#define KEY_FILE_BYTES_MAX 4096
#define REQUEST_BYTES_MAX (1u << 20) /* of texts in one request */
#define BACKOFF_NS 250000000u        /* after the first failure; then twice as long each time */
#define BACKOFF_NS_MAX 30000000000u
#define REFUSALS_MAX 24   /* of one call */
#define SHORTEST_TEXT 256 /* a refused text is cut in halves down to this */
#define PROBE "dimension"

typedef struct http_model {
    client *client;
    cg_str url, name, query_prefix, document_prefix; /* copies */
    uint32_t asked_dimension;                        /* 0: the service's own */
    size_t text_bytes_max;
    unsigned batch, attempts;
    uint64_t id;
    pace pace;
    vector_cache cache;
    _Atomic uint32_t dimension; /* 0: not known yet; set once, by whoever sees the first answer */
} http_model;

/* ---- opening ---- */

static cg_str copy(cg_str s)
{
    return cg_str_make(cg_strdup(s), s.len);
}

static uint64_t hash_str(cg_str s, uint64_t seed)
{
    return cg_hash64(s.ptr, s.len, cg_hash64(&s.len, sizeof s.len, seed));
}

static uint64_t make_id(const http_model *m)
{
    uint64_t numbers[] = {TEXTS_VERSION, m->asked_dimension, m->text_bytes_max};
    uint64_t id = cg_hash64(numbers, sizeof numbers, 0);
    id = hash_str(m->url, id);
    id = hash_str(m->name, id);
    id = hash_str(m->query_prefix, id);
    return hash_str(m->document_prefix, id);
}

/* The key: of a file, or of a variable of the environment. */
static cg_code read_key(const cg_embedder_options *opts, cg_buf *out, cg_err *err)
{
    if (opts->key_file.len > 0) {
        CG_AUTO_VALUE(cg_buf) path = {0};
        cg_buf_printf(&path, "%.*s%c", CG_STR_ARG(opts->key_file), '\0');
        return cg_file_read(path.ptr, KEY_FILE_BYTES_MAX, out, err);
    }
    if (opts->key_variable.len > 0) {
        CG_AUTO_VALUE(cg_buf) name = {0};
        cg_buf_printf(&name, "%.*s%c", CG_STR_ARG(opts->key_variable), '\0');
        const char *value = getenv(name.ptr);
        if (value == NULL)
            return CG_FAIL(err, CG_E_INVALID,
                           "the variable that embedding.key_variable names is not set");
        cg_buf_add_str(out, cg_str_from(value));
    }
    return CG_OK;
}

static cg_code open_client(http_model *m, const cg_embedder_options *opts, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    cg_code rc = read_key(opts, &key, err);
    if (rc != CG_OK)
        return rc;
    client_options options = {.url = opts->url,
                              .key = cg_str_trim(cg_buf_str(&key)),
                              .timeout_ns = opts->timeout_ns,
                              .inward = opts->private_addresses};
    rc = client_create(&options, &m->client, err);
    if (key.ptr != NULL)
        explicit_bzero(key.ptr, key.len);
    return rc;
}

static void close_model(void *self)
{
    http_model *m = self;
    client_destroy(m->client);
    pace_fini(&m->pace);
    vector_cache_fini(&m->cache);
    cg_free((char *)m->url.ptr);
    cg_free((char *)m->name.ptr);
    cg_free((char *)m->query_prefix.ptr);
    cg_free((char *)m->document_prefix.ptr);
    cg_free(m);
}

/* Pairs with the exchange in learn_dimension. Clang reads no atomic number through a pointer to const. */
static uint32_t dimension_of(const http_model *m)
{
    return atomic_load_explicit((_Atomic uint32_t *)&m->dimension, memory_order_acquire);
}

static cg_embedder_info describe(const void *self)
{
    const http_model *m = self;
    return (cg_embedder_info){.engine = CG_STR("http"),
                              .model = m->name,
                              .id = m->id,
                              .dimension = dimension_of(m),
                              .remote = true};
}

/* ---- one batch ---- */

typedef struct http_call {
    http_model *m;
    cg_embed_until until;
    unsigned refusals; /* so far: each costs a request */
} http_call;

/* All answers have as many numbers as the first, or as was asked for. */
static cg_code learn_dimension(http_model *m, uint32_t seen, cg_err *err)
{
    uint32_t known = 0;
    if (atomic_compare_exchange_strong(&m->dimension, &known, seen) || known == seen)
        return CG_OK;
    return CG_FAIL(err, CG_E_UNAVAILABLE,
                   "the embedding service answers with a vector of %" PRIu32
                   " numbers, not %" PRIu32,
                   seen, known);
}

static bool is_passing(unsigned status)
{
    return status == 408 || status == 429 || status == 529 || (status >= 500 && status <= 504);
}

/* What a text that is too long, or not to the service's liking, is answered. */
static bool is_refusal(unsigned status)
{
    return status == 400 || status == 413 || status == 422;
}

static cg_code status_failure(unsigned status, cg_err *err)
{
    if (status >= 300 && status < 400)
        return CG_FAIL(err, CG_E_UNAVAILABLE,
                       "the embedding service wants to redirect, which is not followed");
    return CG_FAIL(err, CG_E_UNAVAILABLE, "the embedding service answers with status %u", status);
}

/* Nobody asks before it said, or before longer and longer pauses, up to a quarter of which is by chance. */
static void hold(http_model *m, unsigned attempt, uint64_t retry_after_ns)
{
    uint64_t pause = BACKOFF_NS, chance;
    for (unsigned i = 0; i < attempt && pause < BACKOFF_NS_MAX; i++)
        pause *= 2;
    cg_random_bytes(&chance, sizeof chance);
    pause = CG_MIN(pause, (uint64_t)BACKOFF_NS_MAX);
    pause += chance % (pause / 4);
    pace_hold(&m->pace, CG_MAX(pause, retry_after_ns));
}

static cg_code read_answer(http_call *k, cg_str body, size_t count, float *out, cg_err *err)
{
    uint32_t dimension = dimension_of(k->m);
    float *vectors = NULL;
    cg_code rc = reply_read(body, count, &dimension, &vectors, err);
    if (rc == CG_OK)
        rc = learn_dimension(k->m, dimension, err);
    if (rc == CG_OK && out != NULL)
        memcpy(out, vectors, count * dimension * sizeof *out);
    cg_free(vectors);
    return rc;
}

/* Waits for its turn. After a failure that is what there is to say, not that the next turn comes too late. */
static cg_code take_turn(http_call *k, cg_code failure, cg_err *err)
{
    cg_err waiting = {0};
    cg_code rc = pace_take(&k->m->pace, k->until, &waiting);
    if (rc == CG_OK)
        return CG_OK;
    if (failure != CG_OK && rc == CG_E_BUSY)
        return failure;
    if (err != NULL)
        *err = waiting;
    return rc;
}

/* One request and its answer. *out_refused: it is about these texts. */
static cg_code ask_once(http_call *k, cg_str body, size_t count, float *out, client_answer *answer,
                        bool *out_refused, cg_err *err)
{
    size_t reply_max = reply_bytes_max(count, dimension_of(k->m));
    cg_code rc = client_post(k->m->client, body, reply_max, k->until, answer, err);
    *out_refused = false;
    if (rc != CG_OK)
        return rc;
    if (answer->status == 200)
        return read_answer(k, cg_buf_str(&answer->body), count, out, err);
    answer->again = is_passing(answer->status);
    *out_refused = is_refusal(answer->status);
    return status_failure(answer->status, err);
}

static cg_code ask(http_call *k, const cg_str *texts, size_t count, float *out, bool *out_refused,
                   cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_code failure = CG_OK;
    *out_refused = false;
    request_write(k->m->name, texts, count, k->m->asked_dimension, &body);
    for (unsigned attempt = 0; attempt < k->m->attempts; attempt++) {
        client_answer answer = {0};
        cg_code rc = take_turn(k, failure, err);
        if (rc != CG_OK)
            return rc;
        failure = ask_once(k, cg_buf_str(&body), count, out, &answer, out_refused, err);
        cg_buf_fini(&answer.body);
        if (failure == CG_OK || !answer.again)
            break;
        hold(k->m, attempt, answer.retry_after_ns);
    }
    return failure;
}

/* Texts that are refused are put in smaller batches, so that one alone costs the others nothing, and one that is refused
 * alone is cut: most likely it is longer than the model can read. */
static cg_code embed_batch(http_call *k, cg_str *texts, size_t count, float *out, cg_err *err)
{
    bool refused;
    for (;;) {
        cg_code rc = ask(k, texts, count, out, &refused, err);
        if (rc == CG_OK || !refused || k->refusals++ >= REFUSALS_MAX)
            return rc;
        if (count > 1)
            break;
        if (texts[0].len < 2 * SHORTEST_TEXT)
            return rc;
        texts[0] = cg_utf8_truncate(texts[0], texts[0].len / 2);
    }
    size_t half = count / 2;
    cg_code rc = embed_batch(k, texts, half, out, err);
    if (rc != CG_OK)
        return rc;
    return embed_batch(k, texts + half, count - half, out + half * dimension_of(k->m), err);
}

/* ---- many texts ---- */

/* Texts that are not in the cache, and whose they are. */
typedef struct missing {
    CG_VEC(cg_str) texts; /* with the prefix of their role, in `bytes` */
    CG_VEC(size_t) at;    /* which of the caller's */
    CG_VEC(cg_hash128) keys;
    cg_buf bytes;
} missing;

static void missing_fini(missing *m)
{
    CG_VEC_FINI(&m->texts);
    CG_VEC_FINI(&m->at);
    CG_VEC_FINI(&m->keys);
    cg_buf_fini(&m->bytes);
}

static void find_missing(http_model *m, cg_embed_role role, const cg_str *texts, size_t count,
                         float *out, missing *found)
{
    cg_str prefix = role == CG_EMBED_QUERY ? m->query_prefix : m->document_prefix;
    uint32_t dimension = dimension_of(m);
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += prefix.len + CG_MIN(texts[i].len, m->text_bytes_max);
    cg_buf_reserve(&found->bytes, bytes); /* so that it stands still */
    for (size_t i = 0; i < count; i++) {
        cg_str text = cg_utf8_truncate(texts[i], m->text_bytes_max);
        size_t begin = found->bytes.len;
        cg_buf_add_str(&found->bytes, prefix);
        cg_buf_add_str(&found->bytes, text);
        if (text.len > 0)
            text = cg_str_make(found->bytes.ptr + begin, found->bytes.len - begin);
        cg_hash128 key = cg_hash_128(text.ptr, text.len, role);
        if (text.len == 0)
            memset(out + i * dimension, 0,
                   dimension * sizeof *out); /* services refuse empty texts */
        else if (!vector_cache_get(&m->cache, key, dimension, out + i * dimension)) {
            CG_VEC_PUSH(&found->texts, text);
            CG_VEC_PUSH(&found->at, i);
            CG_VEC_PUSH(&found->keys, key);
        }
    }
    CG_ASSERT(found->bytes.error == CG_OK);
}

/* How many of the missing texts from `first` on go into one request. */
static size_t batch_from(const http_model *m, const missing *found, size_t first)
{
    size_t count = 0, bytes = 0;
    while (first + count < found->texts.len && count < m->batch) {
        bytes += found->texts.ptr[first + count].len;
        if (count > 0 && bytes > REQUEST_BYTES_MAX)
            break;
        count++;
    }
    return count;
}

static cg_code embed_missing(http_call *k, missing *found, float *out, cg_err *err)
{
    uint32_t dimension = dimension_of(k->m);
    float *vectors =
        cg_alloc_array(CG_MIN(k->m->batch, found->texts.len) * dimension, sizeof *vectors);
    cg_code rc = CG_OK;
    for (size_t first = 0, count; first < found->texts.len && rc == CG_OK; first += count) {
        count = batch_from(k->m, found, first);
        rc = embed_batch(k, found->texts.ptr + first, count, vectors, err);
        for (size_t i = 0; i < count && rc == CG_OK; i++) {
            const float *vector = vectors + i * dimension;
            memcpy(out + found->at.ptr[first + i] * dimension, vector, dimension * sizeof *out);
            vector_cache_put(&k->m->cache, found->keys.ptr[first + i], dimension, vector);
        }
    }
    cg_free(vectors);
    return rc;
}

static cg_code prepare(void *self, cg_embed_until until, cg_err *err)
{
    http_call k = {.m = self, .until = until};
    cg_str probe = CG_STR(PROBE);
    bool refused;
    return dimension_of(self) > 0 ? CG_OK : ask(&k, &probe, 1, NULL, &refused, err);
}

static cg_code embed_texts(void *self, cg_embed_role role, const cg_str *texts, size_t count,
                           cg_embed_until until, float *out_vectors, cg_err *err)
{
    http_call k = {.m = self, .until = until};
    missing found = {0};
    if (dimension_of(self) == 0)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "the embedding service was not asked yet");
    find_missing(self, role, texts, count, out_vectors, &found);
    cg_code rc = found.texts.len > 0 ? embed_missing(&k, &found, out_vectors, err) : CG_OK;
    missing_fini(&found);
    return rc;
}

static size_t text_bytes_max(const void *self)
{
    return ((const http_model *)self)->text_bytes_max;
}

static const embed_model_ops ops = {.close = close_model,
                                    .describe = describe,
                                    .prepare = prepare,
                                    .texts = embed_texts,
                                    .text_bytes_max = text_bytes_max};

cg_code model_http_open(const cg_embedder_options *opts, embed_model *out_model, cg_err *err)
{
    if (opts->model.len == 0)
        return CG_FAIL(err, CG_E_INVALID, "the embedding engine 'http' needs the name of a model");
    if (opts->dimension > CG_EMBED_DIMENSION_MAX)
        return CG_FAIL(err, CG_E_INVALID, "at most %d dimensions can be used",
                       CG_EMBED_DIMENSION_MAX);
    http_model *m = cg_alloc(sizeof *m);
    m->url = copy(opts->url);
    m->name = copy(opts->model);
    m->query_prefix = copy(opts->query_prefix);
    m->document_prefix = copy(opts->document_prefix);
    m->asked_dimension = opts->dimension;
    m->text_bytes_max = CG_MAX(opts->text_bytes_max, (size_t)SHORTEST_TEXT);
    m->batch = CG_MAX(opts->batch, 1u);
    m->attempts = CG_MAX(opts->attempts, 1u);
    m->id = make_id(m);
    atomic_init(&m->dimension, opts->dimension);
    pace_init(&m->pace, opts->requests_per_minute);
    vector_cache_init(&m->cache, opts->cache_bytes);
    cg_code rc = open_client(m, opts, err);
    if (rc != CG_OK) {
        close_model(m);
        return rc;
    }
    *out_model = (embed_model){&ops, m};
    return CG_OK;
}
