#pragma once
struct Part { int cost() const; };
