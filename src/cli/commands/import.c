// SPDX-License-Identifier: Apache-2.0
// codegraph import INDEX: what an index of another tool knows of references, or that it is forgotten.
#include "cli.h"

#include <errno.h>
#include <sys/stat.h>

#define PATHS_SHOWN 10

static cg_str number(const cli *c, cg_json_value object, const char *key)
{
    return show_number(c, member_u64(object, key));
}

/* Some of the documents that nothing was taken from. */
static void show_paths(cg_json_value documents, const char *key, const char *why)
{
    cg_json_value list = cg_json_get(documents, key), item;
    cg_json_iter it = {0};
    cg_str path;
    for (unsigned shown = 0; shown < PATHS_SHOWN && cg_json_next(list, &it, &item); shown++)
        if (cg_json_as_str(item, &path, NULL) == CG_OK)
            fprintf(stderr, "  %.*s: %s\n", CG_STR_ARG(path), why);
}

static void show_changes(const cli *c, cg_json_value root)
{
    cg_json_value of = cg_json_get(cg_json_get(root, "changes"), "relationships");
    printf("Relationships: %.*s added, %.*s changed, %.*s removed. Generation %" PRIu64 ".\n",
           CG_STR_ARG(number(c, of, "added")), CG_STR_ARG(number(c, of, "changed")),
           CG_STR_ARG(number(c, of, "removed")), member_u64(root, "generation"));
}

static void show_import(const cli *c, cg_json_value root)
{
    cg_json_value documents = cg_json_get(root, "documents"),
                  refs = cg_json_get(root, "references"), tool = cg_json_get(root, "tool");
    printf("%s%.*s %.*s%s: %.*s documents match, %.*s are stale, %.*s are of no file here.\n",
           style_bold(c), CG_STR_ARG(member_str(tool, "name")),
           CG_STR_ARG(member_str(tool, "version")), style_end(c),
           CG_STR_ARG(number(c, documents, "matched")), CG_STR_ARG(number(c, documents, "stale")),
           CG_STR_ARG(number(c, documents, "unknown")));
    printf("References: %.*s, of which %.*s are resolved; the rules agreed on %.*s, %.*s are "
           "corrected, %.*s are new.\n",
           CG_STR_ARG(number(c, refs, "total")), CG_STR_ARG(number(c, refs, "resolved")),
           CG_STR_ARG(number(c, refs, "agreed")), CG_STR_ARG(number(c, refs, "corrected")),
           CG_STR_ARG(number(c, refs, "added")));
    show_changes(c, root);
    show_paths(documents, "stale_paths", "the index describes another content");
    show_paths(documents, "unknown_paths", "no such file, or none that was parsed");
}

static void show_forgotten(const cli *c, cg_json_value root)
{
    printf("Forgotten what was known of %.*s files.\n", CG_STR_ARG(number(c, root, "dropped")));
    show_changes(c, root);
}

static void begin_path(cli *c, query *q)
{
    static const char *const texts[] = {"branch", "message", "author"};
    query_begin(q, c, "/import");
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++)
        if (opt_given(c, texts[i]))
            query_add(q, texts[i], cg_str_from(opt(c, texts[i])));
    if (opt_given(c, "dry-run"))
        query_add(q, "dry_run", CG_STR("true"));
}

static int send_index(cli *c, const query *q)
{
    const char *path = c->args[0];
    struct stat st;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &st) != 0 || !S_ISREG(st.st_mode)) {
        fprintf(stderr, "codegraph: %s: %s\n", path,
                file == NULL ? strerror(errno) : "is no regular file");
        if (file != NULL)
            (void)fclose(file);
        return CLI_NO;
    }
    const exchange e = {.method = "POST",
                        .path = cg_buf_str(&q->text),
                        .file = file,
                        .file_bytes = (uint64_t)st.st_size,
                        .media = "application/x-protobuf"};
    int status = send_body(c, &e, show_import, NULL);
    (void)fclose(file);
    return status;
}

int cmd_import(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    bool drop = opt_given(c, "drop");
    if (drop == (c->args_count > 0))
        return misuse(c, drop ? "--drop takes no index" : "an index is wanted, or --drop");
    begin_path(c, &q);
    const exchange e = {.method = "DELETE", .path = cg_buf_str(&q.text)};
    return drop ? send_body(c, &e, show_forgotten, NULL) : send_index(c, &q);
}
