#pragma once
namespace geo {
struct Point { int x; };
int length(const Point &p);
void swap(Point &a, Point &b);
}
