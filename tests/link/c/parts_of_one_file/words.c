enum kind { KIND_PLAIN, KIND_WIDE };
typedef struct range { int from, to; enum kind kind; } range;
static int clip(int code) { return code & 0xffff; }

#include "words_table.c"
#include "words_read.h"

int words_count(void) { return (int)(sizeof table / sizeof *table) + read_word(1); }
