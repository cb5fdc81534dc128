#include "part.h"
void own(const Car &car, Car &other)
{
    auto [id, wheel, engine] = load();
    wheel.turn();
    engine->start();
    auto &[i, w, e] = other;
    w.turn();
}
void own_template(Box<Engine> &box)
{
    auto &[first, second] = box;
    first.start();
    second.turn();
}
void pairs(std::pair<Wheel, int> pair, std::map<std::string, Engine> &all)
{
    auto [wheel, n] = pair;
    wheel.turn();
    for (auto &[name, engine] : all)
        engine.start();
}
void got(std::pair<Wheel, int> pair, std::tuple<int, Engine> tuple, std::variant<Wheel, Engine> &either)
{
    std::get<0>(pair).turn();
    std::get<1>(tuple).start();
    std::get<Wheel>(either).turn();
    std::get_if<Engine>(&either)->start();
}
void made(Engine engine)
{
    auto pair = std::make_pair(Wheel(), 1);
    pair.first.turn();
    auto tuple = std::make_tuple(1, engine);
    std::get<1>(tuple).start();
}
void visited(std::variant<Wheel, int> &one) { std::visit([](auto &x) { x.turn(); }, one); }
