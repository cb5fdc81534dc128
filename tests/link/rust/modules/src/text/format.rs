use super::super::shapes;

pub fn wrap() {
    shapes::area();
}
