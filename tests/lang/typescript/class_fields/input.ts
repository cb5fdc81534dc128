class Settings {
  public a = 1;
  protected b?: Helper;
  private readonly c: Helper = new Helper();
  static d: Map<string, Helper> = new Map();
  declare e: string;
  f!: Helper | undefined;
  #g = 2;
  readonly handler = (helper: Helper): void => helper.run();
  [key: string]: unknown;
  options = { deep: 1, run() {} };

  use() {
    this.b?.run();
    this.c.run();
    this.f!.run();
    this.options.run();
    this.late = 1;
  }
}

class Helper {
  run() {}
}

new Settings().handler(new Helper());
