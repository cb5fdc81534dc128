#define PART_SIZE 3
static int part(void) { return PART_SIZE; }
