#pragma once
#include <string>
namespace J {
enum ValueType { nullValue = 0, intValue, objectValue };
struct NodeType { enum value { Undefined, Map }; };
enum class Style : unsigned { Flow, Block };
class Value {
public:
  Value(ValueType type = nullValue);
  Value(int value);
  Value(unsigned value);
  Value(double value);
  Value(const char *value);
  Value(const std::string &value);
  Value(bool value);
  Value(const Value &other);
  void set(NodeType::value v);
  void set(Style v);
  void set(bool v);
};
void log(ValueType t);
void log(int t);
void log(Style s);
}
