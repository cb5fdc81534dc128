#include "box.h"

int main(void)
{
    box b = {1};
    return box_size(&b);
}
