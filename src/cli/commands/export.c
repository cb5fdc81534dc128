// SPDX-License-Identifier: Apache-2.0
// codegraph export FORMAT: the graph, or what filters leave of it, for other programs.
#include "export/export.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOLD_MS 900000 /* of a transaction that keeps the state of a branch */
#define SHOW_EVERY 1000

static const export_format *const formats[] = {&export_graphml, &export_dot, &export_jsonld,
                                               &export_cypher, &export_scip};

const char *const export_texts[] = {"symbol",    "kind",      "name", "qualified_name", "language",
                                    "file_path", "signature", "doc",  "visibility",     "origin"};
const size_t export_texts_count = CG_ARRAY_LEN(export_texts);

/* ---- what formats share ---- */

cg_str export_end(cg_json_value edge, const char *end)
{
    cg_str id = CG_STR_NULL;
    cg_json_value value = cg_json_get(edge, end);
    if (cg_json_type_of(value) == CG_JSON_OBJECT)
        return member_str(value, "id");
    return cg_json_as_str(value, &id, NULL) == CG_OK ? id : CG_STR_NULL;
}

void export_flush(export *x)
{
    fwrite(x->scratch.ptr, 1, x->scratch.len, x->out);
    cg_buf_clear(&x->scratch);
}

void export_add_camel(cg_buf *out, cg_str word)
{
    bool up = true;
    for (size_t i = 0; i < word.len; i++) {
        char one = word.ptr[i];
        if (one != '_')
            cg_buf_add_char(out, up && one >= 'a' && one <= 'z' ? (char)(one - 'a' + 'A') : one);
        up = one == '_';
    }
}

bool export_metadata(cg_json_value node, cg_buf *out)
{
    cg_json_writer w;
    cg_json_value metadata = cg_json_get(node, "metadata");
    if (cg_json_count(metadata) == 0)
        return false;
    cg_json_writer_init(&w, out);
    cg_json_write_value(&w, metadata);
    return true;
}

/* ---- which rows ---- */

static bool is_listed(cg_str list, cg_str word)
{
    cg_str one;
    if (list.len == 0)
        return true;
    while (list.len > 0 && cg_str_split(&list, ',', &one))
        if (cg_str_eq(one, word))
            return true;
    return false;
}

static bool is_filtered(const export *x)
{
    return x->kinds.len + x->languages.len + x->path.len > 0;
}

/* The same question of a node and of the ends of a relationship, so that no end is missing. */
static bool fits(const export *x, cg_json_value node)
{
    cg_str path = member_str(node, "file_path");
    return is_listed(x->kinds, member_str(node, "kind")) &&
           is_listed(x->languages, member_str(node, "language")) &&
           (x->path.len == 0 || (path.len > 0 && cg_glob_match(x->path, path)));
}

/* ---- streams ---- */

typedef struct pump {
    export *x;
    bool edges;
    bool ended, broken,
        again; /* by a summary; by something else; by one that is to be gone on with */
    cg_str cursor;
    uint64_t generation;
} pump;

static void take_row(pump *p, cg_json_value root)
{
    export *x = p->x;
    cg_json_value row = cg_json_get(root, p->edges ? "relationship" : "node");
    bool wanted = !is_filtered(x) || (p->edges ? fits(x, cg_json_get(row, "source")) &&
                                                     fits(x, cg_json_get(row, "target"))
                                               : fits(x, row));
    if (!wanted)
        return;
    uint64_t *count = p->edges ? &x->edges : &x->nodes;
    if (p->edges)
        x->format->edge(x, row);
    else
        x->format->node(x, row);
    if (++*count % SHOW_EVERY == 0)
        show_progress(x->c, p->edges ? "edges" : "nodes", *count,
                      is_filtered(x) ? 0 : CG_MAX(x->expected[p->edges], *count), CG_STR_NULL);
}

static bool take_line(void *arg, cg_str text)
{
    pump *p = arg;
    CG_AUTO(cg_json) doc = NULL;
    cg_err err;
    if (cg_json_parse(text, NULL, &doc, &err) != CG_OK) {
        fprintf(stderr, "codegraph: a line of the reply is not readable: %s\n", err.text);
        p->broken = true;
        return false;
    }
    cg_arena_mark mark = cg_arena_save(p->x->c->arena);
    cg_json_value root = cg_json_root(doc);
    cg_str type = member_str(root, "type");
    if (p->ended) {
        fprintf(stderr, "codegraph: the reply goes on behind its end\n");
        p->broken = true;
    } else if (cg_str_eq(type, CG_STR("result"))) {
        take_row(p, root);
        cg_arena_rewind(p->x->c->arena, mark);
    } else if (cg_str_eq(type, CG_STR("summary"))) {
        p->ended = true;
        p->generation = member_u64(root, "generation");
    } else if (cg_str_eq(type, CG_STR("error"))) {
        p->cursor = cg_arena_str(p->x->c->arena, member_str(root, "next_cursor"));
        p->again =
            p->cursor.len > 0 && cg_str_eq(member_str(root, "code"), CG_STR("deadline_exceeded"));
        p->broken = !p->again;
        if (p->broken)
            fprintf(stderr, "codegraph: %.*s\n", CG_STR_ARG(member_str(root, "detail")));
    }
    return ferror(p->x->out) == 0;
}

static void add_parameters(const pump *p, query *q)
{
    const export *x = p->x;
    if (x->ref.len > 0)
        query_add(q, "ref", x->ref);
    if (x->path.len > 0)
        query_add(q, "path", x->path);
    if (p->cursor.len > 0)
        query_add(q, "cursor", p->cursor);
    if (!p->edges) {
        if (x->kinds.len > 0)
            query_add(q, "kind", x->kinds);
        return;
    }
    if (opt_given(x->c, "types"))
        query_add(q, "type", cg_str_from(opt(x->c, "types")));
    if (opt_given(x->c, "min-confidence"))
        query_add(q, "min_confidence", cg_str_from(opt(x->c, "min-confidence")));
    if (x->format->wants_sites)
        query_add(q, "include", CG_STR("nodes,sites"));
    else if (is_filtered(x))
        query_add(q, "include", CG_STR("nodes"));
}

/* All rows of one stream, over as many requests as the server's time for one asks for. */
static bool stream(export *x, bool edges)
{
    pump p = {.x = x, .edges = edges};
    do {
        CG_AUTO_VALUE(query) q = {0};
        query_begin(&q, x->c, edges ? "/stream/relationships" : "/stream/nodes");
        add_parameters(&p, &q);
        p.again = false;
        if (!client_lines(x->c, cg_buf_str(&q.text), take_line, &p) && !p.broken &&
            ferror(x->out) == 0)
            return false;
    } while (p.again && ferror(x->out) == 0);
    x->generations[edges] = p.generation;
    if ((p.ended && !p.broken) || ferror(x->out) != 0)
        return p.ended;
    if (!p.broken)
        fprintf(stderr, "codegraph: the reply ended before it was whole\n");
    x->c->failure = CLI_BROKEN;
    return false;
}

/* ---- one state for both streams ---- */

/* A branch may move between them: its head's version is read, or where that is none, the state is kept by a
 * transaction. Other refs are read as they are. False: there is nothing to keep. */
static bool hold(export *x, cg_str branch, cg_str *out_transaction)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(reply) r = {0};
    cli *c = x->c;
    path_begin(c, &q, "/branches/", branch, "");
    if (!client_send(c, "GET", cg_buf_str(&q.text), NULL, &r))
        return false;
    x->ref = branch;
    cg_str version = member_str(cg_json_get(cg_json_root(r.doc), "head"), "id");
    if (r.status != 200)
        return true;
    if (version.len > 0) {
        x->ref = cg_arena_str(c->arena, version);
        return true;
    }
    CG_AUTO_VALUE(query) begin = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    CG_AUTO_VALUE(reply) begun = {0};
    cg_json_writer w;
    body_begin(&w, &body);
    cg_json_put_str(&w, "branch", branch);
    cg_json_put_u64(&w, "timeout_ms", HOLD_MS);
    cg_json_end_object(&w);
    query_begin(&begin, c, "/transactions");
    if (!client_send(c, "POST", cg_buf_str(&begin.text), &body, &begun))
        return false;
    if (begun.status != 201)
        return true; /* protected, or the server has other bounds: that nothing moved is seen at the end */
    *out_transaction = cg_arena_str(c->arena, member_str(cg_json_root(begun.doc), "id"));
    c->transaction = *out_transaction;
    x->ref = CG_STR_NULL;
    return true;
}

static void let_go(export *x, cg_str transaction)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(reply) r = {0};
    cli_exit before = x->c->failure;
    x->c->transaction = CG_STR_NULL;
    cg_buf_printf(&q.text, "/transactions/%.*s/rollback", CG_STR_ARG(transaction));
    (void)client_send(x->c, "POST", cg_buf_str(&q.text), NULL, &r);
    x->c->failure = before;
}

/* For progress, and to divide the work by. */
static void ask_counts(export *x)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(reply) r = {0};
    cg_buf_add_str(&q.text, CG_STR("/projects/"));
    query_add_segment(&q, x->c->project.len > 0 ? x->c->project : CG_STR("default"));
    if (x->ref.len > 0)
        query_add(&q, "ref", x->ref);
    if (!client_send(x->c, "GET", cg_buf_str(&q.text), NULL, &r) || r.status != 200)
        return;
    x->expected[0] = member_u64(cg_json_root(r.doc), "nodes");
    x->expected[1] = member_u64(cg_json_root(r.doc), "relationships");
}

static bool write_all(export *x)
{
    cg_str transaction = CG_STR_NULL;
    const char *ref = opt(x->c, "ref");
    if (x->c->transaction.len == 0 &&
        !hold(x, cg_str_from(ref != NULL ? ref : "main"), &transaction))
        return false;
    if (x->c->transaction.len > 0 && ref != NULL)
        x->ref = cg_str_from(ref);
    ask_counts(x);
    x->format->begin(x);
    bool fine = stream(x, false) && stream(x, true);
    if (fine && x->generations[0] != x->generations[1]) {
        fprintf(stderr,
                "codegraph: the branch moved while it was read; export a version, or again\n");
        x->c->failure = CLI_CONFLICT;
        fine = false;
    }
    fine = fine && (x->format->end == NULL || x->format->end(x));
    show_progress_end();
    if (transaction.len > 0)
        let_go(x, transaction);
    return fine;
}

/* ---- where to ---- */

static bool file_failed(export *x, const char *path)
{
    fprintf(stderr, "codegraph: %s: %s\n", path, strerror(errno));
    x->c->failure = CLI_NO;
    return false;
}

/* Under its name only when it is whole; what is no file, such as a pipe, is written as it is. */
static bool write_file(export *x, const char *path)
{
    struct stat st;
    bool special = stat(path, &st) == 0 && !S_ISREG(st.st_mode);
    const char *to = special ? path : cg_arena_printf(x->c->arena, "%s.part", path).ptr;
    x->out = fopen(to, "we");
    if (x->out == NULL)
        return file_failed(x, to);
    bool fine = write_all(x);
    bool written = ferror(x->out) == 0 && fflush(x->out) == 0;
    if (!written)
        (void)file_failed(x, to);
    written = fclose(x->out) == 0 && written;
    if (special)
        return fine && written;
    if (fine && written && rename(to, path) == 0)
        return true;
    if (fine && written)
        (void)file_failed(x, path);
    (void)unlink(to);
    return false;
}

static void say_what_came(const export *x, const char *path)
{
    const cli *c = x->c;
    if (c->json) {
        printf("{\"format\":\"%s\",\"generation\":%" PRIu64 ",\"nodes\":%" PRIu64
               ",\"relationships\":%" PRIu64 "}\n",
               x->format->name, x->generations[0], x->nodes, x->edges);
        return;
    }
    fprintf(stderr, "%.*s nodes, %.*s relationships of generation %" PRIu64 "%s%s\n",
            CG_STR_ARG(show_number(c, x->nodes)), CG_STR_ARG(show_number(c, x->edges)),
            x->generations[0], path != NULL ? " in " : "", path != NULL ? path : "");
}

int cmd_export(cli *c)
{
    const char *path = opt(c, "output");
    export x = {.c = c,
                .out = stdout,
                .kinds = cg_str_from(opt(c, "kind")),
                .languages = cg_str_from(opt(c, "language")),
                .path = cg_str_from(opt(c, "path"))};
    for (size_t i = 0; i < CG_ARRAY_LEN(formats); i++)
        if (cg_str_eq(word(c, 0), cg_str_from(formats[i]->name)))
            x.format = formats[i];
    if (x.format == NULL)
        return misuse(c, "the format is graphml, dot, jsonld, cypher or scip, not \"%.*s\"",
                      CG_STR_ARG(word(c, 0)));
    if (path == NULL && c->json)
        return misuse(c, "--json says what came of it, and needs --output FILE");
    if (path == NULL && x.format->binary && isatty(STDOUT_FILENO))
        return misuse(c, "%s is no text: give --output FILE, or send it elsewhere", x.format->name);
    (void)signal(SIGPIPE,
                 SIG_IGN); /* who reads less than all is no reason to leave a transaction behind */
    bool fine = path != NULL ? write_file(&x, path) : write_all(&x);
    if (x.format->fini != NULL)
        x.format->fini(&x);
    cg_buf_fini(&x.scratch);
    if (!fine)
        return CLI_NO;
    say_what_came(&x, path);
    return CLI_FINE;
}
