// SPDX-License-Identifier: Apache-2.0
// JavaScript with JSX: the descriptor. The handlers here serve TypeScript and TSX as well.
//
//   functions.c parameters.c classes.c objects.c declarations.c   definitions
//   variables.c patterns.c assignments.c                          names that get values
//   exprs.c containers.c types.c jsdoc.c typedefs.c prototypes.c  references
//   modules.c common.c
#include "rules.h"

const TSLanguage *tree_sitter_javascript(void);

static const cg_rule rules[] = {
    ECMA_RULES_COMMON,
    ECMA_RULES_JSX,
    {"field_definition", ecma_on_field},
    {"using_declaration", ecma_on_declaration},
};

static const char *const fields[] = {
#define ECMA_FIELD(name) #name,
    ECMA_FIELDS_COMMON
#undef ECMA_FIELD
};

static const char *const tokens[] = {
#define ECMA_TOKEN(name, text) text,
    ECMA_TOKENS_COMMON
#undef ECMA_TOKEN
};

static const char *const comments[] = {"comment", "html_comment", NULL};
static const char *const extensions[] = {"js", "jsx", "mjs", "cjs", NULL};
static const char *const file_names[] = {"Jakefile", NULL};
static const char *const interpreters[] = {"node", "nodejs", NULL};

const cg_lang cg_lang_javascript = {
    .id = CG_LANG_JAVASCRIPT,
    .version = 15,
    .grammar = tree_sitter_javascript,
    .rules = rules,
    .rules_count = CG_ARRAY_LEN(rules),
    .fields = fields,
    .fields_count = CG_ARRAY_LEN(fields),
    .tokens = tokens,
    .tokens_count = CG_ARRAY_LEN(tokens),
    .comments = comments,
    .traits = CG_LANG_TAGGED_DOCS,
    .extensions = extensions,
    .file_names = file_names,
    .interpreters = interpreters,
    .begin = ecma_begin,
    .end = ecma_end,
    .mask = ecma_mask_script,
};
