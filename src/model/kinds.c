// SPDX-License-Identifier: Apache-2.0
// The words of kinds, languages, rules, roles and modifiers, and the way back from words.
#include "cg/model.h"

static const char *const node_kind_texts[CG_NODE_KIND_LIMIT] = {
#define CG_NODE_KIND(name, code, text, suffix) [code] = (text),
#include "cg/tbl/node_kinds.h"
#undef CG_NODE_KIND
};

static const char *const edge_kind_texts[CG_EDGE_KIND_LIMIT] = {
#define CG_EDGE_KIND(name, code, text, inverse, meaning) [code] = (text),
#include "cg/tbl/edge_kinds.h"
#undef CG_EDGE_KIND
};

static const char *const lang_texts[CG_LANG_LIMIT] = {
#define CG_LANGUAGE(name, code, text) [code] = (text),
#include "cg/tbl/languages.h"
#undef CG_LANGUAGE
};

static const struct {
    const char *text;
    unsigned confidence;
    const char *meaning;
} link_rules[CG_RULE_LIMIT] = {
#define CG_LINK_RULE(name, code, text, confidence, meaning)                                        \
    [code] = {(text), (confidence), (meaning)},
#include "cg/tbl/link_rules.h"
#undef CG_LINK_RULE
};

static const char *const visibility_texts[] = {"", "public", "protected", "private", "internal"};

static const char *const role_texts[] = {"",        "read",  "write",   "read_write", "call",
                                         "new",     "type",  "inherit", "implement",  "decorate",
                                         "qualify", "macro", "literal"};

static const char *const modifier_texts[CG_MODIFIER_COUNT] = {
    "static",      "abstract", "final",    "async",        "generator",   "const",      "readonly",
    "override",    "virtual",  "exported", "default",      "declaration", "generic",    "unsafe",
    "extern",      "inline",   "getter",   "setter",       "optional",    "deleted",    "test",
    "mutable",     "variadic", "volatile", "synchronized", "native",      "deprecated", "lambda",
    "conditional", "inactive", "dropping",
};

static const char *text_at(const char *const *texts, size_t count, size_t index)
{
    return index < count && texts[index] ? texts[index] : "";
}

static unsigned index_of(const char *const *texts, size_t count, cg_str text)
{
    for (size_t i = 1; i < count; i++)
        if (texts[i] && cg_str_eq(cg_str_from(texts[i]), text))
            return (unsigned)i;
    return 0;
}

const char *cg_node_kind_text(unsigned kind)
{
    return text_at(node_kind_texts, CG_NODE_KIND_LIMIT, kind);
}

const char *cg_edge_kind_text(unsigned kind)
{
    return text_at(edge_kind_texts, CG_EDGE_KIND_LIMIT, kind);
}

const char *cg_lang_text(unsigned lang)
{
    return text_at(lang_texts, CG_LANG_LIMIT, lang);
}

const char *cg_link_rule_text(unsigned rule)
{
    return rule < CG_RULE_LIMIT && link_rules[rule].text ? link_rules[rule].text : "";
}

unsigned cg_link_rule_confidence(unsigned rule)
{
    return rule < CG_RULE_LIMIT ? link_rules[rule].confidence : 0;
}

const char *cg_link_rule_meaning(unsigned rule)
{
    return rule < CG_RULE_LIMIT && link_rules[rule].meaning ? link_rules[rule].meaning : "";
}

cg_node_kind cg_node_kind_parse(cg_str text)
{
    return (cg_node_kind)index_of(node_kind_texts, CG_NODE_KIND_LIMIT, text);
}

cg_edge_kind cg_edge_kind_parse(cg_str text)
{
    return (cg_edge_kind)index_of(edge_kind_texts, CG_EDGE_KIND_LIMIT, text);
}

cg_lang_id cg_lang_parse(cg_str text)
{
    return (cg_lang_id)index_of(lang_texts, CG_LANG_LIMIT, text);
}

bool cg_node_kind_is_type(unsigned kind)
{
    switch (kind) {
    case CG_NODE_CLASS:
    case CG_NODE_STRUCT:
    case CG_NODE_INTERFACE:
    case CG_NODE_TRAIT:
    case CG_NODE_ENUM:
    case CG_NODE_UNION:
    case CG_NODE_TYPE_ALIAS: return true;
    default: return false;
    }
}

bool cg_node_kind_is_callable(unsigned kind)
{
    return kind == CG_NODE_FUNCTION || kind == CG_NODE_METHOD || kind == CG_NODE_CONSTRUCTOR ||
           kind == CG_NODE_MACRO;
}

const char *cg_visibility_text(unsigned visibility)
{
    return text_at(visibility_texts, CG_ARRAY_LEN(visibility_texts), visibility);
}

const char *cg_role_text(unsigned role)
{
    return text_at(role_texts, CG_ARRAY_LEN(role_texts), role);
}

const char *cg_modifier_text(unsigned bit)
{
    return text_at(modifier_texts, CG_MODIFIER_COUNT, bit);
}

cg_str cg_lang_separator(unsigned lang)
{
    switch (lang) {
    case CG_LANG_RUST:
    case CG_LANG_CPP:
    case CG_LANG_C: return CG_STR("::");
    default: return CG_STR(".");
    }
}
