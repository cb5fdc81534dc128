#ifdef PART_A
void part_a(void);
#endif
#ifdef PART_B
void part_b(void);
#endif
