// SPDX-License-Identifier: Apache-2.0
// json: bounded reading of JSON into a tree, and streaming writing without one. It knows no
// schema: which members a request has is its reader's business.
#ifndef CG_JSON_H
#define CG_JSON_H

#include "cg/base.h"

/* ---- reading ---- */

/** The most depth_max can be: walks recurse, and a copy must fit the writer below. */
#define CG_JSON_DEPTH_CAP 200

/** Bounds of one document; a zero member means its default. */
typedef struct cg_json_limits {
    size_t bytes_max;   /* of text; default 64 MiB */
    size_t values_max;  /* members and elements, nested ones included; default 1 million */
    unsigned depth_max; /* nested arrays and objects, at most CG_JSON_DEPTH_CAP; default 64 */
    size_t first_line;  /* number of the text's first line, for what errors say; default 1 */
} cg_json_limits;

/** A parsed document; immutable, so any number of threads may read it. */
typedef struct cg_json cg_json;

typedef enum cg_json_type {
    CG_JSON_ABSENT, /* a member that is not there */
    CG_JSON_NULL,
    CG_JSON_BOOL,
    CG_JSON_INT,
    CG_JSON_REAL,
    CG_JSON_STR,
    CG_JSON_ARRAY,
    CG_JSON_OBJECT,
} cg_json_type;

/** One value and its place, a plain value to copy. Borrowed: valid until the document is
 *  destroyed. The members are private. */
typedef struct cg_json_value {
    const cg_json *doc;
    const void *node;   /* NULL: absent */
    const void *parent; /* the array or object it is in; NULL at the root */
    const char *key;    /* in an object: borrowed from the document, or the caller's literal */
    size_t index;       /* in an array */
} cg_json_value;

/** Whether a member must be there. An optional one may also be null; then the get functions
 *  return CG_OK and leave `*out_value`, the caller's default, untouched. */
typedef enum cg_json_need { CG_JSON_OPTIONAL, CG_JSON_REQUIRED } cg_json_need;

/** Parses one value, usually an object or array, and nothing after it. `limits`: NULL for the
 *  defaults. The caller destroys `*out_doc`. `text` may go away afterwards. Does not block.
 *  Errors: CG_E_MALFORMED (with line and column; also a repeated member), CG_E_ENCODING (not
 *  UTF-8), CG_E_INVALID (an integer beyond 64 bits, a real beyond a double), CG_E_LIMIT (bytes,
 *  values, depth), CG_E_NOMEM. */
CG_MUST_USE cg_code cg_json_parse(cg_str text, const cg_json_limits *limits, cg_json **out_doc,
                                  cg_err *err);
void cg_json_destroy(cg_json *doc); /* NULL allowed */
CG_DEFINE_AUTO(cg_json, cg_json_destroy)

cg_json_value cg_json_root(const cg_json *doc);
cg_json_type cg_json_type_of(cg_json_value value);

/** Appends the JSON pointer of `value`: "/files/0/path", "" for the root. */
void cg_json_add_pointer(cg_buf *buf, cg_json_value value);

/** Fills `err` with the pointer of `value`; yields the code. For rules beyond types:
 *  `return CG_JSON_FAIL(v, err, CG_E_INVALID, "must not be empty");` */
#define CG_JSON_FAIL(value, err, code, ...)                                                        \
    cg_json_fail((value), (err), (code), __FILE__, __LINE__, __VA_ARGS__)
cg_code cg_json_fail(cg_json_value value, cg_err *err, cg_code code, const char *file, int line,
                     const char *fmt, ...) CG_PRINTF(6, 7);

/** What `value` is, or CG_E_INVALID with its pointer. Text is borrowed from the document and may
 *  hold NUL bytes. A real is not an integer, even 1.0; an integer is also a real. */
CG_MUST_USE cg_code cg_json_as_str(cg_json_value value, cg_str *out_value, cg_err *err);
CG_MUST_USE cg_code cg_json_as_bool(cg_json_value value, bool *out_value, cg_err *err);
CG_MUST_USE cg_code cg_json_as_u64(cg_json_value value, uint64_t min, uint64_t max,
                                   uint64_t *out_value, cg_err *err);
CG_MUST_USE cg_code cg_json_as_i64(cg_json_value value, int64_t min, int64_t max,
                                   int64_t *out_value, cg_err *err);
CG_MUST_USE cg_code cg_json_as_f64(cg_json_value value, double *out_value, cg_err *err);
/** Checks the type only; for arrays, objects and null. */
CG_MUST_USE cg_code cg_json_expect(cg_json_value value, cg_json_type type, cg_err *err);

/** The member `key` of `object`; of type CG_JSON_ABSENT when there is none or `object` is not an
 *  object. `key` must live as long as the value is used, which a literal does. */
cg_json_value cg_json_get(cg_json_value object, const char *key);
/** Whether the member is there and not null: the question to ask of an optional one. */
bool cg_json_has(cg_json_value object, const char *key);

/** Typed members. CG_E_INVALID, with the pointer, when the member is required but absent or null,
 *  is of another type or out of range, or when `object` is not an object. */
CG_MUST_USE cg_code cg_json_get_str(cg_json_value object, const char *key, cg_str *out_value,
                                    cg_json_need need, cg_err *err);
CG_MUST_USE cg_code cg_json_get_bool(cg_json_value object, const char *key, bool *out_value,
                                     cg_json_need need, cg_err *err);
CG_MUST_USE cg_code cg_json_get_u64(cg_json_value object, const char *key, uint64_t min,
                                    uint64_t max, uint64_t *out_value, cg_json_need need,
                                    cg_err *err);
CG_MUST_USE cg_code cg_json_get_i64(cg_json_value object, const char *key, int64_t min, int64_t max,
                                    int64_t *out_value, cg_json_need need, cg_err *err);
CG_MUST_USE cg_code cg_json_get_f64(cg_json_value object, const char *key, double *out_value,
                                    cg_json_need need, cg_err *err);
/** An array or object; untouched when an optional one is absent. */
CG_MUST_USE cg_code cg_json_get_array(cg_json_value object, const char *key,
                                      cg_json_value *out_value, cg_json_need need, cg_err *err);
CG_MUST_USE cg_code cg_json_get_object(cg_json_value object, const char *key,
                                       cg_json_value *out_value, cg_json_need need, cg_err *err);

/** Elements or members; 0 for anything else. */
size_t cg_json_count(cg_json_value container);
cg_json_value cg_json_at(cg_json_value array, size_t index); /* absent when out of range */

/** Walks an array or object in document order: `cg_json_iter it = {0};
 *  while (cg_json_next(files, &it, &file)) …` A member's name is cg_json_key(file). */
typedef struct cg_json_iter {
    void *at;
    size_t index;
    bool started;
} cg_json_iter;
bool cg_json_next(cg_json_value container, cg_json_iter *iter, cg_json_value *out_value);
cg_str cg_json_key(cg_json_value member); /* empty for elements and the root */

/** CG_E_INVALID naming the first member of `object` that is not among the `known_count` names, or
 *  when `object` is not an object. Catches misspelt options that would be ignored in silence. */
CG_MUST_USE cg_code cg_json_check_members(cg_json_value object, const char *const *known,
                                          size_t known_count, cg_err *err);

/* ---- writing ---- */

#define CG_JSON_WRITE_DEPTH_MAX 256

/** Writes JSON straight onto a buffer, commas and escapes included. Misuse (a value where a key
 *  is due, an end too many) is a broken invariant. Whether everything fitted is in `buf->error`;
 *  the buffer may be drained and cleared between calls, so a reply need not fit in memory. */
typedef struct cg_json_writer {
    cg_buf *buf;
    unsigned depth;
    bool first;                                     /* nothing yet at this level */
    bool after_key;                                 /* a member's value is due */
    uint64_t objects[CG_JSON_WRITE_DEPTH_MAX / 64]; /* bit d: level d is an object */
} cg_json_writer;

void cg_json_writer_init(cg_json_writer *w, cg_buf *buf);
/** True when exactly one whole value has been written. */
bool cg_json_writer_done(const cg_json_writer *w);
/** After a whole value: a line feed, and ready for the next value (NDJSON). */
void cg_json_write_newline(cg_json_writer *w);

void cg_json_begin_object(cg_json_writer *w);
void cg_json_end_object(cg_json_writer *w);
void cg_json_begin_array(cg_json_writer *w);
void cg_json_end_array(cg_json_writer *w);
void cg_json_write_key(cg_json_writer *w, cg_str key);
void cg_json_write_str(cg_json_writer *w, cg_str value); /* invalid UTF-8 becomes U+FFFD */
void cg_json_write_u64(cg_json_writer *w, uint64_t value);
void cg_json_write_i64(cg_json_writer *w, int64_t value);
void cg_json_write_f64(cg_json_writer *w, double value); /* shortest that reads back; else null */
void cg_json_write_bool(cg_json_writer *w, bool value);
void cg_json_write_null(cg_json_writer *w);
void cg_json_write_raw(cg_json_writer *w, cg_str json); /* one value, trusted to be JSON */
void cg_json_write_value(cg_json_writer *w, cg_json_value value); /* a copy; absent gives null */

/** A key and its value at once. */
void cg_json_put_str(cg_json_writer *w, const char *key, cg_str value);
void cg_json_put_u64(cg_json_writer *w, const char *key, uint64_t value);
void cg_json_put_i64(cg_json_writer *w, const char *key, int64_t value);
void cg_json_put_f64(cg_json_writer *w, const char *key, double value);
void cg_json_put_bool(cg_json_writer *w, const char *key, bool value);
void cg_json_put_null(cg_json_writer *w, const char *key);
void cg_json_put_raw(cg_json_writer *w, const char *key, cg_str json);
void cg_json_put_object(cg_json_writer *w, const char *key); /* the caller ends it */
void cg_json_put_array(cg_json_writer *w, const char *key);  /* the caller ends it */

#endif
