pub struct Node;
impl Node {
    pub fn new() -> Node {
        Node
    }
    pub fn edges(&self) {}
}
pub struct OrderId;
impl OrderId {
    pub fn raw(&self) {}
}
impl Default for OrderId {
    fn default() -> OrderId {
        OrderId
    }
}
pub struct Order {
    pub id: OrderId,
}
impl Order {
    pub fn id(&self) -> OrderId {
        OrderId
    }
}
pub struct Pair<A> {
    pub order: A,
}
pub struct Holder<T> {
    pub item: T,
}
impl<T> Holder<T> {
    pub fn empty() -> Self {
        todo!()
    }
    pub fn with<U>(&self, other: U) -> Pair<U> {
        Pair { order: other }
    }
    pub fn same<'a, U>(&self, other: &'a U) -> &'a U {
        other
    }
}
pub struct Other;
impl Other {
    pub fn edges(&self) {}
    pub fn raw(&self) {}
    pub fn id(&self) {}
}
