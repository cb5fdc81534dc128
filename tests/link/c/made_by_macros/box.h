typedef struct box { int size; } box;
int box_size(const box *b);
int box_check(const box *b);
