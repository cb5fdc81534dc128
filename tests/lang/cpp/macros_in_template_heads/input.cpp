#include "checks.h"

// What a macro is given in place of a parameter may be anything.
struct Flags {
    template <class T, DEMANDS("T must be a number", is_number<T>)>
    explicit Flags(T bits) : bits_(bits) {}

    template <class T, DEMANDS(sizeof(T) > 2, 4), ALSO(T ? 1 : 0)>
    bool has(T bit) const { return bits_ & bit; }

    bool none() const { return bits_ == 0; }
    unsigned bits_;
};
