// SPDX-License-Identifier: Apache-2.0
// Steps as tokenizer.json describes them: an object with a `type`, or a Sequence of such. What is not known is refused: words taken
// apart otherwise than in training have other vectors.
#include "pipeline.h"

#define NESTING_MAX 4

static bool flag(cg_json_value object, const char *key, bool initial)
{
    bool value = initial;
    return cg_json_get_bool(object, key, &value, CG_JSON_OPTIONAL, NULL) == CG_OK ? value : initial;
}

static bool read_text(cg_json_value value, step_text *out)
{
    cg_str text;
    code_points points = {0};
    if (cg_json_as_str(value, &text, NULL) != CG_OK)
        return false;
    code_points_add(&points, text);
    bool fits = points.len <= STEP_TEXT_MAX;
    if (fits && points.len > 0)
        memcpy(out->points, points.ptr, points.len * sizeof *points.ptr);
    out->len = fits ? points.len : 0;
    CG_VEC_FINI(&points);
    return fits;
}

static bool read_bert(cg_json_value object, step *s)
{
    s->clean = flag(object, "clean_text", true);
    s->ideographs = flag(object, "handle_chinese_chars", true);
    s->lower = flag(object, "lowercase", true);
    s->accents = flag(object, "strip_accents", s->lower);
    return true;
}

static bool read_strip(cg_json_value object, step *s)
{
    s->left = flag(object, "strip_left", true);
    s->right = flag(object, "strip_right", true);
    return true;
}

static bool read_replace(cg_json_value object, step *s)
{
    return read_text(cg_json_get(cg_json_get(object, "pattern"), "String"), &s->from) &&
           s->from.len > 0 && read_text(cg_json_get(object, "content"), &s->to);
}

static bool read_prepend(cg_json_value object, step *s)
{
    return read_text(cg_json_get(object, "prepend"), &s->to);
}

static bool read_punctuation(cg_json_value object, step *s)
{
    cg_str behavior = CG_STR("Isolated");
    (void)s;
    return cg_json_get_str(object, "behavior", &behavior, CG_JSON_OPTIONAL, NULL) == CG_OK &&
           cg_str_eq(behavior, CG_STR("Isolated"));
}

static bool read_digits(cg_json_value object, step *s)
{
    s->single = flag(object, "individual_digits", false);
    return true;
}

static bool read_metaspace(cg_json_value object, step *s)
{
    cg_str scheme = flag(object, "add_prefix_space", true) ? CG_STR("always") : CG_STR("never");
    if (cg_json_get_str(object, "prepend_scheme", &scheme, CG_JSON_OPTIONAL, NULL) != CG_OK)
        return false;
    s->prepend = !cg_str_eq(scheme, CG_STR("never"));
    s->only_first = cg_str_eq(scheme, CG_STR("first"));
    s->split = flag(object, "split", true);
    return read_text(cg_json_get(object, "replacement"), &s->to) && s->to.len == 1;
}

static const struct {
    const char *type;
    step_kind kind;
    normal_form form;
    bool (*read)(cg_json_value object, step *s); /* NULL: it says no more */
} known[] = {
    {"BertNormalizer", STEP_BERT_NORMALISE, 0, read_bert},
    {"Lowercase", STEP_LOWERCASE, 0, NULL},
    {"StripAccents", STEP_STRIP_ACCENTS, 0, NULL},
    {"Strip", STEP_STRIP, 0, read_strip},
    {"NFC", STEP_FORM, FORM_NFC, NULL},
    {"NFD", STEP_FORM, FORM_NFD, NULL},
    {"NFKC", STEP_FORM, FORM_NFKC, NULL},
    {"NFKD", STEP_FORM, FORM_NFKD, NULL},
    {"Precompiled", STEP_SENTENCEPIECE, FORM_NFKC, NULL},
    {"Replace", STEP_REPLACE, 0, read_replace},
    {"Prepend", STEP_PREPEND, 0, read_prepend},
    {"BertPreTokenizer", STEP_BERT_SPLIT, 0, NULL},
    {"Whitespace", STEP_WORDS_AND_SIGNS, 0, NULL},
    {"WhitespaceSplit", STEP_SPLIT_SPACES, 0, NULL},
    {"Punctuation", STEP_PUNCTUATION, 0, read_punctuation},
    {"Digits", STEP_DIGITS, 0, read_digits},
    {"Metaspace", STEP_METASPACE, 0, read_metaspace},
};

static cg_code add_step(pipeline *p, cg_json_value object, cg_str type, bool splits, cg_err *err)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(known); i++) {
        step s = {.kind = known[i].kind, .form = known[i].form};
        if (!cg_str_eq(type, cg_str_from(known[i].type)) || (s.kind >= STEP_BERT_SPLIT) != splits)
            continue;
        if (known[i].read != NULL && !known[i].read(object, &s))
            break;
        if (p->count == STEPS_MAX)
            return CG_FAIL(err, CG_E_INVALID, "the tokenizer has more than %d steps", STEPS_MAX);
        p->steps[p->count++] = s;
        return CG_OK;
    }
    return CG_FAIL(err, CG_E_INVALID, "the tokenizer has a step '%.*s' of a kind that is not known",
                   CG_STR_ARG(cg_utf8_truncate(type, 40)));
}

static cg_code add_steps(pipeline *p, cg_json_value object, bool splits, unsigned depth,
                         cg_err *err)
{
    cg_json_type is = cg_json_type_of(object);
    cg_json_iter it = {0};
    cg_json_value child, children;
    cg_str type = CG_STR_NULL;
    if (is == CG_JSON_ABSENT || is == CG_JSON_NULL)
        return CG_OK;
    cg_code rc = cg_json_get_str(object, "type", &type, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return CG_FAIL(err, CG_E_INVALID, "a step of the tokenizer has no type");
    if (!cg_str_eq(type, CG_STR("Sequence")))
        return add_step(p, object, type, splits, err);
    if (depth == NESTING_MAX)
        return CG_FAIL(err, CG_E_INVALID, "the tokenizer's sequences nest too deep");
    children = cg_json_get(object, splits ? "pretokenizers" : "normalizers");
    while (rc == CG_OK && cg_json_next(children, &it, &child))
        rc = add_steps(p, child, splits, depth + 1, err);
    return rc;
}

cg_code pipeline_read(cg_json_value root, pipeline *out, cg_err *err)
{
    out->count = 0;
    cg_code rc = add_steps(out, cg_json_get(root, "normalizer"), false, 0, err);
    return rc == CG_OK ? add_steps(out, cg_json_get(root, "pre_tokenizer"), true, 0, err) : rc;
}
