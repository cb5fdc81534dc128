#pragma once
#include "base.h"
class Middle : public Base {
public:
    void close() override;
};
