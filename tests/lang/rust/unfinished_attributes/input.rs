#[cfg_attr
struct Edge;

#[derive
struct Node;
