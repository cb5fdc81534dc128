static inline int shared(int code) { return clip(code); }
