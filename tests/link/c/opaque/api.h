typedef struct context context;
context *context_new(void);
int context_size(context *c);
