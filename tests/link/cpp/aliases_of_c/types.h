typedef int t;
typedef unsigned int in;
typedef struct node node;
