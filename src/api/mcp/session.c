// SPDX-License-Identifier: Apache-2.0
// api: sessions of the revisions that have them: what a client said once and is remembered, its calls under way, what it
// was asked, and what it wants to hear of. All of it is bounded, and all of it is guarded by one mutex, held for moments.
#include "mcp.h"

#include <stdatomic.h>

#define ID_BYTES 16
#define BUCKETS 1024
#define CALLS_MAX 64
#define ASKED_MAX 16
#define WATCHED_MAX 64
#define SWEEP_NS UINT64_C(1000000000)

typedef struct asked {
    uint64_t number;
    cg_json *doc; /* NULL: not answered */
} asked;

struct mcp_session {
    mcp_session *next; /* of its bucket */
    char id[2 * ID_BYTES + 1];
    mcp_abilities abilities;
    unsigned refs; /* requests and streams; the table's own is not counted */
    bool ended;    /* out of the table: goes with the last reference */
    uint64_t used_ns;
    unsigned level;
    uint64_t last_number, stream;
    CG_VEC(mcp_call *) calls;
    CG_VEC(asked) asked;
    CG_VEC(mcp_watch) watches;
};

typedef struct mcp_sessions {
    cg_mutex mu;
    mcp_session *
        buckets[BUCKETS]; /* guarded by mu; so is all that a session has but its id and abilities */
    size_t count;
    uint64_t swept_ns;
} mcp_sessions;

/* ---- the table ---- */

cg_mcp *cg_mcp_create(const cg_mcp_options *opts)
{
    cg_mcp *mcp = cg_alloc(sizeof *mcp);
    mcp->opts = *opts;
    mcp->catalog = opts->catalog != NULL ? opts->catalog : &mcp_catalog_own;
    mcp->sessions = cg_alloc(sizeof *mcp->sessions);
    cg_mutex_init(&mcp->sessions->mu, CG_LOCK_API_MCP);
    return mcp;
}

static void destroy(mcp_session *s)
{
    for (size_t i = 0; i < s->asked.len; i++)
        cg_json_destroy(s->asked.ptr[i].doc);
    for (size_t i = 0; i < s->watches.len; i++)
        cg_free(s->watches.ptr[i].uri);
    CG_VEC_FINI(&s->calls);
    CG_VEC_FINI(&s->asked);
    CG_VEC_FINI(&s->watches);
    cg_free(s);
}

void cg_mcp_destroy(cg_mcp *mcp)
{
    if (mcp == NULL)
        return;
    for (size_t i = 0; i < BUCKETS; i++)
        for (mcp_session *s = mcp->sessions->buckets[i], *next; s != NULL; s = next) {
            next = s->next;
            destroy(s);
        }
    cg_mutex_fini(&mcp->sessions->mu);
    cg_free(mcp->sessions);
    cg_free(mcp);
}

static mcp_session **bucket_of(mcp_sessions *t, cg_str id)
{
    return &t->buckets[cg_hash64(id.ptr, id.len, 0) % BUCKETS];
}

/* Out of the table; whoever has a reference sees that it has ended. One that nobody has goes to `dead`, for after the
 * lock. */
static void remove_locked(mcp_sessions *t, mcp_session *s, mcp_session **dead)
{
    mcp_session **slot = bucket_of(t, cg_str_from(s->id));
    while (*slot != s)
        slot = &(*slot)->next;
    *slot = s->next;
    t->count--;
    s->ended = true;
    for (size_t i = 0; i < s->calls.len; i++)
        atomic_store_explicit(&s->calls.ptr[i]->canceled, true, memory_order_relaxed);
    if (s->refs == 0) {
        s->next = *dead;
        *dead = s;
    }
}

static void destroy_all(mcp_session *dead)
{
    for (mcp_session *next; dead != NULL; dead = next) {
        next = dead->next;
        destroy(dead);
    }
}

/* Those that were silent too long end. Gives the idle one that was silent longest, NULL: none is idle. */
static mcp_session *sweep_locked(cg_mcp *mcp, uint64_t now, mcp_session **dead)
{
    mcp_sessions *t = mcp->sessions;
    mcp_session *oldest = NULL;
    for (size_t i = 0; i < BUCKETS; i++)
        for (mcp_session *s = t->buckets[i], *next; s != NULL; s = next) {
            next = s->next;
            if (s->refs > 0)
                continue;
            if (now - s->used_ns >= mcp->opts.session_ns)
                remove_locked(t, s, dead);
            else if (oldest == NULL || s->used_ns < oldest->used_ns)
                oldest = s;
        }
    t->swept_ns = now;
    return oldest;
}

cg_code mcp_session_create(cg_mcp *mcp, mcp_abilities abilities, mcp_session **out_session,
                           cg_err *err)
{
    static const char digits[] = "0123456789abcdef";
    mcp_sessions *t = mcp->sessions;
    uint8_t random[ID_BYTES];
    mcp_session *dead = NULL, *s = cg_alloc(sizeof *s);
    cg_random_bytes(random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++) {
        s->id[2 * i] = digits[random[i] >> 4];
        s->id[2 * i + 1] = digits[random[i] & 15];
    }
    s->abilities = abilities;
    s->level = MCP_WARNING; /* until the client says how much it wants */
    s->refs = 1;
    s->used_ns = cg_now_ns();
    cg_mutex_lock(&t->mu);
    if (t->count >= mcp->opts.sessions_max || s->used_ns - t->swept_ns >= SWEEP_NS) {
        mcp_session *oldest = sweep_locked(mcp, s->used_ns, &dead);
        if (t->count >= mcp->opts.sessions_max && oldest != NULL)
            remove_locked(t, oldest, &dead);
    }
    bool fits = t->count < mcp->opts.sessions_max;
    if (fits) {
        mcp_session **slot = bucket_of(t, cg_str_from(s->id));
        s->next = *slot;
        *slot = s;
        t->count++;
    }
    cg_mutex_unlock(&t->mu);
    destroy_all(dead);
    if (!fits) {
        destroy(s);
        return CG_FAIL(err, CG_E_BUSY,
                       "all sessions that there may be are at work: try again soon");
    }
    *out_session = s;
    return CG_OK;
}

mcp_session *mcp_session_find(cg_mcp *mcp, cg_str id)
{
    mcp_sessions *t = mcp->sessions;
    mcp_session *dead = NULL;
    uint64_t now = cg_now_ns();
    cg_mutex_lock(&t->mu);
    mcp_session *s = *bucket_of(t, id);
    while (s != NULL && !cg_str_eq(cg_str_from(s->id), id))
        s = s->next;
    if (s != NULL && s->refs == 0 && now - s->used_ns >= mcp->opts.session_ns) {
        remove_locked(t, s, &dead);
        s = NULL;
    }
    if (s != NULL) {
        s->refs++;
        s->used_ns = now;
    }
    cg_mutex_unlock(&t->mu);
    destroy_all(dead);
    return s;
}

void mcp_session_ref(cg_mcp *mcp, mcp_session *session)
{
    cg_mutex_lock(&mcp->sessions->mu);
    session->refs++;
    cg_mutex_unlock(&mcp->sessions->mu);
}

void mcp_session_unref(cg_mcp *mcp, mcp_session *session)
{
    if (session == NULL)
        return;
    cg_mutex_lock(&mcp->sessions->mu);
    session->used_ns = cg_now_ns();
    bool last = --session->refs == 0 && session->ended;
    cg_mutex_unlock(&mcp->sessions->mu);
    if (last)
        destroy(session);
}

void mcp_session_end(cg_mcp *mcp, mcp_session *session)
{
    mcp_session *dead = NULL; /* the caller has a reference, so it is not among them */
    cg_mutex_lock(&mcp->sessions->mu);
    if (!session->ended)
        remove_locked(mcp->sessions, session, &dead);
    cg_mutex_unlock(&mcp->sessions->mu);
    destroy_all(dead);
}

/* ---- what it is ---- */

const char *mcp_session_id(const mcp_session *session)
{
    return session->id;
}

mcp_abilities mcp_session_abilities(const mcp_session *session)
{
    return session->abilities;
}

bool mcp_session_ended(cg_mcp *mcp, mcp_session *session)
{
    cg_mutex_lock(&mcp->sessions->mu);
    bool ended = session->ended;
    cg_mutex_unlock(&mcp->sessions->mu);
    return ended;
}

unsigned mcp_session_level(cg_mcp *mcp, mcp_session *session)
{
    cg_mutex_lock(&mcp->sessions->mu);
    unsigned level = session->level;
    cg_mutex_unlock(&mcp->sessions->mu);
    return level;
}

void mcp_session_set_level(cg_mcp *mcp, mcp_session *session, unsigned level)
{
    cg_mutex_lock(&mcp->sessions->mu);
    session->level = level;
    cg_mutex_unlock(&mcp->sessions->mu);
}

/* ---- calls ---- */

bool mcp_session_add_call(cg_mcp *mcp, mcp_session *session, mcp_call *call)
{
    cg_mutex_lock(&mcp->sessions->mu);
    bool fits = session->calls.len < CALLS_MAX;
    for (size_t i = 0; i < session->calls.len; i++)
        fits &= !cg_str_eq(session->calls.ptr[i]->id_text, call->id_text);
    if (fits)
        CG_VEC_PUSH(&session->calls, call);
    cg_mutex_unlock(&mcp->sessions->mu);
    return fits;
}

void mcp_session_remove_call(cg_mcp *mcp, mcp_session *session, mcp_call *call)
{
    cg_mutex_lock(&mcp->sessions->mu);
    for (size_t i = 0; i < session->calls.len; i++)
        if (session->calls.ptr[i] == call) {
            session->calls.ptr[i] = session->calls.ptr[--session->calls.len];
            break;
        }
    cg_mutex_unlock(&mcp->sessions->mu);
}

void mcp_session_cancel(cg_mcp *mcp, mcp_session *session, cg_str id)
{
    cg_mutex_lock(&mcp->sessions->mu);
    for (size_t i = 0; i < session->calls.len; i++)
        if (cg_str_eq(session->calls.ptr[i]->id_text, id))
            atomic_store_explicit(&session->calls.ptr[i]->canceled, true, memory_order_relaxed);
    cg_mutex_unlock(&mcp->sessions->mu);
}

/* ---- what the client is asked ---- */

uint64_t mcp_session_ask(cg_mcp *mcp, mcp_session *session)
{
    uint64_t number = 0;
    cg_mutex_lock(&mcp->sessions->mu);
    if (session->asked.len < ASKED_MAX) {
        number = ++session->last_number;
        CG_VEC_PUSH(&session->asked, (asked){number, NULL});
    }
    cg_mutex_unlock(&mcp->sessions->mu);
    return number;
}

void mcp_session_answer(cg_mcp *mcp, mcp_session *session, uint64_t number, cg_json *take_doc)
{
    cg_json *unwanted = take_doc; /* nobody asked, or it was answered before */
    cg_mutex_lock(&mcp->sessions->mu);
    for (size_t i = 0; i < session->asked.len; i++)
        if (session->asked.ptr[i].number == number && session->asked.ptr[i].doc == NULL) {
            session->asked.ptr[i].doc = take_doc;
            unwanted = NULL;
        }
    cg_mutex_unlock(&mcp->sessions->mu);
    cg_json_destroy(unwanted);
}

static cg_json *take_locked(mcp_session *session, uint64_t number, bool forget)
{
    for (size_t i = 0; i < session->asked.len; i++) {
        asked *one = &session->asked.ptr[i];
        if (one->number != number || (one->doc == NULL && !forget))
            continue;
        cg_json *doc = one->doc;
        *one = session->asked.ptr[--session->asked.len];
        return doc;
    }
    return NULL;
}

cg_json *mcp_session_take_answer(cg_mcp *mcp, mcp_session *session, uint64_t number)
{
    cg_mutex_lock(&mcp->sessions->mu);
    cg_json *doc = take_locked(session, number, false);
    cg_mutex_unlock(&mcp->sessions->mu);
    return doc;
}

void mcp_session_forget(cg_mcp *mcp, mcp_session *session, uint64_t number)
{
    cg_mutex_lock(&mcp->sessions->mu);
    cg_json *doc = take_locked(session, number, true);
    cg_mutex_unlock(&mcp->sessions->mu);
    cg_json_destroy(doc);
}

/* ---- what the client wants to hear of ---- */

static mcp_watch *find_watch(mcp_session *session, cg_str uri)
{
    for (size_t i = 0; i < session->watches.len; i++)
        if (cg_str_eq(cg_str_from(session->watches.ptr[i].uri), uri))
            return &session->watches.ptr[i];
    return NULL;
}

bool mcp_session_subscribe(cg_mcp *mcp, mcp_session *session, cg_str uri, uint64_t generation)
{
    cg_mutex_lock(&mcp->sessions->mu);
    bool there = find_watch(session, uri) != NULL,
         fits = there || session->watches.len < WATCHED_MAX;
    if (fits && !there)
        CG_VEC_PUSH(&session->watches, (mcp_watch){cg_strdup(uri), generation});
    cg_mutex_unlock(&mcp->sessions->mu);
    return fits;
}

void mcp_session_unsubscribe(cg_mcp *mcp, mcp_session *session, cg_str uri)
{
    cg_mutex_lock(&mcp->sessions->mu);
    mcp_watch *watch = find_watch(session, uri);
    if (watch != NULL) {
        cg_free(watch->uri);
        *watch = session->watches.ptr[--session->watches.len];
    }
    cg_mutex_unlock(&mcp->sessions->mu);
}

uint64_t mcp_session_begin_stream(cg_mcp *mcp, mcp_session *session)
{
    cg_mutex_lock(&mcp->sessions->mu);
    uint64_t number = ++session->stream;
    cg_mutex_unlock(&mcp->sessions->mu);
    return number;
}

bool mcp_session_streams(cg_mcp *mcp, mcp_session *session, uint64_t number)
{
    cg_mutex_lock(&mcp->sessions->mu);
    bool goes_on = !session->ended && session->stream == number;
    cg_mutex_unlock(&mcp->sessions->mu);
    return goes_on;
}

bool mcp_session_watch(cg_mcp *mcp, mcp_session *session, size_t i, cg_arena *arena, mcp_watch *out)
{
    cg_mutex_lock(&mcp->sessions->mu);
    bool there = i < session->watches.len;
    if (there) {
        *out = session->watches.ptr[i];
        out->uri = (char *)cg_arena_str(arena, cg_str_from(out->uri)).ptr;
    }
    cg_mutex_unlock(&mcp->sessions->mu);
    return there;
}

void mcp_session_told(cg_mcp *mcp, mcp_session *session, cg_str uri, uint64_t generation)
{
    cg_mutex_lock(&mcp->sessions->mu);
    mcp_watch *watch = find_watch(session, uri);
    if (watch != NULL)
        watch->generation = generation;
    cg_mutex_unlock(&mcp->sessions->mu);
}
