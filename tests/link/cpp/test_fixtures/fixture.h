#pragma once
#define TEST_F(fixture, name) class fixture##_##name
class Fixture { protected: void reset(); int value_; };
