#pragma once
namespace two { class Widget { public: void draw(); }; void run(); }
