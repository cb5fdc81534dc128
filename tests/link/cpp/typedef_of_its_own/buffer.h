#ifndef BUFFER_H
#define BUFFER_H
typedef struct buffer_t buffer_t;
int buffer_size(buffer_t *buffer);
#endif
