class Query {
  where(clause: string): this {
    return this;
  }
  limit(n: number) {
    return this;
  }
  all(): Row[] {
    return [];
  }
}
class UserQuery extends Query {
  active() {
    return this.where('active');
  }
}
interface Row {
  id: number;
}
new Query().where('a').limit(1).all();
new UserQuery().where('a').active().limit(2);
