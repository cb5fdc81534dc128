// SPDX-License-Identifier: Apache-2.0
// api, private: what protocols over a WebSocket have in common whose messages are JSON objects with the members `type` and
// `id`: subscriptions by id, which are pulled in turn while the socket has room, and closing when a message is none. What
// the messages mean, and how a subscription goes on, is the protocol's. All of it runs in steps of the socket, one at a
// time.
#ifndef CG_API_TURNS_H
#define CG_API_TURNS_H

#include "cg/http_websocket.h"
#include "cg/json.h"

/** Close codes that the protocols share. */
#define CG_TURNS_INVALID 4400
#define CG_TURNS_TAKEN 4409

typedef struct cg_turns cg_turns;

typedef struct cg_turns_protocol {
    unsigned id_max;       /* bytes of an id */
    unsigned not_text;     /* close code for a message that is binary */
    const char *complaint; /* what the reason begins with when a message is none */
    /** One message. An error closes with CG_TURNS_INVALID. */
    cg_code (*act)(cg_turns *turns, cg_websocket *ws, cg_json_value root, cg_err *err);
    /** Whether a source may have more by `now`; if not, `*wake_ns` becomes earlier, or `*poked` true. */
    bool (*due)(const void *source, uint64_t now, uint64_t *wake_ns, bool *poked);
    /** Sends what a source has. False: that was the end, which the client was told of. */
    bool (*advance)(void *source, cg_websocket *ws, cg_str id);
    void (*close)(void *take_source);
} cg_turns_protocol;

typedef struct cg_turn {
    char *id;
    void *source;
} cg_turn;

/** The first member of a protocol's session. */
struct cg_turns {
    const cg_turns_protocol *protocol;
    CG_VEC(cg_turn) open;
    size_t turn; /* whose it is */
};

/** Closes what is open. */
void cg_turns_fini(cg_turns *turns);
/** Reads a message and has the protocol act on it. */
void cg_turns_message(cg_turns *turns, cg_websocket *ws, bool is_text, cg_str bytes);
/** Advances what is due, one after the other, while there is room; as cg_websocket_handler.pull. */
cg_pull cg_turns_pull(cg_turns *turns, cg_websocket *ws, uint64_t *wake_ns);

/** The id of a message; borrowed. Errors: CG_E_INVALID. */
CG_MUST_USE cg_code cg_turns_read_id(const cg_turns *turns, cg_json_value root, cg_str *out_id,
                                     cg_err *err);
/** Whether a subscription with this id is open. */
bool cg_turns_has(const cg_turns *turns, cg_str id);
/** Opens one; no other may have its id. */
void cg_turns_add(cg_turns *turns, cg_str id, void *take_source);
/** The message asks for the end of one. One that is not open has ended by itself meanwhile. */
CG_MUST_USE cg_code cg_turns_complete(cg_turns *turns, cg_json_value root, cg_err *err);

#endif
