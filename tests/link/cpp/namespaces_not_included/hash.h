struct Key { int n; };
namespace std {
template <> struct hash<Key> { int operator()(const Key &k) const; };
}
namespace lib { struct Part; }
