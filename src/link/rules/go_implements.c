// SPDX-License-Identifier: Apache-2.0
#include "go.h"
void go_publish_methods(publisher *p, const cg_link_unit *u)
{
    (void)p, (void)u;
}
void go_implements(cg_linker *l, const cg_link_unit *u)
{
    (void)l, (void)u;
}
