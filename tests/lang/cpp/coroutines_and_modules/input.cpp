export module shapes;

import base;

export int area(int side) { return side * side; }

Task<int> compute(Source &source)
{
    int n = co_await source.next();
    co_yield n;
    co_return area(n);
}
