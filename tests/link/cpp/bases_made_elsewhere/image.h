#pragma once
class Image {
public:
    Image();
    explicit Image(int type);
    Image(int type, const char *name);
};
class Picture : public Image {
public:
    Picture();
    explicit Picture(int type);
private:
    int size_;
    static Image none_;
};
