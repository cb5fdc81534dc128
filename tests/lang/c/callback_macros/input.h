#define CALLBACK(x) (*x)
typedef int CALLBACK(line_cb)(const char *d, int n);
struct iter {
    int CALLBACK(next)(struct iter *i);
    void CALLBACK(free)(struct iter *i);
};
int walk(line_cb cb, void *p, int CALLBACK(other)(int));
