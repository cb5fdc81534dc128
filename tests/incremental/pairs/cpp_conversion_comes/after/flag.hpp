#pragma once
struct Flag {
    int value;
    operator bool() const;
};
