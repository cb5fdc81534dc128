// What a template is specialized for is named there.
namespace data {
enum class Kind { array, object };
template <typename T> struct View { };
struct Key { };
}
template <typename T> struct Hash;
template <> struct Hash<data::Key> { int operator()(data::Key key) const; };
template <typename T> struct Hash<data::View<T>> : Hash<T> { };
template <data::Kind kind> struct Make;
template <> struct Make<data::Kind::array> { static int make(); };
