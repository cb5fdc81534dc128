// SPDX-License-Identifier: Apache-2.0
// Tools and prompts of the conformance suite's fixtures.
#ifndef FIXTURES_H
#define FIXTURES_H

#include "../../src/api/mcp/mcp.h"

/* The smallest red dot, and a silence of no length. */
#define FIXTURE_PNG                                                                                \
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
#define FIXTURE_WAV "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA="

extern const mcp_tool *const fixture_tools[];
extern const mcp_prompt fixture_prompts[];
const char *fixture_schema(const char *name);

#endif
