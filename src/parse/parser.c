// SPDX-License-Identifier: Apache-2.0
// parse: a parser with all it reuses from file to file, and the two ways to run it.
#include "parse_int.h"

#define KEEP_BYTES (4u << 20) /* a larger unit is given back after the file */

struct cg_parser {
    TSParser *ts;
    cg_lang_id lang; /* that ts is set to */
    cg_parse_limits limits;
    cg_trees *trees; /* or NULL */
    cg_extract extract;
    cg_unit unit; /* of the file at hand: it grows here, callers get a copy without spare memory */
    cg_buf masked;
    cg_mask_notes notes;
};

typedef struct run_input {
    cg_str text;
    uint64_t deadline_ns; /* 0: none */
} run_input;

cg_parse_limits cg_parse_limits_default(void)
{
    return (cg_parse_limits){.file_bytes_max = 4u << 20,
                             .manifest_bytes_max = 16u << 20,
                             .nesting_max = 1500,
                             .timeout_ns = 10u * 1000000000ull,
                             .line_bytes_max = 500,
                             .facts_max = 2000000};
}

cg_parser *cg_parser_create(const cg_parse_limits *limits, cg_trees *trees)
{
    cg_parser *p = cg_alloc(sizeof *p);
    p->trees = trees;
    p->limits = limits ? *limits : cg_parse_limits_default();
    p->limits.facts_max = CG_MIN(p->limits.facts_max, 0x0fffffffu);
    p->ts = ts_parser_new();
    extract_init(&p->extract);
    return p;
}

void cg_parser_destroy(cg_parser *parser)
{
    if (parser == NULL)
        return;
    ts_parser_delete(parser->ts);
    extract_fini(&parser->extract);
    cg_unit_fini(&parser->unit);
    cg_buf_fini(&parser->masked);
    CG_VEC_FINI(&parser->notes.list);
    CG_VEC_FINI(&parser->notes.names);
    CG_VEC_FINI(&parser->notes.macros);
    CG_VEC_FINI(&parser->notes.given);
    CG_VEC_FINI(&parser->notes.wanted);
    CG_VEC_FINI(&parser->notes.conditions);
    cg_buf_fini(&parser->notes.texts);
    cg_free(parser);
}

static const char *read_input(void *payload, uint32_t byte, TSPoint at, uint32_t *out_len)
{
    (void)at;
    const run_input *in = payload;
    *out_len = byte < in->text.len ? (uint32_t)in->text.len - byte : 0;
    return *out_len ? in->text.ptr + byte : "";
}

static bool past_deadline(TSParseState *state)
{
    const run_input *in = state->payload;
    return in->deadline_ns && cg_now_ns() > in->deadline_ns;
}

/* `old`: the tree of another text, edited into this one's places; or NULL. NULL when it took too long. */
static TSTree *run_parser(cg_parser *p, const TSTree *old, cg_str text, uint64_t deadline_ns)
{
    run_input in = {text, deadline_ns};
    TSInput input = {.payload = &in, .read = read_input, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = &in, .progress_callback = past_deadline};
    TSTree *tree = ts_parser_parse_with_options(p->ts, old, input, options);
    if (tree == NULL)
        ts_parser_reset(p->ts);
    return tree;
}

TSTree *parse_ranges(cg_extract *x, const TSRange *ranges, uint32_t count)
{
    cg_parser *p = (cg_parser *)((char *)x - offsetof(cg_parser, extract));
    if (!ts_parser_set_included_ranges(p->ts, ranges, count))
        return NULL;
    TSTree *tree = run_parser(p, NULL, x->source, x->deadline_ns);
    (void)ts_parser_set_included_ranges(p->ts, NULL, 0);
    return tree;
}

static cg_code select_lang(cg_parser *p, cg_str content, cg_lang_id lang, const cg_lang **out_lang,
                           cg_err *err)
{
    const cg_lang *found = lang_find(lang);
    if (found == NULL)
        return CG_FAIL(err, CG_E_INVALID, "no such language in this build");
    if (content.len >= UINT32_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "source of 4 GiB or more");
    if (p->lang != lang && found->grammar != NULL) {
        if (!ts_parser_set_language(p->ts, lang_table_get(found)->grammar))
            return CG_FAIL(err, CG_E_INTERNAL, "grammar of %s does not fit the parsing library",
                           cg_lang_text(lang));
        p->lang = lang;
    }
    *out_lang = found;
    return CG_OK;
}

static cg_str mask(cg_parser *p, const cg_lang *lang, cg_str content, cg_str prelude,
                   cg_activity_changes *out_changes)
{
    cg_buf_clear(&p->masked);
    cg_buf_clear(&p->notes.texts);
    CG_VEC_CLEAR(&p->notes.list);
    CG_VEC_CLEAR(&p->notes.names);
    CG_VEC_CLEAR(&p->notes.macros);
    CG_VEC_CLEAR(&p->notes.given);
    CG_VEC_CLEAR(&p->notes.wanted);
    CG_VEC_CLEAR(&p->notes.conditions);
    if (lang->mask == NULL || !lang->mask(content, prelude, &p->masked, out_changes, &p->notes))
        return content;
    CG_ASSERT(p->masked.len == content.len);
    return cg_buf_str(&p->masked);
}

static uint32_t count_lines(cg_str s)
{
    uint32_t lines = s.len && s.ptr[s.len - 1] != '\n' ? 1 : 0;
    for (size_t i = 0; i < s.len; i++)
        lines += s.ptr[i] == '\n';
    return lines;
}

static void begin_unit(cg_extract *x, const cg_lang *lang, cg_str content, cg_unit *unit)
{
    cg_unit_clear(unit);
    unit->lang = (uint8_t)lang->id;
    unit->extractor_version = lang->version;
    unit->source_bytes = (uint32_t)content.len;
    unit->source_lines = count_lines(content);
    x->lang = lang;
    x->table = lang_table_get(lang);
    x->unit = unit;
    x->source = content;
    x->recode = !cg_utf8_valid(content);
}

static bool has_error(const TSTree *tree)
{
    return ts_node_has_error(ts_tree_root_node(tree));
}

/* Around an error the tree may depend on what was parsed before, not on the text alone: then it is parsed whole. */
static TSTree *parse_next(cg_parser *p, kept_tree *kept, cg_str text, uint64_t deadline_ns)
{
    TSInputEdit edit = edit_between(cg_buf_str(&kept->text), text);
    ts_tree_edit(kept->tree, &edit);
    TSTree *tree = run_parser(p, kept->tree, text, deadline_ns);
    if (tree == NULL)
        return NULL;
    if (!has_error(tree)) {
        cg_metric_add(CG_M_PARSE_RESUMED, 1);
        return tree;
    }
    ts_tree_delete(tree);
    return run_parser(p, NULL, text, deadline_ns);
}

/* Consumes the tree. */
static void keep(cg_parser *p, kept_tree *kept, const cg_parse_input *input, TSTree *tree)
{
    if (has_error(tree)) {
        ts_tree_delete(tree);
        kept_tree_free(kept);
        return;
    }
    if (kept == NULL)
        kept = cg_alloc(sizeof *kept);
    else
        ts_tree_delete(kept->tree);
    kept->place = input->place;
    kept->lang = input->lang;
    kept->tree = tree;
    cg_buf_clear(&kept->text);
    cg_buf_add_str(&kept->text, p->extract.parsed);
    if (kept->text.error == CG_OK)
        trees_put(p->trees, kept);
    else
        kept_tree_free(kept);
}

/* What the file is read with for other #includes of it: what that changes is read again. */
static void read_variants(cg_parser *p, cg_str preludes)
{
    cg_extract *x = &p->extract;
    cg_str prelude;
    if (preludes.len > 0 && !x->timed_out)
        variants_remember(x);
    while (cg_str_split(&preludes, '\f', &prelude) && !x->full && !x->timed_out) {
        cg_activity_changes changes = {0}; /* the same as before */
        x->parsed = mask(p, x->lang, x->source, prelude, &changes);
        CG_VEC_FINI(&changes);
        variants_remember(x);
        TSTree *tree = run_parser(p, NULL, x->parsed, x->deadline_ns);
        if (tree == NULL) {
            x->timed_out = true;
            return;
        }
        extract_variant(x, tree);
        ts_tree_delete(tree);
    }
}

/* `variants`: preludes besides that of the text that is to be parsed. False when it took too long. */
static bool extract(cg_parser *p, const cg_parse_input *input, cg_str variants)
{
    cg_extract *x = &p->extract;
    if (x->lang->grammar == NULL) {
        extract_read(x);
        return !x->timed_out;
    }
    bool may_keep = p->trees != NULL && input->place != 0 && variants.len == 0;
    kept_tree *kept = may_keep ? trees_take(p->trees, input->place) : NULL;
    if (kept != NULL && kept->lang != input->lang) {
        kept_tree_free(kept);
        kept = NULL;
    }
    TSTree *tree = kept != NULL ? parse_next(p, kept, x->parsed, x->deadline_ns)
                                : run_parser(p, NULL, x->parsed, x->deadline_ns);
    if (tree == NULL) {
        kept_tree_free(kept);
        return false;
    }
    extract_tree(x, tree);
    read_variants(p, variants);
    if (!x->timed_out)
        extract_end(x);
    if (may_keep)
        keep(p, kept, input, tree);
    else
        ts_tree_delete(tree);
    return !x->timed_out;
}

/* Of the file: behind all other hints, whose kinds are less. */
static void add_file_hints(cg_parser *p, cg_hint_kind kind, const cg_mask_note *notes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cg_str text = cg_str_make(p->notes.texts.ptr + notes[i].text, notes[i].text_len);
        CG_VEC_PUSH(&p->extract.unit->hints, (cg_hint){.kind = (uint8_t)kind,
                                                       .index = (uint32_t)i,
                                                       .value = notes[i].byte,
                                                       .name = cg_x_intern(&p->extract, text)});
    }
}

static void give_unit(cg_parser *p, cg_unit *out)
{
    cg_unit_copy(&p->unit, out);
    if (cg_unit_bytes(&p->unit) > KEEP_BYTES)
        cg_unit_fini(&p->unit);
}

cg_code cg_parse_unit(cg_parser *parser, const cg_parse_input *input, cg_unit *unit,
                      cg_skip *out_skip, cg_err *err)
{
    const cg_lang *lang;
    cg_code rc = select_lang(parser, input->content, input->lang, &lang, err);
    if (rc != CG_OK)
        return rc;
    cg_extract *x = &parser->extract;
    cg_unit *own = &parser->unit;
    begin_unit(x, lang, input->content, own);
    x->limits = &parser->limits;
    x->deadline_ns = parser->limits.timeout_ns ? cg_now_ns() + parser->limits.timeout_ns : 0;
    x->timed_out = false;
    cg_str prelude = CG_STR_NULL, variants = input->prelude;
    (void)cg_str_split(&variants, '\f', &prelude);
    x->parsed = mask(parser, lang, input->content, prelude, &own->activity);
    x->notes = &parser->notes;
    *out_skip = CG_SKIP_NONE;
    if (!extract(parser, input, variants)) {
        cg_unit_clear(own);
        own->lang = (uint8_t)input->lang;
        own->extractor_version = lang->version;
        own->status = CG_PARSE_SKIPPED;
        *out_skip = CG_SKIP_TIMEOUT;
    } else {
        branches_tell(x);
        add_file_hints(parser, CG_HINT_MACRO, parser->notes.macros.ptr, parser->notes.macros.len);
        add_file_hints(parser, CG_HINT_GIVEN, parser->notes.given.ptr, parser->notes.given.len);
        add_file_hints(parser, CG_HINT_WANTED, parser->notes.wanted.ptr, parser->notes.wanted.len);
    }
    rc = own->strings.error;
    give_unit(parser, unit);
    return rc != CG_OK ? rc : unit->strings.error;
}

bool cg_parse_is_useful(const cg_unit *unit, cg_str prelude)
{
    const cg_lang *lang = lang_find((cg_lang_id)unit->lang);
    size_t first, count = cg_unit_hints(unit, CG_HINT_WANTED, 0, &first);
    bool useful = false;
    if (lang == NULL || lang->defines == NULL || prelude.len == 0)
        return false;
    for (size_t i = first; !useful && i < first + count; i++) {
        const cg_hint *h = &unit->hints.ptr[i];
        useful = lang->defines(prelude, cg_unit_str(unit, h->name), h->value);
    }
    return useful;
}

cg_code cg_parse_bare(cg_parser *parser, cg_str content, cg_lang_id lang_id, cg_err *err)
{
    const cg_lang *lang;
    cg_code rc = select_lang(parser, content, lang_id, &lang, err);
    if (rc != CG_OK || lang->grammar == NULL)
        return rc;
    TSTree *tree = run_parser(parser, NULL, content, 0);
    if (tree)
        ts_tree_delete(tree);
    return CG_OK;
}
