pub trait Visitor {
    type Out;
    fn visit(&mut self, n: u32) -> Self::Out;
    fn visit_all(&mut self) -> Vec<Self::Out> {
        vec![self.visit(1)]
    }
}
pub struct Stat;
impl Stat {
    pub fn merge(&self) {}
}
pub struct Depth;
impl Visitor for Depth {
    type Out = Stat;
    fn visit(&mut self, n: u32) -> Stat {
        Stat
    }
}

pub trait Named {
    fn name(&self) {}
}
pub trait Shape {
    type Part: Named;
    fn parts(&self) -> Vec<Self::Part>;
    fn first(&self) -> Option<Self::Part> {
        self.parts().into_iter().next()
    }
}
pub struct Edge;
impl Edge {
    pub fn len(&self) {}
}
impl Named for Edge {}
pub struct Poly;
impl Shape for Poly {
    type Part = Edge;
    fn parts(&self) -> Vec<Edge> {
        vec![]
    }
}
pub struct Other;
impl Other {
    pub fn merge(&self) {}
    pub fn len(&self) {}
    pub fn name(&self) {}
}
