// SPDX-License-Identifier: Apache-2.0
// TypeScript with JSX: the descriptor. The handlers are those of grammars/javascript.
#include "../javascript/rules.h"

const TSLanguage *tree_sitter_tsx(void);

static const cg_rule rules[] = {
    ECMA_RULES_COMMON,
    ECMA_RULES_TYPESCRIPT,
    ECMA_RULES_JSX,
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
static const char *const extensions[] = {"tsx", NULL};

const cg_lang cg_lang_tsx = {
    .id = CG_LANG_TSX,
    .version = 16,
    .grammar = tree_sitter_tsx,
    .rules = rules,
    .rules_count = CG_ARRAY_LEN(rules),
    .fields = fields,
    .fields_count = CG_ARRAY_LEN(fields),
    .tokens = tokens,
    .tokens_count = CG_ARRAY_LEN(tokens),
    .comments = comments,
    .traits = CG_LANG_TYPE_NAMESPACE | CG_LANG_VALUE_BASES | CG_LANG_TAGGED_DOCS,
    .extensions = extensions,
    .begin = ecma_begin_typed,
    .end = ecma_end,
    .mask = ecma_mask,
};
