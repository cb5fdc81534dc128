#pragma once
#include <vector>
struct Point {
    int norm() const;
    void move();
};
template <typename F> void each(std::vector<Point> &all, F f)
{
    for (auto &one : all)
        f(one);
}
template <typename T, typename F> void both(T &first, F &&f)
{
    f(1, first);
}
class Cloud {
    std::vector<Point> all_;
public:
    template <typename F> void each(F f)
    {
        for (auto &one : all_)
            f(one);
    }
};
