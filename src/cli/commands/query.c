// SPDX-License-Identifier: Apache-2.0
// codegraph query: a question in Cypher, its rows as a table.
#include "cli.h"

#include <stdlib.h>

#define CELL_MAX 60 /* characters of a cell on a terminal */
#define STDIN_MAX ((size_t)1 << 20)

/* ---- the question ---- */

static bool read_stdin(const cli *c, cg_str *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    char chunk[4096];
    size_t n;
    cg_buf_init(&text, STDIN_MAX);
    while ((n = fread(chunk, 1, sizeof chunk, stdin)) > 0)
        cg_buf_add(&text, chunk, n);
    if (text.error != CG_OK) {
        fprintf(stderr, "codegraph query: a query is not as long\n");
        return false;
    }
    *out = cg_arena_str(c->arena, cg_buf_str(&text));
    return true;
}

/* JSON where it is that, else a text. */
static bool put_param(const cli *c, cg_json_writer *w, const char *param)
{
    const char *equals = strchr(param, '=');
    CG_AUTO(cg_json) doc = NULL;
    if (equals == NULL || equals == param) {
        misuse(c, "a parameter is NAME=VALUE, not \"%s\"", param);
        return false;
    }
    cg_json_write_key(w, cg_str_make(param, (size_t)(equals - param)));
    cg_str value = cg_str_from(equals + 1);
    if (cg_json_parse(value, NULL, &doc, NULL) == CG_OK)
        cg_json_write_value(w, cg_json_root(doc));
    else
        cg_json_write_str(w, value);
    return true;
}

static bool put_confidence(const cli *c, cg_json_writer *w)
{
    const char *text = opt(c, "min-confidence");
    char *end;
    if (text == NULL)
        return true;
    double least = strtod(text, &end);
    if (*end != '\0' || end == text) {
        misuse(c, "--min-confidence takes a number, not \"%s\"", text);
        return false;
    }
    cg_json_put_f64(w, "min_confidence", least);
    return true;
}

/* The body; false after something wrong was said. */
static bool put_request(const cli *c, cg_buf *body)
{
    cg_json_writer w;
    uint64_t rows = 0;
    cg_str text = word(c, 0);
    cg_json_writer_init(&w, body);
    cg_json_begin_object(&w);
    cg_json_put_object(&w, "parameters");
    for (size_t i = 1; i < c->args_count; i++)
        if (!put_param(c, &w, c->args[i]))
            return false;
    cg_json_end_object(&w);
    if (!put_confidence(c, &w) || !opt_u64(c, "max-rows", 1, INT64_MAX, &rows))
        return false;
    if (rows > 0)
        cg_json_put_u64(&w, "max_rows", rows);
    if (cg_str_eq(text, CG_STR("-")) && !read_stdin(c, &text))
        return false;
    cg_json_put_str(&w, "query", text);
    cg_json_end_object(&w);
    return true;
}

/* ---- cells ---- */

static void add_cell(cg_json_value v, cg_buf *out);

/* A node as other commands show it, all else as JSON. */
static void add_object(cg_json_value v, cg_buf *out)
{
    cg_str name = member_str(v, "qualified_name"), path = member_str(v, "file_path");
    cg_json_writer w;
    if (member_str(v, "kind").len == 0 || name.len == 0) {
        cg_json_writer_init(&w, out);
        cg_json_write_value(&w, v);
        return;
    }
    cg_buf_printf(out, "%.*s %.*s", CG_STR_ARG(member_str(v, "kind")), CG_STR_ARG(name));
    if (path.len > 0)
        cg_buf_printf(out, "  %.*s:%" PRIu64, CG_STR_ARG(path), member_u64(v, "line_number"));
}

static void add_list(cg_json_value v, cg_buf *out)
{
    cg_json_iter it = {0};
    cg_json_value item;
    bool first = true;
    cg_buf_add_char(out, '[');
    while (cg_json_next(v, &it, &item)) {
        cg_buf_add_str(out, first ? CG_STR("") : CG_STR(", "));
        add_cell(item, out);
        first = false;
    }
    cg_buf_add_char(out, ']');
}

static void add_cell(cg_json_value v, cg_buf *out)
{
    cg_str text;
    cg_json_writer w;
    switch (cg_json_type_of(v)) {
    case CG_JSON_OBJECT: add_object(v, out); break;
    case CG_JSON_ARRAY: add_list(v, out); break;
    case CG_JSON_STR:
        if (cg_json_as_str(v, &text, NULL) == CG_OK)
            cg_buf_add_str(out, text);
        break;
    default:
        cg_json_writer_init(&w, out);
        cg_json_write_value(&w, v);
        break;
    }
}

/* On one line, without what a terminal would take for a command. */
static cg_str cell_text(const cli *c, cg_json_value v)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    add_cell(v, &text);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
            text.ptr[i] = ' ';
    cg_str shown = cg_buf_str(&text);
    return cg_arena_str(c->arena, c->color ? cg_utf8_truncate(shown, CELL_MAX) : shown);
}

static size_t width_of(cg_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    return n;
}

static void print_row(const cg_str *cells, const size_t *widths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%.*s%*s", CG_STR_ARG(cells[i]),
               i + 1 < count ? (int)(widths[i] - width_of(cells[i]) + 2) : 0, "");
    putchar('\n');
}

static void show_rows(const cli *c, cg_json_value root)
{
    cg_json_value columns = cg_json_get(root, "columns"), rows = cg_json_get(root, "rows");
    size_t width = cg_json_count(columns), count = cg_json_count(rows);
    cg_str *cells = cg_arena_alloc_array(c->arena, (count + 1) * width + 1, sizeof *cells);
    size_t *widths = cg_arena_alloc_array(c->arena, width + 1, sizeof *widths);
    cg_json_iter it = {0};
    cg_json_value row;
    for (size_t i = 0; i < width; i++)
        cells[i] = cell_text(c, cg_json_at(columns, i));
    for (size_t n = 1; cg_json_next(rows, &it, &row); n++)
        for (size_t i = 0; i < width; i++)
            cells[n * width + i] = cell_text(c, cg_json_at(row, i));
    for (size_t i = 0; i < (count + 1) * width; i++)
        widths[i % width] = CG_MAX(widths[i % width], width_of(cells[i]));
    printf("%s", style_bold(c));
    print_row(cells, widths, width);
    printf("%s", style_end(c));
    for (size_t n = 1; n <= count; n++)
        print_row(cells + n * width, widths, width);
}

/* ---- plans ---- */

static void show_plan(const cli *c, cg_json_value plan)
{
    cg_json_iter it = {0};
    cg_json_value step;
    while (cg_json_next(plan, &it, &step)) {
        bool profile = cg_json_type_of(cg_json_get(step, "rows")) == CG_JSON_INT;
        printf("%*s%.*s %s%.*s%s", (int)(2 * member_u64(step, "depth")), "",
               CG_STR_ARG(member_str(step, "operator")), style_dim(c),
               CG_STR_ARG(member_str(step, "detail")), style_end(c));
        if (cg_json_type_of(cg_json_get(step, "estimated_rows")) >= CG_JSON_INT)
            printf("  ~%.0f", member_f64(step, "estimated_rows"));
        if (profile)
            printf("  %" PRIu64 " rows, %" PRIu64 " touched", member_u64(step, "rows"),
                   member_u64(step, "touched"));
        putchar('\n');
    }
}

static void show_warnings(cg_json_value warnings)
{
    cg_json_iter it = {0};
    cg_json_value warning;
    while (cg_json_next(warnings, &it, &warning))
        fprintf(stderr, "line %" PRIu64 ", column %" PRIu64 ": %.*s\n", member_u64(warning, "line"),
                member_u64(warning, "column"), CG_STR_ARG(member_str(warning, "detail")));
}

int cmd_query(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    CG_AUTO_VALUE(reply) r = {0};
    query_begin(&q, c, "/query");
    question_add_options(c, &q);
    if (!put_request(c, &body))
        return CLI_USAGE;
    if (!client_ask(c, "POST", cg_buf_str(&q.text), &body, &r))
        return CLI_NO;
    if (c->json)
        return show_json(&r);
    cg_json_value root = cg_json_root(r.doc), plan = cg_json_get(root, "plan");
    size_t count = cg_json_count(cg_json_get(root, "rows"));
    show_warnings(cg_json_get(root, "warnings"));
    if (count > 0 || cg_json_type_of(plan) != CG_JSON_ARRAY) {
        show_rows(c, root);
        printf("%s%zu row%s%s%s\n", style_dim(c), count, count == 1 ? "" : "s",
               member_bool(root, "truncated") ? ", and there are more: --max-rows" : "",
               style_end(c));
    }
    show_plan(c, plan);
    return 0;
}
