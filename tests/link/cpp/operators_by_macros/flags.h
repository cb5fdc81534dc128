#define MARK(T) \
	extern "C++" { \
	  static inline constexpr T operator | (T l, T r) { return T ((unsigned) l | (unsigned) r); } \
	  static inline constexpr unsigned operator ~ (T r) { return (~(unsigned) r); } \
	  static inline T& operator |= (T &l, T r) { l = l | r; return l; } \
	} \
	static_assert (true, "")
#define COMPARED(C) \
	bool C::operator==(const C &o) const { return true; } \
	C::operator bool() const { return true; }

enum Flags { A, B };
MARK (Flags);

struct Number {
    operator unsigned() const;
};
