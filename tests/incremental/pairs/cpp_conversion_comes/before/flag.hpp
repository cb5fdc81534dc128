#pragma once
struct Flag {
    int value;
};
