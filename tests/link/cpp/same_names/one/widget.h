#pragma once
namespace one { class Widget { public: void draw(); }; void run(); }
