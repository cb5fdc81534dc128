#pragma once
enum color { RED, GREEN = 2 };
struct base { int kind; };
