#include "value.h"
namespace J {
Value::Value(ValueType type) {}
Value::Value(int value) {}
Value::Value(unsigned value) {}
Value::Value(double value) {}
Value::Value(const char *value) {}
Value::Value(const std::string &value) {}
Value::Value(bool value) {}
Value::Value(const Value &other) {}
}
