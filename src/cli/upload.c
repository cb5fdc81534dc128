// SPDX-License-Identifier: Apache-2.0
// Sending a tree to a server that cannot read it itself: in portions, then the paths that are
// gone. The server decides what is source; only binary and oversized files stay here.
#include "cli.h"

#include <stdlib.h>
#include <unistd.h>

#include "cg/walk.h"

#define PORTION_BYTES ((size_t)8 << 20)
#define FILE_BYTES_MAX ((size_t)4 << 20)      /* as parse.file_bytes_max */
#define MANIFEST_BYTES_MAX ((size_t)16 << 20) /* as parse.manifest_bytes_max */
#define SNIFF_BYTES 8192

typedef struct upload {
    cli *c;
    int root_fd;
    cg_buf body;
    cg_json_writer writer;
    size_t files; /* in the portion at hand */
    uint64_t sent, portions;
    CG_VEC(cg_str) paths; /* of all files sent, in the arena */
    reply last;
    bool failed;
} upload;

static void begin_portion(upload *u)
{
    cg_buf_clear(&u->body);
    cg_json_writer_init(&u->writer, &u->body);
    cg_json_begin_object(&u->writer);
    cg_json_put_str(&u->writer, "mode", CG_STR("patch"));
    cg_json_put_array(&u->writer, "files");
    u->files = 0;
}

static bool send_portion(upload *u, const cg_str *deletes, size_t deletes_count)
{
    cg_json_end_array(&u->writer);
    if (deletes_count > 0) {
        cg_json_put_array(&u->writer, "deletes");
        for (size_t i = 0; i < deletes_count; i++)
            cg_json_write_str(&u->writer, deletes[i]);
        cg_json_end_array(&u->writer);
    }
    cg_json_end_object(&u->writer);
    CG_AUTO_VALUE(query) q;
    query_begin(&q, u->c, "/parse");
    reply_fini(&u->last);
    u->failed = !client_ask(u->c, "POST", cg_buf_str(&q.text), &u->body, &u->last);
    u->sent += u->files;
    u->portions++;
    show_progress(u->c, "sending", u->sent, u->sent, CG_STR("files"));
    return !u->failed;
}

/* What may tell of dependencies or of the build may be larger; the server knows for sure. */
static size_t bytes_max(cg_str path)
{
    static const char *const ends[] = {".json", ".lock", ".lockfile", ".yaml", ".toml", ".txt"};
    for (size_t i = 0; i < CG_ARRAY_LEN(ends); i++)
        if (cg_str_ends(path, cg_str_from(ends[i])))
            return MANIFEST_BYTES_MAX;
    return FILE_BYTES_MAX;
}

static bool read_text(const upload *u, const char *path, cg_buf *out)
{
    int fd = cg_walk_open_file(u->root_fd, path);
    if (fd < 0)
        return false;
    ssize_t n;
    do {
        char *room = cg_buf_reserve(out, 65536);
        n = read(fd, room, 65536);
        out->len += n > 0 ? (size_t)n : 0;
    } while (n > 0 && out->len <= bytes_max(cg_str_from(path)));
    close(fd);
    return n == 0 && memchr(out->ptr, '\0', CG_MIN(out->len, (size_t)SNIFF_BYTES)) == NULL &&
           cg_utf8_valid(cg_buf_str(out));
}

static cg_code add_file(void *arg, const cg_walk_entry *entry, cg_err *err)
{
    upload *u = arg;
    if (entry->kind != CG_WALK_FILE || (size_t)entry->stat.st_size > bytes_max(entry->path))
        return CG_OK;
    CG_AUTO_VALUE(cg_buf) text = {0};
    if (!read_text(u, entry->path.ptr, &text))
        return CG_OK;
    cg_json_begin_object(&u->writer);
    cg_json_put_str(&u->writer, "path", entry->path);
    cg_json_put_str(&u->writer, "content", cg_buf_str(&text));
    cg_json_end_object(&u->writer);
    u->files++;
    CG_VEC_PUSH(&u->paths, cg_arena_str(u->c->arena, entry->path));
    if (u->body.len < PORTION_BYTES)
        return CG_OK;
    if (!send_portion(u, NULL, 0))
        return CG_FAIL(err, CG_E_IO, "the server did not take the files");
    begin_portion(u);
    return CG_OK;
}

static int compare_texts(const void *a, const void *b)
{
    return cg_str_cmp(*(const cg_str *)a, *(const cg_str *)b);
}

typedef CG_VEC(cg_str) texts;

/* The files that the server has and the tree has not. */
static bool find_gone(upload *u, texts *gone)
{
    cg_str cursor = CG_STR_NULL;
    qsort(u->paths.ptr, u->paths.len, sizeof(cg_str), compare_texts);
    do {
        CG_AUTO_VALUE(query) q;
        query_begin(&q, u->c, "/nodes");
        query_add(&q, "kind", CG_STR("file"));
        query_add(&q, "limit", CG_STR("1000"));
        if (cursor.len > 0)
            query_add(&q, "cursor", cursor);
        CG_AUTO_VALUE(reply) r;
        if (!client_ask(u->c, "GET", cg_buf_str(&q.text), NULL, &r))
            return false;
        cg_json_value root = cg_json_root(r.doc), items = cg_json_get(root, "items"), node;
        cg_json_iter it = {0};
        while (cg_json_next(items, &it, &node)) {
            cg_str path = member_str(node, "file_path");
            if (u->paths.len == 0 ||
                bsearch(&path, u->paths.ptr, u->paths.len, sizeof(cg_str), compare_texts) == NULL)
                CG_VEC_PUSH(gone, cg_arena_str(u->c->arena, path));
        }
        cursor = cg_arena_str(u->c->arena, member_str(root, "next_cursor"));
    } while (cursor.len > 0);
    return true;
}

static bool send_all(upload *u)
{
    cg_walk_visitor visitor = {.arg = u, .entry = add_file};
    cg_walk_options opts = {0};
    cg_err err;
    begin_portion(u);
    if (cg_walk(u->root_fd, &opts, &visitor, &err) != CG_OK) {
        if (!u->failed)
            fprintf(stderr, "codegraph: %s\n", err.text);
        return false;
    }
    texts gone = {0};
    bool fine = find_gone(u, &gone);
    if (fine && (u->files > 0 || gone.len > 0))
        fine = send_portion(u, gone.ptr, gone.len);
    CG_VEC_FINI(&gone);
    return fine;
}

bool upload_tree(cli *c, const char *root, reply *out_report)
{
    upload u = {.c = c, .root_fd = -1};
    cg_err err;
    if (cg_walk_open_root(root, &u.root_fd, &err) != CG_OK) {
        fprintf(stderr, "codegraph: %s\n", err.text);
        return false;
    }
    bool fine = send_all(&u);
    show_progress_end();
    if (fine && u.portions > 1 && !c->json)
        printf("Sent %" PRIu64 " files in %" PRIu64 " portions; of the last:\n", u.sent,
               u.portions);
    close(u.root_fd);
    cg_buf_fini(&u.body);
    CG_VEC_FINI(&u.paths);
    *out_report = u.last;
    return fine;
}
