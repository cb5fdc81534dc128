use std::sync::{Arc, Mutex};

struct Server {
    pool: Arc<Pool>,
    shared: Arc<Mutex<Pool>>,
    name: String,
}

struct Pool {
    first: Conn,
}

struct Conn;

type Link = Conn;

impl Pool {
    fn get(&self) -> Conn {
        Conn
    }
    fn alias(&self) -> Link {
        Conn
    }
    async fn open(&self) -> Conn {
        Conn
    }
    fn maybe(&self) -> Option<Conn> {
        None
    }
}

impl Conn {
    fn send(&self) -> &Self {
        self
    }
    fn close(&self) {}
}

impl Server {
    async fn run(&self) {
        self.pool.get().send().send().close();
        self.pool.first.close();
        self.pool.alias().close();
        self.pool.open().await.close();
        self.pool.maybe().unwrap().close();
        self.name.len();
        let conn = &self.pool.get();
        (*conn).close();
        (conn).send();
        let boxed: Box<Conn> = make();
        boxed.close();
        "text".len();
        conn[0].close();
        (self.handler)(conn);
    }
}

fn make<T>() -> T {
    loop {}
}
