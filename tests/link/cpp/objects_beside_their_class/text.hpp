struct Text {};

inline Text make() { return Text(); }
