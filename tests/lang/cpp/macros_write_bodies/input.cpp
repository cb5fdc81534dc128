// Macros that write the body of what stands in front of them, and names by the line of their use.
#include <utility>

#define AUTO_RETURN(E) -> decltype((E)) { return (E); }
#define RETURN_AS(T, E) -> T { return (E); }
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define CHECKED(condition) void PASTE(checked_, __LINE__)() { static_assert(condition, ""); }
#define CALLBACKS CALLBACK(first)

struct map {
    int keys() const;
};

struct both {
    auto keys() const AUTO_RETURN (forward.keys())
    auto values() const AUTO_RETURN ( backward.keys() )
    template <typename T>
    auto dispatch(const T &value) RETURN_AS (int, dispatch(value, 0))
    ~both() { release(); }

    CHECKED(sizeof(int) == 4)
    CHECKED(true);

    void release();
    int shared(map *m) { return (this + m).keys() + (this + 1)->values(2); }

    int values(int);
    map forward, backward;
};

void each(both *b)
{
    if (b) {
#define CALLBACK(name) b->release();
        CALLBACKS
#undef CALLBACK
    }
    b->release();
}
