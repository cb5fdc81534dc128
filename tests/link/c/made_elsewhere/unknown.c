/* Two files know an EACH, and none is included: nobody can tell what this makes. */
EACH(two)
int far_two(void) { return a_two() + b_two(); }
