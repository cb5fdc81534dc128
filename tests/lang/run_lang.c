// SPDX-License-Identifier: Apache-2.0
// Runs language fixtures: what a source file gives, as JSON with one fact a line, must equal the
// expected.json beside it.
//
//   run_lang [--bless] FOLDER…   folders of cases, found at any depth; --bless writes expected.json
//   run_lang --print FILE…       shows what any source file gives
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cg/link.h"
#include "cg/parse.h"
#include "golden.h"

typedef struct printer {
    const cg_unit *unit;
    cg_buf *out;
    cg_buf names;         /* qualified names of all definitions … */
    CG_VEC(cg_text) name; /* … by definition */
    bool first;           /* no item of the current list was printed */
} printer;

/* ---- JSON pieces ---- */

static void text(printer *p, const char *key, cg_str value)
{
    cg_buf_printf(p->out, ", \"%s\": \"", key);
    cg_buf_add_json_escaped(p->out, value);
    cg_buf_add_char(p->out, '"');
}

static void text_if(printer *p, const char *key, cg_text value)
{
    if (value.len)
        text(p, key, cg_unit_str(p->unit, value));
}

static void list_open(printer *p, const char *key)
{
    cg_buf_printf(p->out, ",\n  \"%s\": [", key);
    p->first = true;
}

static void list_close(printer *p)
{
    cg_buf_add_str(p->out, p->first ? CG_STR("]") : CG_STR("\n  ]"));
}

static void item_open(printer *p, const char *key, cg_str value)
{
    cg_buf_printf(p->out, "%s\n    {\"%s\": \"", p->first ? "" : ",", key);
    cg_buf_add_json_escaped(p->out, value);
    cg_buf_add_char(p->out, '"');
    p->first = false;
}

static void item_close(printer *p)
{
    cg_buf_add_char(p->out, '}');
}

/* ---- names ---- */

static cg_str qualified(const printer *p, uint32_t def)
{
    cg_text t = p->name.ptr[def];
    return cg_str_make(p->names.ptr + t.off, t.len);
}

static void collect_names(printer *p)
{
    for (uint32_t d = 0; d < p->unit->defs.len; d++) {
        size_t from = p->names.len;
        if (d == 0)
            cg_buf_add_str(&p->names, CG_STR("<file>"));
        else
            cg_unit_add_qualified_name(p->unit, d, &p->names);
        CG_VEC_PUSH(&p->name, (cg_text){(uint32_t)from, (uint32_t)(p->names.len - from)});
    }
}

static bool is_ambiguous(const printer *p, uint32_t def)
{
    for (uint32_t d = 0; d < p->unit->defs.len; d++)
        if (d != def && cg_str_eq(qualified(p, d), qualified(p, def)))
            return true;
    return false;
}

/* The qualified name, or the descriptors where that is not enough. */
static void add_def_name(const printer *p, uint32_t def, cg_buf *out)
{
    if (is_ambiguous(p, def))
        cg_unit_add_descriptors(p->unit, def, out);
    else
        cg_buf_add_str(out, qualified(p, def));
}

static void def_name(printer *p, const char *key, uint32_t def, bool opens_item)
{
    CG_AUTO_VALUE(cg_buf) name = {0};
    add_def_name(p, def, &name);
    if (opens_item)
        item_open(p, key, cg_buf_str(&name));
    else
        text(p, key, cg_buf_str(&name));
}

/* What a reference is a member of, as somebody would write it. */
static void add_base(const printer *p, const cg_ref *ref, cg_buf *out, unsigned depth)
{
    const cg_ref *base = ref->base == CG_NONE ? NULL : &p->unit->refs.ptr[ref->base];
    if (ref->base_kind == CG_BASE_SELF)
        cg_buf_add_str(out, CG_STR("<self>"));
    if (ref->base_kind == CG_BASE_SUPER)
        cg_buf_add_str(out, CG_STR("<super>"));
    if (ref->base_kind == CG_BASE_GLOBAL)
        cg_buf_add_str(out, CG_STR("<global>"));
    if (ref->base_kind == CG_BASE_OTHER)
        cg_buf_add_str(out, CG_STR("<value>"));
    if (base == NULL || depth > 8)
        return;
    size_t from = out->len;
    add_base(p, base, out, depth + 1);
    if (out->len > from && base->name_len)
        cg_buf_add_char(out, '.');
    bool literal = base->role == CG_ROLE_LITERAL;
    cg_buf_add_str(out, literal ? CG_STR("<") : CG_STR_NULL);
    cg_buf_add_str(out, cg_ref_name(p->unit, base));
    cg_buf_add_str(out, literal ? CG_STR(">") : CG_STR_NULL);
    if (ref->base_kind == CG_BASE_RESULT)
        cg_buf_add_str(out, CG_STR("()"));
}

/* ---- lists ---- */

static void words(printer *p, const char *key, uint32_t bits)
{
    if (bits == 0)
        return;
    cg_buf_printf(p->out, ", \"%s\": \"", key);
    const char *gap = "";
    for (unsigned bit = 0; bit < CG_MODIFIER_COUNT; bit++)
        if (bits & 1u << bit) {
            cg_buf_printf(p->out, "%s%s", gap, cg_modifier_text(bit));
            gap = " ";
        }
    cg_buf_add_char(p->out, '"');
}

static void params(printer *p, const cg_def *def)
{
    if (def->params_min == 255)
        return;
    cg_buf_printf(p->out, ", \"params\": \"%u", def->params_min);
    if (def->params_max == 255)
        cg_buf_add_str(p->out, CG_STR("+"));
    else if (def->params_max != def->params_min)
        cg_buf_printf(p->out, "..%u", def->params_max);
    cg_buf_add_char(p->out, '"');
}

static void definition(printer *p, uint32_t index)
{
    const cg_def *def = &p->unit->defs.ptr[index];
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    cg_unit_add_descriptors(p->unit, index, &symbol);
    item_open(p, "kind", cg_str_from(cg_node_kind_text(def->kind)));
    text_if(p, "name", def->name);
    text(p, "qualified_name", qualified(p, index));
    text(p, "symbol", cg_buf_str(&symbol));
    cg_buf_printf(p->out, ", \"line\": %" PRIu32, def->name_line + 1);
    if (def->start_line != def->name_line)
        cg_buf_printf(p->out, ", \"start_line\": %" PRIu32, def->start_line + 1);
    cg_buf_printf(p->out, ", \"end_line\": %" PRIu32 ", \"col\": %" PRIu32, def->end_line + 1,
                  def->name_col + 1);
    text_if(p, "signature", def->signature);
    text_if(p, "doc", def->doc);
    if (def->visibility)
        text(p, "visibility", cg_str_from(cg_visibility_text(def->visibility)));
    words(p, "modifiers", def->modifiers);
    text_if(p, "decorators", def->decorators);
    params(p, def);
    item_close(p);
}

static void import(printer *p, const cg_import *import)
{
    static const char *const flags[] = {"wildcard",    "reexport",    "type_only", "static",
                                        "default",     "namespace",   "system",    "dynamic",
                                        "side_effect", "conditional", "resolved"};
    const cg_def *def = &p->unit->defs.ptr[import->def];
    item_open(p, "local", cg_unit_str(p->unit, def->name));
    text(p, "module", cg_unit_str(p->unit, import->module));
    text_if(p, "name", import->name);
    if (import->level)
        cg_buf_printf(p->out, ", \"level\": %" PRIu32, import->level);
    const char *gap = ", \"flags\": \"";
    for (unsigned bit = 0; bit < CG_ARRAY_LEN(flags); bit++)
        if (import->flags & 1u << bit) {
            cg_buf_printf(p->out, "%s%s", gap, flags[bit]);
            gap = " ";
        }
    if (import->flags)
        cg_buf_add_char(p->out, '"');
    cg_buf_printf(p->out, ", \"line\": %" PRIu32, def->name_line + 1);
    item_close(p);
}

/* The line of the n-th reference of a definition's body. */
static uint32_t line_of(const printer *p, uint32_t source, uint32_t ordinal)
{
    for (uint32_t r = 0; r < p->unit->refs.len; r++)
        if (p->unit->refs.ptr[r].source == source && ordinal-- == 0)
            return p->unit->refs.ptr[r].line + 1;
    return 0;
}

static void relationship(printer *p, const cg_link_edge *edge, const uint32_t *ordinals)
{
    if (edge->kind == CG_EDGE_CONTAINS || edge->kind == CG_EDGE_IMPORTS)
        return; /* plain from the lists above */
    def_name(p, "source", edge->source, true);
    text(p, "kind", cg_str_from(cg_edge_kind_text(edge->kind)));
    def_name(p, "target", edge->target, false);
    cg_buf_add_str(p->out, CG_STR(", \"lines\": ["));
    for (uint32_t i = 0; i < edge->count; i++)
        cg_buf_printf(p->out, "%s%" PRIu32, i ? ", " : "",
                      line_of(p, edge->source, ordinals[edge->first + i]));
    cg_buf_add_char(p->out, ']');
    text(p, "rule", cg_str_from(cg_link_rule_text(edge->rule)));
    cg_buf_printf(p->out, ", \"confidence\": %u", edge->confidence);
    item_close(p);
}

static void unresolved(printer *p, const cg_ref *ref)
{
    CG_AUTO_VALUE(cg_buf) base = {0};
    if (ref->target_kind != CG_TARGET_NONE || ref->role == CG_ROLE_LITERAL || ref->name_len == 0)
        return;
    def_name(p, "source", ref->source, true);
    text(p, "role", cg_str_from(cg_role_text(ref->role)));
    text(p, "name", cg_ref_name(p->unit, ref));
    add_base(p, ref, &base, 0);
    if (base.len)
        text(p, "base", cg_buf_str(&base));
    if (ref->args != 255)
        cg_buf_printf(p->out, ", \"args\": %u", ref->args);
    cg_buf_printf(p->out, ", \"line\": %" PRIu32, ref->line + 1);
    item_close(p);
}

static void print_unit(const cg_unit *unit, cg_skip skip, cg_buf *out)
{
    static const char *const statuses[] = {"ok", "partial", "skipped"};
    printer p = {.unit = unit, .out = out};
    cg_buf_printf(out, "{\n  \"language\": \"%s\",\n  \"status\": \"%s\"", cg_lang_text(unit->lang),
                  statuses[unit->status]);
    if (unit->status == CG_PARSE_SKIPPED) {
        cg_buf_printf(out, ",\n  \"reason\": \"%s\"\n}\n", cg_skip_text(skip));
        return;
    }
    cg_link_edges edges = {0};
    cg_ordinals ordinals = {0};
    cg_link_alone(unit, &edges, &ordinals);
    collect_names(&p);
    list_open(&p, "errors");
    for (size_t i = 0; i < unit->errors.len; i++) {
        const cg_range *e = &unit->errors.ptr[i];
        cg_buf_printf(out, "%s\n    {\"line\": %" PRIu32 ", \"end_line\": %" PRIu32 "}",
                      i ? "," : "", e->start_line + 1, e->end_line + 1);
        p.first = false;
    }
    list_close(&p);
    list_open(&p, "definitions");
    if (unit->defs.ptr[0].doc.len)
        definition(&p, 0);
    for (uint32_t d = 1; d < unit->defs.len; d++)
        if (unit->defs.ptr[d].kind != CG_NODE_IMPORT)
            definition(&p, d);
    list_close(&p);
    list_open(&p, "imports");
    for (size_t i = 0; i < unit->imports.len; i++)
        import(&p, &unit->imports.ptr[i]);
    list_close(&p);
    list_open(&p, "relationships");
    for (size_t i = 0; i < edges.len; i++)
        relationship(&p, &edges.ptr[i], ordinals.ptr);
    list_close(&p);
    list_open(&p, "unresolved");
    for (size_t i = 0; i < unit->refs.len; i++)
        unresolved(&p, &unit->refs.ptr[i]);
    list_close(&p);
    cg_buf_add_str(out, CG_STR("\n}\n"));
    CG_VEC_FINI(&edges);
    CG_VEC_FINI(&ordinals);
    CG_VEC_FINI(&p.name);
    cg_buf_fini(&p.names);
}

/* ---- one file ---- */

static cg_parser *parser;
static cg_parse_limits limits;

/* The JSON of a source file; its unit also survives being stored and read. */
static bool describe(const char *path, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) source = {0};
    CG_AUTO_VALUE(cg_buf) stored = {0}, again = {0};
    CG_AUTO_VALUE(cg_unit) unit = {0}, read = {0};
    cg_err err = {0};
    cg_skip skip;
    cg_unit_init(&unit);
    cg_unit_init(&read);
    if (cg_file_read(path, 64u << 20, &source, &err) != CG_OK) {
        printf("%s: %s\n", path, err.text);
        return false;
    }
    cg_lang_id lang = cg_lang_detect(cg_str_from(path), cg_buf_str(&source));
    skip = cg_parse_check(cg_str_from(path), cg_buf_str(&source), lang, &limits);
    if (skip == CG_SKIP_NONE &&
        cg_parse_unit(parser, &(cg_parse_input){.content = cg_buf_str(&source), .lang = lang},
                      &unit, &skip, &err) != CG_OK) {
        printf("%s: %s\n", path, err.text);
        return false;
    }
    if (skip != CG_SKIP_NONE) {
        unit.lang = (uint8_t)lang;
        unit.status = CG_PARSE_SKIPPED;
        print_unit(&unit, skip, out);
        return true;
    }
    print_unit(&unit, skip, out);
    cg_unit_encode(&unit, &stored);
    if (cg_unit_decode(cg_buf_str(&stored), true, &read, &err) != CG_OK) {
        printf("%s: decode: %s\n", path, err.text);
        return false;
    }
    print_unit(&read, skip, &again);
    if (!cg_str_eq(cg_buf_str(out), cg_buf_str(&again))) {
        printf("%s: differs after encoding and decoding\n", path);
        return false;
    }
    return true;
}

/* ---- cases ---- */

static unsigned passed, failed;
static bool bless;

static void run_case(const char *folder, const char *input)
{
    CG_AUTO_VALUE(cg_buf) actual = {0};
    char path[4096], expected[4096];
    snprintf(path, sizeof path, "%s/%s", folder, input);
    snprintf(expected, sizeof expected, "%s/expected.json", folder);
    bool ok = describe(path, &actual) && golden_check(expected, cg_buf_str(&actual), bless);
    if (!ok)
        printf("FAILED %s\n", folder);
    *(ok ? &passed : &failed) += 1;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* input.go and the like; project manifests are known by their own names. */
static bool is_input(const char *name)
{
    return strncmp(name, "input", 5) == 0 || cg_lang_by_name(cg_str_from(name)) == CG_LANG_MANIFEST;
}

static void run_folder(const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, by_name);
    if (n < 0) {
        printf("FAILED %s: cannot be read\n", folder);
        failed++;
        return;
    }
    for (int i = 0; i < n; i++) {
        char path[4096];
        struct stat st;
        const char *name = entries[i]->d_name;
        snprintf(path, sizeof path, "%s/%s", folder, name);
        if (name[0] != '.' && stat(path, &st) == 0) {
            if (S_ISDIR(st.st_mode))
                run_folder(path);
            else if (is_input(name))
                run_case(folder, name);
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    int at = 1;
    bool print = argc > 1 && strcmp(argv[1], "--print") == 0;
    bless = argc > 1 && strcmp(argv[1], "--bless") == 0;
    at += print || bless;
    if (at >= argc) {
        fprintf(stderr, "usage: run_lang [--bless] FOLDER… | --print FILE…\n");
        return 2;
    }
    limits = cg_parse_limits_default();
    parser = cg_parser_create(&limits, NULL);
    for (; at < argc; at++) {
        if (print) {
            CG_AUTO_VALUE(cg_buf) out = {0};
            if (!describe(argv[at], &out))
                failed++;
            printf("%.*s", CG_STR_ARG(cg_buf_str(&out)));
        } else {
            run_folder(argv[at]);
        }
    }
    cg_parser_destroy(parser);
    if (!print)
        printf("%u passed, %u failed\n", passed, failed);
    return failed > 0;
}
