// SPDX-License-Identifier: Apache-2.0
// api, private: GraphQL over HTTP: what POST and GET share.
#ifndef CG_API_GQL_HTTP_H
#define CG_API_GQL_HTTP_H

#include "request.h"

#define GQL_JSON "application/json"
#define GQL_RESPONSE "application/graphql-response+json"
#define GQL_EVENTS "text/event-stream"

/** Answers a request: as JSON, or as a stream of events where Accept asks for one alone. `may_write`: mutations are run. */
CG_MUST_USE cg_code gql_answer(cg_request *req, cg_reply *reply, const cg_gql_request *asked,
                               bool may_write, cg_err *err);

#endif
