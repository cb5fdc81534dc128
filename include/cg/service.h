// SPDX-License-Identifier: Apache-2.0
// service: each operation of CodeGraph once, on plain structs. Every door (REST, command line,
// later GraphQL and MCP) decodes, makes one call here, and encodes. Knows neither HTTP nor JSON.
//
// Any thread may call; calls block (disk, locks, other writers), so never from an I/O thread.
// Rows and texts of a reply live in the arena that was passed in. A reply names the generation it
// was computed at. Deadlines are on the cg_now_ns clock, 0: none.
#ifndef CG_SERVICE_H
#define CG_SERVICE_H

#include "cg/service_base.h"
#include "cg/service_explore.h"
#include "cg/service_graph.h"
#include "cg/service_import.h"
#include "cg/service_parse.h"
#include "cg/service_query.h"
#include "cg/service_questions.h"
#include "cg/service_streams.h"
#include "cg/service_transactions.h"
#include "cg/service_vectors.h"
#include "cg/service_versions.h"
#include "cg/service_webhooks.h"

#endif
