// SPDX-License-Identifier: Apache-2.0
// Quoted phrases: their words must follow each other in the text of the node.
#include "search_int.h"

static bool is_word(cg_str word, cg_str lower)
{
    if (word.len != lower.len)
        return false;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) != lower.ptr[i])
            return false;
    }
    return true;
}

static bool has_phrase(cg_str text, const phrase *p)
{
    cg_word_scan scan = cg_word_scan_open(text);
    cg_str word;
    while (cg_word_next(&scan, &word)) {
        cg_word_scan ahead = scan;
        size_t met = 0;
        while (met < p->words_count && is_word(word, p->words[met])) {
            met++;
            if (met < p->words_count && !cg_word_next(&ahead, &word))
                return false;
        }
        if (met == p->words_count)
            return true;
    }
    return false;
}

/* The source of a file in place of another; *inout_pin NULL: sources are not kept. */
static cg_code read_source(search *s, uint32_t file, cg_unit_pin **inout_pin, cg_str *out,
                           cg_err *err)
{
    cg_unit_pin_release(*inout_pin);
    *inout_pin = NULL;
    cg_code rc =
        cg_store_source(s->store, cg_snapshot_file(s->snap, file)->blob, inout_pin, out, err);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

static bool def_has_phrases(const plan *p, const cg_unit *unit, uint32_t def, cg_str source)
{
    const cg_def *d = &unit->defs.ptr[def];
    cg_str own = def == 0 ? source : cg_str_slice(source, d->start_byte, d->end_byte);
    for (size_t i = 0; i < p->phrases_count; i++)
        if (!has_phrase(own, &p->phrases[i]) &&
            !has_phrase(cg_unit_str(unit, d->doc), &p->phrases[i]))
            return false;
    return true;
}

cg_code phrase_keep(search *s, top *hits, size_t need, cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_str source = CG_STR_NULL;
    uint32_t source_file = CG_NONE;
    size_t out = 0;
    for (size_t i = 0; i < hits->hits.len && out < need; i++) {
        const cg_hit hit = hits->hits.ptr[i];
        const cg_unit *unit;
        cg_code rc = search_check_time(s, err);
        if (rc == CG_OK && hit.file != source_file) {
            rc = read_source(s, hit.file, &pin, &source, err);
            source_file = hit.file;
        }
        if (rc == CG_OK)
            rc = search_unit(s, hit.file, &unit, err);
        if (rc != CG_OK)
            return rc;
        if (hit.def >= unit->defs.len)
            return CG_FAIL(err, CG_E_CORRUPT, "a stored search entry names no definition");
        if (pin == NULL || def_has_phrases(&s->plan, unit, hit.def, source))
            hits->hits.ptr[out++] = hit;
    }
    hits->hits.len = out;
    return CG_OK;
}
