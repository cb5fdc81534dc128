struct Key {
    bool operator==(const Key &o) const;
    operator bool() const;
};
