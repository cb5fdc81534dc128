// SPDX-License-Identifier: Apache-2.0
// Tokens come in the order of the source, where definitions lie inside of each other. They are put in order
// by definition and field by counting; repeats within a field are found by a mark at each row.
#include "units.h"

#include "embed_int.h"
#include "repeats.h"
#include "sums.h"

#define KEEP_TOKENS (1u << 20) /* buffers beyond this are given back after the unit */
#define LINE_BYTES 64

/* A token, and where it belongs: definition x FIELD_COUNT + field. */
typedef struct placed_token {
    uint32_t place;
    uint32_t row;
} placed_token;

typedef struct counted_row {
    uint32_t row;
    uint32_t count;
} counted_row;

/* Where a row was counted last: valid in its turn. */
typedef struct row_mark {
    uint32_t turn;
    uint32_t at;
} row_mark;

/* A vector that is remembered. */
typedef struct found_vector {
    uint32_t def;
    float scale;
} found_vector;

struct units {
    const weights *w;
    field_reader reader;
    spellings spellings;
    CG_VEC(placed_token) tokens;
    CG_VEC(uint32_t) ends; /* by place: where its tokens end in `ordered` */
    CG_VEC(uint32_t) ordered;
    row_mark *marks; /* by row */
    uint32_t turn;
    CG_VEC(counted_row) counted;
    float *sum, *vector;
    repeats repeats;
    CG_VEC(found_vector) found; /* in the order of definitions */
    CG_VEC(int8_t) found_codes; /* one after the other */
};

units *units_create(const weights *w)
{
    units *u = cg_alloc(sizeof *u);
    u->w = w;
    spellings_init(&u->spellings, &w->words);
    u->marks = cg_alloc_array(w->words.rows, sizeof *u->marks);
    u->sum = cg_alloc_array(w->dimension, sizeof *u->sum);
    u->vector = cg_alloc_array(w->dimension, sizeof *u->vector);
    u->repeats.dimension = w->dimension;
    return u;
}

static void drop_buffers(units *u)
{
    field_reader_fini(&u->reader);
    CG_VEC_FINI(&u->found);
    CG_VEC_FINI(&u->found_codes);
    CG_VEC_FINI(&u->tokens);
    CG_VEC_FINI(&u->ends);
    CG_VEC_FINI(&u->ordered);
    CG_VEC_FINI(&u->counted);
}

void units_destroy(units *u)
{
    if (u == NULL)
        return;
    drop_buffers(u);
    spellings_fini(&u->spellings);
    cg_free(u->marks);
    cg_free(u->sum);
    cg_free(u->vector);
    repeats_fini(&u->repeats);
    cg_free(u);
}

/* ---- tokens ---- */

static void take_words(void *ctx, const field_word *words, size_t count)
{
    units *u = ctx;
    uint32_t hashes[FIELD_WORDS_MAX];
    for (size_t i = 0; i < count; i++)
        hashes[i] = spellings_prefetch(&u->spellings, words[i].word);
    for (size_t i = 0; i < count; i++) {
        const uint32_t *rows;
        size_t found = spellings_find(&u->spellings, words[i].word, hashes[i], &rows);
        uint32_t place = words[i].def * FIELD_COUNT + words[i].field;
        for (size_t r = 0; r < found; r++)
            CG_VEC_PUSH(&u->tokens, (placed_token){place, rows[r]});
    }
}

/* Counting sort, which keeps the order within a place. */
static void order_tokens(units *u, size_t places)
{
    CG_VEC_RESERVE(&u->ends, places);
    CG_VEC_RESERVE(&u->ordered, u->tokens.len);
    memset(u->ends.ptr, 0, places * sizeof *u->ends.ptr);
    for (size_t i = 0; i < u->tokens.len; i++)
        u->ends.ptr[u->tokens.ptr[i].place]++;
    uint32_t at = 0;
    for (size_t i = 0; i < places; i++) {
        uint32_t count = u->ends.ptr[i];
        u->ends.ptr[i] = at; /* its beginning, for now */
        at += count;
    }
    for (size_t i = 0; i < u->tokens.len; i++)
        u->ordered.ptr[u->ends.ptr[u->tokens.ptr[i].place]++] = u->tokens.ptr[i].row;
}

/* ---- sums ---- */

static void count_rows(units *u, uint32_t from, uint32_t to)
{
    CG_VEC_CLEAR(&u->counted);
    if (++u->turn == 0) { /* marks of 2^32 turns ago would look new */
        memset(u->marks, 0, u->w->words.rows * sizeof *u->marks);
        u->turn = 1;
    }
    for (uint32_t i = from; i < to; i++) {
        uint32_t row = u->ordered.ptr[i];
        row_mark *mark = &u->marks[row];
        if (mark->turn == u->turn) {
            u->counted.ptr[mark->at].count++;
            continue;
        }
        *mark = (row_mark){u->turn, (uint32_t)u->counted.len};
        CG_VEC_PUSH(&u->counted, (counted_row){row, 1});
        const char *codes = (const char *)weights_codes(u->w, row);
        for (size_t b = 0; b < u->w->dimension; b += LINE_BYTES)
            __builtin_prefetch(codes + b);
    }
}

static void add_field(units *u, unsigned field, uint32_t from, uint32_t to)
{
    if (u->w->fields[field].weight <= 0)
        return;
    count_rows(u, from, to);
    memset(u->sum, 0, u->w->dimension * sizeof *u->sum);
    for (size_t i = 0; i < u->counted.len; i++)
        sums_add_token(u->w, field, u->counted.ptr[i].row, u->counted.ptr[i].count, u->sum);
    sums_add_field(u->w, field, u->sum, u->vector);
}

static void make_vector(units *u, uint32_t def, size_t place, uint32_t from, vector_rows *out)
{
    memset(u->vector, 0, u->w->dimension * sizeof *u->vector);
    for (unsigned field = 0; field < FIELD_COUNT; field++) {
        uint32_t to = u->ends.ptr[place + field];
        if (to > from)
            add_field(u, field, from, to);
        from = to;
    }
    if (embed_normalise(u->vector, u->w->dimension))
        vector_rows_add(out, def, u->vector, u->w->dimension);
}

static void add_vector(units *u, uint32_t def, vector_rows *out)
{
    size_t place = (size_t)def * FIELD_COUNT, before = out->defs.len;
    uint32_t from = place > 0 ? u->ends.ptr[place - 1] : 0;
    if (u->ends.ptr[place + FIELD_COUNT - 1] == from)
        return;
    make_vector(u, def, place, from, out);
    if (out->defs.len > before)
        repeats_keep(&u->repeats, u->reader.prints.ptr[def],
                     out->codes.ptr + before * u->w->dimension, out->scales.ptr[before]);
}

/* What is remembered now may not be once others are. */
static void find_known(units *u)
{
    const field_reader *r = &u->reader;
    CG_VEC_CLEAR(&u->found);
    CG_VEC_CLEAR(&u->found_codes);
    for (uint32_t def = 0; def < r->prints.len; def++) {
        float scale;
        const int8_t *codes = repeats_find(&u->repeats, r->prints.ptr[def], &scale);
        r->known.ptr[def] = codes != NULL;
        if (codes == NULL)
            continue;
        CG_VEC_PUSH(&u->found, (found_vector){def, scale});
        CG_VEC_RESERVE(&u->found_codes, u->found_codes.len + u->w->dimension);
        memcpy(u->found_codes.ptr + u->found_codes.len, codes, u->w->dimension);
        u->found_codes.len += u->w->dimension;
    }
}

static void add_vectors(units *u, uint32_t defs, vector_rows *out)
{
    size_t at = 0;
    for (uint32_t def = 0; def < defs; def++) {
        if (at == u->found.len || u->found.ptr[at].def != def) {
            add_vector(u, def, out);
            continue;
        }
        vector_rows_add_codes(out, def, u->found_codes.ptr + at * u->w->dimension,
                              u->found.ptr[at].scale, u->w->dimension);
        at++;
    }
}

void units_read(units *u, const cg_unit *unit, cg_str source, vector_rows *out)
{
    size_t places = unit->defs.len * FIELD_COUNT;
    CG_VEC_CLEAR(&u->tokens);
    vector_rows_clear(out);
    CG_ASSERT(places < UINT32_MAX);
    if (places == 0)
        return;
    field_open(&u->reader, unit, source);
    find_known(u);
    field_read(&u->reader, take_words, u);
    order_tokens(u, places);
    add_vectors(u, (uint32_t)unit->defs.len, out);
    spellings_relieve(&u->spellings);
    if (u->tokens.cap > KEEP_TOKENS || u->ends.cap > KEEP_TOKENS)
        drop_buffers(u);
}

/* ---- rows ---- */

void vector_rows_clear(vector_rows *rows)
{
    CG_VEC_CLEAR(&rows->defs);
    CG_VEC_CLEAR(&rows->codes);
    CG_VEC_CLEAR(&rows->scales);
}

void vector_rows_add(vector_rows *rows, uint32_t def, const float *vector, size_t dimension)
{
    CG_VEC_RESERVE(&rows->codes, rows->codes.len + dimension);
    float scale = cg_embed_quantise(vector, dimension, rows->codes.ptr + rows->codes.len);
    rows->codes.len += dimension;
    CG_VEC_PUSH(&rows->defs, def);
    CG_VEC_PUSH(&rows->scales, scale);
}

void vector_rows_add_codes(vector_rows *rows, uint32_t def, const int8_t *codes, float scale,
                           size_t dimension)
{
    CG_VEC_RESERVE(&rows->codes, rows->codes.len + dimension);
    memcpy(rows->codes.ptr + rows->codes.len, codes, dimension);
    rows->codes.len += dimension;
    CG_VEC_PUSH(&rows->defs, def);
    CG_VEC_PUSH(&rows->scales, scale);
}

void vector_rows_fini(vector_rows *rows)
{
    CG_VEC_FINI(&rows->defs);
    CG_VEC_FINI(&rows->codes);
    CG_VEC_FINI(&rows->scales);
}
