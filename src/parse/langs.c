// SPDX-License-Identifier: Apache-2.0
// parse: the tables that dispatch on node types, built once for all languages from what their
// folders state by name. They live as long as the process.
#include "parse_int.h"

static lang_table tables[CG_LANG_LIMIT];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static bool same_name(const char *a, const char *b)
{
    return a[0] == b[0] && strcmp(a, b) == 0;
}

/* Several symbols may share a type name: aliases, and variants that the grammar tells apart. */
static bool each_symbol(lang_table *t, const char *name, bool named_only,
                        void (*mark)(symbol_info *info, const void *arg), const void *arg)
{
    bool found = false;
    for (uint32_t s = 0; s < t->symbol_count; s++) {
        TSSymbolType type = ts_language_symbol_type(t->grammar, (TSSymbol)s);
        if (type != TSSymbolTypeRegular && (named_only || type != TSSymbolTypeAnonymous))
            continue;
        const char *have = ts_language_symbol_name(t->grammar, (TSSymbol)s);
        if (have && same_name(have, name)) {
            mark(&t->symbols[s], arg);
            found = true;
        }
    }
    return found;
}

static void mark_handler(symbol_info *info, const void *arg)
{
    info->handle = *(const cg_handler_fn *)arg;
}

static void mark_token(symbol_info *info, const void *arg)
{
    info->token = *(const uint16_t *)arg;
}

static void mark_comment(symbol_info *info, const void *arg)
{
    (void)arg;
    info->flags |= SYM_COMMENT;
}

static void problem(cg_buf *out, const cg_lang *lang, const char *what, const char *name)
{
    if (out)
        cg_buf_printf(out, "%s: no %s \"%s\" in the grammar\n", cg_lang_text(lang->id), what, name);
}

static void build_symbols(lang_table *t, const cg_lang *lang, cg_buf *out)
{
    t->symbol_count = ts_language_symbol_count(t->grammar);
    t->symbols = cg_alloc_array(t->symbol_count, sizeof *t->symbols);
    for (uint32_t s = 0; s < t->symbol_count; s++)
        if (ts_language_symbol_type(t->grammar, (TSSymbol)s) == TSSymbolTypeRegular)
            t->symbols[s].flags |= SYM_NAMED;
    t->error.flags = SYM_NAMED;
    for (size_t i = 0; i < lang->rules_count; i++) {
        const cg_rule *rule = &lang->rules[i];
        if (same_name(rule->type, "ERROR"))
            t->error.handle = rule->handle;
        else if (!each_symbol(t, rule->type, true, mark_handler, &rule->handle))
            problem(out, lang, "node type", rule->type);
    }
    for (size_t i = 0; i < lang->tokens_count; i++) {
        uint16_t token = (uint16_t)(i + 1);
        if (same_name(lang->tokens[i], "ERROR"))
            t->error.token = token;
        else if (!each_symbol(t, lang->tokens[i], false, mark_token, &token))
            problem(out, lang, "token", lang->tokens[i]);
    }
    for (const char *const *name = lang->comments; name && *name; name++)
        if (!each_symbol(t, *name, true, mark_comment, NULL))
            problem(out, lang, "comment type", *name);
}

static void build_fields(lang_table *t, const cg_lang *lang, cg_buf *out)
{
    t->field_id_limit = ts_language_field_count(t->grammar) + 1;
    t->field_index = cg_alloc_array(t->field_id_limit, sizeof *t->field_index);
    t->field_ids = cg_alloc_array(CG_MAX(lang->fields_count, (size_t)1), sizeof *t->field_ids);
    for (size_t i = 0; i < lang->fields_count; i++) {
        const char *name = lang->fields[i];
        TSFieldId id = ts_language_field_id_for_name(t->grammar, name, (uint32_t)strlen(name));
        t->field_ids[i] = id;
        if (id == 0 || id >= t->field_id_limit)
            problem(out, lang, "field", name);
        else
            t->field_index[id] = (uint16_t)(i + 1);
    }
}

static void build(lang_table *t, const cg_lang *lang, cg_buf *out)
{
    t->lang = lang;
    if (lang->grammar == NULL) {
        if (out && lang->read == NULL)
            cg_buf_printf(out, "%s: neither grammar nor reader\n", cg_lang_text(lang->id));
        return;
    }
    t->grammar = lang->grammar();
    build_symbols(t, lang, out);
    build_fields(t, lang, out);
}

static void build_all(void)
{
    for (size_t i = 0; i < cg_langs_count; i++) {
        const cg_lang *lang = cg_langs[i];
        CG_ASSERT(lang->id > CG_LANG_NONE && lang->id < CG_LANG_LIMIT);
        CG_ASSERT(tables[lang->id].lang == NULL && "two folders with one language id");
        build(&tables[lang->id], lang, NULL);
    }
}

const cg_lang *lang_find(cg_lang_id id)
{
    for (size_t i = 0; i < cg_langs_count; i++)
        if (cg_langs[i]->id == id)
            return cg_langs[i];
    return NULL;
}

const lang_table *lang_table_get(const cg_lang *lang)
{
    (void)pthread_once(&tables_once, build_all);
    return &tables[lang->id];
}

void lang_check(const cg_lang *lang, cg_buf *out_problems)
{
    lang_table t = {0};
    build(&t, lang, out_problems);
    cg_free(t.symbols);
    cg_free(t.field_index);
    cg_free(t.field_ids);
}

bool cg_lang_known(cg_lang_id lang)
{
    return lang_find(lang) != NULL;
}

uint16_t cg_lang_extractor_version(cg_lang_id id)
{
    const cg_lang *lang = lang_find(id);
    return lang ? lang->version : 0;
}

size_t cg_lang_list(cg_lang_id *out, size_t max)
{
    for (size_t i = 0; i < cg_langs_count && i < max; i++)
        out[i] = cg_langs[i]->id;
    return cg_langs_count;
}
