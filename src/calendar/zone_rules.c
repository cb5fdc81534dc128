// SPDX-License-Identifier: Apache-2.0
// One zone: a file of the tz database (TZif, RFC 9636), and what its clocks show.
//
//   header, then a block of 32-bit times          all that there is in version 1
//   header, the same as a block of 64-bit times   from version 2 on
//   \n rule \n                                    for what comes behind the last time; may be empty
//
// A block: times[n], types[n] of one byte, kinds[m] {offset: 4, summer: 1, name: 1}, names, leap seconds, two rows of flags.
#include "calendar_int.h"

#define HEADER_BYTES 44
#define KINDS_MAX 256u
#define OFFSET_FAR 93599 /* RFC 9636, section 3.2 */

struct cg_zone_rules {
    size_t count;   /* of changes */
    int64_t *times; /* ascending */
    uint8_t *kinds; /* from each on */
    int32_t offsets[KINDS_MAX];
    bool has_footer;
    zone_footer footer;
};

/* ---- reading ---- */

static cg_code bad(cg_err *err, const char *what)
{
    return CG_FAIL(err, CG_E_INVALID, "the file of the time zone %s", what);
}

typedef struct header {
    char version;
    uint64_t utc_flags, standard_flags, leaps, times, kinds, names;
} header;

static bool read_header(cg_str file, size_t at, header *out)
{
    const uint8_t *p = (const uint8_t *)file.ptr + at;
    if (file.len < at || file.len - at < HEADER_BYTES || memcmp(p, "TZif", 4) != 0)
        return false;
    *out = (header){.version = (char)p[4],
                    .utc_flags = cg_get_be32(p + 20),
                    .standard_flags = cg_get_be32(p + 24),
                    .leaps = cg_get_be32(p + 28),
                    .times = cg_get_be32(p + 32),
                    .kinds = cg_get_be32(p + 36),
                    .names = cg_get_be32(p + 40)};
    return true;
}

static uint64_t block_bytes(const header *h, unsigned width)
{
    return h->times * (width + 1) + h->kinds * 6 + h->names + h->leaps * (width + 4) +
           h->standard_flags + h->utc_flags;
}

static int64_t read_time(const uint8_t *p, unsigned width)
{
    return width == 8 ? (int64_t)cg_get_be64(p) : (int64_t)(int32_t)cg_get_be32(p);
}

static cg_code read_block(cg_zone_rules *z, const header *h, const uint8_t *p, unsigned width,
                          cg_err *err)
{
    if (h->leaps > 0)
        return bad(err, "counts leap seconds");
    if (h->kinds == 0 || h->kinds > KINDS_MAX)
        return bad(err, "has no offsets, or too many");
    z->count = (size_t)h->times;
    z->times = cg_alloc_array(z->count + 1, sizeof *z->times);
    z->kinds = cg_alloc_array(z->count + 1, 1);
    const uint8_t *kinds = p + z->count * width, *offsets = kinds + z->count;
    for (size_t i = 0; i < z->count; i++) {
        z->times[i] = read_time(p + i * width, width);
        z->kinds[i] = kinds[i];
        if (kinds[i] >= h->kinds || (i > 0 && z->times[i] <= z->times[i - 1]))
            return bad(err, "is out of order");
    }
    for (size_t i = 0; i < h->kinds; i++) {
        z->offsets[i] = (int32_t)cg_get_be32(offsets + i * 6);
        if (z->offsets[i] > OFFSET_FAR || z->offsets[i] < -OFFSET_FAR)
            return bad(err, "has an offset of more than a day");
    }
    return CG_OK;
}

static cg_code read_footer(cg_zone_rules *z, cg_str text, cg_err *err)
{
    if (text.len < 2 || text.ptr[0] != '\n' || text.ptr[text.len - 1] != '\n')
        return bad(err, "has no end");
    z->has_footer = text.len > 2;
    if (z->has_footer && !zone_footer_read(cg_str_slice(text, 1, text.len - 1), &z->footer))
        return bad(err, "ends with a rule that is none");
    return CG_OK;
}

cg_code cg_zone_rules_read(cg_str file, cg_zone_rules **out_rules, cg_err *err)
{
    CG_AUTO(cg_zone_rules) z = cg_alloc(sizeof *z);
    header h;
    size_t at = 0;
    unsigned width = 4;
    if (!read_header(file, 0, &h))
        return bad(err, "is none");
    if (h.version >= '2') {
        uint64_t skip = HEADER_BYTES + block_bytes(&h, 4);
        if (skip > file.len || !read_header(file, (size_t)skip, &h))
            return bad(err, "is cut short");
        at = (size_t)skip;
        width = 8;
    }
    at += HEADER_BYTES;
    uint64_t bytes = block_bytes(&h, width);
    if (bytes > file.len - at)
        return bad(err, "is cut short");
    cg_code rc = read_block(z, &h, (const uint8_t *)file.ptr + at, width, err);
    if (rc == CG_OK && width == 8)
        rc = read_footer(z, cg_str_slice(file, at + (size_t)bytes, file.len), err);
    if (rc != CG_OK)
        return rc;
    *out_rules = z;
    z = NULL;
    return CG_OK;
}

void cg_zone_rules_destroy(cg_zone_rules *z)
{
    if (z == NULL)
        return;
    cg_free(z->times);
    cg_free(z->kinds);
    cg_free(z);
}

/* ---- asking ---- */

static zone_segment segment_at(const cg_zone_rules *z, int64_t utc)
{
    size_t low = 0, high = z->count; /* how many changes were until then */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (z->times[middle] <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    zone_segment s = {INT64_MIN, INT64_MAX, z->offsets[0]};
    if (low > 0)
        s = (zone_segment){z->times[low - 1], INT64_MAX, z->offsets[z->kinds[low - 1]]};
    if (low < z->count) {
        s.to = z->times[low];
    } else if (z->has_footer) {
        int64_t since = s.from;
        s = zone_footer_segment(&z->footer, utc);
        s.from = CG_MAX(s.from, since);
    }
    return s;
}

int32_t cg_zone_rules_offset(const cg_zone_rules *z, int64_t utc_seconds)
{
    return segment_at(z, utc_seconds).offset;
}

/* Looks at all segments within two days, as offsets are less than that: what the clocks show is shown in none, one or two. */
int32_t cg_zone_rules_offset_of_local(const cg_zone_rules *z, int64_t local, int32_t *out_later)
{
    const int64_t around = 2 * (int64_t)CG_DAY_SECONDS;
    bool found = false;
    int32_t earlier = 0, before = 0;
    zone_segment s = segment_at(z, local - around);
    for (;;) {
        int64_t utc = local - s.offset;
        if (utc >= s.to) {
            before = s.offset;
        } else if (utc >= s.from) {
            earlier = found ? earlier : s.offset;
            *out_later = s.offset;
            found = true;
        }
        if (s.to > local + around)
            break;
        s = segment_at(z, s.to);
    }
    if (!found)
        earlier = *out_later = before;
    return earlier;
}
