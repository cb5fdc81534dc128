#include <vector>
struct Item { int size() const; };
int use(const std::vector<Item> &items) { return items[0].size(); }
int part(const lib::Part *p);
int other(const unknown::Part *p);
int lib_of(int lib) { return lib; }
