// SPDX-License-Identifier: Apache-2.0
// SCIP: what a document holds must stand together, but rows come in no such order. So they are written to
// temporary files, each for some of the documents and small enough to be sorted in memory:
//
//   record = length of path | path | kind | length of payload | payload        lengths: u32
//
// A payload is a protobuf message, or its beginning: fields that follow are appended to it.
#include "export.h"
#include "scip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define BUCKETS_MAX 200
#define ROWS_A_BUCKET 200000 /* some 50 MB */
#define RECORD_MAX ((size_t)1 << 30)

typedef struct bucket {
    FILE *file;
} bucket;

typedef struct scip {
    bucket buckets[BUCKETS_MAX];
    size_t count;
    bool failed; /* of the files */
    bool lost;   /* the server */
} scip;

enum { RECORD_FILE, RECORD_SYMBOL, RECORD_RELATIONSHIP, RECORD_OCCURRENCE };

typedef struct record {
    cg_str path, symbol, payload;
    uint32_t kind, line, column, roles, length; /* the last four of an occurrence; from 0 */
} record;

/* ---- writing records ---- */

/* A file that is gone when it is closed. */
static FILE *open_temporary(cg_arena *arena)
{
    const char *folder = getenv("TMPDIR");
    if (folder == NULL || *folder == '\0')
        folder = "/tmp";
    char *path = (char *)cg_arena_printf(arena, "%s/codegraph-XXXXXX", folder).ptr;
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return NULL;
    (void)unlink(path);
    FILE *file = fdopen(fd, "w+");
    if (file == NULL)
        (void)close(fd);
    return file;
}

static void put_u32(cg_buf *out, uint32_t n)
{
    uint8_t bytes[4];
    cg_put_be32(bytes, n);
    cg_buf_add(out, bytes, sizeof bytes);
}

static void put_str(cg_buf *out, cg_str text)
{
    put_u32(out, (uint32_t)text.len);
    cg_buf_add_str(out, text);
}

static void put_record(export *x, const record *r)
{
    scip *s = x->own;
    CG_AUTO_VALUE(cg_buf) body = {0};
    put_str(&body, r->path);
    put_str(&body, r->symbol);
    put_str(&body, r->payload);
    put_u32(&body, r->kind);
    put_u32(&body, r->line);
    put_u32(&body, r->column);
    put_u32(&body, r->roles);
    put_u32(&body, r->length);
    bucket *b = &s->buckets[cg_hash64(r->path.ptr, r->path.len, 0) % s->count];
    if (b->file == NULL && (b->file = open_temporary(x->c->arena)) == NULL) {
        s->failed = true;
        return;
    }
    uint8_t length[4];
    cg_put_be32(length, (uint32_t)body.len);
    s->failed |= fwrite(length, 1, sizeof length, b->file) != sizeof length ||
                 fwrite(body.ptr, 1, body.len, b->file) != body.len;
}

/* ---- rows ---- */

static void begin(export *x)
{
    CG_AUTO_VALUE(cg_buf) tool = {0};
    CG_AUTO_VALUE(cg_buf) metadata = {0};
    scip *s = cg_alloc(sizeof *s);
    x->own = s;
    uint64_t rows = x->expected[0] + x->expected[1];
    s->count =
        rows == 0 ? BUCKETS_MAX : (size_t)CG_MIN(rows / ROWS_A_BUCKET + 1, (uint64_t)BUCKETS_MAX);
    scip_put_str(&tool, SCIP_TOOL_NAME, CG_STR("codegraph"));
    scip_put_str(&tool, SCIP_TOOL_VERSION, CG_STR(CG_VERSION));
    scip_put_message(&metadata, SCIP_METADATA_TOOL, &tool);
    scip_put_str(&metadata, SCIP_METADATA_ROOT, CG_STR("file:///"));
    scip_put_u64(&metadata, SCIP_METADATA_ENCODING, SCIP_UTF8);
    scip_put_message(&x->scratch, SCIP_INDEX_METADATA, &metadata);
    export_flush(x);
}

static void put_information(cg_buf *out, cg_json_value node)
{
    static const char *const documentation = "doc";
    cg_str signature = member_str(node, "signature"), doc = member_str(node, documentation);
    scip_put_str(out, SCIP_SYMBOL_SYMBOL, member_str(node, "symbol"));
    if (doc.len > 0)
        scip_put_str(out, SCIP_SYMBOL_DOCUMENTATION, doc);
    scip_put_u64(out, SCIP_SYMBOL_KIND, scip_kind_of(member_str(node, "kind")));
    scip_put_str(out, SCIP_SYMBOL_NAME, member_str(node, "name"));
    if (signature.len > 0) {
        CG_AUTO_VALUE(cg_buf) document = {0};
        scip_put_str(&document, SCIP_DOCUMENT_LANGUAGE,
                     scip_language_of(member_str(node, "language")));
        scip_put_str(&document, SCIP_DOCUMENT_TEXT, signature);
        scip_put_message(out, SCIP_SYMBOL_SIGNATURE, &document);
    }
}

static uint32_t from_zero(cg_json_value object, const char *key)
{
    uint64_t n = member_u64(object, key);
    return n > 0 && n <= INT32_MAX ? (uint32_t)n - 1 : 0;
}

static void node(export *x, cg_json_value node)
{
    CG_AUTO_VALUE(cg_buf) information = {0};
    CG_AUTO_VALUE(cg_buf) rest = {0};
    cg_str path = member_str(node, "file_path"), symbol = member_str(node, "symbol"),
           name = member_str(node, "name");
    bool is_file = cg_str_eq(member_str(node, "kind"), CG_STR("file"));
    put_information(&information, node);
    if (path.len == 0) { /* of a dependency, or stated by a client */
        scip_put_message(&x->scratch, SCIP_INDEX_EXTERNAL, &information);
        export_flush(x);
        return;
    }
    if (is_file)
        put_record(
            x,
            &(record){.path = path, .kind = RECORD_FILE, .payload = member_str(node, "language")});
    put_record(x, &(record){.path = path,
                            .kind = RECORD_SYMBOL,
                            .symbol = symbol,
                            .payload = cg_buf_str(&information)});
    cg_json_value span = cg_json_get(node, "span");
    if (!is_file)
        scip_put_range(
            &rest, SCIP_OCCURRENCE_ENCLOSING,
            (const uint32_t[]){from_zero(span, "start_line"), from_zero(span, "start_column"),
                               from_zero(span, "end_line"), from_zero(span, "end_column")});
    put_record(x, &(record){.path = path,
                            .kind = RECORD_OCCURRENCE,
                            .symbol = symbol,
                            .payload = cg_buf_str(&rest),
                            .line = from_zero(node, "name_line"),
                            .column = from_zero(node, "name_column"),
                            .length = is_file ? 0 : (uint32_t)name.len,
                            .roles = SCIP_ROLE_DEFINITION});
}

static void relationship(export *x, cg_json_value source, cg_json_value target, cg_str type)
{
    CG_AUTO_VALUE(cg_buf) body = {0};
    CG_AUTO_VALUE(cg_buf) field = {0};
    bool is = cg_str_eq(type, CG_STR("inherits")) || cg_str_eq(type, CG_STR("implements")) ||
              cg_str_eq(type, CG_STR("overrides"));
    bool typed = cg_str_eq(type, CG_STR("type_of"));
    if ((!is && !typed) || member_str(source, "file_path").len == 0)
        return;
    scip_put_str(&body, SCIP_RELATIONSHIP_SYMBOL, member_str(target, "symbol"));
    if (cg_str_eq(type, CG_STR("overrides")))
        scip_put_u64(&body, SCIP_RELATIONSHIP_REFERENCE, 1);
    scip_put_u64(&body, is ? SCIP_RELATIONSHIP_IMPLEMENTATION : SCIP_RELATIONSHIP_TYPE, 1);
    scip_put_message(&field, SCIP_SYMBOL_RELATIONSHIPS, &body);
    put_record(x, &(record){.path = member_str(source, "file_path"),
                            .kind = RECORD_RELATIONSHIP,
                            .symbol = member_str(source, "symbol"),
                            .payload = cg_buf_str(&field)});
}

static uint32_t roles_of(cg_str type)
{
    if (cg_str_eq(type, CG_STR("writes")))
        return SCIP_ROLE_WRITE;
    if (cg_str_eq(type, CG_STR("reads")))
        return SCIP_ROLE_READ;
    return cg_str_eq(type, CG_STR("imports")) ? SCIP_ROLE_IMPORT : 0;
}

static void edge(export *x, cg_json_value edge)
{
    cg_json_value source = cg_json_get(edge, "source"), target = cg_json_get(edge, "target"), site;
    cg_str type = member_str(edge, "type"), name = member_str(target, "name");
    cg_json_iter it = {0};
    relationship(x, source, target, type);
    if (cg_str_eq(member_str(edge, "rule"), CG_STR("special-method")))
        return; /* there stands the name of what has the method */
    while (cg_json_next(cg_json_get(edge, "sites"), &it, &site))
        put_record(x, &(record){.path = member_str(site, "file_path"),
                                .kind = RECORD_OCCURRENCE,
                                .symbol = member_str(target, "symbol"),
                                .line = from_zero(site, "line_number"),
                                .column = from_zero(site, "column"),
                                .length = (uint32_t)name.len,
                                .roles = roles_of(type)});
}

/* ---- documents ---- */

typedef CG_VEC(record) records;

static bool get_u32(cg_str *rest, uint32_t *out)
{
    if (rest->len < 4)
        return false;
    *out = cg_get_be32((const uint8_t *)rest->ptr);
    *rest = cg_str_slice(*rest, 4, rest->len);
    return true;
}

static bool get_str(cg_str *rest, cg_str *out)
{
    uint32_t n;
    if (!get_u32(rest, &n) || n > rest->len)
        return false;
    *out = cg_str_slice(*rest, 0, n);
    *rest = cg_str_slice(*rest, n, rest->len);
    return true;
}

static bool get_record(cg_str *rest, record *r)
{
    cg_str body;
    return get_str(rest, &body) && get_str(&body, &r->path) && get_str(&body, &r->symbol) &&
           get_str(&body, &r->payload) && get_u32(&body, &r->kind) && get_u32(&body, &r->line) &&
           get_u32(&body, &r->column) && get_u32(&body, &r->roles) && get_u32(&body, &r->length);
}

#define BY(a, b)                                                                                   \
    if ((a) != (b))                                                                                \
    return (a) < (b) ? -1 : 1

static int compare(const void *left, const void *right)
{
    const record *a = left, *b = right;
    int order = cg_str_cmp(a->path, b->path);
    bool a_is = a->kind == RECORD_OCCURRENCE, b_is = b->kind == RECORD_OCCURRENCE;
    if (order != 0)
        return order;
    BY(a_is, b_is); /* files, then symbols and what is theirs, then occurrences by place */
    BY(a->kind == RECORD_FILE ? 0 : 1, b->kind == RECORD_FILE ? 0 : 1);
    BY(a->line, b->line);
    BY(a->column, b->column);
    order = cg_str_cmp(a->symbol, b->symbol);
    if (order != 0)
        return order;
    BY(a->kind, b->kind);
    BY(b->roles & SCIP_ROLE_DEFINITION, a->roles & SCIP_ROLE_DEFINITION);
    return cg_str_cmp(a->payload, b->payload);
}

/* The text of a file, for where names end in it; empty where it is not kept. */
static cg_str read_content(export *x, cg_str path)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(reply) r = {0};
    path_begin(x->c, &q, "/nodes/", path, "");
    query_add(&q, "fields", CG_STR("content"));
    if (x->ref.len > 0)
        query_add(&q, "ref", x->ref);
    scip *s = x->own;
    s->lost |= !client_send(x->c, "GET", cg_buf_str(&q.text), NULL, &r);
    if (s->lost || r.status != 200)
        return CG_STR_NULL;
    return cg_arena_str(x->c->arena, member_str(cg_json_root(r.doc), "content"));
}

typedef struct lines {
    cg_str text;
    size_t at; /* where line `number` begins */
    uint32_t number;
} lines;

/* Occurrences come by line. */
static cg_str line_of(lines *l, uint32_t number)
{
    while (l->number < number && l->at < l->text.len) {
        ptrdiff_t feed = cg_str_find(cg_str_slice(l->text, l->at, l->text.len), '\n');
        l->at = feed < 0 ? l->text.len : l->at + (size_t)feed + 1;
        l->number++;
    }
    if (l->number != number)
        return CG_STR_NULL;
    cg_str rest = cg_str_slice(l->text, l->at, l->text.len), line = rest;
    (void)cg_str_split(&rest, '\n', &line);
    return line;
}

/* Where the word ends that begins there: an import may have given it another name. */
static uint32_t end_of_name(cg_str line, const record *r)
{
    size_t end = r->column;
    if (r->length == 0 || r->column >= line.len)
        return r->column + r->length;
    while (end < line.len && line.ptr[end] == '.') /* a relative import */
        end++;
    while (end < line.len) {
        unsigned char one = (unsigned char)line.ptr[end];
        bool in_word = (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') ||
                       (one >= '0' && one <= '9') || one == '_' || one == '$' || one >= 0x80;
        if (!in_word)
            break;
        end++;
    }
    if (end == r->column) /* an operator, a string */
        end = CG_MIN((size_t)r->column + r->length, line.len);
    return (uint32_t)end;
}

static size_t put_symbols(cg_buf *out, const record *r, size_t count)
{
    size_t at = 0;
    CG_AUTO_VALUE(cg_buf) body = {0};
    while (at < count && r[at].kind != RECORD_OCCURRENCE) {
        const record *first = &r[at];
        cg_buf_clear(&body);
        bool known = first->kind == RECORD_SYMBOL;
        for (; at < count && r[at].kind != RECORD_OCCURRENCE &&
               cg_str_eq(r[at].symbol, first->symbol);
             at++)
            cg_buf_add_str(&body, r[at].payload);
        if (known) /* else a filter left it out */
            scip_put_message(out, SCIP_DOCUMENT_SYMBOLS, &body);
    }
    return at;
}

static void put_occurrences(cg_buf *out, const record *r, size_t count, cg_str text)
{
    lines l = {.text = text};
    CG_AUTO_VALUE(cg_buf) body = {0};
    for (size_t i = 0, next; i < count; i = next) {
        uint32_t roles = 0;
        for (next = i; next < count && r[next].line == r[i].line && r[next].column == r[i].column &&
                       cg_str_eq(r[next].symbol, r[i].symbol);
             next++)
            roles |= r[next].roles; /* a call is a reference as well */
        uint32_t end = end_of_name(line_of(&l, r[i].line), &r[i]);
        cg_buf_clear(&body);
        scip_put_range(&body, SCIP_OCCURRENCE_RANGE,
                       (const uint32_t[]){r[i].line, r[i].column, r[i].line, end});
        scip_put_str(&body, SCIP_OCCURRENCE_SYMBOL, r[i].symbol);
        if (roles != 0)
            scip_put_u64(&body, SCIP_OCCURRENCE_ROLES, roles);
        cg_buf_add_str(&body, r[i].payload);
        scip_put_message(out, SCIP_DOCUMENT_OCCURRENCES, &body);
    }
}

static void put_document(export *x, const record *r, size_t count)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_arena_mark mark = cg_arena_save(x->c->arena);
    cg_str path = r->path, text = read_content(x, path);
    scip_put_str(&out, SCIP_DOCUMENT_PATH, path);
    if (r->kind == RECORD_FILE)
        scip_put_str(&out, SCIP_DOCUMENT_LANGUAGE, scip_language_of(r->payload));
    scip_put_u64(&out, SCIP_DOCUMENT_ENCODING, SCIP_UTF8_OFFSETS);
    while (count > 0 && r->kind == RECORD_FILE)
        r++, count--;
    size_t symbols = put_symbols(&out, r, count);
    put_occurrences(&out, r + symbols, count - symbols, text);
    scip_put_message(&x->scratch, SCIP_INDEX_DOCUMENTS, &out);
    export_flush(x);
    cg_arena_rewind(x->c->arena, mark);
}

static bool put_bucket(export *x, FILE *file)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    records all = {0};
    record r;
    bool fine = fflush(file) == 0 && fseek(file, 0, SEEK_END) == 0;
    long size = fine ? ftell(file) : -1;
    if (size < 0 || (size_t)size > RECORD_MAX)
        return false;
    rewind(file);
    char *room = cg_buf_reserve(&bytes, (size_t)size);
    bytes.len = fread(room, 1, (size_t)size, file);
    cg_str rest = cg_buf_str(&bytes);
    while (rest.len > 0 && get_record(&rest, &r))
        CG_VEC_PUSH(&all, r);
    fine = bytes.len == (size_t)size && rest.len == 0;
    if (fine && all.len > 0)
        qsort(all.ptr, all.len, sizeof *all.ptr, compare);
    for (size_t i = 0, next; fine && i < all.len; i = next) {
        for (next = i; next < all.len && cg_str_eq(all.ptr[next].path, all.ptr[i].path);)
            next++;
        put_document(x, all.ptr + i, next - i);
    }
    CG_VEC_FINI(&all);
    return fine;
}

static bool end(export *x)
{
    scip *s = x->own;
    bool fine = !s->failed;
    for (size_t i = 0; fine && !s->lost && i < s->count; i++) {
        show_progress(x->c, "documents", i, s->count, CG_STR_NULL);
        fine = s->buckets[i].file == NULL || put_bucket(x, s->buckets[i].file);
    }
    if (!fine)
        fprintf(stderr, "codegraph: the temporary files of the export: %s\n", strerror(errno));
    return fine && !s->lost;
}

static void fini(export *x)
{
    scip *s = x->own;
    for (size_t i = 0; s != NULL && i < s->count; i++)
        if (s->buckets[i].file != NULL)
            (void)fclose(s->buckets[i].file);
    cg_free(s);
}

const export_format export_scip = {.name = "scip",
                                   .binary = true,
                                   .wants_sites = true,
                                   .begin = begin,
                                   .node = node,
                                   .edge = edge,
                                   .end = end,
                                   .fini = fini};
