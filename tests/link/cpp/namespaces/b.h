#pragma once
namespace other { class Shape { public: int area() const { return 0; } }; }
