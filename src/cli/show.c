// SPDX-License-Identifier: Apache-2.0
// What people see.
#include "cli.h"

#include <stdlib.h>
#include <unistd.h>

int show_json(const reply *r)
{
    fwrite(r->body.ptr, 1, r->body.len, stdout);
    if (r->body.len == 0 || r->body.ptr[r->body.len - 1] != '\n')
        putchar('\n');
    return 0;
}

cg_str member_str(cg_json_value object, const char *key)
{
    cg_str text = CG_STR_NULL;
    if (cg_json_get_str(object, key, &text, CG_JSON_OPTIONAL, NULL) != CG_OK)
        return CG_STR_NULL;
    return text;
}

uint64_t member_u64(cg_json_value object, const char *key)
{
    uint64_t n = 0;
    if (cg_json_get_u64(object, key, 0, INT64_MAX, &n, CG_JSON_OPTIONAL, NULL) != CG_OK)
        return 0;
    return n;
}

const char *style_of(const cli *c, style s)
{
    static const char *const codes[] = {
        [STYLE_BOLD] = "\033[1m",     [STYLE_DIM] = "\033[2m",      [STYLE_ADDED] = "\033[32m",
        [STYLE_REMOVED] = "\033[31m", [STYLE_CHANGED] = "\033[33m", [STYLE_MOVED] = "\033[36m",
        [STYLE_NONE] = "\033[0m",
    };
    return c->color ? codes[s] : "";
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0';
}

bool color_wanted(const char *when)
{
    const char *term = getenv("TERM"), *plain = getenv("CLICOLOR"),
               *forced = getenv("CLICOLOR_FORCE");
    if (when != NULL && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    if (is_set("NO_COLOR"))
        return false;
    if (is_set("CLICOLOR_FORCE") && strcmp(forced, "0") != 0)
        return true;
    if (plain != NULL && strcmp(plain, "0") == 0)
        return false;
    return isatty(STDOUT_FILENO) && (term == NULL || strcmp(term, "dumb") != 0);
}

cg_str member_time(cg_json_value object, const char *key, cg_arena *arena)
{
    cg_str text = member_str(object, key);
    if (text.len < 16) /* 2026-01-31T12:00 */
        return CG_STR("");
    return cg_arena_printf(arena, "%.10s %.5s", text.ptr, text.ptr + 11);
}

cg_str first_line(cg_str text, size_t max)
{
    cg_str line = text;
    (void)cg_str_split(&text, '\n', &line);
    return cg_utf8_truncate(line, max);
}

cg_str show_number(const cli *c, uint64_t n)
{
    cg_str plain = cg_arena_printf(c->arena, "%" PRIu64, n);
    char *out = cg_arena_alloc(c->arena, plain.len * 2);
    size_t len = 0;
    for (size_t i = 0; i < plain.len; i++) {
        if (i > 0 && (plain.len - i) % 3 == 0)
            out[len++] = ',';
        out[len++] = plain.ptr[i];
    }
    return cg_str_make(out, len);
}

void show_node_line(const cli *c, cg_json_value node)
{
    cg_str kind = member_str(node, "kind"), path = member_str(node, "file_path");
    printf("%s%-11.*s%s %s%.*s%s", style_dim(c), CG_STR_ARG(kind), style_end(c), style_bold(c),
           CG_STR_ARG(member_str(node, "qualified_name")), style_end(c));
    if (path.len > 0) /* externals have none */
        printf("  %s%.*s:%" PRIu64 "%s", style_dim(c), CG_STR_ARG(path),
               member_u64(node, "line_number"), style_end(c));
    putchar('\n');
}

void show_progress(const cli *c, const char *phase, uint64_t done, uint64_t total, cg_str detail)
{
    enum { WIDTH = 30 };
    (void)c;
    if (!isatty(STDERR_FILENO))
        return;
    if (total == 0) {
        fprintf(stderr, "\r\033[K%-10s %" PRIu64 "  %.*s", phase, done, CG_STR_ARG(detail));
        fflush(stderr);
        return;
    }
    char bar[WIDTH + 1];
    uint64_t filled = CG_MIN(done * WIDTH / total, (uint64_t)WIDTH);
    for (unsigned i = 0; i < WIDTH; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[WIDTH] = '\0';
    fprintf(stderr, "\r\033[K%-10s [%s] %" PRIu64 "/%" PRIu64 "  %.*s", phase, bar, done, total,
            CG_STR_ARG(detail));
    fflush(stderr);
}

void show_progress_end(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

void show_degraded(cg_json_value root)
{
    cg_str why = member_str(root, "degraded");
    uint64_t lacking = member_u64(cg_json_get(root, "coverage"), "contents_without");
    if (why.len > 0)
        fprintf(stderr, "by words alone: %.*s\n", CG_STR_ARG(why));
    else if (lacking > 0)
        fprintf(stderr, "%" PRIu64 " files have no vectors yet\n", lacking);
}
