use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock};

pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
pub struct Row;
impl Row {
    pub fn id(&self) {}
    pub fn parse(&self) -> Result<User, ()> {
        Ok(User)
    }
}
pub struct User;
impl User {
    pub fn name(&self) {}
}
pub struct Other;
impl Other {
    pub fn id(&self) {}
    pub fn name(&self) {}
}
pub struct Pool {
    pub rows: Arc<Mutex<Vec<Row>>>,
    pub users: RwLock<User>,
}
impl Pool {
    pub fn later(&self) -> impl Future<Output = Row> + '_ {
        async { Row }
    }
    pub fn boxed(&self) -> BoxFuture<'_, Row> {
        Box::pin(async move { Row })
    }
    pub fn pinned(&self) -> Pin<Box<dyn Future<Output = Result<Row, ()>>>> {
        todo!()
    }
    pub fn is_open(&self) -> bool {
        true
    }
    pub fn request(&self) -> Request {
        Request
    }
}
pub struct Request;
impl IntoFuture for Request {
    type Output = User;
    type IntoFuture = BoxFuture<'static, User>;
    fn into_future(self) -> Self::IntoFuture {
        todo!()
    }
}
