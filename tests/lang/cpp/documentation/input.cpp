/// Adds.
/// Twice.
int add(int a);

/** @brief A box. */
template <typename T>
class Box {
    /*! the content */
    T content;
    int size; ///< how much
};

// Not a doc, apart.

int plain;

//! Kinds.
enum class Kind {
    A, //!< the first
    /** the second */
    B
};
