pub enum Method {
    Get,
    Post(String),
}

#[derive(Default)]
pub struct Builder {
    method: Option<Method>,
}

pub struct Client;
pub struct Reply;

impl Client {
    pub fn builder() -> Builder {
        Builder::default()
    }
    pub fn send(&self) -> Result<Reply, ()> {
        Ok(Reply)
    }
}

impl Builder {
    pub fn method(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }
    pub fn header(self, _: &str) -> Self {
        self
    }
    pub fn build(self) -> Client {
        Client
    }
}

impl Reply {
    pub fn body(&self) {}
}
