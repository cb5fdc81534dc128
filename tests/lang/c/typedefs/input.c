typedef unsigned long size;
typedef struct {
    size length;
} buffer;
typedef struct node {
    struct node *next;
    buffer data;
} node, *node_ptr;
typedef struct opaque opaque;
typedef int (*compare)(const void *, const void *);
typedef int row[10], *cursor;
typedef enum { LOW, HIGH } level;
typedef union { int i; float f; } number;

size measure(node *n, node_ptr p, opaque *o, number *value)
{
    level l = HIGH;
    value->f = 1;
    return n->next->data.length + p->data.length + l;
}

/* what other systems call what the language has */
typedef __int8 int8_t;
typedef SSIZE_T ssize_t;
typedef __int64 *offset_t;
