// SPDX-License-Identifier: Apache-2.0
// The zones that somebody has named, of those in the system's tz database. Each is read once and kept: there are some 600 of
// them, of a few kilobytes.
#include "cg/calendar.h"

#include <stdio.h>

#define FOLDER "/usr/share/zoneinfo/"
#define NAME_MAX_BYTES 64u
#define FILE_MAX_BYTES ((size_t)1 << 20)
#define ZONES_MAX 2048u

typedef struct known {
    cg_str name;
    cg_zone_rules *rules;
} known;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static cg_mutex mu;
static size_t count; /* guarded by mu */
static known zones
    [ZONES_MAX]; /* those below `count`, which nobody writes any more, may be read by whoever was given their
                                 number */

static void set_up(void)
{
    cg_mutex_init(&mu, CG_LOCK_CALENDAR_ZONES);
}

/* As the database names them: Europe/Berlin, Etc/GMT+5, EST5EDT. Nothing that leads elsewhere, nor its files of other kinds,
 * whose names are written small. */
static bool is_name(cg_str name)
{
    if (name.len == 0 || name.len > NAME_MAX_BYTES || name.ptr[0] < 'A' || name.ptr[0] > 'Z')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i], lower = (char)(c | 0x20);
        bool slash = c == '/' && i + 1 < name.len && name.ptr[i + 1] != '/';
        if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-' &&
            c != '+' && !slash)
            return false;
    }
    return true;
}

static cg_code unknown(cg_str name, cg_err *err)
{
    return CG_FAIL(err, CG_E_INVALID, "there is no time zone `%.*s`",
                   CG_STR_ARG(cg_utf8_truncate(name, NAME_MAX_BYTES)));
}

static cg_code read_rules(cg_str name, cg_zone_rules **out, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) file = {0};
    char path[sizeof FOLDER + NAME_MAX_BYTES];
    (void)snprintf(path, sizeof path, FOLDER "%.*s", CG_STR_ARG(name));
    if (cg_file_read(path, FILE_MAX_BYTES, &file, NULL) != CG_OK)
        return unknown(name, err);
    return cg_zone_rules_read(cg_buf_str(&file), out, err);
}

static cg_zone find_locked(cg_str name) CG_REQUIRES(mu)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(zones[i].name, name))
            return (cg_zone)(i + 1);
    return CG_ZONE_NONE;
}

static cg_code keep_locked(cg_str name, cg_zone_rules **take_rules, cg_zone *out, cg_err *err)
    CG_REQUIRES(mu)
{
    *out = find_locked(name);
    if (*out != CG_ZONE_NONE)
        return CG_OK; /* another thread has read it meanwhile */
    if (count == ZONES_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "no more than %u time zones can be named", ZONES_MAX);
    zones[count++] = (known){cg_str_make(cg_strdup(name), name.len), *take_rules};
    *take_rules = NULL;
    *out = (cg_zone)count;
    return CG_OK;
}

cg_code cg_zone_find(cg_str name, cg_zone *out_zone, cg_err *err)
{
    CG_AUTO(cg_zone_rules) rules = NULL;
    if (!is_name(name))
        return unknown(name, err);
    (void)pthread_once(&once, set_up);
    cg_mutex_lock(&mu);
    cg_zone found = find_locked(name);
    cg_mutex_unlock(&mu);
    cg_code rc = CG_OK;
    if (found == CG_ZONE_NONE) {
        rc = read_rules(name, &rules, err);
        if (rc != CG_OK)
            return rc;
        cg_mutex_lock(&mu);
        rc = keep_locked(name, &rules, &found, err);
        cg_mutex_unlock(&mu);
    }
    if (rc == CG_OK)
        *out_zone = found;
    return rc;
}

static const known *known_of(cg_zone number)
{
    CG_ASSERT(number != CG_ZONE_NONE && number <= ZONES_MAX && zones[number - 1].rules != NULL);
    return &zones[number - 1];
}

cg_str cg_zone_name(cg_zone zone)
{
    return known_of(zone)->name;
}

int32_t cg_zone_offset(cg_zone zone, int64_t utc_seconds)
{
    return cg_zone_rules_offset(known_of(zone)->rules, utc_seconds);
}

int32_t cg_zone_offset_of_local(cg_zone zone, int64_t local_seconds, int32_t *out_later)
{
    return cg_zone_rules_offset_of_local(known_of(zone)->rules, local_seconds, out_later);
}

cg_moment cg_zone_moment(cg_zone zone, int64_t local_seconds, uint32_t nanos)
{
    int32_t later;
    int64_t utc = local_seconds - cg_zone_offset_of_local(zone, local_seconds, &later);
    int32_t offset = cg_zone_offset(zone, utc);
    return (cg_moment){.seconds = utc + offset, .nanos = nanos, .offset = offset};
}
