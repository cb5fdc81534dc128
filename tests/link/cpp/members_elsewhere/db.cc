#include "db.h"
namespace store {
int DB::count_ = 0;
struct DB::Rep { int dirty; void mark() { dirty = 1; } };
DB::DB(int size, bool sync) : size_(size) { if (sync) flush(); }
DB::~DB() { flush(); }
int DB::get(int key) const { return key + size_; }
int DB::get(const char *key) const { return get(*key); }
int DB::put(int key, int value) { rep_->mark(); return get(key) + value; }
int DB::put() { return rep_->dirty; }
}
store::DB *store::DB::open() { count_++; return new DB(1); }
void store::DB::flush() { }
