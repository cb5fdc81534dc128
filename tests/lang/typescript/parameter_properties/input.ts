class Service {
  constructor(
    private readonly http: Http,
    public name = 'service',
    protected retries?: number,
    plain: string,
    ...rest: string[]
  ) {
    http.get(plain);
    this.http.get(this.name);
  }
  again() {
    return this.retries;
  }
}

class Http {
  get(path: string) {}
}
