// SPDX-License-Identifier: Apache-2.0
// Fuzz target: an index in the format SCIP, whole and in pieces: both say the same, numbers are those of its tables, and
// its symbols are taken apart. The first byte is the size of pieces.
#include <stddef.h>
#include <stdint.h>

#include "cg/scip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MEMORY ((size_t)1 << 20)

static cg_code read_index(cg_scip_reader *reader, cg_str bytes, size_t piece, cg_scip_index *out)
{
    cg_err err = {0};
    cg_code rc = CG_OK;
    for (size_t at = 0; rc == CG_OK && at < bytes.len; at += piece)
        rc = cg_scip_reader_push(reader, cg_str_slice(bytes, at, CG_MIN(at + piece, bytes.len)),
                                 &err);
    if (rc == CG_OK)
        rc = cg_scip_reader_finish(reader, out, &err);
    CG_ASSERT(rc == CG_OK || (err.code == rc && err.text[0] != '\0'));
    return rc;
}

static void take_apart(cg_str symbol)
{
    cg_scip_symbol parsed;
    cg_str name;
    char suffix;
    CG_ASSERT(symbol.len <= CG_SCIP_SYMBOL_MAX && cg_utf8_valid(symbol));
    if (!cg_scip_symbol_parse(symbol, &parsed))
        return;
    size_t before = parsed.descriptors.len;
    while (cg_scip_descriptor_next(&parsed.descriptors, &name, &suffix)) {
        CG_ASSERT(parsed.descriptors.len < before && name.len < before);
        before = parsed.descriptors.len;
    }
}

static void look_at(const cg_scip_index *index)
{
    size_t next = 0;
    for (size_t i = 0; i < index->documents_count; i++) {
        const cg_scip_document *d = &index->documents[i];
        CG_ASSERT(d->first == next && d->path.len > 0 && cg_utf8_valid(d->path));
        next += d->count;
    }
    CG_ASSERT(next == index->occurrences_count);
    for (size_t i = 0; i < index->occurrences_count; i++) {
        const cg_scip_occurrence *o = &index->occurrences[i];
        CG_ASSERT(o->symbol < index->symbols_count && o->line <= o->end_line);
    }
    for (size_t i = 0; i < index->symbols_count; i++)
        take_apart(index->symbols[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cg_scip_index whole, pieces;
    if (size == 0)
        return 0;
    cg_str bytes = cg_str_make((const char *)data + 1, size - 1);
    CG_AUTO(cg_scip_reader) first = cg_scip_reader_create(MEMORY);
    CG_AUTO(cg_scip_reader) second = cg_scip_reader_create(MEMORY);
    cg_code rc = read_index(first, bytes, CG_MAX(bytes.len, (size_t)1), &whole);
    cg_code again = read_index(second, bytes, data[0] + (size_t)1, &pieces);
    CG_ASSERT((rc == CG_OK) == (again == CG_OK));
    if (rc != CG_OK)
        return 0;
    CG_ASSERT(whole.occurrences_count == pieces.occurrences_count &&
              whole.symbols_count == pieces.symbols_count);
    look_at(&whole);
    return 0;
}
