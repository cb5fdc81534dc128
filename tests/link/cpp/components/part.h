#pragma once
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
struct Wheel { void turn(); };
struct Engine { void start(); };
struct Car {
    int id;
    Wheel wheel;
    static int count;
    Engine *engine;
};
template <typename T> struct Box { T first; Wheel second; };
Car load();
