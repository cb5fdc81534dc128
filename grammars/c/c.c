// SPDX-License-Identifier: Apache-2.0
// c: the C language.
#include "cfamily.h"

const TSLanguage *tree_sitter_c(void);

void cf_start(cg_extract *x, bool cpp, const cf_hooks *hooks)
{
    cf_state *st = cf_get(x);
    *st = (cf_state){.cpp = cpp, .hooks = hooks, .made = CG_NONE, .result = CG_NONE};
    st->ctx = (cf_context){.access = CG_VIS_PUBLIC,
                           .record = CG_NONE,
                           .decl_scope = CG_NONE,
                           .init_base = CG_NONE,
                           .statement = CG_NONE,
                           .passed_to = CG_NONE,
                           .lambda_to = CG_NONE,
                           .space_scope = cg_x_scope(x)};
}

static void begin(cg_extract *x)
{
    cf_start(x, false, NULL);
}

/** `struct X` means the tag X, whatever else is called X. Of several (one in each branch of an #if)
 *  the first one that is compiled is taken. */
static void settle_tags(cg_extract *x, const cf_state *st)
{
    const cf_named_ref *tags = st->tags.ptr;
    const uint32_t *defs = st->tag_defs.ptr;
    uint32_t slots = 16;
    while (slots < st->tag_defs.len * 2)
        slots *= 2;
    uint32_t *table = cg_x_alloc(x, slots * sizeof *table); /* definition, or 0 */
    for (uint32_t i = 0; i < st->tag_defs.len; i++) {
        uint32_t name = cg_x_def(x, defs[i])->name.off, at = name * 2654435761u & (slots - 1);
        while (table[at] && cg_x_def(x, table[at])->name.off != name)
            at = (at + 1) & (slots - 1);
        if (table[at] == 0 || cg_modifiers_activity(cg_x_def(x, table[at])->modifiers) >
                                  cg_modifiers_activity(cg_x_def(x, defs[i])->modifiers))
            table[at] = defs[i];
    }
    for (uint32_t i = 0; i < st->tags.len; i++) {
        uint32_t at = tags[i].name.off * 2654435761u & (slots - 1);
        while (table[at] && cg_x_def(x, table[at])->name.off != tags[i].name.off)
            at = (at + 1) & (slots - 1);
        cg_x_ref_decide(x, tags[i].ref, table[at] ? table[at] : CG_NONE);
    }
}

void cf_end(cg_extract *x)
{
    const cf_state *st = cf_get(x);
    if (st->tags.len)
        settle_tags(x, st);
}

static bool mask(cg_str source, cg_str prelude, cg_buf *out, cg_activity_changes *out_changes,
                 cg_mask_notes *out_notes)
{
    return cg_cfamily_mask(source, prelude, false, out, out_changes, out_notes);
}

static const cg_rule rules[] = {
    CF_RULES,
    {"call_expression", cf_call},
    {"macro_type_specifier", cf_macro_type},
};

static const char *const fields[] = {
#define X(name, text) text,
    CF_FIELDS(X)
#undef X
};

static const char *const tokens[] = {
#define X(name, text) text,
    CF_TOKENS(X)
#undef X
};

static const char *const comments[] = {"comment", NULL};
static const char *const extensions[] = {"c", "h", NULL};

const cg_lang cg_lang_c = {
    .id = CG_LANG_C,
    .version = 31,
    .grammar = tree_sitter_c,
    .rules = rules,
    .rules_count = CG_ARRAY_LEN(rules),
    .fields = fields,
    .fields_count = CG_ARRAY_LEN(fields),
    .tokens = tokens,
    .tokens_count = CG_ARRAY_LEN(tokens),
    .comments = comments,
    .traits = CG_LANG_COLON_SEPARATOR | CG_LANG_FILE_ORDER | CG_LANG_TYPE_NAMESPACE |
              CG_LANG_TRAILING_DOCS,
    .extensions = extensions,
    .begin = begin,
    .end = cf_end,
    .mask = mask,
    .defines = cg_cfamily_defines,
};
