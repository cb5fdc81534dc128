#define CppConcat(x, y) x##y
