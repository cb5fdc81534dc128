int value;
namespace a {
int value;
struct S {
    static int value;
    static int get() { return value; }
    struct T {
        int value;
    };
};
int read() { return value + ::value + S::value + a::S::get(); }
}

int S;

int use(a::S::T &t)
{
    int value = t.value;
    return value + a::value + ::value;
}
