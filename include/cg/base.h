// SPDX-License-Identifier: Apache-2.0
// base: the vocabulary every module speaks: errors, memory, text, bytes, hashes, time,
// threads, logs and counters. It knows nothing of graphs, storage or the network.
#ifndef CG_BASE_H
#define CG_BASE_H

#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef CG_VERSION /* the build sets it */
#define CG_VERSION "0.1.0"
#endif

#define CG_MUST_USE __attribute__((warn_unused_result))
#define CG_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define CG_NORETURN __attribute__((noreturn))
#define CG_ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define CG_MIN(a, b) ((a) < (b) ? (a) : (b))
#define CG_MAX(a, b) ((a) > (b) ? (a) : (b))

#if defined(__clang__)
#define CG_TSA(x) __attribute__((x))
#else
#define CG_TSA(x)
#endif
#define CG_REQUIRES(mu) CG_TSA(requires_capability(mu))
#define CG_GUARDED_BY(mu) CG_TSA(guarded_by(mu))

/** Runs `TYPE_auto(&var)` when the variable leaves its scope: `CG_AUTO(cg_buf) buf = {0};`
 *  For a type whose locals are pointers, the cleanup function takes a pointer to that pointer. */
#define CG_AUTO_VALUE(type) __attribute__((cleanup(type##_auto))) type
#define CG_AUTO(type) __attribute__((cleanup(type##_auto))) type *

/** Defines `TYPE_auto` for CG_AUTO from a destroy function that accepts NULL. */
#define CG_DEFINE_AUTO(type, destroy)                                                              \
    static inline void type##_auto(type **slot)                                                    \
    {                                                                                              \
        destroy(*slot);                                                                            \
    }

/** Checks an invariant in every build. A failure reports build, thread and place, then aborts;
 *  never used on input. */
#define CG_ASSERT(cond)                                                                            \
    do {                                                                                           \
        if (__builtin_expect(!(cond), 0))                                                          \
            cg_assert_fail(#cond, __FILE__, __LINE__);                                             \
    } while (0)
CG_NORETURN void cg_assert_fail(const char *cond, const char *file, int line);

/* ---- text and bytes: declared first, errors print them ---- */

/** A borrowed run of bytes; not NUL-terminated. An empty one may have ptr NULL. */
typedef struct cg_str {
    const char *ptr;
    size_t len;
} cg_str;

#define CG_STR(literal) ((cg_str){(literal), sizeof(literal) - 1})
#define CG_STR_NULL ((cg_str){NULL, 0})
/** printf arguments for "%.*s". */
#define CG_STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

static inline cg_str cg_str_make(const char *ptr, size_t len)
{
    return (cg_str){ptr, len};
}
cg_str cg_str_from(const char *nul_terminated); /* NULL gives the empty string */
static inline bool cg_str_eq(cg_str a, cg_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
int cg_str_cmp(cg_str a, cg_str b); /* bytewise; a prefix sorts first */
/** Is one of `count` words, which are in the order of cg_str_cmp. */
bool cg_str_among(cg_str s, const char *const *words, size_t count);
bool cg_str_starts(cg_str s, cg_str prefix);
bool cg_str_ends(cg_str s, cg_str suffix);
/** First position of `c`, or -1. */
ptrdiff_t cg_str_find(cg_str s, char c);
ptrdiff_t cg_str_rfind(cg_str s, char c);
cg_str cg_str_slice(cg_str s, size_t from, size_t to); /* clamped */
cg_str cg_str_trim(cg_str s);                          /* ASCII white space, both ends */
/** Splits off the part before `sep` and advances `rest` past it; false when `rest` is used up. */
bool cg_str_split(cg_str *rest, char sep, cg_str *out_part);
/** True for well-formed UTF-8 (no surrogates, no overlongs). */
bool cg_utf8_valid(cg_str s);
/** Length of the longest well-formed prefix. */
size_t cg_utf8_valid_len(cg_str s);
/** Longest prefix of at most `max` bytes that does not cut a UTF-8 sequence. */
cg_str cg_utf8_truncate(cg_str s, size_t max);
/** Decimal text to number; false on anything else, sign, spaces or overflow included. */
bool cg_str_to_u64(cg_str s, uint64_t *out_value);
/** The decimal digits, and a NUL behind them; gives their count. */
#define CG_U64_TEXT_LEN 21
size_t cg_u64_text(uint64_t value, char out[CG_U64_TEXT_LEN]);

/* ---- errors ---- */

typedef enum cg_code {
    CG_OK = 0,
#define CG_ERROR(name, text, status, title) CG_E_##name,
#include "cg/tbl/errors.h"
#undef CG_ERROR
    CG_CODE_COUNT
} cg_code;

/** What failed, where, in one line that a client may see: no server path, no secret.
 *  `pointer` is the JSON pointer or parameter name of the bad field, "" when there is none. */
typedef struct cg_err {
    cg_code code;
    int line;
    const char *file;
    char pointer[96];
    char text[320];
} cg_err;

/** Fills `err` (NULL allowed) and yields the code: `return CG_FAIL(err, CG_E_LIMIT, "…");` */
#define CG_FAIL(err, code, ...) cg_err_set((err), (code), __FILE__, __LINE__, __VA_ARGS__)
cg_code cg_err_set(cg_err *err, cg_code code, const char *file, int line, const char *fmt, ...)
    CG_PRINTF(5, 6);
/** Names the offending field of an error already set. Returns err->code (CG_E_INTERNAL if NULL). */
cg_code cg_err_at(cg_err *err, const char *pointer_fmt, ...) CG_PRINTF(2, 3);
const char *cg_code_text(cg_code code);  /* stable word, "not_found" */
cg_code cg_code_parse(cg_str word);      /* CG_OK: there is no such word */
const char *cg_code_title(cg_code code); /* "Not found" */
int cg_code_status(cg_code code);        /* HTTP status */

/* ---- memory ---- */

/** Fixed-size allocations: never NULL, abort on exhaustion. */
void *cg_alloc(size_t size);                 /* zeroed */
void *cg_alloc_array(size_t n, size_t size); /* zeroed, overflow-checked */
/** As cg_alloc_array, for a hash table that is filled at once: its pages are there before they are
 *  read. A page that is read first is the kernel's page of zeros, and the write that follows has to
 *  interrupt the other CPUs to tell them that it moved. */
void *cg_alloc_table(size_t n, size_t size);
void *cg_realloc(void *ptr, size_t size);
void cg_free(void *ptr);
char *cg_strdup(cg_str s); /* NUL-terminated copy; caller frees with cg_free */
/** Input-sized allocation: NULL when the system refuses. Uninitialised. */
void *cg_try_alloc(size_t size) CG_MUST_USE;

/** A bump allocator with a byte budget. One thread at a time. Allocation beyond the budget
 *  returns NULL from cg_arena_try and aborts from cg_arena_alloc. Under ASan the gaps between
 *  allocations are poisoned. */
typedef struct cg_arena cg_arena;
cg_arena *cg_arena_create(size_t budget_bytes);               /* 0: no budget */
void cg_arena_destroy(cg_arena *arena);                       /* runs deferred calls, last first */
void *cg_arena_try(cg_arena *arena, size_t size) CG_MUST_USE; /* 16-byte aligned, zeroed */
void *cg_arena_alloc(cg_arena *arena, size_t size);
void *cg_arena_alloc_array(cg_arena *arena, size_t n, size_t size);
cg_str cg_arena_str(cg_arena *arena, cg_str s); /* copy, also NUL-terminated */
/** The same for text sized by input: false, `*out_copy` untouched, past the budget. */
CG_MUST_USE bool cg_arena_try_str(cg_arena *arena, cg_str s, cg_str *out_copy);
cg_str cg_arena_printf(cg_arena *arena, const char *fmt, ...) CG_PRINTF(2, 3);
cg_str cg_arena_vprintf(cg_arena *arena, const char *fmt, va_list args) CG_PRINTF(2, 0);
void cg_arena_defer(cg_arena *arena, void (*call)(void *), void *arg);
/** A mark to rewind to: everything allocated since is given back (kept for reuse). */
typedef struct cg_arena_mark {
    void *block;
    size_t used;
    size_t total;
} cg_arena_mark;
cg_arena_mark cg_arena_save(const cg_arena *arena);
void cg_arena_rewind(cg_arena *arena, cg_arena_mark mark); /* deferred calls since run */
size_t cg_arena_used(const cg_arena *arena);
CG_DEFINE_AUTO(cg_arena, cg_arena_destroy)

/** A growing byte buffer. Zero-initialised is empty and unlimited; it keeps its first error
 *  (CG_E_LIMIT past `max`, CG_E_NOMEM) and ignores further appends, so check once at the end. */
typedef struct cg_buf {
    char *ptr;
    size_t len;
    size_t cap;
    size_t max; /* 0: no limit */
    cg_code error;
} cg_buf;
void cg_buf_init(cg_buf *buf, size_t max);
void cg_buf_fini(cg_buf *buf); /* frees, leaves it empty and usable */
void cg_buf_clear(cg_buf *buf);
char *cg_buf_make_room(cg_buf *buf, size_t extra); /* cg_buf_reserve where there may be none yet */
/** Room for `extra` more bytes after len; NULL (error kept) when refused. */
static inline char *cg_buf_reserve(cg_buf *buf, size_t extra)
{
    if (buf->ptr != NULL && buf->error == CG_OK && extra <= buf->cap - buf->len)
        return buf->ptr + buf->len;
    return cg_buf_make_room(buf, extra);
}
void cg_buf_add(cg_buf *buf, const void *bytes, size_t len);
void cg_buf_add_str(cg_buf *buf, cg_str s);
void cg_buf_add_char(cg_buf *buf, char c);
void cg_buf_printf(cg_buf *buf, const char *fmt, ...) CG_PRINTF(2, 3);
static inline cg_str cg_buf_str(const cg_buf *buf)
{
    return (cg_str){buf->ptr, buf->len};
}
static inline void cg_buf_auto(cg_buf *buf)
{
    cg_buf_fini(buf);
}

/** A growing array of plain values: `CG_VEC(uint32_t) v = {0}; CG_VEC_PUSH(&v, 3);` */
#define CG_VEC(type)                                                                               \
    struct {                                                                                       \
        type *ptr;                                                                                 \
        size_t len;                                                                                \
        size_t cap;                                                                                \
    }
#define CG_VEC_PUSH(v, ...)                                                                        \
    do {                                                                                           \
        if ((v)->len == (v)->cap)                                                                  \
            (v)->ptr = cg_vec_grow((v)->ptr, &(v)->cap, (v)->len + 1, sizeof *(v)->ptr);           \
        (v)->ptr[(v)->len++] = (__VA_ARGS__);                                                      \
    } while (0)
#define CG_VEC_RESERVE(v, n)                                                                       \
    do {                                                                                           \
        if ((v)->cap < (n))                                                                        \
            (v)->ptr = cg_vec_grow((v)->ptr, &(v)->cap, (n), sizeof *(v)->ptr);                    \
    } while (0)
#define CG_VEC_CLEAR(v) ((void)((v)->len = 0))
#define CG_VEC_FINI(v) (cg_free((v)->ptr), (v)->ptr = NULL, (v)->len = (v)->cap = 0)
void *cg_vec_grow(void *ptr, size_t *cap, size_t need, size_t elem_size);

/* ---- fixed and variable width integers in byte records ---- */

static inline void cg_put_be16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)(v >> 8), p[1] = (uint8_t)v;
}
static inline uint16_t cg_get_be16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}
static inline void cg_put_be32(uint8_t *p, uint32_t v)
{
    v = __builtin_bswap32(v);
    memcpy(p, &v, 4);
}
static inline uint32_t cg_get_be32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return __builtin_bswap32(v);
}
static inline void cg_put_be64(uint8_t *p, uint64_t v)
{
    v = __builtin_bswap64(v);
    memcpy(p, &v, 8);
}
static inline uint64_t cg_get_be64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return __builtin_bswap64(v);
}
/** Big-endian numbers of 1..8 bytes. */
static inline void cg_put_be(uint8_t *p, uint64_t v, unsigned bytes)
{
    for (unsigned i = bytes; i-- > 0; v >>= 8)
        p[i] = (uint8_t)v;
}
static inline uint64_t cg_get_be(const uint8_t *p, unsigned bytes)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < bytes; i++)
        v = v << 8 | p[i];
    return v;
}
/** LEB128. */
void cg_buf_add_varint(cg_buf *buf, uint64_t v);
/** Reads a LEB128 number and advances `*pos`; false when truncated or over 64 bits. */
bool cg_read_varint(const uint8_t **pos, const uint8_t *end, uint64_t *out_value);

/* ---- order ---- */

/** Order of two uint64_t, for qsort and bsearch. */
int cg_compare_u64(const void *a, const void *b);

/* ---- hashes ---- */

typedef struct cg_hash128 {
    uint64_t hi, lo;
} cg_hash128;
uint64_t cg_hash64(const void *data, size_t len, uint64_t seed);     /* XXH3-64 */
cg_hash128 cg_hash_128(const void *data, size_t len, uint64_t seed); /* XXH3-128 */

/* ---- time ---- */

uint64_t cg_now_ns(void);  /* monotonic */
uint64_t cg_wall_ms(void); /* Unix epoch, milliseconds */
uint64_t cg_cpu_ns(void);  /* CPU time of the process */
/** RFC 3339 UTC with milliseconds, e.g. 2026-01-31T23:59:59.123Z. */
#define CG_TIME_TEXT_LEN 25
void cg_time_text(uint64_t wall_ms, char out[CG_TIME_TEXT_LEN]);
void cg_random_bytes(void *out, size_t len); /* getrandom; aborts when the kernel has none */

/** How long somebody waits for an answer. Zero: for ever. */
typedef struct cg_patience {
    uint64_t deadline_ns;          /* cg_now_ns clock; 0: none */
    bool (*gone)(const void *arg); /* nobody waits any more; NULL: that is not known */
    const void *arg;
} cg_patience;
/** Errors: CG_E_DEADLINE, CG_E_CANCELED. */
CG_MUST_USE cg_code cg_patience_check(const cg_patience *patience, cg_err *err);

/* ---- patterns ---- */

/** Glob over '/'-separated paths: '?' one character, '*' within a segment, '**' across segments,
 *  [set]. Linear in pattern × text. */
bool cg_glob_match(cg_str pattern, cg_str text);

/* ---- files ---- */

/** Names the run of this machine's kernel, as text; empty: it cannot be told. Another one after a power cut, the same
 *  after the end of a process. Reads a file. */
void cg_boot_id(cg_buf *out);
/** Reads at most `max_bytes`; CG_E_LIMIT beyond, CG_E_NOT_FOUND, CG_E_IO. Appends to `out`. */
CG_MUST_USE cg_code cg_file_read(const char *path, size_t max_bytes, cg_buf *out, cg_err *err);
CG_MUST_USE cg_code cg_make_dirs(const char *path, cg_err *err); /* like mkdir -p, mode 0700 */

/* ---- threads ---- */

/** Lock classes in ascending rank; a thread may only take a lock of a higher rank than those it
 *  holds (asserted in every build). Contention is counted for the metrics. */
typedef enum cg_lock_class {
#define CG_LOCK(name, text) CG_LOCK_##name,
#include "cg/tbl/locks.h"
#undef CG_LOCK
    CG_LOCK_CLASS_COUNT
} cg_lock_class;

typedef struct CG_TSA(capability("mutex")) cg_mutex {
    pthread_mutex_t mutex;
    cg_lock_class cls;
} cg_mutex;
void cg_mutex_init(cg_mutex *mu, cg_lock_class cls);
void cg_mutex_fini(cg_mutex *mu);
void cg_mutex_lock(cg_mutex *mu) CG_TSA(acquire_capability(mu));
void cg_mutex_unlock(cg_mutex *mu) CG_TSA(release_capability(mu));

typedef struct cg_cond {
    pthread_cond_t cond; /* on the monotonic clock */
} cg_cond;
void cg_cond_init(cg_cond *cond);
void cg_cond_fini(cg_cond *cond);
void cg_cond_wait(cg_cond *cond, cg_mutex *mu) CG_REQUIRES(mu);
/** False when the deadline (cg_now_ns clock) passed. */
bool cg_cond_wait_until(cg_cond *cond, cg_mutex *mu, uint64_t deadline_ns) CG_REQUIRES(mu);
void cg_cond_signal(cg_cond *cond);
void cg_cond_broadcast(cg_cond *cond);

/** Opens once, for all that wait for it: who wakes up needs no lock, and wakes the next. */
typedef struct cg_latch {
    _Atomic uint32_t state; /* 0 at first: its owner clears it */
} cg_latch;
/** What was written before is seen by who has waited. The latch must be there until this and all who wait have
 *  returned. */
void cg_latch_open(cg_latch *latch);
/** Until it is open. False when the deadline (cg_now_ns clock; 0: none) passed. */
bool cg_latch_wait(cg_latch *latch, uint64_t deadline_ns);

typedef struct cg_thread cg_thread;
/** `name`: at most 15 bytes. */
cg_thread *cg_thread_start(const char *name, void (*run)(void *), void *arg);
void cg_thread_join(cg_thread *thread); /* and frees; NULL allowed */
unsigned cg_cpu_count(void);            /* that this process may use */

/** A pool of worker threads over one bounded queue. */
typedef struct cg_pool cg_pool;
cg_pool *cg_pool_create(const char *name, unsigned threads, size_t queue_max);
/** The same with `spare` more threads, for the places of those whose jobs wait. */
cg_pool *cg_pool_create_with(const char *name, unsigned threads, unsigned spare, size_t queue_max);
/** Around a wait for the disk or for other jobs: meanwhile a spare thread may run another job in place of the calling
 *  one. Afterwards there may be one more than `threads` for a while. Nothing on a thread of no pool. Any lock may be
 *  held; not one inside of another. */
void cg_pool_wait_begin(void);
void cg_pool_wait_end(void);
/** CG_E_BUSY when the queue is full or the pool is stopping. `run(arg)` is then not called. */
CG_MUST_USE cg_code cg_pool_submit(cg_pool *pool, void (*run)(void *), void *arg, cg_err *err);
size_t cg_pool_queued(const cg_pool *pool);
unsigned cg_pool_threads(const cg_pool *pool); /* without the spare ones */
/** Finishes what is queued, then joins. */
void cg_pool_destroy(cg_pool *pool);

/** Work that a thread of a pool may do beside its caller. Lives with the caller, from cg_aside_begin to cg_aside_end. */
typedef struct cg_aside {
    void (*run)(void *);
    void *arg;
    cg_pool *pool;
    bool offered;     /* not set: it is left to the caller */
    bool begun, done; /* by a thread; guarded by the pool's lock */
} cg_aside;
/** Offers run(arg) to the pool (NULL: none), if a thread of it and a processor have nothing to do. Never waits. */
void cg_aside_begin(cg_aside *aside, cg_pool *pool, void (*run)(void *), void *arg);
/** When it returns, run(arg) has been called, once: by the caller, unless a thread has begun with it by now, whose end
 *  is then awaited. So nobody waits for work that is not under way. */
void cg_aside_end(cg_aside *aside);

/* ---- logs: NDJSON on stderr, one line an event ---- */

typedef enum cg_log_level {
    CG_LOG_DEBUG,
    CG_LOG_INFO,
    CG_LOG_WARN,
    CG_LOG_ERROR,
    CG_LOG_OFF
} cg_log_level;
void cg_log_set_level(cg_log_level level);
bool cg_log_enabled(cg_log_level level);
bool cg_log_level_parse(cg_str text, cg_log_level *out_level);
/** One field of a log line; make them with the CG_L* macros. */
typedef struct cg_log_field {
    const char *key;
    enum { CG_LOG_STR, CG_LOG_U64, CG_LOG_F64, CG_LOG_BOOL } type;
    cg_str str;
    uint64_t u64;
    double f64;
} cg_log_field;
#define CG_LSTR(k, v) ((cg_log_field){.key = (k), .type = CG_LOG_STR, .str = (v)})
#define CG_LU64(k, v) ((cg_log_field){.key = (k), .type = CG_LOG_U64, .u64 = (v)})
#define CG_LF64(k, v) ((cg_log_field){.key = (k), .type = CG_LOG_F64, .f64 = (v)})
/** `event`: a stable dotted word, "server.started". Text is escaped, so it may come from users.
 *  CG_LOG(CG_LOG_INFO, "server.started", CG_LU64("port", port)); */
#define CG_LOG(level, event, ...)                                                                  \
    do {                                                                                           \
        if (cg_log_enabled(level))                                                                 \
            cg_log_write((level), (event), (const cg_log_field[]){{0}, __VA_ARGS__},               \
                         sizeof((const cg_log_field[]){{0}, __VA_ARGS__}) / sizeof(cg_log_field)); \
    } while (0)
void cg_log_write(cg_log_level level, const char *event, const cg_log_field *fields, size_t n);
/** Appends `s` as the inside of a JSON string; invalid UTF-8 becomes U+FFFD. */
void cg_buf_add_json_escaped(cg_buf *buf, cg_str s);
/** Names the request that the calling thread works for, in its log lines and assertion reports
 *  from now on; "" for none. Copied, at most 63 bytes. */
void cg_log_set_request(cg_str id);

/* ---- metrics: one table, per-thread cells, summed on scrape ---- */

typedef enum cg_metric {
#define CG_METRIC(name, type, text, help) CG_M_##name,
#include "cg/tbl/metrics.h"
#undef CG_METRIC
    CG_METRIC_COUNT
} cg_metric;
void cg_metric_add(cg_metric metric, uint64_t delta);     /* counters */
void cg_metric_set(cg_metric metric, uint64_t value);     /* gauges */
void cg_metric_observe_ns(cg_metric metric, uint64_t ns); /* histograms of seconds */
/** The Prometheus text exposition of every metric of the table. */
void cg_metrics_write(cg_buf *out);

typedef struct cg_process_stats {
    uint64_t cpu_ns, resident_bytes;
    uint64_t descriptors, descriptors_max; /* open, and allowed */
} cg_process_stats;
/** What this process uses now; 0 for what the kernel does not tell. Reads /proc. */
void cg_process_stats_get(cg_process_stats *out_stats);

/* ---- fault injection for tests: CG_FAULT="name:n" in the environment ---- */

/** True (once) at the n-th passage of the fault point `name`; with n negative, from then on. */
bool cg_fault(const char *name);
/** Replaces the fault points, for tests: "name:n,name:n", NULL for none; counts start anew. Not
 *  while another thread passes fault points. */
void cg_fault_set(const char *spec);

#endif
