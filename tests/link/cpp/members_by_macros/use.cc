#include "nodes.h"

int measure(Block *block, Visitor<long> *looker)
{
    block->width(block->size());
    block->first()->above()->visit(looker);
    return block->first()->width();
}
