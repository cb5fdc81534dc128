function open(options: { path: string; onError(error: Failure): void }): { close(): void } {
  options.onError(new Failure());
  return { close() {} };
}
class Failure {
  detail: { code: number; describe(): Failure };
  explain() {
    return this.detail.describe().detail.code;
  }
}
const state: { items: Failure[]; reset(): void } = { items: [], reset() {} };
state.reset();
