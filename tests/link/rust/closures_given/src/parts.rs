pub enum Expr {
    Num(i32),
    Neg(Box<Expr>),
}
impl Expr {
    pub fn eval(&self) {}
    pub fn part(&self) -> Expr {
        Expr::Num(1)
    }
    pub fn walk(&self, f: &mut dyn FnMut(&Expr)) {}
    pub fn many<T>(&mut self, f: impl FnMut(&mut Self) -> T) -> Vec<T> {
        vec![]
    }
}
pub struct Spanned<T> {
    pub node: T,
    pub at: usize,
}
impl<T> Spanned<T> {
    pub fn with<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        f(&self.node)
    }
}
pub struct Handlers {
    pub each: Box<dyn Fn(&Expr)>,
    pub done: Option<Box<dyn Fn(&Expr)>>,
    pub list: Vec<Box<dyn Fn(&Expr)>>,
}
pub fn read(text: &str) -> Result<Expr, ()> {
    Err(())
}
pub struct Other;
impl Other {
    pub fn eval(&self) {}
    pub fn part(&self) {}
}
