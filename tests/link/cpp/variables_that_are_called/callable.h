#define OBJECT(name) static const name
struct
{
    int operator()(int a) const { return a + 1; }
}
OBJECT(next);
struct {
    int operator()(int a) const { return a - 1; }
} before;
