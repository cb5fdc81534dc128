pub enum Op {
    Num(i32),
    Add(Box<Op>, Box<Op>),
    Neg { inner: Box<Op>, span: Span },
}
impl Op {
    pub fn num(n: i32) -> Op {
        Op::Num(n)
    }
    pub fn eval(&self) {}
}
pub struct Span;
impl Span {
    pub fn lo(&self) {}
}
pub struct Hooks {
    pub before: Box<dyn Fn(&Op) -> Span>,
    pub done: Option<fn(&Op) -> Span>,
    pub each: Vec<Box<dyn Fn(&Op) -> Span>>,
}
impl Hooks {
    pub fn set(&self, done: fn(&Op) -> Span) {}
}
pub struct Other;
impl Other {
    pub fn eval(&self) {}
    pub fn lo(&self) {}
}
