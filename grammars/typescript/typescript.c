// SPDX-License-Identifier: Apache-2.0
// TypeScript: the descriptor. The handlers are those of grammars/javascript.
#include "../javascript/rules.h"

const TSLanguage *tree_sitter_typescript(void);

static const cg_rule rules[] = {
    ECMA_RULES_COMMON,
    ECMA_RULES_TYPESCRIPT,
    {"type_assertion", ecma_on_type_assertion},
};

static const char *const fields[] = {
#define ECMA_FIELD(name) #name,
    ECMA_FIELDS_COMMON ECMA_FIELDS_TYPESCRIPT
#undef ECMA_FIELD
};

static const char *const tokens[] = {
#define ECMA_TOKEN(name, text) text,
    ECMA_TOKENS_COMMON ECMA_TOKENS_TYPESCRIPT
#undef ECMA_TOKEN
};

static const char *const comments[] = {"comment", "html_comment", NULL};
static const char *const extensions[] = {"ts", "mts", "cts", NULL};
static const char *const interpreters[] = {"ts-node", "deno", "bun", "tsx", NULL};
const cg_lang cg_lang_typescript = {
    .id = CG_LANG_TYPESCRIPT,
    .version = 16,
    .grammar = tree_sitter_typescript,
    .rules = rules,
    .rules_count = CG_ARRAY_LEN(rules),
    .fields = fields,
    .fields_count = CG_ARRAY_LEN(fields),
    .tokens = tokens,
    .tokens_count = CG_ARRAY_LEN(tokens),
    .comments = comments,
    .traits = CG_LANG_TYPE_NAMESPACE | CG_LANG_VALUE_BASES | CG_LANG_TAGGED_DOCS,
    .extensions = extensions,
    .interpreters = interpreters,
    .begin = ecma_begin_typed,
    .end = ecma_end,
    .mask = ecma_mask,
};
